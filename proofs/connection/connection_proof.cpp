// INV-TOTAL, OPT, SEQ, WINDOW, ISS, ACC, ACK, CREDIT, TW-1, 2, 4, 8, 10 and INDUCTION: one
// arbitrary step of an arbitrary connection.
#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/connection_theorems.hpp"
#include "proofs/engine/known/cases.hpp"

namespace twomsl::proof {
namespace {

using Given = ConnectionGiven<ByContract>;
using Step = ConnectionStep<ByContract>;

// What must hold of a step, and the witness: a step without which the theorem would say nothing.
struct Obligation {
  std::string_view id;
  Bool (*holds)(const Step&);
  Bool (*witness)(const Step&);
};

// INV-ACK is asked about an arbitrary number, which is more than the law asks.
Bool acknowledges(const Step& step) {
  return inv_ack_of_step(step) && ack_implies_received(step, any_number());
}

// The deadline stays what the history of the wait says. That the connection is well-formed after
// the step is part of INV-TOTAL.
Bool is_inductive(const Step& step) {
  return deadline_matches_ghost(step.after, update_ghost(step), step.now);
}

Bool answers(const Step& step) { return Bool(step.outcome.replies && is_live(step.after.state)); }

Bool advances(const Step& step) {
  return Bool(continues(step)) && !(step.before.rcv.nxt == step.after.rcv.nxt);
}

Bool lifts_iss_over_floor(const Step& step) {
  return Bool(begins(step)) && !(step.after.iss == step.event.initial.iss);
}

Bool answers_what_lies_outside(const Step& step) {
  return is_unacceptable(step) && Bool(step.outcome.replies);
}

Bool spends_credit(const Step& step) { return Bool(step.outcome.spends_credit); }

Bool stays_under_fire(const Step& step) {
  return Bool(step.before.state == State::time_wait && has_arrived(step)) && !has_waited(step) &&
         step.event.segment.rst;
}

Bool leaves_time_wait(const Step& step) {
  return Bool(step.before.state == State::time_wait && step.after.state != State::time_wait);
}

Bool restarts(const Step& step) {
  return Bool(step.after.state == State::time_wait) && restarts_wait(step);
}

Bool enters_time_wait(const Step& step) {
  return Bool(step.before.state == State::fin_wait_2 && step.after.state == State::time_wait);
}

Bool opens_with_scale(const Step& step) {
  return Bool(step.before.state == State::syn_sent && is_synchronized(step.after.state)) &&
         step.after.rcv.scaling && !(step.after.rcv.scale == step.policy.scale);
}

Bool takes_window(const Step& step) {
  return Bool(continues(step)) && !(step.before.snd.wnd_bytes == step.after.snd.wnd_bytes);
}

constexpr std::array<Obligation, 14> kObligations = {{
    {"INDUCTION", is_inductive, enters_time_wait},
    {"INV-TOTAL", inv_total<ByContract>, answers},
    {"INV-OPT", inv_opt<ByContract>, opens_with_scale},
    {"INV-SEQ", inv_seq<ByContract>, advances},
    {"WINDOW", window_law<ByContract>, takes_window},
    {"INV-ISS", inv_iss<ByContract>, lifts_iss_over_floor},
    {"INV-ACC", inv_acc<ByContract>, answers_what_lies_outside},
    {"INV-ACK", acknowledges, spends_credit},
    {"CREDIT", credit_is_of_its_class<ByContract>, spends_credit},
    {"INV-TW-1", inv_tw_1<ByContract>, stays_under_fire},
    {"INV-TW-2", inv_tw_2<ByContract>, leaves_time_wait},
    {"INV-TW-4", inv_tw_4<ByContract>, restarts},
    {"INV-TW-8", inv_tw_8<ByContract>, restarts},
    {"INV-TW-10", inv_tw_10<ByContract>, restarts},
}};
static_assert(kObligations.size() ==
              kConnectionLaws<ByContract>.size() + kSeparatelyProvedLaws<ByContract>.size() + 1);

// INV-TW-1 and 8 speak of strict alone.
bool speaks_of(std::string_view id, const NamedPolicy& policy) {
  return is_strict(policy.policy.time_wait) || (id != "INV-TW-1" && id != "INV-TW-8");
}

std::string name_of(const ConnectionCase& of) {
  return std::string(name(of.state)) + " " + std::string(name(of.origin)) + " " +
         digest_of_bytes(of.policy) + " " + digest_of_bytes(of.event);
}

// Proofs of one case, on all its paths, of every obligation that is wanted.
void prove_case(const ConnectionCase& of, const std::vector<const Obligation*>& wanted,
                std::vector<Tally>& tallies) {
  const Case known(name_of(of) + ", for " + std::string(wanted.front()->id));
  if (!known.is_asked()) {
    for (Tally& tally : tallies) tally.reached = true;
    return;
  }
  Explorer explorer;
  const Given given = any_given<ByContract>(of);
  explorer.assume(is_sound(given));
  explorer.explore([&] {
    const auto stepped = twomsl::step(given.policy, given.before, given.event, given.now);
    const Step step = seen(given, stepped);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      Tally& tally = tallies[i];
      const double begun = processor_seconds();
      ++tally.paths;
      if (tally.valid && !explorer.proves_each(wanted[i]->holds(step))) {
        tally.valid = false;
        tally.fails_at = std::string(name(of.state)) + ", " + std::string(name(of.event.kind)) +
                         ", " + std::string(name(stepped.outcome.why));
      }
      const Bool witness = wanted[i]->witness(step);
      if (!tally.reached && !witness.term().simplify().is_false()) {
        tally.reached = explorer.can_be(witness);
      }
      tally.seconds += processor_seconds() - begun;
    }
    return true;
  });
  for (Tally& tally : tallies) {
    tally.known = tally.known && explorer.solver_stats().unknowns == 0;
  }
}

// The laws that are wanted, under one policy, in each of its states.
std::vector<Tally> prove_laws(Report& report, const std::vector<const Obligation*>& wanted,
                              const NamedPolicy& policy) {
  std::vector<Tally> tallies(wanted.size());
  for (const auto& [state, origin] : policy.states) {
    report.working_on(policy.name + ", " + std::string(name(state)));
    for (const twomsl::Event<Concrete>& event : every_event(state)) {
      prove_case({policy.policy, state, origin, event}, wanted, tallies);
    }
  }
  return tallies;
}

void prove_policy(Report& report, const Wanted& laws, const NamedPolicy& policy) {
  std::vector<const Obligation*> wanted;
  for (const Obligation& obligation : kObligations) {
    if (is_wanted(obligation.id, laws) && speaks_of(obligation.id, policy)) {
      wanted.push_back(&obligation);
    }
  }
  if (wanted.empty()) {
    return;
  }
  const std::vector<Tally> tallies = prove_laws(report, wanted, policy);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Tally& tally = tallies[i];
    const bool good = tally.is_good();
    report.add({std::string(wanted[i]->id), "connection, " + policy.name, "", tally.paths,
                tally.seconds, good,
                good           ? "proved"
                : !tally.known ? "unknown: " + tally.fails_at
                : !tally.valid ? "not proved: " + tally.fails_at
                               : "no witness"});
  }
}

// A connection that nothing has happened to is well-formed; one that is stays so while time passes.
void prove_beginning(Report& report) {
  const double begun = processor_seconds();
  const Instant<ByContract> later{Symbolic::U64(context().bv_const("later_us", 64))};
  bool good = true;
  unsigned states = 0;
  for (const auto& [state, origin] : every_state()) {
    Explorer explorer;
    const Given given = any_given<ByContract>({safe<Concrete>(), state, origin, {}});
    explorer.assume(is_sound(given) && given.now <= later &&
                    later < Instant<ByContract>{Symbolic::U64(kLastInstantUs)});
    good = good && explorer.proves_each(is_well_formed(given.before, later)) &&
           explorer.proves_each(deadline_matches_ghost(given.before, given.wait, later)) &&
           explorer.proves_each(is_well_formed(Connection<ByContract>{}, later)) &&
           explorer.can_be(Bool(true)) && explorer.solver_stats().unknowns == 0;
    ++states;
  }
  report.add({"INDUCTION", "connection, while time passes", "", states, processor_seconds() - begun,
              good, good ? "proved" : "not proved"});
}

// All laws at once, under one flipped policy; a witness may lie in another state.
void prove_flipped(Report& report, const NamedPolicy& policy) {
  std::vector<const Obligation*> wanted;
  for (const Obligation& obligation : kObligations) {
    if (speaks_of(obligation.id, policy)) {
      wanted.push_back(&obligation);
    }
  }
  std::vector<Tally> tallies = prove_laws(report, wanted, policy);
  Line line{"SWITCHES", "connection, " + policy.name, "", 0, 0, true, ""};
  unsigned reached = 0;
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    Tally& tally = tallies[i];
    line.paths = tally.paths;
    line.seconds += tally.seconds;
    reached += tally.reached ? 1 : 0;
    if (!tally.known || !tally.valid) {
      line.as_expected = false;
      line.outcome += std::string(wanted[i]->id) + " not proved: " + tally.fails_at + "; ";
    }
  }
  if (line.as_expected) {
    line.as_expected = reached != 0;
    line.outcome = "proved: " + std::to_string(tallies.size()) + " laws";
  }
  report.add(line);
}

}  // namespace

void prove_switches(Report& report, const Wanted& /*wanted*/) {
  for (const NamedPolicy& policy : flipped_policies()) {
    prove_flipped(report, policy);
  }
}

void prove_connection(Report& report, const Wanted& wanted) {
  if (is_wanted("INDUCTION", wanted)) {
    prove_beginning(report);
  }
  for (const NamedPolicy& policy : proved_policies()) {
    prove_policy(report, wanted, policy);
  }
}

}  // namespace twomsl::proof
