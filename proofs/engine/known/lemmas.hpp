// What has been proved already, and which premises a claim needs: most parts of a law ask the same
// on many paths, of many states, under many policies.
#pragma once

#include <set>
#include <unordered_map>
#include <vector>

#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {

/// Adds `term`, or the parts of it if it is a conjunction.
void add_conjuncts(const z3::expr& term, std::vector<z3::expr>& all);

class Lemmas {
 public:
  using Terms = std::set<unsigned>;  // by Z3's numbers

  struct Premises {
    std::vector<z3::expr> terms;
    Terms numbers;
  };

  /// The constants in a term.
  [[nodiscard]] const Terms& symbols_of(const z3::expr& term) { return entry_of(term).symbols; }

  /// The term speaks of one of the symbols.
  [[nodiscard]] bool speaks_of(const z3::expr& term, const Terms& symbols);

  /// A function that is not known is applied somewhere in the term.
  [[nodiscard]] bool has_function(const z3::expr& term) { return entry_of(term).has_function; }

  /// REQUIRES: a number that symbols_of() gave.
  [[nodiscard]] const z3::expr& symbol(unsigned number) const { return known_.at(number).term; }

  /// Of `premises` those that share a symbol with `claim`, those that share one with these, and so
  /// on for as many `hops`; and those that speak of nothing else than all of these do.
  [[nodiscard]] std::vector<z3::expr> relevant(const std::vector<z3::expr>& premises,
                                               const z3::expr& claim, unsigned hops);

  [[nodiscard]] Premises premises(const std::vector<z3::expr>& terms) {
    return {terms, numbers_of(terms)};
  }

  /// The claim is one of the premises, or has been proved from some of them.
  [[nodiscard]] bool follows(const Premises& premises, const z3::expr& claim);

  /// Remembers that `claim` follows from `premises`.
  void add(const std::vector<z3::expr>& premises, const z3::expr& claim);

 private:
  // The term is kept, for Z3 gives the numbers of the dead to the living.
  struct Entry {
    z3::expr term;
    Terms symbols;
    bool has_function = false;
    std::vector<Terms> proofs;  // each a set of premises
  };

  [[nodiscard]] Entry& entry_of(const z3::expr& term);
  [[nodiscard]] Terms numbers_of(const std::vector<z3::expr>& terms);

  std::unordered_map<unsigned, Entry> known_;
};

/// Those of the context of all terms.
[[nodiscard]] Lemmas& known_lemmas();

}  // namespace twomsl::proof
