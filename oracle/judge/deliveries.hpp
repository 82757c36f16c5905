// Delivery is lazy: when an end speaks, each segment towards it was or was not delivered before.
#pragma once

#include "oracle/judge/judge.hpp"
#include "oracle/track/emission.hpp"

namespace twomsl::oracle {

/// Takes the sender of `emission` through every way in which what is towards it may have been
/// delivered, in the order of capture. REQUIRES: its histories are followed and are not anything.
void deliver_towards(Judge& judge, const Emission& emission);

}  // namespace twomsl::oracle
