// A place among the headers of a frame: what comes next, and what is left.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "oracle/capture/link.hpp"

namespace twomsl::oracle {

/// What comes next is said by an EtherType, whatever header named it.
inline constexpr std::uint16_t kEtherIpv4 = 0x0800, kEtherIpv6 = 0x86dd;
inline constexpr std::uint16_t kTransparentEthernet = 0x6558;
inline constexpr std::uint16_t kVlan = 0x8100, kServiceVlan = 0x88a8, kOldServiceVlan = 0x9100;
inline constexpr std::uint16_t kMpls = 0x8847, kMplsMulticast = 0x8848;
inline constexpr std::uint16_t kPpp = 0x880b, kPppoeSession = 0x8864;
inline constexpr std::uint16_t kErspan = 0x88be, kErspanThree = 0x22eb;
inline constexpr std::uint16_t kProviderBackbone = 0x88e7, kMacSecurity = 0x88e5;
inline constexpr std::uint16_t kFabricPath = 0x8903, kCiscoMetadata = 0x8909;
inline constexpr std::uint16_t kNetworkService = 0x894f;
/// 802.2, by Linux's number for it. Below the lowest EtherType stands the length of its frame.
inline constexpr std::uint16_t kLlc = 0x0004, kLowestEtherType = 0x0600;

/// What tells networks apart whose addresses may be the same. The identifiers of MPLS, GTP and PPTP
/// do not: who receives gives them out, so that they differ by direction and change on the way.
enum class Network : std::uint8_t {
  ip_in_ip = 1,
  gre,     // its key
  erspan,  // the session and the VLAN
  vxlan,   // the VNI, as that of GENEVE
  geneve,
  gtp,
  backbone,  // the I-SID of 802.1ah
  ether_ip,
  mpls,  // over IP or UDP: labels are of a hop
};

struct Cursor {
  LinkRejection rejection = LinkRejection::none;
  std::uint16_t type = 0;        // an EtherType
  std::uint32_t scope = 0;       // of the headers so far
  std::uint32_t wire_bytes = 0;  // what the wire carried from here on; not less than bytes.size()
  std::span<const std::uint8_t> bytes{};
};

[[nodiscard]] inline Cursor rejected(LinkRejection reason) { return {.rejection = reason}; }

/// `bytes` further on, where `type` stands. REQUIRES: so many are left.
[[nodiscard]] inline Cursor behind(const Cursor& at, std::size_t bytes, std::uint16_t type) {
  Cursor next = at;
  const auto skipped = static_cast<std::uint32_t>(bytes);
  next.bytes = at.bytes.subspan(bytes);
  next.wire_bytes = at.wire_bytes < skipped ? 0 : at.wire_bytes - skipped;
  next.wire_bytes = std::max(next.wire_bytes, static_cast<std::uint32_t>(next.bytes.size()));
  next.type = type;
  return next;
}

/// The scope of network `id` of a kind within `scope`. Two are equal by chance, once in 2^32.
[[nodiscard]] constexpr std::uint32_t scope_in(std::uint32_t scope, Network kind,
                                               std::uint32_t id) {
  std::uint64_t mixed =
      (std::uint64_t{scope} << 32 | id) + 0x9e3779b97f4a7c15u * (static_cast<std::uint64_t>(kind));
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
  return static_cast<std::uint32_t>(mixed ^ mixed >> 31);
}

}  // namespace twomsl::oracle
