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

/// Which of several draws something, and the how manyth time.
struct Draw {
  std::uint64_t seed = 0;
  std::uint64_t index = 0;
};

/// The choice whose ticket is the lowest, as likely as its weight among all: another that joins
/// takes only what it wins. `weight_of(number)` of its name; one without weight is never drawn.
template <class Names, class WeightOf>
[[nodiscard]] constexpr std::size_t drawn_by_weight(Draw draw, const Names& names,
                                                    const WeightOf& weight_of) {
  std::size_t best = 0;
  std::uint64_t lowest = ~std::uint64_t{0};
  for (std::size_t choice = 0; choice < names.size(); ++choice) {
    const std::uint32_t weight = weight_of(choice);
    if (weight == 0) continue;
    const std::uint64_t ticket = (drawn(draw.seed, names[choice], draw.index) >> 8) / weight;
    if (ticket < lowest) {
      lowest = ticket;
      best = choice;
    }
  }
  return best;
}

}  // namespace twomsl::sim
