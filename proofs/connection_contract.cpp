// See connection_contract.hpp. The theorem RANGES: the code keeps the contract.
#include "core/reassembly.hpp"
#include "proofs/connection_model.hpp"
#include "proofs/held_text.hpp"
#include "proofs/table_model.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

HeldRanges<ByContract> any_ranges(const std::string& name) {
  HeldRanges<ByContract> ranges;
  for (std::size_t i = 0; i < kHeldRanges; ++i) {
    const std::string range = name + std::to_string(i);
    ranges[i] = {{any_word(range + ".begin")}, {any_word(range + ".end")}};
  }
  return ranges;
}

// What the step started from: these symbols are the connection's own.
RangesBefore<ByContract> ranges_before(const HeldRanges<ByContract>& held) {
  return {held, {any_word("rcv.nxt")}, any_number()};
}

RangesBefore<Integral> before_of(const HeldText& text) {
  return {text.held, text.nxt, text.number};
}

// Leaves out the second range when text is absorbed.
void forget_second(HeldRanges<Integral>& held) { held[1] = {}; }
void forget_nothing(HeldRanges<Integral>&) {}

using Slip = void (*)(HeldRanges<Integral>&);

Bool keeps_contract_holding(const HeldText& text, Slip slip) {
  HeldRanges<Integral> after = text.held;
  const Bool placed = twomsl::hold_range(after, text.added);
  slip(after);
  return holds_by_contract(before_of(text), text.added, placed, after);
}

Bool keeps_contract_absorbing(const HeldText& text, Slip slip) {
  HeldRanges<Integral> after = text.held;
  slip(after);
  const Seq<Integral>& nxt = text.moved;
  const Seq<Integral> reached = twomsl::absorb(after, nxt) + Integral::U32(slip == forget_second);
  return absorbs_by_contract(before_of(text), nxt, reached, after);
}

}  // namespace

Seq<ByContract> any_number() { return {any_word("any.number")}; }

Bool hold_range(HeldRanges<ByContract>& held, const Range<ByContract>& added) {
  const RangesBefore<ByContract> before = ranges_before(held);
  const Bool placed = any_bool("contract.placed");
  held = any_ranges("contract.held");
  suppose(are_apart<ByContract>(before.held, before.nxt) && may_be_added(before, added),
          holds_by_contract(before, added, placed, held));
  return placed;
}

Seq<ByContract> absorb(HeldRanges<ByContract>& held, const Seq<ByContract>& nxt) {
  const RangesBefore<ByContract> before = ranges_before(held);
  const Seq<ByContract> reached = nxt + any_word("contract.gained");
  held = any_ranges("contract.left");
  const Bool is_near = nxt - before.nxt <= Symbolic::U32(kLargestWindow);
  suppose(are_apart<ByContract>(before.held, before.nxt) && is_near,
          absorbs_by_contract(before, nxt, reached, held));
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
  const HeldText text;
  const Bool is_near = text.moved - text.nxt <= Integral::U32(kLargestWindow);
  const Bool premises = are_apart<Integral>(text.held, text.nxt) &&
                        may_be_added(before_of(text), text.added) && is_near;
  const auto try_contract = [&](const char* subject, const Bool& holds, bool is_mutant) {
    try_held_text(report, text, {"RANGES", subject, premises, Bool(true), holds, is_mutant});
  };
  try_contract("holding keeps its contract", keeps_contract_holding(text, forget_nothing), false);
  try_contract("absorbing keeps its contract", keeps_contract_absorbing(text, forget_nothing),
               false);
  try_contract("mutant: forgets a range", keeps_contract_holding(text, forget_second), true);
  try_contract("mutant: oversteps", keeps_contract_absorbing(text, forget_second), true);
}

}  // namespace twomsl::proof
