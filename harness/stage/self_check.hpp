// Whether the file that brings a stack tells the truth: one conversation from each side, whose
// every step must be told.
#pragma once

#include "harness/stage/run.hpp"

namespace twomsl::harness {

/// A run whose recording names the first fault, if there is one. Nothing of it is judged. What the
/// stack prints is seen.
[[nodiscard]] Run self_check(const Subject& subject);

}  // namespace twomsl::harness
