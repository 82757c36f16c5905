// A small deterministic generator (splitmix64): every figure can be had again from its seed.
#pragma once

#include <cstdint>

namespace twomsl::bench {

/// The finalizer of splitmix64: a bijection of 64-bit words that looks random.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t word) {
  word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
  word = (word ^ word >> 27) * 0x94d049bb133111ebu;
  return word ^ word >> 31;
}

struct Random {
  std::uint64_t state = 0;

  [[nodiscard]] constexpr std::uint64_t next() { return mix(state += 0x9e3779b97f4a7c15u); }

  /// A number in [0, bound), bound > 0.
  [[nodiscard]] constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }
};

}  // namespace twomsl::bench
