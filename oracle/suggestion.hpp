// What a mistyped word may have been meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twomsl::oracle {

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one
/// word of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// Those of `known` that are nearest to `word`, at most two, and none that is not near: upper and
/// lower case are one, and a third of the letters may differ. A word that begins the
/// other is near.
[[nodiscard]] std::vector<std::string> nearest(std::string_view word,
                                               std::span<const std::string> known);

/// "; did you mean --msl or --mtu?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace twomsl::oracle
