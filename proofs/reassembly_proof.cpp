// INV-DATA: the ranges ahead of RCV.NXT keep their contract, at the four ranges that run.
#include "core/reassembly.hpp"
#include "proofs/integral.hpp"
#include "proofs/theorems.hpp"
#include "spec/laws/reassembly_laws.hpp"

namespace twomsl::proof {
namespace {

using Held = HeldRanges<Integral>;
using U32 = Integral::U32;

// Arbitrary ranges ahead of an arbitrary RCV.NXT, text that arrives, and a number to ask about.
struct Given {
  z3::expr_vector words{context()};
  Seq<Integral> nxt = any("nxt");
  Held held = any_ranges();
  Range<Integral> added{any("added.begin"), any("added.end")};
  Seq<Integral> number = any("number");

  [[nodiscard]] Seq<Integral> any(const std::string& name) { return {any_word(name, words)}; }

  [[nodiscard]] Held any_ranges() {
    Held ranges;
    for (std::size_t i = 0; i < kHeldRanges; ++i) {
      const std::string name = "held[" + std::to_string(i) + "]";
      ranges[i] = {any(name + ".begin"), any(name + ".end")};
    }
    return ranges;
  }

  // The ranges are apart, the text fits the window, and the number is within reach.
  [[nodiscard]] Bool is_sane() const {
    const U32 begin = added.begin - nxt;
    const U32 end = added.end - nxt;
    return are_apart<Integral>(held, nxt) && U32(0u) < begin && begin < end &&
           end <= U32(kLargestWindow) && number - nxt <= U32(kLargestWindow);
  }
};

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
Bool holding(const Given& given) {
  Held after = given.held;
  const Bool placed = Code::hold(after, given.added);
  return inv_data_holds<Integral>(given.held, given.added, after, given.number) &&
         are_apart<Integral>(after, given.nxt) &&
         implies(placed, is_held<Integral>(after, given.added.begin));
}

// RCV.NXT has moved to the end of `added`, whose text was in order.
template <class Code>
Bool absorbing(const Given& given) {
  Held after = given.held;
  const Seq<Integral>& nxt = given.added.end;
  const Seq<Integral> reached = Code::take(after, nxt);
  return inv_data_absorbs<Integral>(given.held, after, {nxt, reached}, given.number);
}

enum class Expected : std::uint8_t { proved, refuted };

void try_claim(Report& report, const char* subject, const std::pair<Given, Bool>& claim,
               Expected expected) {
  const auto& [given, holds] = claim;
  const double begun = processor_seconds();
  z3::solver solver(context());
  z3::params limits(context());
  limits.set("timeout", 60'000u);
  solver.set(limits);
  for (const z3::expr& word : given.words) {
    solver.add(word);
  }
  solver.add(given.is_sane().term());
  solver.push();
  solver.add(is_held<Integral>(given.held, given.number).term());
  const bool has_witness = solver.check() == z3::sat;
  solver.pop();
  solver.add((!holds).term());
  const z3::check_result wanted = expected == Expected::proved ? z3::unsat : z3::sat;
  const bool good = has_witness && solver.check() == wanted;
  report.add({"INV-DATA", subject, std::to_string(kHeldRanges), 1, processor_seconds() - begun,
              good,
              !good                          ? "not as expected"
              : expected == Expected::proved ? "proved"
                                             : "refuted"});
}

}  // namespace

void prove_reassembly(Report& report, std::string_view wanted) {
  if (!is_wanted("INV-DATA", wanted)) {
    return;
  }
  report.working_on("text ahead of RCV.NXT");
  const Given given;
  try_claim(report, "holding a range", {given, holding<Honest>(given)}, Expected::proved);
  try_claim(report, "absorbing ranges", {given, absorbing<Honest>(given)}, Expected::proved);
  try_claim(report, "mutant: overwrites", {given, holding<Overwrites>(given)}, Expected::refuted);
  try_claim(report, "mutant: oversteps", {given, absorbing<Oversteps>(given)}, Expected::refuted);
}

}  // namespace twomsl::proof
