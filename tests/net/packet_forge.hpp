// Packets as an attacker makes them: any bytes, with checksums that are right all the same.
#pragma once

#include <vector>

#include "core/codec/checksum.hpp"
#include "net/calls.hpp"

namespace twomsl {

/// Makes the checksums of a packet right: that of IPv4's header, as long as it says, and that of a
/// TCP header right behind it. Whatever is too short for them stays.
inline void fix_checksums(std::span<std::uint8_t> packet) {
  if (packet.size() < 40) return;
  const bool is_ipv4 = packet[0] >> 4 == 4;
  const std::size_t header = is_ipv4 ? std::size_t{packet[0] & 15u} * 4 : 40;
  if (packet.size() < header + 20) return;
  if (is_ipv4) {
    store_be16(&packet[10], 0);
    store_be16(&packet[10], checksum_of(sum_words(packet.first(header))));
  }
  const auto tcp = packet.subspan(header);
  store_be16(&tcp[16], 0);
  const std::uint64_t addresses =
      sum_words(is_ipv4 ? packet.subspan(12, 8) : packet.subspan(8, 32));
  store_be16(&tcp[16], checksum_of(addresses + 6 + tcp.size() + sum_words(tcp)));
}

/// The packet of a segment, behind whose own options come `options`, whole words of them.
[[nodiscard]] inline std::vector<std::uint8_t> forge(const Segment<Concrete>& segment,
                                                     const Route& route,
                                                     std::span<const std::uint8_t> text,
                                                     std::span<const std::uint8_t> options) {
  std::vector<std::uint8_t> packet(kMostHeaderBytes + text.size());
  packet.resize(encode_ip(segment, route, text, packet));
  const bool is_ipv4 = packet[0] >> 4 == 4;
  const std::size_t tcp = is_ipv4 ? 20 : 40;
  const std::size_t header = std::size_t{packet[tcp + 12]} >> 4 << 2;
  const std::size_t more = std::min(options.size(), 60 - header) / 4 * 4;
  const auto from = packet.begin() + static_cast<std::ptrdiff_t>(tcp + header);
  packet.insert(from, options.begin(), options.begin() + static_cast<std::ptrdiff_t>(more));
  packet[tcp + 12] = static_cast<std::uint8_t>((header + more) / 4 << 4);
  const std::size_t length = is_ipv4 ? packet.size() : packet.size() - 40;
  store_be16(&packet[is_ipv4 ? 2 : 4], static_cast<std::uint16_t>(length));
  fix_checksums(packet);
  return packet;
}

}  // namespace twomsl
