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
  not_ip,                 // ARP, spanning tree, PPP's own protocols ...
  not_tcp,                // UDP that is no tunnel
  tunnel,                 // L2TP, MACsec, compressed PPP ...: named, not opened
  tunnel_header_cut,      // the capture ends inside a tunnel's header
  tunnel_header_invalid,  // its version is unknown, or lengths contradict each other
  too_many_layers,        // nested deeper than anybody does
  fragment,               // waits for the others
  fragment_invalid,       // fragments whose lengths or ends contradict each other
  fragments_overlap,
};

[[nodiscard]] std::string_view name(LinkRejection reason);

/// The network layer of a frame. `scope` tells apart networks that share addresses: it is made of
/// the VLAN identifiers, outermost first, and of the tunnels, and 0 without. No two scopes of up to
/// two tags are equal, others are by chance. `wire_bytes` is never less than the size of `bytes`.
struct NetworkLayer {
  LinkRejection rejection = LinkRejection::none;
  std::uint32_t scope = 0;
  std::uint32_t wire_bytes = 0;
  std::span<const std::uint8_t> bytes{};
};

/// Strips Ethernet, raw IP, NULL/LOOP, SLL and SLL2, PPP, Cisco's HDLC, MPLS, RFC 1483 and 802.11,
/// and what stands between them and IP (layers/ether.hpp). Total on any bytes.
[[nodiscard]] NetworkLayer strip_link(std::uint16_t link_type, std::span<const std::uint8_t> frame,
                                      std::uint32_t wire_bytes);

}  // namespace twomsl::oracle
