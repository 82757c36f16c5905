// How much of the table of transitions a run has met.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/checkers/transitions_met.hpp"

namespace twomsl::tool {

/// The rows of spec/transitions.csv that conforming policies follow, by whether a step was taken
/// from their state by their event to their next state with their reply. Guards are not told apart:
/// of two rows that differ in nothing else, both are met or neither.
struct RowCoverage {
  std::size_t rows = 0;  // of the whole table; 0 if it cannot be read
  std::size_t possible = 0;
  std::size_t met = 0;
  std::size_t transitions = 0;  // different ones that the possible rows speak of
  std::size_t transitions_met = 0;
  std::vector<std::string> missed{};  // of those that are possible, in words
};

[[nodiscard]] RowCoverage row_coverage(const sim::TransitionsMet& transitions);

}  // namespace twomsl::tool
