// From an IP packet to where its TCP header stands. RFC 791; RFC 8200 section 4; RFC 4302 (AH).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/decode.hpp"

namespace twomsl {

/// Where the TCP header begins, or why there is none to read.
struct TcpPlace {
  Rejection rejection = Rejection::none;
  std::size_t offset = 0;        // of the TCP header; at most as long as the captured bytes
  std::size_t packet_bytes = 0;  // of the whole packet by the IP header; at least `offset`
};

/// Reads the header of an IPv4 packet into the addresses, hops and ip_id of `segment`.
[[nodiscard]] TcpPlace decode_ipv4(std::span<const std::uint8_t> captured, std::size_t wire_bytes,
                                   SegmentView& segment);

/// The same for IPv6 and its extension headers. A routing header is passed over: the destination
/// is the IPv6 header's.
[[nodiscard]] TcpPlace decode_ipv6(std::span<const std::uint8_t> captured, std::size_t wire_bytes,
                                   SegmentView& segment);

}  // namespace twomsl
