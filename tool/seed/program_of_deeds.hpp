// Deeds as a program of sim/, and what a run of it shows.
#pragma once

#include <optional>

#include "sim/program/program.hpp"
#include "tool/seed/deeds.hpp"

namespace twomsl::tool {

/// Sizes of text and lengths of time are the nearest that a program has; what arrived, arrives at
/// once, and what was lost is dropped.
[[nodiscard]] sim::Program program_of(const std::vector<Deed>& deeds, Family family);

struct Played {
  Tally tally{};
  std::optional<Breach> breach{};
};

/// Runs the program, and reads what it shows as a capture is read.
[[nodiscard]] Played play(const sim::Program& program);

}  // namespace twomsl::tool
