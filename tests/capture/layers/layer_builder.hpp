// Tunnels and link headers made byte by byte around an IP packet. They know nothing of the reader.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "tests/support/packet_builder.hpp"

namespace twomsl::test {

using Payload = std::span<const std::uint8_t>;

/// Big-endian numbers, each with its count of bytes.
struct Number {
  std::uint64_t value = 0;
  int bytes = 1;
};

[[nodiscard]] inline Bytes numbers(std::initializer_list<Number> values, Payload payload = {}) {
  Bytes bytes;
  for (const Number& number : values) append_be(bytes, number.value, number.bytes);
  append(bytes, payload);
  return bytes;
}

[[nodiscard]] inline bool is_ipv6(Payload packet) { return packet[0] >> 4 == 6; }

[[nodiscard]] inline std::uint16_t ether_type_of(Payload packet) {
  return is_ipv6(packet) ? 0x86dd : 0x0800;
}

/// Which way a packet goes through a tunnel.
enum class Way : std::uint8_t { forth, back };

/// An outer packet between the ends of a tunnel.
[[nodiscard]] inline Bytes outer_ipv4(Way way, std::uint8_t protocol, Payload payload) {
  const Address near = ipv4(192, 0, 2, 1), far = ipv4(192, 0, 2, 2);
  SegmentView view;
  view.source.address = way == Way::forth ? near : far;
  view.destination.address = way == Way::forth ? far : near;
  view.hops = 64;
  return ipv4_packet(view, protocol, payload);
}

[[nodiscard]] inline Bytes outer_ipv6(Way way, std::uint8_t protocol, Payload payload) {
  const Address near = ipv6(0x20010db8000000aau, 1), far = ipv6(0x20010db8000000aau, 2);
  SegmentView view;
  view.source.address = way == Way::forth ? near : far;
  view.destination.address = way == Way::forth ? far : near;
  view.hops = 64;
  return ipv6_packet(view, protocol, payload);
}

[[nodiscard]] inline Bytes udp(std::uint16_t port, Payload payload) {
  return numbers({{49'999, 2}, {port, 2}, {8 + payload.size(), 2}, {0, 2}}, payload);
}

[[nodiscard]] inline Bytes vxlan(std::uint32_t network, Payload frame) {
  return udp(4789, numbers({{0x08, 1}, {0, 3}, {network, 3}, {0, 1}}, frame));
}

/// Options in words of four bytes.
[[nodiscard]] inline Bytes geneve(std::uint32_t network, std::uint16_t type, Payload payload,
                                  std::size_t option_words = 0) {
  const Bytes options(option_words * 4, 0x11);
  return udp(6081, concat({numbers({{option_words, 1}, {0, 1}, {type, 2}, {network, 3}, {0, 1}}),
                           options, payload}));
}

/// GTP-U's packets are of type 255.
[[nodiscard]] inline Bytes gtp(std::uint32_t tunnel, Payload payload, std::uint8_t type = 255) {
  return udp(2152, numbers({{0x30, 1}, {type, 1}, {payload.size(), 2}, {tunnel, 4}}, payload));
}

/// With a sequence number and two extension headers: a PDU session container and four bytes more.
[[nodiscard]] inline Bytes gtp_extended(std::uint32_t tunnel, Payload payload) {
  return udp(2152, numbers({{0x36, 1},
                            {255, 1},
                            {payload.size() + 16, 2},
                            {tunnel, 4},
                            {7, 2},
                            {0, 1},
                            {0x85, 1},
                            {1, 1},
                            {0x0009, 2},
                            {0xc0, 1},
                            {2, 1},
                            {0, 6},
                            {0, 1}},
                           payload));
}

/// One label after another, the last at the bottom of the stack.
[[nodiscard]] inline Bytes mpls(std::initializer_list<std::uint32_t> labels, Payload payload) {
  Bytes bytes;
  std::size_t left = labels.size();
  for (const std::uint32_t label : labels) {
    append_be(bytes, std::uint64_t{label} << 12 | (--left == 0 ? 0x100u : 0u) | 64, 4);
  }
  append(bytes, payload);
  return bytes;
}

[[nodiscard]] inline Bytes ppp(Payload packet) {
  return numbers({{is_ipv6(packet) ? 0x57u : 0x21u, 2}}, packet);
}

[[nodiscard]] inline Bytes pppoe(std::uint16_t session, Payload packet) {
  return numbers({{0x11, 1}, {0, 1}, {session, 2}, {packet.size() + 2, 2}}, ppp(packet));
}

[[nodiscard]] inline Bytes snap(std::uint16_t type, Payload payload) {
  return numbers({{0xaaaa03, 3}, {0, 3}, {type, 2}}, payload);
}

/// IEEE 802.3: the length stands where others have their type.
[[nodiscard]] inline Bytes frame_of_llc(Payload llc) {
  return ethernet_frame(static_cast<std::uint16_t>(llc.size()), llc);
}

[[nodiscard]] inline Bytes cisco_metadata(Payload packet) {
  return ethernet_frame(
      0x8909, numbers({{1, 1}, {1, 1}, {1, 2}, {18, 2}, {ether_type_of(packet), 2}}, packet));
}

/// The words of GRE's header that its flags announce.
struct Gre {
  std::uint16_t flags = 0;
  std::uint16_t type = 0x0800;
  std::initializer_list<std::uint32_t> words = {};
};

[[nodiscard]] inline Bytes gre(const Gre& header, Payload payload) {
  Bytes bytes = numbers({{header.flags, 2}, {header.type, 2}});
  for (const std::uint32_t word : header.words) append_be(bytes, word, 4);
  append(bytes, payload);
  return bytes;
}

/// ERSPAN: type I is bare, II has 8 bytes, III has 12, and 8 more with a platform's own.
[[nodiscard]] inline Bytes erspan_two(std::uint32_t session, Payload frame) {
  return gre({0x1000, 0x88be, {1}}, numbers({{0x1000, 2}, {session, 2}, {0, 4}}, frame));
}

[[nodiscard]] inline Bytes erspan_three(std::uint32_t session, Payload frame, bool extended) {
  const Bytes subheader(extended ? 8 : 0, 0);
  return gre({0x1000, 0x22eb, {1}},
             concat({numbers({{0x2000, 2}, {session, 2}, {1, 4}, {0, 2}, {extended ? 1u : 0u, 2}}),
                     subheader, frame}));
}

/// A part of a packet's payload: `bytes` from `begin` on. REQUIRES: multiples of 8 but at the end.
struct PartOf {
  std::size_t begin = 0;
  std::size_t bytes = 0;
};

[[nodiscard]] inline Bytes fragment_of(Payload packet, PartOf part, std::uint32_t id) {
  const std::size_t header_bytes = is_ipv6(packet) ? 40 : 20;
  const Payload payload = packet.subspan(header_bytes);
  const bool is_last = part.begin + part.bytes >= payload.size();
  const Payload text =
      payload.subspan(part.begin, is_last ? payload.size() - part.begin : part.bytes);
  Bytes fragment(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(header_bytes));
  const auto put = [&fragment](std::size_t at, std::uint64_t value) {
    fragment[at] = static_cast<std::uint8_t>(value >> 8);
    fragment[at + 1] = static_cast<std::uint8_t>(value);
  };
  if (is_ipv6(packet)) {
    put(4, text.size() + 8);
    fragment[6] = 44;
    append(fragment,
           numbers({{packet[6], 1}, {0, 1}, {part.begin | (is_last ? 0u : 1u), 2}, {id, 4}}));
  } else {
    put(2, header_bytes + text.size());
    put(4, id);
    put(6, part.begin / 8 | (is_last ? 0u : 0x2000u));
    put(10, 0);
    put_checksum(fragment, 10, checksum_sum(fragment));
  }
  append(fragment, text);
  return fragment;
}

}  // namespace twomsl::test
