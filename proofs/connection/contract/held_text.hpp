// Held text under proof, as integers: what INV-DATA and RANGES are proved of.
#pragma once

#include "proofs/engine/integral.hpp"
#include "proofs/theorem.hpp"
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

/// A claim about held text, valid under its premises. The witness is a case in which it says
/// something.
struct HeldTextClaim {
  std::string id;
  std::string subject;
  Bool premises;
  Bool witness;
  Bool holds;
};

/// Proves the claim of `text`, whose words it is about, and adds its line.
void prove_held_text(Report& report, const HeldText& text, const HeldTextClaim& claim);

/// Looks for held text for which `holds` is false.
[[nodiscard]] Refutation refute_held_text(const HeldText& text, const Bool& premises,
                                          const Bool& holds);

}  // namespace twomsl::proof
