// See connection_contract.hpp. The theorem RANGES: the code keeps the contract.
#include "core/reassembly.hpp"
#include "proofs/connection_model.hpp"
#include "proofs/integral.hpp"
#include "proofs/table_model.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

Ranges<ByContract> any_ranges(const std::string& name) {
  Ranges<ByContract> ranges;
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const std::string range = name + std::to_string(i);
    ranges[i] = {{any_word(range + ".begin")}, {any_word(range + ".end")}};
  }
  return ranges;
}

// What the step started from: these symbols are the connection's own.
RangesBefore<ByContract> ranges_before(const Ranges<ByContract>& held) {
  return {held, {any_word("rcv.nxt")}, any_number()};
}

// An arbitrary call, as integers.
struct IntegralCall {
  z3::expr_vector words{context()};
  RangesBefore<Integral> before{any_ranges(), any("nxt"), any("number")};
  Range<Integral> added{any("added.begin"), any("added.end")};
  Seq<Integral> moved = any("moved");  // RCV.NXT, by the text that was in order

  Seq<Integral> any(const std::string& name) { return {any_word(name, words)}; }

  Ranges<Integral> any_ranges() {
    Ranges<Integral> ranges;
    for (std::size_t i = 0; i < kHeldRanges; ++i) {
      const std::string name = "held[" + std::to_string(i) + "]";
      ranges[i] = {any(name + ".begin"), any(name + ".end")};
    }
    return ranges;
  }
};

// Leaves out the second range when text is absorbed.
void forget_second(Ranges<Integral>& held) { held[1] = {}; }
void forget_nothing(Ranges<Integral>&) {}

using Slip = void (*)(Ranges<Integral>&);

Bool keeps_contract_holding(const IntegralCall& call, Slip slip) {
  Ranges<Integral> after = call.before.held;
  const Bool placed = twomsl::hold_range(after, call.added);
  slip(after);
  return holds_by_contract(call.before, call.added, placed, after);
}

Bool keeps_contract_absorbing(const IntegralCall& call, Slip slip) {
  Ranges<Integral> after = call.before.held;
  slip(after);
  const Seq<Integral>& nxt = call.moved;
  const Seq<Integral> reached = twomsl::absorb(after, nxt) + Integral::U32(slip == forget_second);
  return absorbs_by_contract(call.before, nxt, reached, after);
}

void try_contract(Report& report, const char* subject, const IntegralCall& call,
                  const std::pair<Bool, bool>& claim) {
  const double begun = processor_seconds();
  z3::solver solver(context());
  solver.set("timeout", 60'000u);
  for (const z3::expr& word : call.words) {
    solver.add(word);
  }
  const Bool is_near = call.moved - call.before.nxt <= Integral::U32(kLargestWindow);
  solver.add((are_ranges_sound(call.before) && may_be_added(call.before, call.added)).term());
  solver.add(is_near.term());
  const bool has_witness = solver.check() == z3::sat;
  solver.add((!claim.first).term());
  const bool is_valid = claim.second;
  const bool good = has_witness && solver.check() == (is_valid ? z3::unsat : z3::sat);
  report.add({"RANGES", subject, std::to_string(kHeldRanges), 1, processor_seconds() - begun, good,
              !good      ? "not as expected"
              : is_valid ? "proved"
                         : "refuted"});
}

}  // namespace

Seq<ByContract> any_number() { return {any_word("any.number")}; }

Bool hold_range(Ranges<ByContract>& held, const Range<ByContract>& added) {
  const RangesBefore<ByContract> before = ranges_before(held);
  const Bool placed = any_bool("contract.placed");
  held = any_ranges("contract.held");
  suppose(are_ranges_sound(before) && may_be_added(before, added),
          holds_by_contract(before, added, placed, held));
  return placed;
}

Seq<ByContract> absorb(Ranges<ByContract>& held, const Seq<ByContract>& nxt) {
  const RangesBefore<ByContract> before = ranges_before(held);
  const Seq<ByContract> reached = nxt + any_word("contract.gained");
  held = any_ranges("contract.left");
  const Bool is_near = nxt - before.nxt <= Symbolic::U32(kLargestWindow);
  suppose(are_ranges_sound(before) && is_near, absorbs_by_contract(before, nxt, reached, held));
  return reached;
}

Trimmed<ByContract> trim(const Connection<ByContract>& c, const Segment<ByContract>& seg) {
  const Trimmed<ByContract> piece{c.rcv.nxt + any_word("trim.ahead"), any_word("trim.skip_bytes"),
                                  any_word("trim.take_bytes"), any_bool("trim.fin")};
  suppose(c.rcv.wnd_bytes <= Symbolic::U32(kLargestWindow), trims_by_contract(c.rcv, seg, piece));
  return piece;
}

void prove_trim(Report& report, std::string_view wanted) {
  if (!is_wanted("TRIM", wanted)) {
    return;
  }
  const ConnectionGiven<Symbolic> given = any_given<Symbolic>({});
  const ReceiveSpace<Symbolic>& rcv = given.before.rcv;
  const Segment<Symbolic>& seg = given.event.segment;
  Explorer explorer;
  explorer.assume(is_possible(given.event) && rcv.wnd_bytes <= Symbolic::U32(kLargestWindow));
  const double begun = processor_seconds();
  const Trimmed<Symbolic> piece = twomsl::trim(given.before, seg);
  Trimmed<Symbolic> longer = piece;
  longer.take_bytes = piece.take_bytes + Symbolic::U32(1u);
  const bool good = explorer.proves_each(trims_by_contract(rcv, seg, piece)) &&
                    explorer.model_of(piece.fin).has_value() && explorer.effort().unknowns == 0;
  report.add({"TRIM", "any segment, any window", "", 1, processor_seconds() - begun, good,
              good ? "proved" : "not proved"});
  const bool refuted = explorer.model_of(!trims_by_contract(rcv, seg, longer)).has_value();
  report.add({"TRIM", "mutant: takes one byte more", "", 1, processor_seconds() - begun, refuted,
              refuted ? "refuted" : "not refuted"});
}

void prove_ranges(Report& report, std::string_view wanted) {
  if (!is_wanted("RANGES", wanted)) {
    return;
  }
  report.working_on("the contract of held ranges");
  const IntegralCall call;
  try_contract(report, "holding keeps its contract", call,
               {keeps_contract_holding(call, forget_nothing), true});
  try_contract(report, "absorbing keeps its contract", call,
               {keeps_contract_absorbing(call, forget_nothing), true});
  try_contract(report, "mutant: forgets a range", call,
               {keeps_contract_holding(call, forget_second), false});
  try_contract(report, "mutant: oversteps", call,
               {keeps_contract_absorbing(call, forget_second), false});
}

}  // namespace twomsl::proof
