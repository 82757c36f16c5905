// RANGES and INV-DATA: what the code makes of held ranges, in lists of any length.
//
// RANGES: the code keeps the contract by which steps are proved. That speaks of four ranges; so any
// two places are looked at, beside the range that the text became and the first and last of those
// that it joined. INV-DATA: what the list says of an arbitrary number.
#include "core/connection/reassembly.hpp"
#include "proofs/connection/connection_theorems.hpp"
#include "proofs/connection/contract/any_list.hpp"
#include "proofs/connection/contract/connection_contract.hpp"

namespace twomsl::proof {
namespace {

using U32 = Integral::U32;
using Places = AnyList::Places;

constexpr std::uint32_t kMost = std::uint32_t{1} << 29;  // more do not lie apart within 2^30
constexpr std::uint32_t kFew = 3;                        // of which a mutant breaks its law already

// Any list, any text that arrives, RCV.NXT after text in order, and a number to ask about.
struct HeldText {
  explicit HeldText(std::uint32_t most) : before(nxt, most, words) {}

  z3::expr_vector words{context()};
  Seq<Integral> nxt{any_word("nxt", words)};
  Range<Integral> added{{any_word("added.begin", words)}, {any_word("added.end", words)}};
  Seq<Integral> moved{any_word("moved", words)};
  Seq<Integral> number{any_word("number", words)};
  U32 limit = any_word("limit", words);
  U32 place = any_word("place", words);
  U32 other = any_word("other", words);
  AnyList before;
};

// What is asked of it: valid under its premises, of a list that is as `before` was.
struct Claim {
  AnyList after;
  Bool premises{};
  Bool holds{};
};

// The code, and code that is broken on purpose.
struct Unbroken {
  static Bool hold(AnyList& list, const Range<Integral>& added) { return hold_range(list, added); }
  static Seq<Integral> take(AnyList& list, const Seq<Integral>& nxt) { return absorb(list, nxt); }
};

// Puts the text in the place of a range that it neither overlaps nor touches.
struct Overwrites : Unbroken {
  static Bool hold(AnyList& list, const Range<Integral>& added) {
    const U32 first = list.count_ending_before(added.begin);
    (void)list.count_beginning_up_to(added.end);
    list.replace_if(first < list.count(), first, first + U32(1u), added);
    return Bool(true);
  }
};

// Goes on one number too far.
struct Oversteps : Unbroken {
  static Seq<Integral> take(AnyList& list, const Seq<Integral>& nxt) {
    return absorb(list, nxt) + U32(1u);
  }
};

Range<Integral> only_if(const Bool& condition, const Range<Integral>& range) {
  return select<Integral>(condition, range, Range<Integral>{});
}

RangesBefore<Integral> before_of(const HeldText& text, const HeldRanges<Integral>& seen) {
  return {seen, text.nxt, text.number, {text.limit, text.limit}};
}

// The ranges that are looked at, before and after.
struct Seen {
  HeldRanges<Integral> before{};
  HeldRanges<Integral> after{};
};

Seen seen_of_holding(const HeldText& text, const AnyList& after, const Bool& placed) {
  const U32 first = text.before.found(0);  // as hold_range() asks
  const U32 last = text.before.found(1);
  const Bool joins = placed && first < last;
  Seen seen;
  seen.before[0] = only_if(joins, text.before.at(first));
  seen.before[3] = only_if(joins && first + U32(1u) < last, text.before.at(last - U32(1u)));
  seen.after[0] = only_if(placed, after.at(first));
  std::size_t i = 1;
  for (const U32& place : {text.place, text.other}) {
    const Places origins = after.origins_of(place);
    const Bool is_seen = place < after.count() && !(placed && place == first);
    const U32 origin = select(placed && first < place, origins[1], place);
    seen.before[i] = only_if(is_seen, text.before.at(origin));
    seen.after[i] = only_if(is_seen, after.at(place));
    ++i;
  }
  return seen;
}

Seen seen_of_absorbing(const HeldText& text, const AnyList& after) {
  const U32 reached = text.before.found(0);
  Seen seen;
  seen.before[0] = only_if(U32(0u) < reached, text.before.at(reached - U32(1u)));
  std::size_t i = 1;
  for (const U32& place : {text.place, text.other}) {
    seen.before[i] = only_if(place < after.count(), text.before.at(place + reached));
    seen.after[i] = after.at(place);
    ++i;
  }
  return seen;
}

// The text joins what it touches, is refused for want of room alone, and finds room where it has a
// place of its own.
Bool refuses_for_want_of_room(const HeldText& text, const Bool& placed) {
  const Range<Integral> range = text.before.at(text.place);
  const Bool touches = !is_empty(range) && is_at_or_before(range.begin, text.added.end) &&
                       is_at_or_before(text.added.begin, range.end);
  const Bool joins = text.before.found(0) < text.before.found(1);
  return implies(!placed, is_empty(text.added) || (!text.before.has_room() && !touches)) &&
         implies(placed, joins || text.before.has_room());
}

template <class Code>
Claim contract_of_holding(const HeldText& text) {
  AnyList after = text.before;
  const Bool placed = Code::hold(after, text.added);
  const Seen seen = seen_of_holding(text, after, placed);
  const RangesBefore<Integral> before = before_of(text, seen.before);
  const Bool shows = implies(U32(0u) < text.before.count(), holds_any<Integral>(seen.before));
  return {after, may_be_added(before, text.added) && text.place < text.other && shows,
          are_apart<Integral>(seen.before, text.nxt) && are_apart(after, text.nxt) &&
              holds_by_contract(before, text.added, placed, seen.after) &&
              refuses_for_want_of_room(text, placed)};
}

template <class Code>
Claim contract_of_absorbing(const HeldText& text) {
  AnyList after = text.before;
  const Seq<Integral> reached = Code::take(after, text.moved);
  const Seen seen = seen_of_absorbing(text, after);
  const RangesBefore<Integral> before = before_of(text, seen.before);
  const Bool shows = implies(U32(0u) < after.count(), holds_any<Integral>(seen.after));
  return {after, text.moved - text.nxt <= U32(kLargestWindow) && text.place < text.other && shows,
          are_apart<Integral>(seen.before, text.nxt) && are_apart(after, reached) &&
              absorbs_by_contract(before, text.moved, reached, seen.after)};
}

// The text is some, in the window, and the number is within reach.
Bool is_sane(const HeldText& text) {
  return is_ahead(text.added, text.nxt) && text.number - text.nxt <= U32(kLargestWindow);
}

template <class Code>
Claim data_of_holding(const HeldText& text) {
  AnyList after = text.before;
  const Bool placed = Code::hold(after, text.added);
  return {after, is_sane(text),
          inv_data_holds(text.before, text.added, after, text.number) &&
              implies(placed, is_held(after, text.added.begin))};
}

// RCV.NXT has moved to the end of `added`, whose text was in order.
template <class Code>
Claim data_of_absorbing(const HeldText& text) {
  AnyList after = text.before;
  const Seq<Integral>& nxt = text.added.end;
  const Seq<Integral> reached = Code::take(after, nxt);
  return {after, is_sane(text), inv_data_absorbs(text.before, after, {nxt, reached}, text.number)};
}

// What is true of both lists wherever code or claim looks at them.
Bool truths_of(const HeldText& text, const AnyList& after) {
  Places now = after.looked_at();
  Places then = text.before.looked_at();
  for (const U32& place : text.before.looked_at()) {
    for (const U32& image : after.images_of(place)) add_place(now, image);
  }
  for (const U32& place : now) {
    for (const U32& origin : after.origins_of(place)) add_place(then, origin);
  }
  return text.before.is_given_at(then) && text.before.is_halved_at(then) && after.is_halved_at(now);
}

using ClaimOf = Claim (*)(const HeldText& text);

z3::solver solver_of(const HeldText& text, const Claim& claim) {
  z3::solver solver(context());
  solver.set("timeout", 300'000u);
  solver.add((truths_of(text, claim.after) && claim.premises).term());
  for (const z3::expr& word : text.words) {
    solver.add(word);
  }
  return solver;
}

// Lists of a few, every place of which is looked at: what is found is one.
z3::solver solver_of_few(const HeldText& text, const Claim& claim) {
  z3::solver solver = solver_of(text, claim);
  Places all;
  for (std::uint32_t i = 0; i < kFew + 1; ++i) all.emplace_back(i);
  solver.add((text.before.is_given_at(all) && text.before.is_halved_at(all) &&
              claim.after.is_halved_at(all))
                 .term());
  return solver;
}

// A case in which a claim says something.
Bool is_example(const HeldText& text) {
  return text.nxt.value == U32(0u) && text.added.begin.value == U32(10u) &&
         text.added.end.value == U32(20u) && text.before.count() == U32(1u);
}

void prove_claim(Report& report, const char* id, const char* subject, ClaimOf claim_of) {
  const double begun = processor_seconds();
  const HeldText text(kMost);
  const Claim claim = claim_of(text);
  z3::solver solver = solver_of(text, claim);
  solver.add((!claim.holds).term());
  const HeldText few(kFew);
  const Claim witness = claim_of(few);
  z3::solver shown = solver_of_few(few, witness);
  shown.add(is_example(few).term());
  const bool good = solver.check() == z3::unsat && shown.check() == z3::sat;
  report.add({id, subject, "any", 1, processor_seconds() - begun, good,
              good ? "proved" : "not as expected"});
}

template <ClaimOf claim_of>
Refutation refute(const Mutant& /*mutant*/) {
  const HeldText text(kFew);
  const Claim claim = claim_of(text);
  z3::solver solver = solver_of_few(text, claim);
  solver.add((text.nxt.value == U32(0u) && !claim.holds).term());
  const z3::check_result result = solver.check();
  Refutation refutation;
  refutation.paths = 1;
  refutation.is_known = result != z3::unknown;
  refutation.is_found = result == z3::sat;
  return refutation;
}

constexpr Mutant breaking(std::string_view law, std::string_view name,
                          Refutation (*refutation)(const Mutant&)) {
  return {law, law, "connection", name, "up to 3", refutation, false};
}

constexpr std::array<Mutant, 4> kMutants = {{
    breaking("RANGES", "forgets a range", refute<contract_of_holding<Overwrites>>),
    breaking("RANGES", "oversteps", refute<contract_of_absorbing<Oversteps>>),
    breaking("INV-DATA", "overwrites", refute<data_of_holding<Overwrites>>),
    breaking("INV-DATA", "oversteps", refute<data_of_absorbing<Oversteps>>),
}};

}  // namespace

void prove_ranges(Report& report, const Wanted& /*wanted*/) {
  report.working_on("the contract of held ranges");
  prove_claim(report, "RANGES", "holding keeps its contract", contract_of_holding<Unbroken>);
  prove_claim(report, "RANGES", "absorbing keeps its contract", contract_of_absorbing<Unbroken>);
}

void prove_reassembly(Report& report, const Wanted& /*wanted*/) {
  report.working_on("text ahead of RCV.NXT");
  prove_claim(report, "INV-DATA", "holding a range", data_of_holding<Unbroken>);
  prove_claim(report, "INV-DATA", "absorbing ranges", data_of_absorbing<Unbroken>);
}

std::span<const Mutant> reassembly_mutants() { return kMutants; }

}  // namespace twomsl::proof
