// One round for each IP header.
#include "oracle/capture/layers/opener.hpp"

#include <algorithm>

#include "core/codec/bytes.hpp"
#include "core/codec/decode_network.hpp"
#include "oracle/capture/layers/ether.hpp"
#include "oracle/capture/layers/tunnels.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::size_t kIpv4HeaderBytes = 20, kIpv6HeaderBytes = 40;

TcpLocation locate(std::span<const std::uint8_t> packet, std::uint32_t wire_bytes) {
  if (packet.empty()) return {.rejection = Rejection::ip_header_cut};
  if (packet[0] >> 4 == 4) return locate_in_ipv4(packet, wire_bytes);
  if (packet[0] >> 4 == 6) return locate_in_ipv6(packet, wire_bytes);
  return {.rejection = Rejection::not_ip};
}

// The length that the header claims; 0 if it is not there.
std::uint32_t claimed_bytes(std::span<const std::uint8_t> packet) {
  const bool is_ipv6 = packet[0] >> 4 == 6;
  if (packet.size() < (is_ipv6 ? kIpv6HeaderBytes : kIpv4HeaderBytes)) return 0;
  return is_ipv6 ? load_be16(&packet[4]) + std::uint32_t{kIpv6HeaderBytes} : load_be16(&packet[2]);
}

// Some tools that cut frames write the cut length as that on the wire, too. Then the header knows
// better: what is missing was not captured.
TcpLocation locate_even_if_cut(NetworkLayer& packet) {
  const TcpLocation location = locate(packet.bytes, packet.wire_bytes);
  if (location.rejection != Rejection::ip_header_invalid) return location;
  const bool is_said_whole = packet.bytes.size() == packet.wire_bytes;
  const std::uint32_t claimed = claimed_bytes(packet.bytes);
  if (!is_said_whole || claimed <= packet.wire_bytes) return location;
  packet.wire_bytes = claimed;
  return locate(packet.bytes, packet.wire_bytes);
}

bool is_part_of_interest(const TcpLocation& location) {
  return location.is_fragment &&
         (location.rejection == Rejection::fragment || may_be_tunnel(location.protocol));
}

bool is_tunnel(const TcpLocation& location) {
  return location.rejection == Rejection::tunnel ||
         (location.rejection == Rejection::not_tcp && may_be_tunnel(location.protocol));
}

NetworkLayer enter(const NetworkLayer& packet, const TcpLocation& location) {
  const std::uint32_t bytes = location.packet_bytes - location.offset;
  const auto rest = packet.bytes.subspan(location.offset);
  const Cursor inside = enter_tunnel(
      location.protocol, {.scope = packet.scope,
                          .wire_bytes = bytes,
                          .bytes = rest.first(std::min<std::size_t>(rest.size(), bytes))});
  if (inside.rejection != LinkRejection::none) return {.rejection = inside.rejection};
  NetworkLayer next = strip_headers(inside);
  if (next.rejection == LinkRejection::link_header_cut) {
    next.rejection = LinkRejection::tunnel_header_cut;
  }
  return next;
}

}  // namespace

Opened Opener::open(NetworkLayer packet, std::int64_t time_ns) {
  std::uint64_t fragments = 0;
  for (int nested = 0; packet.rejection == LinkRejection::none; ++nested) {
    const TcpLocation location = locate_even_if_cut(packet);
    if (!is_part_of_interest(location) && !is_tunnel(location)) {
      return {packet, decode_ip(packet.bytes, packet.wire_bytes), fragments};
    }
    if (nested == kMaxNesting) {
      packet = {.rejection = LinkRejection::too_many_layers};
    } else if (is_tunnel(location) && !location.is_fragment) {
      packet = enter(packet, location);
    } else {
      const Reassembled whole = fragments_.add(
          {packet, location.packet_bytes, location.offset, location.protocol, time_ns});
      packet = whole.packet;
      if (whole.fragments != 0) fragments += whole.fragments - 1;
    }
  }
  return {packet, {}, fragments};
}

Opened Opener::open(const Frame& frame) {
  const NetworkLayer packet = strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
  if (packet.rejection != LinkRejection::none) return {.packet = packet};
  return open(packet, frame.time_ns);
}

}  // namespace twomsl::oracle
