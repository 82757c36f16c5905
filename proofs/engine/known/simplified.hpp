// Terms as Z3 simplifies them, each asked for once: a step that runs again builds the terms of its
// last run again.
#pragma once

#include <unordered_map>
#include <utility>

#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {

/// What a term becomes by some rule that is always the same, for each term once.
class TermMemo {
 public:
  template <class Rule>
  [[nodiscard]] const z3::expr& of(const z3::expr& term, const Rule& rule) {
    const unsigned number = Z3_get_ast_id(context(), term);
    if (const auto known = known_.find(number); known != known_.end()) {
      return known->second.second;
    }
    return known_.emplace(number, std::pair(term, rule(term))).first->second.second;
  }

 private:
  // The term is kept, for Z3 gives the numbers of the dead to the living.
  std::unordered_map<unsigned, std::pair<z3::expr, z3::expr>> known_{};
};

/// term.simplify(), in the context of all terms.
[[nodiscard]] const z3::expr& simplified(const z3::expr& term);

}  // namespace twomsl::proof
