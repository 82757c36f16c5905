// What the targets that run programs of sim/ share: bytes become a program (the format is in
// sim/program/program.hpp), mutation keeps to its records, and a broken law ends the process.
#pragma once

#include "sim/program/program.hpp"

namespace twomsl {

/// A target: its profile, and how many records a program of it has at most. What is longer says
/// little more and takes its time.
struct ProgramTarget {
  sim::Profile profile{};
  std::size_t most_records = 0;
};

/// Each target defines its own.
[[nodiscard]] ProgramTarget program_target();

}  // namespace twomsl
