// Segments that are in both captures beyond doubt: once in each, and the same numbers. The clocks
// are compared by them, and they tell which end is at which capture.
#pragma once

#include <vector>

#include "oracle/both/clocks.hpp"
#include "oracle/both/pairing.hpp"

namespace twomsl::oracle::both {

/// Finds them, and places the ends of each pair.
[[nodiscard]] std::vector<Sighting> find_sightings(const Recordings& recordings,
                                                   std::vector<ConnectionPair>& pairs);

}  // namespace twomsl::oracle::both
