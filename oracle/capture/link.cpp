// Link headers by LINKTYPE_ value.
#include "oracle/capture/link.hpp"

#include <algorithm>
#include <cstddef>

#include "core/codec/bytes.hpp"
#include "oracle/capture/layers/cursor.hpp"
#include "oracle/capture/layers/ether.hpp"
#include "oracle/capture/layers/wireless.hpp"

namespace twomsl::oracle {
namespace {

// LINKTYPE_ values, see tcpdump.org/linktypes.html. OpenBSD and BSD/OS wrote raw IP as 14 and 12.
enum LinkType : std::uint16_t {
  kNull = 0,
  kEthernet = 1,
  kPppLink = 9,
  kRawBsd = 12,
  kRawOpenBsd = 14,
  kPppHdlc = 50,
  kPppEther = 51,
  kAtmRfc1483 = 100,
  kRaw = 101,
  kCiscoHdlc = 104,
  kWireless = 105,
  kLoop = 108,
  kLinuxSll = 113,
  kRadiotap = 127,
  kPppd = 166,
  kPppWithDirection = 204,
  kMplsLink = 219,
  kIpv4 = 228,
  kIpv6 = 229,
  kLinuxSll2 = 276,
};

constexpr std::size_t kNullHeaderBytes = 4;
constexpr std::size_t kHdlcHeaderBytes = 4;

// The frame from `offset` on, as the network layer.
NetworkLayer network_at(std::size_t offset, std::span<const std::uint8_t> frame,
                        std::uint32_t wire_bytes) {
  if (frame.size() <= offset) return {.rejection = LinkRejection::link_header_cut};
  const auto rest = frame.subspan(offset);
  const std::size_t wire = wire_bytes < offset ? 0 : wire_bytes - offset;
  return {LinkRejection::none, 0, static_cast<std::uint32_t>(std::max(wire, rest.size())), rest};
}

// The frame from `offset` on, where `type` stands.
NetworkLayer headers_at(std::size_t offset, std::uint16_t type, std::span<const std::uint8_t> frame,
                        std::uint32_t wire_bytes) {
  if (frame.size() < offset) return {.rejection = LinkRejection::link_header_cut};
  return strip_headers(behind({.wire_bytes = wire_bytes, .bytes = frame}, offset, type));
}

// What follows a link header of `header_bytes` whose EtherType stands at `type_at`.
NetworkLayer strip_ethertype(std::size_t type_at, std::size_t header_bytes,
                             std::span<const std::uint8_t> frame, std::uint32_t wire_bytes) {
  if (frame.size() < header_bytes) return {.rejection = LinkRejection::link_header_cut};
  const std::uint16_t type = load_be16(frame.data() + type_at);
  if (type == kEtherIpv4 || type == kEtherIpv6) return network_at(header_bytes, frame, wire_bytes);
  return headers_at(header_bytes, type, frame, wire_bytes);
}

NetworkLayer strip_ethernet(std::span<const std::uint8_t> frame, std::uint32_t wire_bytes) {
  constexpr std::size_t kTypeAt = 12, kHeaderBytes = 14;
  if (frame.size() > kHeaderBytes && load_be16(frame.data() + kTypeAt) == kEtherIpv4) {
    return network_at(kHeaderBytes, frame, wire_bytes);
  }
  return headers_at(0, kTransparentEthernet, frame, wire_bytes);
}

// AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD and 30
// on Darwin.
bool is_ip_family(std::uint32_t family) {
  return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

NetworkLayer strip_null(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                        std::uint32_t wire_bytes) {
  if (frame.size() < kNullHeaderBytes) return {.rejection = LinkRejection::link_header_cut};
  const bool host_order_is_little = link_type == kNull && is_ip_family(load_le32(frame.data()));
  if (!host_order_is_little && !is_ip_family(load_be32(frame.data()))) {
    return {.rejection = LinkRejection::not_ip};
  }
  return network_at(kNullHeaderBytes, frame, wire_bytes);
}

// Both kinds of HDLC are captured under either number: Cisco's has an address of its own.
NetworkLayer strip_hdlc(std::span<const std::uint8_t> frame, std::uint32_t wire_bytes) {
  constexpr std::uint8_t kAllStations = 0xff;
  if (frame.size() < kHdlcHeaderBytes) return {.rejection = LinkRejection::link_header_cut};
  if (frame[0] == kAllStations) return headers_at(0, kPpp, frame, wire_bytes);
  return headers_at(kHdlcHeaderBytes, load_be16(&frame[2]), frame, wire_bytes);
}

NetworkLayer strip_wireless(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                            std::uint32_t wire_bytes) {
  Cursor at{.wire_bytes = wire_bytes, .bytes = frame};
  if (link_type == kRadiotap) at = pass_radiotap(at);
  if (at.rejection == LinkRejection::none) at = pass_wireless(at);
  if (at.rejection != LinkRejection::none) return {.rejection = at.rejection};
  return strip_headers(at);
}

}  // namespace

NetworkLayer strip_link(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                        std::uint32_t wire_bytes) {
  switch (link_type) {
    case kEthernet:
      return strip_ethernet(frame, wire_bytes);
    case kRaw:
    case kRawBsd:
    case kRawOpenBsd:
    case kIpv4:
    case kIpv6:
      return network_at(0, frame, wire_bytes);
    case kNull:
    case kLoop:
      return strip_null(link_type, frame, wire_bytes);
    case kLinuxSll:
      return strip_ethertype(14, 16, frame, wire_bytes);
    case kLinuxSll2:
      return strip_ethertype(0, 20, frame, wire_bytes);
    case kPppLink:
      return headers_at(0, kPpp, frame, wire_bytes);
    case kPppHdlc:
    case kCiscoHdlc:
      return strip_hdlc(frame, wire_bytes);
    case kWireless:
    case kRadiotap:
      return strip_wireless(link_type, frame, wire_bytes);
    case kPppEther:
      return headers_at(0, kPppoeSession, frame, wire_bytes);
    case kPppd:  // the direction stands in place of the address
      return headers_at(2, kPpp, frame, wire_bytes);
    case kPppWithDirection:
      return headers_at(1, kPpp, frame, wire_bytes);
    case kAtmRfc1483:
      return headers_at(0, kLlc, frame, wire_bytes);
    case kMplsLink:
      return headers_at(0, kMpls, frame, wire_bytes);
    default:
      return {.rejection = LinkRejection::link_type_unsupported};
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
    case LinkRejection::not_tcp:
      return "not-tcp";
    case LinkRejection::tunnel:
      return "tunnel";
    case LinkRejection::tunnel_header_cut:
      return "tunnel-header-cut";
    case LinkRejection::tunnel_header_invalid:
      return "tunnel-header-invalid";
    case LinkRejection::too_many_layers:
      return "too-many-layers";
    case LinkRejection::fragment:
      return "fragment";
    case LinkRejection::fragment_invalid:
      return "fragment-invalid";
    case LinkRejection::fragments_overlap:
      return "fragments-overlap";
  }
  return "unknown";
}

}  // namespace twomsl::oracle
