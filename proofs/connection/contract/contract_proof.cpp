// CONTRACT: the code keeps the contracts by which steps are proved.
#include "core/connection/segment_arrives/fin.hpp"
#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/connection_theorems.hpp"
#include "proofs/connection/contract/connection_contract.hpp"

namespace twomsl::proof {
namespace {

using U32 = Symbolic::U32;

// A function of the code: what its contract requires, that it is kept, that a broken one keeps it,
// and a case in which that says something.
struct Contract {
  const char* subject;
  Bool required;
  Bool kept;
  Bool broken;
  Bool witness{true};
};

using Given = ConnectionGiven<Symbolic>;

Contract of_trimming(const Given& given) {
  const Connection<Symbolic>& c = given.before;
  const Segment<Symbolic>& seg = given.event.segment;
  const Trimmed<Symbolic> trimmed = twomsl::trim(c, seg);
  Trimmed<Symbolic> longer = trimmed;
  longer.take_bytes = longer.take_bytes + U32(1u);
  return {"what is taken of a segment", is_judgeable(c, seg),
          trims_by_contract(c.rcv, seg, trimmed), trims_by_contract(c.rcv, seg, longer),
          trimmed.fin};
}

Contract of_noting(const Given& given) {
  const Connection<Symbolic>& c = given.before;
  const Trimmed<Symbolic> piece{c.rcv.nxt + any_word("piece.ahead"), any_word("piece.skip_bytes"),
                                any_word("piece.take_bytes"), any_bool("piece.fin")};
  Connection<Symbolic> noted = c;
  twomsl::note_fin(noted, piece);
  Connection<Symbolic> beyond = noted;
  beyond.rcv.fin = beyond.rcv.fin + U32(1u);
  return {"a FIN is noted", may_be_noted(c, piece), notes_by_contract(c, piece, noted),
          notes_by_contract(c, piece, beyond), noted.rcv.fin_seen && !c.rcv.fin_seen};
}

Contract of_accepting(const Given& given) {
  const Connection<Symbolic>& c = given.before;
  const Segment<Symbolic>& seg = given.event.segment;
  Connection<Symbolic> wider = c;
  wider.rcv.wnd_bytes = wider.rcv.wnd_bytes + U32(1u);
  return {"what is acceptable", is_judgeable(c, seg),
          accepts_by_contract(c.rcv, seg, twomsl::is_acceptable(c, seg)),
          accepts_by_contract(c.rcv, seg, twomsl::is_acceptable(wider, seg))};
}

// The broken one believes one number before those that are.
Contract of_ranging(const Given& given) {
  const Connection<Symbolic>& c = given.before;
  const Seq<Symbolic>& ack = given.event.segment.ack;
  const Bool in_range = is_ack_in_range(c, ack);
  return {"which ACKs are in range", has_range(c.snd), ranges_by_contract(c.snd, ack, in_range),
          ranges_by_contract(c.snd, ack, is_ack_in_range(c, ack + U32(1u))),
          in_range && is_before(ack, c.snd.una)};
}

// The broken one takes a segment for a retransmission that ends a byte too far behind.
Contract of_awaiting(const Given& given) {
  Connection<Symbolic> c = given.before;
  Outcome<Symbolic> none;
  const Segment<Symbolic>& seg = given.event.segment;
  const Bool awaits =
      awaits_answer(StepContext<Symbolic>{given.policy, given.event, given.now, c, none});
  Connection<Symbolic> wider = c;
  wider.rcv.buffer_bytes = wider.rcv.buffer_bytes + U32(1u);
  const Bool too_far =
      awaits_answer(StepContext<Symbolic>{given.policy, given.event, given.now, wider, none});
  return {"which answers are awaited", has_classes(c, given.now),
          awaits_by_contract(c, seg, given.now, awaits),
          awaits_by_contract(c, seg, given.now, too_far), awaits};
}

Contract of_opening(const Given& given) {
  const Connection<Symbolic>& c = given.before;
  const U32 opened = twomsl::opened_window(c);
  return {"the window opens", is_openable(c), opens_by_contract(c, opened),
          opens_by_contract(c, opened + U32(1u)), c.rcv.wnd_bytes < opened};
}

Contract of_measuring(const Given& given) {
  const Timeouts<Symbolic>& limits = given.policy.timeouts;
  Retransmission<Symbolic> measured = given.before.rtx;
  twomsl::measure(measured, limits, Duration<Symbolic>{any_quad("measured_us")});
  const Duration<Symbolic> later = measured.rto + Duration<Symbolic>{Symbolic::U64(1u)};
  return {"the timer after a measurement", limits.rto_min <= limits.rto_max,
          measures_by_contract(limits, measured.rto), measures_by_contract(limits, later)};
}

template <Contract (*contract_of)(const Given&)>
void prove_contract(Report& report) {
  const Contract contract = contract_of(any_given<Symbolic>({}));
  Explorer explorer;
  explorer.assume(contract.required);
  const double begun = processor_seconds();
  const bool good = explorer.proves_each(contract.kept) &&
                    explorer.model_of(contract.witness).has_value() &&
                    explorer.solver_stats().unknowns == 0;
  report.add({"CONTRACT", contract.subject, "", 1, processor_seconds() - begun, good,
              good ? "proved" : "not proved"});
}

template <Contract (*contract_of)(const Given&)>
Refutation refute_contract(const Mutant& /*mutant*/) {
  const Contract contract = contract_of(any_given<Symbolic>({}));
  Explorer explorer;
  explorer.assume(contract.required);
  return find_counterexample(
      explorer, [&] { return !contract.broken; }, needs_no_replay);
}

constexpr Mutant breaking(std::string_view name, Refutation (*refutation)(const Mutant&)) {
  return {"CONTRACT", "CONTRACT", "connection", name, "", refutation, false};
}

constexpr std::array<Mutant, 7> kMutants = {{
    breaking("takes one byte more", refute_contract<of_trimming>),
    breaking("one number further", refute_contract<of_noting>),
    breaking("accepts one too many", refute_contract<of_accepting>),
    breaking("believes one number more", refute_contract<of_ranging>),
    breaking("a byte too far behind", refute_contract<of_awaiting>),
    breaking("beyond the buffer", refute_contract<of_opening>),
    breaking("a microsecond beyond its limit", refute_contract<of_measuring>),
}};

}  // namespace

void prove_contracts(Report& report, const Wanted& /*wanted*/) {
  prove_contract<of_trimming>(report);
  prove_contract<of_noting>(report);
  prove_contract<of_accepting>(report);
  prove_contract<of_ranging>(report);
  prove_contract<of_awaiting>(report);
  prove_contract<of_opening>(report);
  prove_contract<of_measuring>(report);
}

std::span<const Mutant> contract_mutants() { return kMutants; }

}  // namespace twomsl::proof
