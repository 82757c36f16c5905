// INV-DATA: the ranges ahead of RCV.NXT keep their contract, at the four ranges that run.
#include "core/connection/reassembly.hpp"
#include "proofs/connection/connection_theorems.hpp"
#include "proofs/connection/contract/held_text.hpp"

namespace twomsl::proof {
namespace {

using Held = HeldRanges<Integral>;
using U32 = Integral::U32;

// The ranges are apart, the text fits the window, and the number is within reach.
Bool is_sane(const HeldText& text) {
  const U32 begin = text.added.begin - text.nxt;
  const U32 end = text.added.end - text.nxt;
  return are_apart<Integral>(text.held, text.nxt) && U32(0u) < begin && begin < end &&
         end <= U32(kLargestWindow) && text.number - text.nxt <= U32(kLargestWindow);
}

// The code, and code that is broken on purpose.
struct Unbroken {
  static Bool hold(Held& held, const Range<Integral>& added) { return hold_range(held, added); }
  static Seq<Integral> take(Held& held, const Seq<Integral>& nxt) { return absorb(held, nxt); }
};

// Puts a range in the first place, whoever is there.
struct Overwrites : Unbroken {
  static Bool hold(Held& held, const Range<Integral>& added) {
    held[0] = added;
    return Bool(true);
  }
};

// Goes on one number too far.
struct Oversteps : Unbroken {
  static Seq<Integral> take(Held& held, const Seq<Integral>& nxt) {
    return absorb(held, nxt) + U32(1u);
  }
};

template <class Code>
Bool holding(const HeldText& text) {
  Held after = text.held;
  const Bool placed = Code::hold(after, text.added);
  return inv_data_holds<Integral>(text.held, text.added, after, text.number) &&
         are_apart<Integral>(after, text.nxt) &&
         implies(placed, is_held<Integral>(after, text.added.begin));
}

// RCV.NXT has moved to the end of `added`, whose text was in order.
template <class Code>
Bool absorbing(const HeldText& text) {
  Held after = text.held;
  const Seq<Integral>& nxt = text.added.end;
  const Seq<Integral> reached = Code::take(after, nxt);
  return inv_data_absorbs<Integral>(text.held, after, {nxt, reached}, text.number);
}

void prove_claim(Report& report, const char* subject, Bool (*claim)(const HeldText&)) {
  const HeldText text;
  const Bool witness = is_held<Integral>(text.held, text.number);
  prove_held_text(report, text, {"INV-DATA", subject, is_sane(text), witness, claim(text)});
}

template <Bool (*claim)(const HeldText&)>
Refutation refute(const Mutant& /*mutant*/) {
  const HeldText text;
  return refute_held_text(text, is_sane(text), claim(text));
}

constexpr std::array<Mutant, 2> kMutants = {{
    {"INV-DATA", "INV-DATA", "connection", "overwrites", "4", refute<holding<Overwrites>>, false},
    {"INV-DATA", "INV-DATA", "connection", "oversteps", "4", refute<absorbing<Oversteps>>, false},
}};

}  // namespace

void prove_reassembly(Report& report, const Wanted& /*wanted*/) {
  report.working_on("text ahead of RCV.NXT");
  prove_claim(report, "holding a range", holding<Unbroken>);
  prove_claim(report, "absorbing ranges", absorbing<Unbroken>);
}

std::span<const Mutant> reassembly_mutants() { return kMutants; }

}  // namespace twomsl::proof
