// Held text under proof, as integers: what INV-DATA and RANGES are tried on.
#pragma once

#include "proofs/engine/integral.hpp"
#include "proofs/engine/report.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"

namespace twomsl::proof {

/// Arbitrary ranges, an arbitrary RCV.NXT, text that arrives, and a number to ask about.
struct HeldText {
  z3::expr_vector words{context()};
  Seq<Integral> nxt = any("nxt");
  HeldRanges<Integral> held = any_ranges();
  Range<Integral> added{any("added.begin"), any("added.end")};
  Seq<Integral> moved = any("moved");  // RCV.NXT, by text that was in order
  Seq<Integral> number = any("number");
  IntegralWord limit = any_word("limit", words);

  [[nodiscard]] Seq<Integral> any(const std::string& name) { return {any_word(name, words)}; }
  [[nodiscard]] HeldRanges<Integral> any_ranges();
};

/// A claim about held text: valid under its premises, or a mutant's that must not be. The witness
/// is a case worth having.
struct HeldTextClaim {
  std::string id;
  std::string subject;
  Bool premises;
  Bool witness;
  Bool holds;
  bool is_mutant = false;
};

/// Tries the claim on `text`, whose words it is about, and adds its line.
void try_held_text(Report& report, const HeldText& text, const HeldTextClaim& claim);

}  // namespace twomsl::proof
