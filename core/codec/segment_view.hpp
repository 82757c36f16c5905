// A TCP segment as it stands in its packet: host byte order, nothing interpreted yet.
//
// RFC 9293 section 3.1 (header), RFC 791 and RFC 8200 (addresses). A view owns nothing: its spans
// point into the packet that it was decoded from.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace twomsl {

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

/// An address of either family. IPv4 stands in the low 32 bits of `low`; `high` is then zero.
struct Address {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  Family family = Family::ipv4;

  friend constexpr bool operator==(const Address&, const Address&) = default;
};

/// An IPv6 address as tuples have it: four words, most significant first.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> words_of(const Address& address) {
  return {static_cast<std::uint32_t>(address.high >> 32), static_cast<std::uint32_t>(address.high),
          static_cast<std::uint32_t>(address.low >> 32), static_cast<std::uint32_t>(address.low)};
}

struct Socket {
  Address address{};
  std::uint16_t port = 0;

  friend constexpr bool operator==(const Socket&, const Socket&) = default;
};

/// The control bits, as in the header's low byte.
struct Flags {
  static constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10,
                                kUrg = 0x20, kEce = 0x40, kCwr = 0x80;
  std::uint8_t bits = 0;

  [[nodiscard]] constexpr bool fin() const { return (bits & kFin) != 0; }
  [[nodiscard]] constexpr bool syn() const { return (bits & kSyn) != 0; }
  [[nodiscard]] constexpr bool rst() const { return (bits & kRst) != 0; }
  [[nodiscard]] constexpr bool ack() const { return (bits & kAck) != 0; }

  friend constexpr bool operator==(const Flags&, const Flags&) = default;
};

/// The options that TCP's rules speak of. A value counts only where its has_ flag is set.
struct Options {
  std::uint32_t ts_val = 0;
  std::uint32_t ts_ecr = 0;
  std::uint16_t mss_bytes = 0;
  std::uint8_t window_scale = 0;  // as sent, not clamped to 14
  bool has_timestamps = false;
  bool has_mss = false;
  bool has_window_scale = false;
  bool has_sack_permitted = false;
  bool is_signed = false;  // by MD5 or TCP-AO: then a RST that is not is refused
  bool malformed = false;  // a length of 0 or 1, or beyond the header: what came before is kept
  bool cut = false;        // the capture ends inside the options: what it kept is parsed
};

/// One segment. `payload_bytes` is the length by the IP header, which may exceed what was captured.
struct SegmentView {
  Socket source{};
  Socket destination{};
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::uint16_t window = 0;  // as sent, unscaled
  std::uint16_t urgent = 0;
  Flags flags{};
  std::uint8_t hops = 0;    // TTL or hop limit
  std::uint16_t ip_id = 0;  // IPv4 identification, 0 for IPv6
  std::uint32_t payload_bytes = 0;
  Options options{};
  std::span<const std::uint8_t> raw_options{};  // every option as sent, unless cut
  std::span<const std::uint8_t> payload{};      // the captured part

  /// SEG.LEN: text and the sequence numbers of SYN and FIN.
  [[nodiscard]] constexpr std::uint32_t length() const {
    return payload_bytes + (flags.syn() ? 1u : 0u) + (flags.fin() ? 1u : 0u);
  }
};

}  // namespace twomsl
