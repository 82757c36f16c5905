// Delivery is lazy: when an end speaks, each segment towards it was or was not delivered before.
#pragma once

#include <vector>

#include "oracle/judge/judge.hpp"
#include "oracle/track/emission.hpp"

namespace twomsl::oracle {

/// Takes the histories of the sender through every way in which what is towards it may have been
/// delivered, in the order of capture, until they are too many.
void deliver_towards(std::vector<Candidate>& candidates, const Judge& judge,
                     const Emission& emission);

}  // namespace twomsl::oracle
