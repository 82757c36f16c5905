// RANGES and CONTRACT: the code keeps the contracts by which steps are proved.
#include "core/connection/segment_arrives/fin.hpp"
#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/held_text.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

using U32 = Symbolic::U32;

RangesBefore<Integral> before_of(const HeldText& text) {
  return {text.held, text.nxt, text.number, {text.limit, text.limit}};
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

// What the code does keeps the contract; what a mutant does breaks it.
struct Trial {
  const char* subject;
  const char* mutant;
  Bool required;
  Bool kept;
  Bool broken;
  Bool witness{true};
};

void try_contract(Report& report, const Trial& trial) {
  Explorer explorer;
  explorer.assume(trial.required);
  const double begun = processor_seconds();
  const bool good = explorer.proves_each(trial.kept) &&
                    explorer.model_of(trial.witness).has_value() &&
                    explorer.solver_stats().unknowns == 0;
  report.add({"CONTRACT", trial.subject, "", 1, processor_seconds() - begun, good,
              good ? "proved" : "not proved"});
  const bool refuted = explorer.model_of(!trial.broken).has_value();
  report.add({"CONTRACT", trial.mutant, "", 1, processor_seconds() - begun, refuted,
              refuted ? "refuted" : "not refuted"});
}

// What is taken of a segment, and the FIN behind it.
void prove_text_contracts(Report& report, const ConnectionGiven<Symbolic>& given) {
  const Connection<Symbolic>& c = given.before;
  const Segment<Symbolic>& seg = given.event.segment;
  const Trimmed<Symbolic> trimmed = twomsl::trim(c, seg);
  Trimmed<Symbolic> longer = trimmed;
  longer.take_bytes = longer.take_bytes + U32(1u);
  try_contract(report, {"what is taken of a segment", "mutant: takes one byte more",
                        is_judgeable(c, seg), trims_by_contract(c.rcv, seg, trimmed),
                        trims_by_contract(c.rcv, seg, longer), trimmed.fin});
  const Trimmed<Symbolic> piece{c.rcv.nxt + any_word("piece.ahead"), any_word("piece.skip_bytes"),
                                any_word("piece.take_bytes"), any_bool("piece.fin")};
  Connection<Symbolic> noted = c;
  twomsl::note_fin(noted, piece);
  Connection<Symbolic> beyond = noted;
  beyond.rcv.fin = beyond.rcv.fin + U32(1u);
  try_contract(report, {"a FIN is noted", "mutant: one number further", may_be_noted(c, piece),
                        notes_by_contract(c, piece, noted), notes_by_contract(c, piece, beyond),
                        noted.rcv.fin_seen && !c.rcv.fin_seen});
}

// Which segments are judged acceptable, how the window opens, what is measured.
void prove_window_contracts(Report& report, const ConnectionGiven<Symbolic>& given) {
  const Connection<Symbolic>& c = given.before;
  const Segment<Symbolic>& seg = given.event.segment;
  Connection<Symbolic> wider = c;
  wider.rcv.wnd_bytes = wider.rcv.wnd_bytes + U32(1u);
  try_contract(report, {"what is acceptable", "mutant: accepts one too many", is_judgeable(c, seg),
                        accepts_by_contract(c.rcv, seg, twomsl::is_acceptable(c, seg)),
                        accepts_by_contract(c.rcv, seg, twomsl::is_acceptable(wider, seg))});
  const U32 opened = twomsl::opened_window(c);
  try_contract(report, {"the window opens", "mutant: beyond the buffer", is_openable(c),
                        opens_by_contract(c, opened), opens_by_contract(c, opened + U32(1u)),
                        c.rcv.wnd_bytes < opened});
  const Timeouts<Symbolic>& limits = given.policy.timeouts;
  Retransmission<Symbolic> measured = c.rtx;
  twomsl::measure(measured, limits, Duration<Symbolic>{any_quad("measured_us")});
  const Duration<Symbolic> later = measured.rto + Duration<Symbolic>{Symbolic::U64(1u)};
  try_contract(report,
               {"the timer after a measurement", "mutant: a microsecond beyond its limit",
                limits.rto_min <= limits.rto_max, measures_by_contract(limits, measured.rto),
                measures_by_contract(limits, later)});
}

}  // namespace

void prove_contracts(Report& report, std::string_view wanted) {
  if (!is_wanted("CONTRACT", wanted)) {
    return;
  }
  const ConnectionGiven<Symbolic> given = any_given<Symbolic>({});
  prove_text_contracts(report, given);
  prove_window_contracts(report, given);
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
