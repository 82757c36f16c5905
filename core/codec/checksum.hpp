// The Internet checksum (RFC 1071), and that of TCP over its pseudo-header (RFC 9293 section 3.1).
#pragma once

#include <span>

#include "core/codec/bytes.hpp"

namespace twomsl {

/// The one's complement sum of `bytes` as big-endian 16-bit words, not yet folded: sums of parts of
/// even length may be added. REQUIRES: fewer than 2^32 bytes.
[[nodiscard]] constexpr std::uint64_t sum_words(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) sum += load_be32(&bytes[at]);
  for (unsigned shift = 24; at < bytes.size(); ++at, shift -= 8) {
    sum += std::uint64_t{bytes[at]} << shift;
  }
  return sum;
}

/// The checksum of whatever was summed.
[[nodiscard]] constexpr std::uint16_t checksum_of(std::uint64_t sum) {
  sum = (sum & 0xffff'ffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace twomsl
