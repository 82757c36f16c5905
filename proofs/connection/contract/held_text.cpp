// See held_text.hpp.
#include "proofs/connection/contract/held_text.hpp"

namespace twomsl::proof {
namespace {

z3::solver solver_of(const HeldText& text, const Bool& premises) {
  z3::solver solver(context());
  solver.set("timeout", 60'000u);
  for (const z3::expr& word : text.words) {
    solver.add(word);
  }
  solver.add(premises.term());
  return solver;
}

}  // namespace

HeldRanges<Integral> HeldText::any_ranges() {
  HeldRanges<Integral> ranges;
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const std::string name = "held[" + std::to_string(i) + "]";
    ranges[i] = {any(name + ".begin"), any(name + ".end")};
  }
  return ranges;
}

void prove_held_text(Report& report, const HeldText& text, const HeldTextClaim& claim) {
  const double begun = processor_seconds();
  z3::solver solver = solver_of(text, claim.premises);
  solver.push();
  solver.add(claim.witness.term());
  const bool has_witness = solver.check() == z3::sat;
  solver.pop();
  solver.add((!claim.holds).term());
  const bool good = has_witness && solver.check() == z3::unsat;
  report.add({claim.id, claim.subject, std::to_string(kHeldRanges), 1, processor_seconds() - begun,
              good, good ? "proved" : "not as expected"});
}

Refutation refute_held_text(const HeldText& text, const Bool& premises, const Bool& holds) {
  z3::solver solver = solver_of(text, premises);
  solver.add((!holds).term());
  const z3::check_result result = solver.check();
  Refutation refutation;
  refutation.paths = 1;
  refutation.is_known = result != z3::unknown;
  refutation.is_found = result == z3::sat;
  return refutation;
}

}  // namespace twomsl::proof
