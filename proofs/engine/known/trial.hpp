// Values tried on terms without asking Z3: terms are computed in machine words, which takes a
// thousandth of solving them. It proposes: what it finds counts once Z3 has evaluated it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {

/// A symbol with another value than a model has for it. REQUIRES: one at a time in each thread.
class Trial {
 public:
  Trial(const z3::model& model, const z3::expr& symbol);

  /// From now on the symbol has this value, and each other the model's.
  void set(std::uint64_t value);

  /// Whether a truth value holds then. False as well where that is more than logic and words of up
  /// to 64 bits can tell.
  [[nodiscard]] bool holds(const z3::expr& term);

  /// The values that the symbol may need for a term to change: those at the edges of the term's
  /// comparisons, which hold where one side is a little more, or less, by as much as they differ.
  [[nodiscard]] std::vector<std::uint64_t> edges(const z3::expr& term);

 private:
  z3::expr symbol_;
};

}  // namespace twomsl::proof
