// One function a header; each passes over at least two bytes.
#include "oracle/capture/layers/ether.hpp"

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::uint32_t kScopeBase = 4097;  // one or two tags never share a scope
constexpr std::size_t kEthernetBytes = 14;

bool has(const Cursor& at, std::size_t bytes) { return at.bytes.size() >= bytes; }

Cursor cut() { return rejected(LinkRejection::link_header_cut); }

std::uint16_t load16(const Cursor& at, std::size_t offset) {
  return load_be16(at.bytes.data() + offset);
}

std::uint32_t load32(const Cursor& at, std::size_t offset) {
  return load_be32(at.bytes.data() + offset);
}

// 802.3 frames have a length where others have their type.
std::uint16_t type_or_llc(std::uint16_t type) { return type < kLowestEtherType ? kLlc : type; }

Cursor pass_ethernet(const Cursor& at) {
  if (!has(at, kEthernetBytes)) return cut();
  return behind(at, kEthernetBytes, type_or_llc(load16(at, 12)));
}

Cursor pass_tag(Cursor at) {
  if (!has(at, 4)) return cut();
  // An identifier of 0 is a priority, not a network.
  const std::uint32_t vlan = load16(at, 0) & 0x0fffu;
  if (vlan != 0) at.scope = at.scope * kScopeBase + vlan;
  return behind(at, 4, type_or_llc(load16(at, 2)));
}

// IEEE 802.2, RFC 1042 (SNAP), RFC 948 (IP by a number of its own), RFC 2684 (bridged Ethernet).
Cursor pass_llc(const Cursor& at) {
  constexpr std::uint32_t kSnap = 0xaaaa03, kIp = 0x060603;
  constexpr std::uint32_t kEthernet = 0x000000, kTunnelled = 0x0000f8, kBridged = 0x0080c2;
  constexpr std::uint16_t kBridgedWithFcs = 1, kBridgedWithoutFcs = 7;
  if (!has(at, 3)) return cut();
  const std::uint32_t service = std::uint32_t{load16(at, 0)} << 8 | at.bytes[2];
  if (service == kIp) return behind(at, 3, kEtherIpv4);
  if (service != kSnap) return rejected(LinkRejection::not_ip);
  if (!has(at, 8)) return cut();
  const std::uint32_t organisation = std::uint32_t{load16(at, 3)} << 8 | at.bytes[5];
  const std::uint16_t type = load16(at, 6);
  if (organisation == kBridged && (type == kBridgedWithFcs || type == kBridgedWithoutFcs)) {
    return has(at, 10) ? behind(at, 10, kTransparentEthernet) : cut();
  }
  const bool is_type = organisation == kEthernet || organisation == kTunnelled;
  if (!is_type || type < kLowestEtherType) return rejected(LinkRejection::not_ip);
  return behind(at, 8, type);
}

// RFC 1661, with the address and control bytes of RFC 1662 or without.
Cursor pass_ppp(Cursor at) {
  constexpr std::uint16_t kAllStations = 0xff03;
  constexpr std::uint16_t kIpv4 = 0x21, kIpv6 = 0x57, kLabels = 0x281, kMulticastLabels = 0x283;
  constexpr std::uint16_t kMultilink = 0x3d, kEncrypted = 0x53, kCompressed = 0xfd;
  if (has(at, 2) && load16(at, 0) == kAllStations) at = behind(at, 2, kPpp);
  if (!has(at, 2)) return cut();
  const bool is_short = (at.bytes[0] & 1) != 0;
  const std::uint16_t protocol = is_short ? at.bytes[0] : load16(at, 0);
  const std::size_t bytes = is_short ? 1 : 2;
  switch (protocol) {
    case kIpv4:
      return behind(at, bytes, kEtherIpv4);
    case kIpv6:
      return behind(at, bytes, kEtherIpv6);
    case kLabels:
    case kMulticastLabels:
      return behind(at, bytes, kMpls);
    case kMultilink:
    case kEncrypted:
    case kCompressed:
      return rejected(LinkRejection::tunnel);
    default:
      return rejected(LinkRejection::not_ip);
  }
}

// RFC 2516. A code other than 0 is of the discovery stage.
Cursor pass_pppoe(const Cursor& at) {
  constexpr std::uint16_t kSessionData = 0x1100;
  if (!has(at, 6)) return cut();
  if (load16(at, 0) != kSessionData) return rejected(LinkRejection::not_ip);
  return behind(at, 6, kPpp);
}

bool begins_ethernet_of_ip(const Cursor& at, std::size_t offset) {
  if (!has(at, offset + kEthernetBytes)) return false;
  const std::uint16_t type = load16(at, offset + 12);
  return type == kEtherIpv4 || type == kEtherIpv6 || type == kVlan || type == kServiceVlan;
}

bool begins_ipv4(const Cursor& at) {
  return has(at, 4) && (at.bytes[0] & 0x0f) >= 5 && load16(at, 2) <= at.wire_bytes;
}

// Nothing says what labels carry: RFC 4928 section 3 has the first half byte tell, which that of a
// MAC address may as well. A control word (RFC 4448) begins with 0, what carries no data with 1.
std::uint16_t type_behind_labels(const Cursor& at) {
  const int nibble = at.bytes[0] >> 4;
  if (nibble == 4 && begins_ipv4(at)) return kEtherIpv4;
  if (nibble == 6 && !begins_ethernet_of_ip(at, 0)) return kEtherIpv6;
  return kTransparentEthernet;
}

// RFC 3032: the label stack.
Cursor pass_labels(Cursor at) {
  constexpr std::size_t kControlWordBytes = 4;
  bool is_last = false;
  for (int labels = 0; labels < kMaxHeaders && !is_last; ++labels) {
    if (!has(at, 4)) return cut();
    is_last = (at.bytes[2] & 1) != 0;
    at = behind(at, 4, kMpls);
  }
  if (!is_last) return rejected(LinkRejection::too_many_layers);
  if (!has(at, 1)) return cut();
  const int nibble = at.bytes[0] >> 4;
  if (nibble == 1 && !begins_ethernet_of_ip(at, 0)) return rejected(LinkRejection::not_ip);
  if (nibble == 0 && has(at, kControlWordBytes) && !begins_ethernet_of_ip(at, 0)) {
    return behind(at, kControlWordBytes, kTransparentEthernet);
  }
  return behind(at, 0, type_behind_labels(at));
}

// IEEE 802.1ah: flags and a service identifier, then the customer's frame.
Cursor pass_backbone(Cursor at) {
  if (!has(at, 4)) return cut();
  at.scope = scope_in(at.scope, Network::backbone, load32(at, 0) & 0x00ff'ffff);
  return behind(at, 4, kTransparentEthernet);
}

// Version, length, and one option with the security group tag.
Cursor pass_cisco_metadata(const Cursor& at) {
  if (!has(at, 8)) return cut();
  return behind(at, 8, type_or_llc(load16(at, 6)));
}

// A tree and a hop count, then the frame that came from outside.
Cursor pass_fabric_path(const Cursor& at) {
  return has(at, 2) ? behind(at, 2, kTransparentEthernet) : cut();
}

// RFC 8300.
Cursor pass_network_service(const Cursor& at) {
  constexpr std::uint8_t kIpv4 = 1, kIpv6 = 2, kEthernet = 3, kLabels = 5;
  if (!has(at, 4)) return cut();
  const std::size_t bytes = std::size_t{at.bytes[1] & 0x3fu} * 4;
  if (bytes < 8 || at.bytes[0] >> 6 != 0) return rejected(LinkRejection::tunnel_header_invalid);
  if (!has(at, bytes)) return cut();
  switch (at.bytes[3]) {
    case kIpv4:
      return behind(at, bytes, kEtherIpv4);
    case kIpv6:
      return behind(at, bytes, kEtherIpv6);
    case kEthernet:
      return behind(at, bytes, kTransparentEthernet);
    case kLabels:
      return behind(at, bytes, kMpls);
    default:
      return rejected(LinkRejection::not_ip);
  }
}

// draft-foschiano-erspan: types II and III, told by their version.
Cursor pass_erspan(Cursor at) {
  constexpr std::uint8_t kEthernetFrame = 0, kIpPacket = 2;
  if (!has(at, 8)) return cut();
  const int version = at.bytes[0] >> 4;
  if (version != 1 && version != 2) return rejected(LinkRejection::tunnel_header_invalid);
  const std::uint32_t vlan = load16(at, 0) & 0x0fffu;
  const std::uint32_t session = load16(at, 2) & 0x03ffu;
  at.scope = scope_in(at.scope, Network::erspan, session << 12 | vlan);
  if (version == 1) return behind(at, 8, kTransparentEthernet);
  if (!has(at, 12)) return cut();
  const std::uint16_t flags = load16(at, 10);
  const std::size_t bytes = (flags & 1) != 0 ? 20 : 12;
  if (!has(at, bytes + 1)) return cut();
  const int frame_type = flags >> 10 & 0x1f;
  if (frame_type == kEthernetFrame) return behind(at, bytes, kTransparentEthernet);
  if (frame_type != kIpPacket) return rejected(LinkRejection::not_ip);
  return behind(at, bytes, at.bytes[bytes] >> 4 == 6 ? kEtherIpv6 : kEtherIpv4);
}

Cursor pass_header(const Cursor& at) {
  switch (at.type) {
    case kTransparentEthernet:
      return pass_ethernet(at);
    case kVlan:
    case kServiceVlan:
    case kOldServiceVlan:
      return pass_tag(at);
    case kLlc:
      return pass_llc(at);
    case kPpp:
      return pass_ppp(at);
    case kPppoeSession:
      return pass_pppoe(at);
    case kMpls:
    case kMplsMulticast:
      return pass_labels(at);
    case kProviderBackbone:
      return pass_backbone(at);
    case kFabricPath:
      return pass_fabric_path(at);
    case kCiscoMetadata:
      return pass_cisco_metadata(at);
    case kNetworkService:
      return pass_network_service(at);
    case kErspan:
    case kErspanThree:
      return pass_erspan(at);
    case kMacSecurity:
      return rejected(LinkRejection::tunnel);
    default:
      return rejected(LinkRejection::not_ip);
  }
}

bool is_ip(std::uint16_t type) { return type == kEtherIpv4 || type == kEtherIpv6; }

}  // namespace

NetworkLayer strip_headers(Cursor at) {
  for (int headers = 0; !is_ip(at.type); ++headers) {
    if (headers == kMaxHeaders) return {.rejection = LinkRejection::too_many_layers};
    at = pass_header(at);
    if (at.rejection != LinkRejection::none) return {.rejection = at.rejection};
  }
  if (at.bytes.empty()) return {.rejection = LinkRejection::link_header_cut};
  return {LinkRejection::none, at.scope, at.wire_bytes, at.bytes};
}

}  // namespace twomsl::oracle
