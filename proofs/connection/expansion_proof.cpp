// EXPANSION: a wait that is put into a slot and taken out again is the same wait, so that the
// theorems of a connection in TIME-WAIT are theorems of the slot that stands for it.
#include "core/table/slot.hpp"
#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/connection_theorems.hpp"

namespace twomsl::proof {
namespace {

using AnyConnection = Connection<Symbolic>;
using AnyGiven = ConnectionGiven<Symbolic>;
using AnySlot = Slot<Symbolic, Key>;

// The wait that a connection, whatever its numbers, enters.
AnyConnection entered(const AnyGiven& given) {
  Outcome<Symbolic> none;
  AnyConnection c = given.before;
  StepContext<Symbolic> ctx{given.policy, given.event, given.now, c, none};
  enter_time_wait(ctx);
  return c;
}

// The slot that is to stand for it.
AnySlot slot_of(const AnyConnection& wait, const TimeWaitRecord<Symbolic>& record) {
  return {make_deadline_word(wait.closes_at, record), any_key("slot.key"), record.snd_nxt,
          record.rcv_nxt, record.ts_recent};
}

// What a host makes of the slot, with the credit and the clock offset that it keeps elsewhere.
AnyConnection expanded(const AnyGiven& given, const AnyConnection& wait, const AnySlot& slot) {
  Outcome<Symbolic> none;
  AnyConnection c;
  c.ts_offset = wait.ts_offset;
  c.ack_credit = wait.ack_credit;
  const StepContext<Symbolic> ctx{given.policy, given.event, given.now, c, none};
  return time_wait_connection(ctx, record(slot), deadline(slot.deadline_word));
}

// Nothing is lost on the way into a slot and out of it; nor of what any slot remembers.
Bool is_kept(const AnyGiven& given, const AnyConnection& wait, const AnySlot& slot) {
  const AnySlot any{{any_quad("any.word")},
                    any_key("any.key"),
                    {any_word("any.snd_nxt")},
                    {any_word("any.rcv_nxt")},
                    any_word("any.ts_recent")};
  return is_same<Symbolic>(wait, expanded(given, wait, slot)) &&
         record_of(expanded(given, wait, any)) == record(any);
}

AnyGiven any_closing() {
  return any_given<Symbolic>({safe<Concrete>(), State::closing, Origin::active, {}});
}

void assume_clock(Explorer& explorer, const AnyGiven& given) {
  explorer.assume(is_valid(given.policy) &&
                  given.now < Instant<Symbolic>{Symbolic::U64(kLastInstantUs)});
}

// Takes every wait for one that has seen the peer's FIN.
Refutation refute_expansion(const Mutant& /*mutant*/) {
  Explorer explorer;
  const AnyGiven given = any_closing();
  assume_clock(explorer, given);
  const auto is_broken = [&] {
    const AnyConnection wait = entered(given);
    TimeWaitRecord<Symbolic> record = record_of(wait);
    record.fin_received = Bool(true);
    return !is_kept(given, wait, slot_of(wait, record));
  };
  return find_counterexample(explorer, is_broken, needs_no_replay);
}

constexpr std::array<Mutant, 1> kMutants = {
    {{"EXPANSION", "EXPANSION", "connection", "takes a FIN for granted", "", refute_expansion,
      false}}};

}  // namespace

void prove_expansion(Report& report, const Wanted& /*wanted*/) {
  const double begun = processor_seconds();
  Explorer explorer;
  const AnyGiven given = any_closing();
  assume_clock(explorer, given);
  bool good = true;
  bool reached = false;
  explorer.explore([&] {
    const AnyConnection wait = entered(given);
    good = explorer.proves_each(is_kept(given, wait, slot_of(wait, record_of(wait)))) && good;
    reached = reached || explorer.model_of(!wait.rcv.fin_seen).has_value();
    return true;
  });
  good = good && reached && explorer.solver_stats().unknowns == 0;
  report.add({"EXPANSION", "any wait", "", explorer.solver_stats().paths,
              processor_seconds() - begun, good, good ? "proved" : "not proved"});
}

std::span<const Mutant> expansion_mutants() { return kMutants; }

}  // namespace twomsl::proof
