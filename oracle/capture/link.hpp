// From a captured frame to the IP packet inside it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace twomsl::oracle {

/// Why a frame holds no IP packet that we read. A closed list: reports count by it.
enum class LinkRejection : std::uint8_t {
  none,
  link_type_unsupported,
  link_header_cut,
  not_ip,  // ARP, spanning tree, 802.3 frames with a length ...
  tunnel,  // MPLS, PPPoE, more than four VLAN tags ...: named, not opened
};

[[nodiscard]] std::string_view name(LinkRejection reason);

/// The network layer of a frame. `scope` tells apart networks that share addresses: it is made of
/// the VLAN identifiers, outermost first, and 0 without; no two scopes of up to two tags are equal.
/// `wire_bytes` is never less than the size of `bytes`.
struct NetworkLayer {
  LinkRejection rejection = LinkRejection::none;
  std::uint32_t scope = 0;
  std::uint32_t wire_bytes = 0;
  std::span<const std::uint8_t> bytes{};
};

/// Strips Ethernet with VLAN tags, raw IP, NULL/LOOP, SLL and SLL2. Total on any bytes.
[[nodiscard]] NetworkLayer strip_link(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                                      std::uint32_t wire_bytes);

}  // namespace twomsl::oracle
