// From an IP packet to where its TCP header stands. RFC 791; RFC 8200 section 4; RFC 4302 (AH).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/codec/decode.hpp"

namespace twomsl {

/// Where the TCP header begins, or why there is none to read.
struct TcpLocation {
  Rejection rejection = Rejection::none;
  std::uint8_t protocol = 0;       // of what stands at `offset`; 0 if the way there is not known
  bool is_fragment = false;        // what stands there is a part; IPv6 tells which 8 bytes before
  std::uint32_t offset = 0;        // of the TCP header; at most as long as the captured bytes
  std::uint32_t packet_bytes = 0;  // of the whole packet by the IP header; at least `offset`
};

/// Checks the header of an IPv4 packet. Options whose lengths contradict the header's drop it, as
/// RFC 1122 section 3.2.1.8 lets a host.
[[nodiscard]] TcpLocation locate_in_ipv4(std::span<const std::uint8_t> captured,
                                         std::uint32_t wire_bytes);

/// The same for IPv6 and its extension headers. A routing header is skipped.
[[nodiscard]] TcpLocation locate_in_ipv6(std::span<const std::uint8_t> captured,
                                         std::uint32_t wire_bytes);

}  // namespace twomsl
