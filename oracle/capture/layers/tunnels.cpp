// RFC 2003 and 4213 (IP in IP), 2784 and 2890 (GRE), 2637 (PPTP's), 7348 (VXLAN), 8926 (GENEVE),
// 4023 and 7510 (MPLS); 3GPP TS 29.281 (GTP-U).
#include "oracle/capture/layers/tunnels.hpp"

#include <iterator>

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {
namespace {

enum Protocol : std::uint8_t {
  kIpInIp = 4,
  kUdp = 17,
  kIpv6InIp = 41,
  kGre = 47,
  kIpIp = 94,
  kEtherIp = 97,
  kMplsInIp = 137,
};

enum Port : std::uint16_t {
  kGtpUser = 2152,
  kGreInUdp = 4754,
  kVxlan = 4789,
  kVxlanGpe = 4790,
  kGeneve = 6081,
  kMplsInUdp = 6635,
  kOldVxlan = 8472,  // what Linux takes by default
};

bool has(const Cursor& at, std::size_t bytes) { return at.bytes.size() >= bytes; }

Cursor cut() { return rejected(LinkRejection::tunnel_header_cut); }

Cursor invalid() { return rejected(LinkRejection::tunnel_header_invalid); }

Cursor in_network(Cursor at, Network kind, std::uint32_t id) {
  at.scope = scope_in(at.scope, kind, id);
  return at;
}

Cursor enter_ether_ip(const Cursor& at) {
  constexpr std::uint8_t kVersion3 = 0x30;
  if (!has(at, 2)) return cut();
  if ((at.bytes[0] & 0xf0) != kVersion3) return invalid();
  return behind(in_network(at, Network::ether_ip, 0), 2, kTransparentEthernet);
}

// What the first word of GRE's header says of the others.
struct GreHeader {
  static constexpr std::uint16_t kChecksum = 0x8000, kRouting = 0x4000, kKey = 0x2000,
                                 kSequence = 0x1000, kAcknowledgment = 0x0080, kVersion = 0x0007;
  std::uint16_t flags = 0;
  std::uint16_t type = 0;

  [[nodiscard]] bool has(std::uint16_t flag) const { return (flags & flag) != 0; }
  [[nodiscard]] std::size_t key_at() const { return has(kChecksum) ? 8 : 4; }
  [[nodiscard]] std::size_t bytes() const {
    return key_at() + (has(kKey) ? 4 : 0) + (has(kSequence) ? 4 : 0) +
           (has(kAcknowledgment) ? 4 : 0);
  }
};

// PPTP's header has lengths and a call in place of the key, and may have nothing behind it.
Cursor enter_pptp(const Cursor& at, const GreHeader& header) {
  if (!header.has(GreHeader::kKey) || header.type != kPpp) return invalid();
  if (!header.has(GreHeader::kSequence)) return rejected(LinkRejection::not_ip);
  if (!has(at, header.bytes())) return cut();
  return behind(at, header.bytes(), kPpp);
}

Cursor enter_gre(const Cursor& at) {
  if (!has(at, 4)) return cut();
  GreHeader header{load_be16(at.bytes.data()), load_be16(at.bytes.data() + 2)};
  if ((header.flags & GreHeader::kVersion) == 1) return enter_pptp(at, header);
  if ((header.flags & GreHeader::kVersion) != 0) return invalid();
  // Source routes went out of use with RFC 2784.
  if (header.has(GreHeader::kRouting)) return rejected(LinkRejection::tunnel);
  header.flags &= static_cast<std::uint16_t>(~GreHeader::kAcknowledgment);
  if (!has(at, header.bytes())) return cut();
  const std::uint32_t key =
      header.has(GreHeader::kKey) ? load_be32(at.bytes.data() + header.key_at()) : 0;
  // ERSPAN's type I has no header of its own, and no sequence number.
  const bool is_bare = header.type == kErspan && !header.has(GreHeader::kSequence);
  return behind(in_network(at, Network::gre, key), header.bytes(),
                is_bare ? kTransparentEthernet : header.type);
}

Cursor enter_vxlan(const Cursor& at) {
  constexpr std::uint8_t kHasNetwork = 0x08;
  if (!has(at, 8)) return cut();
  if ((at.bytes[0] & kHasNetwork) == 0) return rejected(LinkRejection::not_tcp);
  const std::uint32_t network = load_be32(at.bytes.data() + 4) >> 8;
  return behind(in_network(at, Network::vxlan, network), 8, kTransparentEthernet);
}

// draft-ietf-nvo3-vxlan-gpe.
Cursor enter_vxlan_gpe(const Cursor& at) {
  constexpr std::uint8_t kHasProtocol = 0x04;
  constexpr std::uint16_t kTypes[] = {
      0, kEtherIpv4, kEtherIpv6, kTransparentEthernet, kNetworkService, kMpls};
  Cursor inside = enter_vxlan(at);
  if (inside.rejection != LinkRejection::none || (at.bytes[0] & kHasProtocol) == 0) return inside;
  const std::size_t protocol = at.bytes[3];
  inside.type = protocol < std::size(kTypes) ? kTypes[protocol] : std::uint16_t{0};
  return inside;
}

Cursor enter_geneve(const Cursor& at) {
  if (!has(at, 8)) return cut();
  if (at.bytes[0] >> 6 != 0) return rejected(LinkRejection::not_tcp);
  const std::size_t bytes = 8 + std::size_t{at.bytes[0] & 0x3fu} * 4;
  if (!has(at, bytes)) return cut();
  const std::uint32_t network = load_be32(at.bytes.data() + 4) >> 8;
  return behind(in_network(at, Network::geneve, network), bytes, load_be16(at.bytes.data() + 2));
}

// Extension headers follow where the one before says so; each has its length in words.
Cursor enter_gtp(const Cursor& at) {
  constexpr std::uint8_t kVersion1 = 0x30, kVersionBits = 0xf0, kOptional = 0x07, kExtended = 0x04;
  constexpr std::uint8_t kPacket = 0xff;
  if (!has(at, 8)) return cut();
  const bool is_packet = (at.bytes[0] & kVersionBits) == kVersion1 && at.bytes[1] == kPacket;
  if (!is_packet) return rejected(LinkRejection::not_tcp);
  std::size_t bytes = (at.bytes[0] & kOptional) != 0 ? 12 : 8;
  if (!has(at, bytes)) return cut();
  std::uint8_t next = (at.bytes[0] & kExtended) != 0 ? at.bytes[11] : std::uint8_t{0};
  while (next != 0) {
    if (!has(at, bytes + 1)) return cut();
    const std::size_t length = std::size_t{at.bytes[bytes]} * 4;
    if (length == 0) return invalid();
    if (!has(at, bytes + length)) return cut();
    bytes += length;
    next = at.bytes[bytes - 1];
  }
  if (!has(at, bytes + 1)) return cut();
  const int version = at.bytes[bytes] >> 4;
  if (version != 4 && version != 6) return rejected(LinkRejection::not_ip);
  return behind(in_network(at, Network::gtp, 0), bytes, version == 4 ? kEtherIpv4 : kEtherIpv6);
}

// By the port that it goes to: of an answer the port is as often some client's.
Cursor enter_udp(const Cursor& at) {
  constexpr std::size_t kUdpBytes = 8;
  if (!has(at, kUdpBytes)) return rejected(LinkRejection::not_tcp);
  const Cursor inside = behind(at, kUdpBytes, 0);
  switch (load_be16(at.bytes.data() + 2)) {
    case kVxlan:
    case kOldVxlan:
      return enter_vxlan(inside);
    case kVxlanGpe:
      return enter_vxlan_gpe(inside);
    case kGeneve:
      return enter_geneve(inside);
    case kGtpUser:
      return enter_gtp(inside);
    case kGreInUdp:
      return enter_gre(inside);
    case kMplsInUdp:
      return behind(in_network(inside, Network::mpls, 0), 0, kMpls);
    default:
      return rejected(LinkRejection::not_tcp);
  }
}

}  // namespace

bool may_be_tunnel(std::uint8_t protocol) {
  return protocol == kUdp || protocol == kIpInIp || protocol == kIpv6InIp || protocol == kGre ||
         protocol == kIpIp || protocol == kEtherIp || protocol == kMplsInIp;
}

Cursor enter_tunnel(std::uint8_t protocol, const Cursor& at) {
  switch (protocol) {
    case kUdp:
      return enter_udp(at);
    case kIpInIp:
    case kIpIp:
      return behind(in_network(at, Network::ip_in_ip, 0), 0, kEtherIpv4);
    case kIpv6InIp:
      return behind(in_network(at, Network::ip_in_ip, 0), 0, kEtherIpv6);
    case kGre:
      return enter_gre(at);
    case kEtherIp:
      return enter_ether_ip(at);
    case kMplsInIp:
      return behind(in_network(at, Network::mpls, 0), 0, kMpls);
    default:
      return rejected(LinkRejection::tunnel);
  }
}

}  // namespace twomsl::oracle
