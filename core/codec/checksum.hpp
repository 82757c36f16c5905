// The Internet checksum (RFC 1071), and that of TCP over its pseudo-header (RFC 9293 section 3.1).
#pragma once

#include <bit>
#include <span>

#include "core/codec/bytes.hpp"

namespace twomsl {

/// The number of TCP in IP headers, and in the pseudo-header that its checksum covers.
inline constexpr std::uint32_t kProtocolTcp = 6;

/// A one's complement sum in 16 bits. The upper half of a number and of its halves exchanged, added
/// up, is the sum of both halves with the carry brought round.
[[nodiscard]] constexpr std::uint64_t fold(std::uint64_t sum) {
  const auto word = static_cast<std::uint32_t>((sum + std::rotl(sum, 32)) >> 32);
  return (word + std::rotl(word, 16)) >> 16;
}

/// The one's complement sum of `bytes` as big-endian 16-bit words, folded into one: sums of parts
/// of even length may be added. REQUIRES: fewer than 2^32 bytes.
///
/// Such a sum does not depend on the order of bytes but for their order in the result (RFC 1071
/// section 2): so they are added in the order in which most machines load them, many at a time.
[[nodiscard]] constexpr std::uint64_t sum_words(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) sum += load_le32(&bytes[at]);
  for (unsigned shift = 0; at < bytes.size(); ++at, shift += 8) {
    sum += std::uint64_t{bytes[at]} << shift;
  }
  sum = fold(sum);
  return (sum & 0xff) << 8 | sum >> 8;
}

/// The checksum of whatever was summed.
[[nodiscard]] constexpr std::uint16_t checksum_of(std::uint64_t sum) {
  return static_cast<std::uint16_t>(~fold(sum));
}

}  // namespace twomsl
