// Hashes of 4-tuples: keyed, so that a peer who chooses ports cannot choose collisions cheaply.
//
// Plain code, not a template over the domain: theorems take any function in its place.
#pragma once

#include "spec/model/tuple.hpp"

namespace twomsl {

/// Multiplies into 128 bits and folds the halves: every input bit reaches every output bit.
[[nodiscard]] constexpr std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// REQUIRES: the seed is secret and drawn anew for each table.
struct TupleHash {
  std::uint64_t seed = 0x9e3779b97f4a7c15u;

  [[nodiscard]] constexpr std::uint64_t absorb(std::uint64_t state, std::uint32_t high,
                                               std::uint32_t low) const {
    const std::uint64_t word = (std::uint64_t{high} << 32) | low;
    return fold_multiply(word ^ seed, state ^ 0xd6e8feb86659fd93u);
  }
  [[nodiscard]] constexpr std::uint32_t operator()(const Ipv4Tuple<Concrete>& tuple) const {
    const std::uint64_t state = absorb(seed, tuple.local, tuple.remote);
    return static_cast<std::uint32_t>(absorb(state, tuple.remote, tuple.ports) >> 32);
  }
  [[nodiscard]] constexpr std::uint32_t operator()(const Ipv6Tuple<Concrete>& tuple) const {
    std::uint64_t state = absorb(seed, tuple.zone, tuple.ports);
    for (std::size_t i = 0; i < 4; ++i) {
      state = absorb(state, tuple.local[i], tuple.remote[i]);
    }
    return static_cast<std::uint32_t>(state >> 32);
  }
};

}  // namespace twomsl
