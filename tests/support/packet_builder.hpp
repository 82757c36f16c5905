// Packets made byte by byte: what a test or a fuzz seed sends is written down, not captured.
//
// The builders know nothing of the decoder: they are its independent twin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "core/codec/segment_view.hpp"

namespace twomsl::test {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kProtocolTcp = 6;

/// Appends `count` bytes of `value`, most significant first.
inline void append_be(Bytes& bytes, std::uint64_t value, int count) {
  for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

/// Appends `count` bytes of `value`, least significant first.
inline void append_le(Bytes& bytes, std::uint64_t value, int count) {
  for (int shift = 0; shift < count * 8; shift += 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

inline void append(Bytes& bytes, std::span<const std::uint8_t> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

[[nodiscard]] inline Bytes concat(std::initializer_list<std::span<const std::uint8_t>> parts) {
  Bytes bytes;
  for (const auto part : parts) append(bytes, part);
  return bytes;
}

[[nodiscard]] constexpr Address ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c,
                                     std::uint8_t d) {
  return {0, std::uint64_t{a} << 24 | std::uint64_t{b} << 16 | std::uint64_t{c} << 8 | d,
          Family::ipv4};
}

[[nodiscard]] constexpr Address ipv6(std::uint64_t high, std::uint64_t low) {
  return {high, low, Family::ipv6};
}

/// The TCP options by name; a header is padded with zeros to a multiple of four.
[[nodiscard]] inline Bytes mss_option(std::uint16_t bytes) {
  Bytes option{2, 4};
  append_be(option, bytes, 2);
  return option;
}

[[nodiscard]] inline Bytes window_scale_option(std::uint8_t shift) { return {3, 3, shift}; }

[[nodiscard]] inline Bytes sack_permitted_option() { return {4, 2}; }

[[nodiscard]] inline Bytes timestamps_option(std::uint32_t value, std::uint32_t echo_reply) {
  Bytes option{8, 10};
  append_be(option, value, 4);
  append_be(option, echo_reply, 4);
  return option;
}

/// The one's complement sum of RFC 1071, not yet complemented.
[[nodiscard]] inline std::uint32_t checksum_sum(std::span<const std::uint8_t> bytes,
                                                std::uint32_t sum = 0) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    sum += at % 2 == 0 ? std::uint32_t{bytes[at]} << 8 : bytes[at];
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return sum;
}

inline void put_checksum(Bytes& bytes, std::size_t at, std::uint32_t sum) {
  const std::uint32_t checksum = ~sum & 0xffff;
  bytes[at] = static_cast<std::uint8_t>(checksum >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(checksum);
}

inline void append_address(Bytes& bytes, const Address& address) {
  if (address.family == Family::ipv4) return append_be(bytes, address.low, 4);
  append_be(bytes, address.high, 8);
  append_be(bytes, address.low, 8);
}

/// The TCP header, options and payload of a segment, with a correct checksum. `payload_bytes` and
/// the parsed `options` are not looked at: the spans say what is sent.
[[nodiscard]] inline Bytes tcp_bytes(const SegmentView& segment) {
  const std::size_t header_bytes = 20 + (segment.raw_options.size() + 3) / 4 * 4;
  Bytes bytes;
  append_be(bytes, segment.source.port, 2);
  append_be(bytes, segment.destination.port, 2);
  append_be(bytes, segment.seq, 4);
  append_be(bytes, segment.ack, 4);
  append_be(bytes, header_bytes / 4 << 4, 1);
  append_be(bytes, segment.flags.bits, 1);
  append_be(bytes, segment.window, 2);
  append_be(bytes, 0, 2);
  append_be(bytes, segment.urgent, 2);
  append(bytes, segment.raw_options);
  bytes.resize(header_bytes);
  append(bytes, segment.payload);

  Bytes pseudo_header;
  append_address(pseudo_header, segment.source.address);
  append_address(pseudo_header, segment.destination.address);
  append_be(pseudo_header, bytes.size(), 4);
  append_be(pseudo_header, kProtocolTcp, 4);
  put_checksum(bytes, 16, checksum_sum(bytes, checksum_sum(pseudo_header)));
  return bytes;
}

/// An IPv4 packet from and to the addresses of `segment`, with its hops and ip_id. `options` must
/// be a multiple of four bytes long.
[[nodiscard]] inline Bytes ipv4_packet(const SegmentView& segment, std::uint8_t protocol,
                                       std::span<const std::uint8_t> payload,
                                       std::span<const std::uint8_t> options = {}) {
  const std::size_t header_bytes = 20 + options.size();
  Bytes bytes;
  append_be(bytes, 0x40 | header_bytes / 4, 1);
  append_be(bytes, 0, 1);
  append_be(bytes, header_bytes + payload.size(), 2);
  append_be(bytes, segment.ip_id, 2);
  append_be(bytes, 0x4000, 2);  // do not fragment
  append_be(bytes, segment.hops, 1);
  append_be(bytes, protocol, 1);
  append_be(bytes, 0, 2);
  append_address(bytes, segment.source.address);
  append_address(bytes, segment.destination.address);
  append(bytes, options);
  put_checksum(bytes, 10, checksum_sum(bytes));
  append(bytes, payload);
  return bytes;
}

/// The same for IPv6; extension headers stand at the beginning of `payload`.
[[nodiscard]] inline Bytes ipv6_packet(const SegmentView& segment, std::uint8_t next_header,
                                       std::span<const std::uint8_t> payload) {
  Bytes bytes{0x60, 0, 0, 0};
  append_be(bytes, payload.size(), 2);
  append_be(bytes, next_header, 1);
  append_be(bytes, segment.hops, 1);
  append_address(bytes, segment.source.address);
  append_address(bytes, segment.destination.address);
  append(bytes, payload);
  return bytes;
}

/// A whole packet of the source address's family.
[[nodiscard]] inline Bytes ip_packet(const SegmentView& segment) {
  const Bytes tcp = tcp_bytes(segment);
  return segment.source.address.family == Family::ipv4 ? ipv4_packet(segment, kProtocolTcp, tcp)
                                                       : ipv6_packet(segment, kProtocolTcp, tcp);
}

/// An Ethernet frame around `payload`: the tags as (EtherType, identifier), outermost first.
struct VlanTag {
  std::uint16_t type = 0x8100;
  std::uint16_t identifier = 0;
};

[[nodiscard]] inline Bytes ethernet_frame(std::uint16_t type, std::span<const std::uint8_t> payload,
                                          std::initializer_list<VlanTag> tags = {}) {
  Bytes bytes{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
  for (const VlanTag& tag : tags) {
    append_be(bytes, tag.type, 2);
    append_be(bytes, tag.identifier, 2);
  }
  append_be(bytes, type, 2);
  append(bytes, payload);
  return bytes;
}

/// An Ethernet frame with the EtherType of the IP packet in it.
[[nodiscard]] inline Bytes ethernet(std::span<const std::uint8_t> packet,
                                    std::initializer_list<VlanTag> tags = {}) {
  return ethernet_frame(packet[0] >> 4 == 4 ? 0x0800 : 0x86dd, packet, tags);
}

}  // namespace twomsl::test
