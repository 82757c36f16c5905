// `./run simulate`: plays the runs of seeds and checks every law and every byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/program/seeded_run.hpp"

namespace twomsl::tool {

/// Exit statuses.
enum class SimulateExit : int {
  held = 0,
  broken = 1,
  usage = 2,
  unwritable = 5,
  interrupted = 130,
  terminated = 143,
};

struct SimulateCommand {
  std::uint64_t seeds = 1000;
  std::uint64_t seed = 1;                    // the first
  std::optional<sim::RunProfile> profile{};  // none: all in turn
  std::string tape{};                        // captures are written to, or empty
  std::string state{};                       // keeps the place, or empty
  bool verbose = false;
};

/// Plays seeds until one breaks a law: summary on standard output, progress and errors on standard
/// error.
[[nodiscard]] SimulateExit run(SimulateCommand command);

}  // namespace twomsl::tool
