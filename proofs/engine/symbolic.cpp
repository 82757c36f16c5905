// See symbolic.hpp.
#include "proofs/engine/symbolic.hpp"

namespace twomsl::proof {
namespace {

// What a sum begins with: the symbol that the model counts its numbers from.
z3::expr origin_of(const z3::expr& term) {
  z3::expr origin = term;
  while (origin.is_app() && origin.decl().decl_kind() == Z3_OP_BADD) {
    origin = origin.arg(0);
  }
  return origin;
}

}  // namespace

z3::expr choose(const z3::expr& condition, const z3::expr& a, const z3::expr& b) {
  const z3::expr origin = origin_of(a);
  const bool is_symbol = origin.is_const() && !origin.is_numeral();
  if (!is_symbol || !z3::eq(origin, origin_of(b)) || z3::eq(a, b)) {
    return z3::ite(condition, a, b);
  }
  return origin + z3::ite(condition, (a - origin).simplify(), (b - origin).simplify());
}

}  // namespace twomsl::proof
