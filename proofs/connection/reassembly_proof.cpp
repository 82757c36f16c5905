// INV-DATA: the ranges ahead of RCV.NXT keep their contract, at the four ranges that run.
#include "core/connection/reassembly.hpp"
#include "proofs/connection/held_text.hpp"
#include "proofs/theorems.hpp"

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
struct Honest {
  static Bool hold(Held& held, const Range<Integral>& added) { return hold_range(held, added); }
  static Seq<Integral> take(Held& held, const Seq<Integral>& nxt) { return absorb(held, nxt); }
};

// Puts a range in the first place, whoever is there.
struct Overwrites : Honest {
  static Bool hold(Held& held, const Range<Integral>& added) {
    held[0] = added;
    return Bool(true);
  }
};

// Goes on one number too far.
struct Oversteps : Honest {
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

}  // namespace

void prove_reassembly(Report& report, std::string_view wanted) {
  if (!is_wanted("INV-DATA", wanted)) {
    return;
  }
  report.working_on("text ahead of RCV.NXT");
  const HeldText text;
  const auto try_claim = [&](const char* subject, const Bool& holds, bool is_mutant) {
    try_held_text(report, text,
                  {"INV-DATA", subject, is_sane(text), is_held<Integral>(text.held, text.number),
                   holds, is_mutant});
  };
  try_claim("holding a range", holding<Honest>(text), false);
  try_claim("absorbing ranges", absorbing<Honest>(text), false);
  try_claim("mutant: overwrites", holding<Overwrites>(text), true);
  try_claim("mutant: oversteps", absorbing<Oversteps>(text), true);
}

}  // namespace twomsl::proof
