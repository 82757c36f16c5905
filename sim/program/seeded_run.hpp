// The runs that a seed stands for, by profile: what `simulate` plays, and replays.
#pragma once

#include <string_view>

#include "sim/program/program.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::sim {

enum class RunKind : std::uint8_t {
  tuples,         // three tuples at once
  near,           // one tuple, each new ISS as near behind the old numbers as it may be
  forged,         // segments that nobody sent, and new settings: laws alone are asked
  conversations,  // whole conversations under an MSL of 30 or 120 s, as the audit is held against
};

[[nodiscard]] constexpr std::string_view name(RunKind kind) {
  switch (kind) {
    case RunKind::tuples:
      return "tuples";
    case RunKind::near:
      return "near";
    case RunKind::forged:
      return "forged";
    case RunKind::conversations:
      return "conversations";
  }
  return "";
}

struct SeededRun {
  Profile profile{};
  Program program{};
};

/// The same on every machine, as long as no command or field changes its meaning.
[[nodiscard]] SeededRun run_of_seed(RunKind kind, std::uint64_t seed);

}  // namespace twomsl::sim
