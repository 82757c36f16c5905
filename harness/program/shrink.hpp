// From a program that fails to one that is as short and as plain as can be and fails the same way.
#pragma once

#include <functional>

#include "harness/program/program.hpp"

namespace twomsl::harness {

/// Whether a program still fails.
using StillFails = std::function<bool(const Program&)>;

/// Leaves out commands, many at first and then one by one, and makes settings, amounts and tuples
/// small, until nothing more can be done. What it returns fails if `program` does.
[[nodiscard]] Program shrink(Program program, const StillFails& still_fails);

}  // namespace twomsl::harness
