// Link headers and VLAN tags, by LINKTYPE_ value.
#include "oracle/capture/link.hpp"

#include <algorithm>
#include <cstddef>

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {
namespace {

// LINKTYPE_ values, see tcpdump.org/linktypes.html. OpenBSD and BSD/OS wrote raw IP as 14 and 12.
enum LinkType : std::uint16_t {
  kNull = 0,
  kEthernet = 1,
  kRawBsd = 12,
  kRawOpenBsd = 14,
  kRaw = 101,
  kLoop = 108,
  kLinuxSll = 113,
  kIpv4 = 228,
  kIpv6 = 229,
  kLinuxSll2 = 276,
};

enum EtherType : std::uint16_t {
  kLowestEtherType = 0x0600,  // below stands the length of an 802.3 frame
  kEtherIpv4 = 0x0800,
  kTransparentEthernet = 0x6558,
  kVlan = 0x8100,
  kEtherIpv6 = 0x86dd,
  kMpls = 0x8847,
  kMplsMulticast = 0x8848,
  kPppoeDiscovery = 0x8863,
  kPppoeSession = 0x8864,
  kServiceVlan = 0x88a8,
  kProviderBackbone = 0x88e7,
  kNetworkService = 0x894f,
  kOldServiceVlan = 0x9100,
};

constexpr int kMaxTags = 4;
constexpr std::size_t kTagBytes = 4;
constexpr std::uint32_t kScopeBase = 4097;  // one or two tags never share a scope
constexpr std::uint32_t kNullHeaderBytes = 4;

NetworkLayer rejected(LinkRejection reason) { return {reason, 0, 0, {}}; }

bool is_vlan(std::uint16_t type) {
  return type == kVlan || type == kServiceVlan || type == kOldServiceVlan;
}

LinkRejection reject_type(std::uint16_t type) {
  switch (type) {
    case kEtherIpv4:
    case kEtherIpv6:
      return LinkRejection::none;
    case kTransparentEthernet:
    case kMpls:
    case kMplsMulticast:
    case kPppoeDiscovery:
    case kPppoeSession:
    case kProviderBackbone:
    case kNetworkService:
    case kVlan:
    case kServiceVlan:
    case kOldServiceVlan:
      return LinkRejection::tunnel;
    default:
      return LinkRejection::not_ip;
  }
}

// The frame from `offset` on, as the network layer.
NetworkLayer network_at(std::size_t offset, std::uint32_t scope,
                        std::span<const std::uint8_t> frame, std::uint32_t wire_bytes) {
  if (frame.size() <= offset) return rejected(LinkRejection::link_header_cut);
  const auto rest = frame.subspan(offset);
  const std::size_t wire = wire_bytes < offset ? 0 : wire_bytes - offset;
  return {LinkRejection::none, scope, static_cast<std::uint32_t>(std::max(wire, rest.size())),
          rest};
}

// What follows a link header of `header_bytes` whose EtherType stands at `type_at`. A tag repeats
// the pair (tag, EtherType) at the header's end.
NetworkLayer strip_ethertype(std::size_t type_at, std::size_t header_bytes,
                             std::span<const std::uint8_t> frame, std::uint32_t wire_bytes) {
  if (frame.size() < header_bytes) return rejected(LinkRejection::link_header_cut);
  std::uint16_t type = load_be16(frame.data() + type_at);
  std::uint32_t scope = 0;
  for (int tags = 0; is_vlan(type) && tags < kMaxTags; ++tags) {
    if (frame.size() < header_bytes + kTagBytes) return rejected(LinkRejection::link_header_cut);
    // An identifier of 0 is a priority, not a network.
    const std::uint32_t vlan = load_be16(frame.data() + header_bytes) & 0x0fffu;
    if (vlan != 0) scope = scope * kScopeBase + vlan;
    type = load_be16(frame.data() + header_bytes + 2);
    header_bytes += kTagBytes;
  }
  const LinkRejection reason = reject_type(type);
  if (reason != LinkRejection::none) return rejected(reason);
  return network_at(header_bytes, scope, frame, wire_bytes);
}

// AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD and 30
// on Darwin.
bool is_ip_family(std::uint32_t family) {
  return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

NetworkLayer strip_null(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                        std::uint32_t wire_bytes) {
  if (frame.size() < kNullHeaderBytes) return rejected(LinkRejection::link_header_cut);
  const bool host_order_is_little = link_type == kNull && is_ip_family(load_le32(frame.data()));
  if (!host_order_is_little && !is_ip_family(load_be32(frame.data()))) {
    return rejected(LinkRejection::not_ip);
  }
  return network_at(kNullHeaderBytes, 0, frame, wire_bytes);
}

}  // namespace

NetworkLayer strip_link(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                        std::uint32_t wire_bytes) {
  switch (link_type) {
    case kEthernet:
      return strip_ethertype(12, 14, frame, wire_bytes);
    case kRaw:
    case kRawBsd:
    case kRawOpenBsd:
    case kIpv4:
    case kIpv6:
      return network_at(0, 0, frame, wire_bytes);
    case kNull:
    case kLoop:
      return strip_null(link_type, frame, wire_bytes);
    case kLinuxSll:
      return strip_ethertype(14, 16, frame, wire_bytes);
    case kLinuxSll2:
      return strip_ethertype(0, 20, frame, wire_bytes);
    default:
      return rejected(LinkRejection::link_type_unsupported);
  }
}

std::string_view name(LinkRejection reason) {
  switch (reason) {
    case LinkRejection::none:
      return "none";
    case LinkRejection::link_type_unsupported:
      return "link-type-unsupported";
    case LinkRejection::link_header_cut:
      return "link-header-cut";
    case LinkRejection::not_ip:
      return "not-ip";
    case LinkRejection::tunnel:
      return "tunnel";
  }
  return "unknown";
}

}  // namespace twomsl::oracle
