// HOST: what connections do moves the account of TIME-WAIT as the laws of a host demand, on every
// path of every event and setting, for the tuple that is met and for any other.
#include <map>

#include "proofs/engine/known/cases.hpp"
#include "proofs/host/host_induction.hpp"
#include "proofs/host/host_theorems.hpp"

namespace twomsl::proof {
namespace {

using Given = HostGiven<Symbolic, Engine::contract>;
using Trial = HostTrial<Symbolic, Engine::contract>;
using Step = HostStep<Symbolic, Key>;

// The tuple enters TIME-WAIT or restarts there, and is found.
bool moved(const Step& step, TableVerb verb) {
  return step.out.actions.count == 1 && step.out.actions.verbs[0] == verb;
}

// A step without which the theorem would say nothing.
Bool witness(std::string_view id, const Step& step) {
  const Bool found = step.after.waits.answer.held;
  const bool created = step.out.result == HostResult::created;
  if (id == "INDUCTION") return Bool(created);
  if (id == "INV-TW-1") {
    const bool arrives = step.event.event.kind == EventKind::segment_arrives;
    return Bool(arrives) && was_waiting(step) && step.event.event.segment.rst && found;
  }
  if (id == "INV-TW-2") {
    const bool aborts = step.event.event.kind == EventKind::abort;
    return was_waiting(step) && Bool(created || aborts);
  }
  if (id == "INV-TW-3") return Bool(moved(step, TableVerb::hold)) && found;
  if (id == "INV-TW-4") return Bool(moved(step, TableVerb::restart)) && found;
  if (id == "INV-ISS") {
    const HostHistory<Symbolic, Key>& last = step.history_before;
    const Bool recent = last.used && step.event.now - last.ended_at < last.msl + last.msl;
    return Bool(created) &&
           (was_waiting(step) || (recent && Bool(step.before.policy.keeps_iss_floor)));
  }
  if (id == "INV-TW-7") return Bool(step.out.result == HostResult::quiet);
  return Bool(step.configures && step.out.result == HostResult::capacity_in_use);
}

// Every control block that the other tuple may have, and none.
std::vector<BlockView<Symbolic>> every_block() {
  std::vector<BlockView<Symbolic>> all(1);
  for (const auto& [state, origin] : every_state_of_a_host()) {
    if (!needs_no_block(state)) all.push_back({true, state, origin, {}, {}});
  }
  return all;
}

// All laws hold for the other tuple, whatever control block it has; and its slot stays as its
// history says.
Bool other_is_served(const Given& given, const Trial& trial) {
  const Instant<Symbolic>& now = given.event.now;
  Bool served = is_faithful(trial.after.waits, trial.other.history_after.wait, now);
  for (const BlockView<Symbolic>& block : every_block()) {
    Step step = trial.other;
    step.before.block = step.after.block = block;
    Bool kept = is_apart(step.history_after, block, trial.after.policy.time_wait, now);
    for (const std::string_view id : kHostObligations) {
      if (id != "INDUCTION") kept = kept && law_of(id)(step);
    }
    const Bool is_possible = is_apart(given.other, block, given.host.policy.time_wait, now) &&
                             implies(Bool(block.exists), given.host.blocks.has_others);
    served = served && implies(is_possible, kept);
  }
  return implies(is_faithful(given.host.waits, given.other.wait, now), served);
}

// Nothing that the other tuple's laws read has changed but the account.
Bool other_is_left_alone(const Given& given, const Trial& trial) {
  const auto& before = given.host;
  const auto& after = trial.after;
  const auto& was = before.waits.slots[1];
  const auto& is = after.waits.slots[1];
  return is.deadline_word.word == was.deadline_word.word && is.key == was.key &&
         is.snd_nxt == was.snd_nxt && is.rcv_nxt == was.rcv_nxt && is.ts_recent == was.ts_recent &&
         same(after.policy, before.policy) && after.waits.policy.msl == before.waits.policy.msl &&
         after.waits.policy.capacity == before.waits.policy.capacity &&
         same_rules(after.waits.policy, before.waits.policy) &&
         after.half_open_capacity == before.half_open_capacity &&
         after.quiet_until == before.quiet_until;
}

// Changes what another tuple's laws read of the account alone, to anything.
struct LeavesTheOtherAlone {
  HostResult result{};

  void operator()(const Given& given, Window<Symbolic, Engine::contract>& host,
                  HostOutcome<Symbolic>& out) const {
    out.result = result;
    host.waits.slots[0] = any_slot("after.slot");
    host.waits.slots[0].key = given.met.wait.key;
    host.waits.account = {any_word("after.reserved"), any_word("after.held")};
  }
};

// A case, with all that is assumed of it.
struct Setup {
  Timeline timeline{};
  Given given;
  Explorer explorer{};

  explicit Setup(const HostCase& of) : given(any_host<Engine::contract>(of, timeline)) {
    rewrite_time(explorer, timeline, given.host.waits, given.met.wait);
    assume_sound(explorer, given, timeline);
  }
};

// What has been found out about each of the obligations that are wanted.
using Tallies = std::map<std::string_view, Tally>;

// INV-TW-1 speaks of strict alone.
bool speaks_of(std::string_view id, const NamedPolicy& policy) {
  return id != "INV-TW-1" || is_strict(policy.policy.time_wait);
}

std::string words(const HostCase& of, const Step& step) {
  return (of.has_block ? std::string(name(of.place.first)) : "no control block") + ", " +
         std::string(name(of.event.kind)) + ", " + std::string(name(step.out.result));
}

// All that is wanted at once; and one by one where that fails, to say which.
void prove_path(Setup& setup, const HostCase& of, const Trial& trial, Tallies& tallies) {
  Explorer& explorer = setup.explorer;
  const Given& given = setup.given;
  Bool all(true);
  for (const auto& [id, tally] : tallies) all = all && holds(id, given, trial);
  const Bool other = other_is_left_alone(given, trial).term().simplify().is_true()
                         ? Bool(true)  // by the theorem that it is then served
                         : other_is_served(given, trial);
  const bool good = explorer.proves_with_all(all && other);
  for (auto& [id, tally] : tallies) {
    ++tally.paths;
    if (!good && !explorer.proves_with_all(holds(id, given, trial) && other)) {
      tally.valid = false;
      tally.fails_at = words(of, trial.met);
    }
    if (!tally.reached) {
      const Bool shown = witness(id, trial.met);
      tally.reached = !shown.term().simplify().is_false() && explorer.can_be(shown);
    }
  }
}

// `rests_on` is what it rests on beside.
void prove_case(const HostCase& of, const std::string& rests_on, Tallies& tallies,
                MetAnswers& answers) {
  const Case known(name_of(of) + rests_on);
  if (!known.is_asked()) {
    for (auto& [id, tally] : tallies) tally.reached = true;
    answers.pass_over();
    return;
  }
  Setup setup(of);
  setup.explorer.explore([&] {
    const Trial trial = run(HostCode{}, setup.given);
    setup.explorer.settle();
    answers.note(setup.explorer);
    prove_path(setup, of, trial, tallies);
    return true;
  });
  for (auto& [id, tally] : tallies) {
    tally.known = tally.known && setup.explorer.solver_stats().unknowns == 0;
  }
}

// Whatever an event does beside: if it leaves the other tuple alone, that one's laws follow from
// what INV-TW-3 and 9 say of the account and the configuration.
void prove_left_alone(const HostCase& of, HostResult result, Tally& tally) {
  Setup setup(of);
  setup.explorer.explore([&] {
    Trial trial = run(LeavesTheOtherAlone{result}, setup.given);
    for (Step* step : {&trial.met, &trial.other}) {
      step->after.reserving = any_word("after.reserving");
      step->after.half_open = any_word("after.half_open");
    }
    const Bool told = law_of("INV-TW-3")(trial.met) && law_of("INV-TW-9")(trial.met);
    const Bool served = implies(told, other_is_served(setup.given, trial));
    ++tally.paths;
    tally.valid = tally.valid && setup.explorer.proves_with_all(served);
    tally.reached = tally.reached || setup.explorer.can_be(told);
    return tally.valid;
  });
  tally.known = tally.known && setup.explorer.solver_stats().unknowns == 0;
}

// The empty host is sound, and a sound one stays so while time passes.
bool is_sound_at_rest(const HostCase& of) {
  Setup setup(of);
  const Given& given = setup.given;
  Window<Symbolic, Engine::contract> empty = given.host;
  empty.waits.slots = {};
  empty.waits.account = {};
  empty.half_open = empty.iss_floors.account.reserved = {};
  empty.source.kept = {};
  HostHistory<Symbolic, Key> none;
  none.wait.key = given.met.wait.key;
  Explorer& explorer = setup.explorer;
  bool good = false;
  explorer.explore([&] {
    good = explorer.proves_with_all(is_sound(empty, {}, none, given.event.now)) &&
           explorer.proves_with_all(
               is_sound(given.host, given.rest, given.met, setup.timeline.later)) &&
           explorer.model_of(was_waiting(HostStep<Symbolic, Key>{given.met, {}, given.event}))
               .has_value();
    return good;
  });
  return good && explorer.solver_stats().unknowns == 0;
}

// An event that no fact of the environment stands against.
bool is_plain(const twomsl::Event<Concrete>& event) { return facts_against(event) == 0; }

// What is said of all events at once. Of another tuple's event laws read no more than its kind.
void prove_rest(Report& report, const NamedPolicy& policy) {
  const double begun = processor_seconds();
  Tally alone;
  for (const HostCase& of : every_host_case(policy.policy)) {
    if (of.has_block || !is_plain(of.event)) continue;
    prove_left_alone(of, HostResult::configured, alone);
    if (of.configures) prove_left_alone(of, HostResult::capacity_in_use, alone);
  }
  report.add({"INDUCTION", "host, who is left alone, " + std::string(policy.name), "any",
              alone.paths, processor_seconds() - begun, alone.is_good(),
              alone.is_good() ? "proved" : "not proved"});
  const double rested = processor_seconds();
  const bool sound = is_sound_at_rest({policy.policy});
  report.add({"INDUCTION", "host, empty and at rest, " + std::string(policy.name), "any", 1,
              processor_seconds() - rested, sound, sound ? "proved" : "not proved"});
}

void report_contract(Report& report, const NamedPolicy& policy, const MachineContract& machine,
                     double seconds) {
  std::size_t answers = 0;
  for (const auto& [question, possible] : machine.answers) answers += possible.size();
  const bool keeps = machine.faults.empty() && machine.unknowns == 0;
  report.add({"HOST", "machine, " + std::string(policy.name), "-", machine.paths, seconds, keeps,
              keeps                    ? "proved: " + std::to_string(answers) + " answers"
              : machine.faults.empty() ? "unknown"
                                       : "not proved: " + machine.faults.front()});
}

void report_answers(Report& report, const NamedPolicy& policy, const MetAnswers& answers) {
  const std::string never = answers.first_never_met();
  report.add({"HOST", "each answer can be, " + std::string(policy.name), "-", answers.size(), 0,
              never.empty(), never.empty() ? "each was met" : "never: " + never});
}

void report_laws(Report& report, const NamedPolicy& policy, const Tallies& tallies,
                 double seconds) {
  for (const auto& [id, tally] : tallies) {
    report.add({std::string(id), "host, " + std::string(policy.name), "any", tally.paths,
                seconds / static_cast<double>(tallies.size()), tally.is_good(),
                tally.is_good()  ? "proved"
                : !tally.known   ? "unknown"
                : !tally.reached ? "no witness"
                                 : "not proved: " + tally.fails_at});
  }
}

void prove_policy(Report& report, const NamedPolicy& policy, const Wanted& wanted) {
  Tallies tallies;
  for (const std::string_view id : kHostObligations) {
    if (is_wanted(id, wanted) && speaks_of(id, policy)) tallies.emplace(id, Tally{});
  }
  if (tallies.empty() && !is_wanted("HOST", wanted)) return;
  const double begun = processor_seconds();
  const MachineContract machine = derive_contract(policy.policy);
  const double derived = processor_seconds();
  if (is_wanted("HOST", wanted)) report_contract(report, policy, machine, derived - begun);
  const ActiveContract active(machine);
  MetAnswers answers;
  std::string rests_on = ", " + digest_of(machine);
  for (const auto& [id, tally] : tallies) rests_on += ", " + std::string(id);
  for (const HostCase& of : every_host_case(policy.policy)) {
    report.working_on("host, " + std::string(policy.name) + ", " +
                      std::string(name(of.place.first)));
    prove_case(of, rests_on, tallies, answers);
  }
  if (is_wanted("HOST", wanted)) report_answers(report, policy, answers);
  report_laws(report, policy, tallies, processor_seconds() - derived);
}

}  // namespace

void prove_hosts(Report& report, const Wanted& wanted) {
  for (const NamedPolicy& policy : proved_policies()) {
    if (is_wanted("INDUCTION", wanted)) prove_rest(report, policy);
    prove_policy(report, policy, wanted);
  }
}

}  // namespace twomsl::proof
