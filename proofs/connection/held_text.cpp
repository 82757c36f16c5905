// See held_text.hpp.
#include "proofs/connection/held_text.hpp"

namespace twomsl::proof {

HeldRanges<Integral> HeldText::any_ranges() {
  HeldRanges<Integral> ranges;
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const std::string name = "held[" + std::to_string(i) + "]";
    ranges[i] = {any(name + ".begin"), any(name + ".end")};
  }
  return ranges;
}

void try_held_text(Report& report, const HeldText& text, const HeldTextClaim& claim) {
  const double begun = processor_seconds();
  z3::solver solver(context());
  solver.set("timeout", 60'000u);
  for (const z3::expr& word : text.words) {
    solver.add(word);
  }
  solver.add(claim.premises.term());
  solver.push();
  solver.add(claim.witness.term());
  const bool has_witness = solver.check() == z3::sat;
  solver.pop();
  solver.add((!claim.holds).term());
  const bool good = has_witness && solver.check() == (claim.is_mutant ? z3::sat : z3::unsat);
  report.add({claim.id, claim.subject, std::to_string(kHeldRanges), 1, processor_seconds() - begun,
              good,
              !good             ? "not as expected"
              : claim.is_mutant ? "refuted"
                                : "proved"});
}

}  // namespace twomsl::proof
