// Packets as an attacker makes them: any bytes, with checksums that are right all the same.
#pragma once

#include <vector>

#include "core/codec/checksum.hpp"
#include "net/calls.hpp"

namespace twomsl {

/// Makes the checksum of the ICMP message behind an IP header right.
inline void fix_icmp_checksum(std::span<std::uint8_t> packet, std::size_t header) {
  const bool is_ipv4 = packet[0] >> 4 == 4;
  const auto icmp = packet.subspan(header);
  store_be16(&icmp[2], 0);
  const std::uint64_t addresses = is_ipv4 ? 0 : sum_words(packet.subspan(8, 32)) + 58 + icmp.size();
  store_be16(&icmp[2], checksum_of(addresses + sum_words(icmp)));
}

/// Makes the checksums of a packet right: that of IPv4's header, as long as it says, and that of a
/// TCP or ICMP header right behind it. Whatever is too short for them stays.
inline void fix_checksums(std::span<std::uint8_t> packet) {
  if (packet.size() < 40) return;
  const bool is_ipv4 = packet[0] >> 4 == 4;
  const std::size_t header = is_ipv4 ? std::size_t{packet[0] & 15u} * 4 : 40;
  if (packet.size() < header + 20) return;
  const bool is_icmp = packet[is_ipv4 ? 9 : 6] == (is_ipv4 ? 1 : 58);
  if (is_ipv4) {
    store_be16(&packet[10], 0);
    store_be16(&packet[10], checksum_of(sum_words(packet.first(header))));
  }
  if (is_icmp) {
    fix_icmp_checksum(packet, header);
    return;
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

/// An ICMP error that a router sends about `quoted`, a packet of ours: its IP header and the first
/// bytes of TCP.
[[nodiscard]] inline std::vector<std::uint8_t> forge_icmp(std::uint8_t type, std::uint8_t code,
                                                          std::uint32_t mtu_bytes,
                                                          std::span<const std::uint8_t> quoted) {
  const bool is_ipv4 = quoted[0] >> 4 == 4;
  const std::size_t header = is_ipv4 ? 20 : 40;
  std::vector<std::uint8_t> packet(header + 8);
  const auto kept = quoted.first(std::min(quoted.size(), header + 20));
  packet.insert(packet.end(), kept.begin(), kept.end());
  packet[0] = is_ipv4 ? 0x45 : 0x60;
  packet[is_ipv4 ? 9 : 6] = is_ipv4 ? 1 : 58;
  packet[is_ipv4 ? 8 : 7] = 64;
  store_be16(&packet[is_ipv4 ? 2 : 4],
             static_cast<std::uint16_t>(packet.size() - (is_ipv4 ? 0 : header)));
  const std::size_t address = is_ipv4 ? 4 : 16;
  const auto from = packet.begin() + (is_ipv4 ? 12 : 8);
  std::copy_n(quoted.begin() + (is_ipv4 ? 16 : 24), address, from);
  std::copy_n(quoted.begin() + (is_ipv4 ? 12 : 8), address, from + (is_ipv4 ? 4 : 16));
  packet[header] = type;
  packet[header + 1] = code;
  store_be32(&packet[header + 4], mtu_bytes);
  fix_checksums(packet);
  return packet;
}

}  // namespace twomsl
