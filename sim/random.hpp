// Numbers drawn by name: each depends on a seed and on what it is for, and on nothing that was
// drawn before. So a choice that is added later changes no other.
#pragma once

#include <cstdint>
#include <string_view>

namespace twomsl::sim {

/// A permutation of 64-bit numbers that looks like chance (splitmix64, Steele and others, 2014).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e37'79b9'7f4a'7c15u;
  number = (number ^ number >> 30) * 0xbf58'476d'1ce4'e5b9u;
  number = (number ^ number >> 27) * 0x94d0'49bb'1331'11ebu;
  return number ^ number >> 31;
}

/// The number that `seed` gives to `what`, the `index`-th of its kind.
[[nodiscard]] constexpr std::uint64_t drawn(std::uint64_t seed, std::string_view what,
                                            std::uint64_t index = 0) {
  std::uint64_t hash = mixed(seed) + mixed(index + 1);
  for (const char letter : what) hash = mixed(hash ^ static_cast<std::uint8_t>(letter));
  return mixed(hash);
}

}  // namespace twomsl::sim
