// What is printed of a run that broke a law.
#pragma once

#include <string>

#include "sim/checkers/breach.hpp"
#include "sim/program/seeded_run.hpp"

namespace twomsl::tool {

/// Which run it was.
struct ReplayedRun {
  sim::RunProfile profile{};
  std::uint64_t seed = 0;
};

/// The law and how it broke; of what went before, the last steps, or all with the program if
/// `verbose`; and last the line that replays it.
[[nodiscard]] std::string report(const ReplayedRun& run, const Breach& breach, bool verbose);

}  // namespace twomsl::tool
