// From the bytes of an IP packet to the ICMP error in it, and to the segment of ours that it is
// about: RFC 792, RFC 4443; which errors are hard, RFC 1122 section 4.2.3.9 and RFC 5461.
//
// Total, as the decoding of segments: nothing is read outside `packet`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/codec/segment_view.hpp"

namespace twomsl {

/// What an ICMP error asks of TCP.
enum class IcmpKind : std::uint8_t {
  soft,            // it may pass: a route is missing, a hop limit ran out, an option is not liked
  hard,            // protocol or port cannot be reached
  packet_too_big,  // and a router on the path may not cut it
  source_quench,   // obsolete
};

struct IcmpError {
  IcmpKind kind = IcmpKind::soft;
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t mtu_bytes = 0;     // of packet_too_big; 0 if the router does not say
  std::uint32_t packet_bytes = 0;  // of the packet that caused it, by its own header
  Socket source{};                 // of the segment that caused it
  Socket destination{};
  std::uint32_t seq = 0;
};

/// The error, if the packet is a whole ICMP error of that family, with right checksums, that quotes
/// the ports and the number of a TCP segment.
[[nodiscard]] std::optional<IcmpError> decode_icmp_error(Family family,
                                                         std::span<const std::uint8_t> packet);

}  // namespace twomsl
