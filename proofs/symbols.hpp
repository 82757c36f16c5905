// Which symbols a term speaks of, to tell the premises that matter from those that do not.
#pragma once

#include <set>
#include <unordered_map>
#include <vector>

#include "proofs/symbolic.hpp"

namespace twomsl::proof {

/// Adds `term`, or the parts of it if it is a conjunction.
void add_conjuncts(const z3::expr& term, std::vector<z3::expr>& all);

class SymbolIndex {
 public:
  /// Of `premises` those that share a symbol with `claim`, and those that speak of nothing else
  /// than these do.
  [[nodiscard]] std::vector<z3::expr> relevant(const std::vector<z3::expr>& premises,
                                               const z3::expr& claim);

 private:
  using Symbols = std::set<unsigned>;

  // The term is kept, for Z3 gives the numbers of the dead to the living.
  struct Entry {
    z3::expr term;
    Symbols symbols;
  };

  [[nodiscard]] const Symbols& symbols_of(const z3::expr& term);

  std::unordered_map<unsigned, Entry> known_;
};

}  // namespace twomsl::proof
