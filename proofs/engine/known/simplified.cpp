// See simplified.hpp.
#include "proofs/engine/known/simplified.hpp"

namespace twomsl::proof {

const z3::expr& simplified(const z3::expr& term) {
  thread_local TermMemo memo;
  return memo.of(term, [](const z3::expr& one) { return one.simplify(); });
}

}  // namespace twomsl::proof
