// See host_contract.hpp.
#include "proofs/host/host_contract.hpp"

#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "core/host/step_block.hpp"
#include "proofs/host/host_theorems.hpp"

namespace twomsl::proof {
namespace {

// What answers for the machine. A step has no place to carry it.
thread_local const MachineContract* active_contract = nullptr;
thread_local std::vector<Asked> asked_on_path;

[[noreturn]] void stop(const char* why) {
  std::fprintf(stderr, "prove: %s\n", why);
  std::exit(2);
}

// What the machine steps from: any wait that a slot can stand for, or any well-formed connection.
void assume_sound(Explorer& explorer, ConnectionGiven<Symbolic>& given) {
  explorer.assume(is_valid(given.policy) && is_possible(given.event) &&
                  given.now < Instant<Symbolic>{Symbolic::U64(kLastInstantUs)});
  if (given.before.state == State::time_wait) {
    Outcome<Symbolic> none;
    const Connection<Symbolic> of = given.before;
    Connection<Symbolic> slot = of;
    const StepContext<Symbolic> ctx{given.policy, given.event, given.now, slot, none};
    given.before = time_wait_connection(ctx, record_of(of), of.closes_at);
    return;
  }
  explorer.assume(is_well_formed(given.before, given.now));
}

void derive_case(const ConnectionCase& of, MachineContract& contract) {
  Explorer explorer;
  ConnectionGiven<Symbolic> given = any_given<Symbolic>(of);
  assume_sound(explorer, given);
  auto& answers = contract.answers[abstract_input_of(given.before, given.event)];
  explorer.explore([&] {
    const auto stepped = step(given.policy, given.before, given.event, given.now);
    const Outcome<Symbolic>& out = stepped.outcome;
    answers.insert({place_of(stepped.connection), out.why, out.replies, out.spends_credit});
    if (!explorer.proves_each(keeps_contract(seen(given, stepped)))) {
      contract.faults.push_back(std::string(name(of.state)) + ", " +
                                std::string(name(of.event.kind)) + ", " +
                                std::string(name(out.why)));
    }
    return true;
  });
  contract.paths += explorer.solver_stats().paths;
  contract.unknowns += explorer.solver_stats().unknowns;
}

// TIME-WAIT is left by its end, by a call or by a RST, as the rules permit.
Bool is_left_by_licence(const ConnectionStep<Symbolic>& step) {
  Appeal<Symbolic> appeal = appeal_of(step.policy, step.event, record_of(step.before));
  appeal.has_waited = step.before.closes_at <= step.now;
  return may_end_wait(step.policy.time_wait, step.event, appeal);
}

// A SYN that may reopen the wait, by the code's own guard: the table asks the same one again.
Bool is_reopened_by_licence(const ConnectionStep<Symbolic>& step) {
  const TimeWaitRules& rules = step.policy.time_wait;
  return Bool(rules.reopens && interrupts_wait(step.after)) &&
         appeals_to(Licence::reopening, step.event) &&
         may_reopen(rules.reopening, record_of(step.before),
                    arrival_of(step.policy, step.event.segment));
}

// A machine that takes a RST in TIME-WAIT though the policy in force is strict.
Refutation refute_machine(const Mutant& /*mutant*/) {
  Explorer explorer;
  ConnectionGiven<Symbolic> given = any_given<Symbolic>(
      {strict<Concrete>(), State::time_wait, Origin::active, {.kind = EventKind::segment_arrives}});
  assume_sound(explorer, given);
  Policy<Symbolic> other = given.policy;
  other.time_wait = rfc9293<Concrete>().time_wait;
  const auto is_broken = [&] {
    return !keeps_contract(seen(given, step(other, given.before, given.event, given.now)));
  };
  return find_counterexample(explorer, is_broken, needs_no_replay);
}

// A machine that begins where the clock says, though a floor lies ahead.
Refutation refute_beginning(const Mutant& /*mutant*/) {
  Explorer explorer;
  ConnectionGiven<Symbolic> given = any_given<Symbolic>(
      {safe<Concrete>(), State::closed, Origin::active, {.kind = EventKind::open_active}});
  assume_sound(explorer, given);
  ConnectionGiven<Symbolic> blind = given;
  blind.event.initial.has_iss_floor = Bool(false);
  const auto is_broken = [&] {
    return !keeps_contract(seen(given, step(blind.policy, blind.before, blind.event, blind.now)));
  };
  return find_counterexample(explorer, is_broken, needs_no_replay);
}

constexpr Mutant broken(std::string_view name, Refutation (*refutation)(const Mutant&)) {
  return {"HOST", "HOST", "host", name, "-", refutation, false};
}

constexpr std::array<Mutant, 2> kMutants = {{broken("strict takes a RST", refute_machine),
                                             broken("begins at any number", refute_beginning)}};

// A connection that ends, or enters TIME-WAIT, has sent no more in that step. One that returns to a
// wait has that one's number, which it has kept since it began.
Bool keeps_numbers(const ConnectionStep<Symbolic>& step) {
  const Seq<Symbolic>& before = step.before.snd.nxt;
  const Seq<Symbolic>& after = step.after.snd.nxt;
  const Seq<Symbolic>& kept = step.after.old.record.snd_nxt;
  if (is_live(step.before.state) && needs_no_block(step.after.state)) {
    return after == (returns_to_wait(step) ? step.before.old.record.snd_nxt : before);
  }
  if (!interrupts_wait(step.after)) return Bool(true);
  return kept == (begins(step) ? before : step.before.old.record.snd_nxt);
}

Bool treats_wait_by_contract(const ConnectionStep<Symbolic>& step) {
  if (step.before.state != State::time_wait) {
    return Bool(true);
  }
  if (step.after.state != State::time_wait) {
    return step.after.state == State::closed ? is_left_by_licence(step)
                                             : is_reopened_by_licence(step);
  }
  if (!step.outcome.replies || step.outcome.spends_credit) {
    return step.after.closes_at == step.before.closes_at;
  }
  const Segment<Symbolic>& seg = step.event.segment;
  const Bool is_fin = seg.fin && seg.seq + length(seg) == step.before.rcv.nxt;
  const Bool may_be_text(step.policy.time_wait.answers_only_retransmissions);
  const Bool has_content = seg.fin || Symbolic::U32(0u) < seg.text_bytes;
  const Bool& is_rst = step.outcome.segment.rst;
  return Bool(has_arrived(step)) &&
         select(step.before.rcv.fin_seen, (is_fin || may_be_text) && !is_rst,
                has_content && is_rst) &&
         step.after.closes_at ==
             larger(step.before.closes_at, step.now + step.policy.msl + step.policy.msl);
}

}  // namespace

Bool keeps_contract(const ConnectionStep<Symbolic>& step) {
  const Bool begins_late = begins(step) ? inv_iss(step) : Bool(true);
  return treats_wait_by_contract(step) && keeps_numbers(step) && begins_late;
}

AbstractInput abstract_input_of(const Connection<Symbolic>& c,
                                const twomsl::Event<Symbolic>& event) {
  return {place_of(c), event.kind, facts_against(event)};
}

std::span<const Mutant> machine_mutants() { return kMutants; }

MachineContract derive_contract(const Policy<Concrete>& policy) {
  MachineContract contract;
  for (const auto& [state, origin] : every_state_of_a_host()) {
    if (interrupts_wait(state, origin) && !policy.time_wait.reopens) {
      continue;
    }
    // A wait has no control block: an OPEN of it meets every fact, as one of CLOSED does.
    const State met_in = state == State::time_wait ? State::closed : state;
    for (const twomsl::Event<Concrete>& event : every_event(met_in)) {
      derive_case({policy, state, origin, event}, contract);
    }
  }
  return contract;
}

std::string digest_of(const MachineContract& contract) {
  std::string all;
  const auto add = [&](auto... numbers) { ((all += std::to_string(+numbers) + " "), ...); };
  const auto add_place = [&](const Place& place) {
    add(static_cast<unsigned>(place.state), static_cast<unsigned>(place.origin));
  };
  for (const auto& [question, answers] : contract.answers) {
    add_place(question.from);
    add(static_cast<unsigned>(question.kind), question.against);
    for (const Answer& answer : answers) {
      add_place(answer.to);
      add(static_cast<unsigned>(answer.why), answer.replies, answer.spends_credit);
    }
  }
  return std::to_string(std::hash<std::string>{}(all));
}

ActiveContract::ActiveContract(const MachineContract& contract) { active_contract = &contract; }
ActiveContract::~ActiveContract() { active_contract = nullptr; }

void MetAnswers::note(Explorer& explorer) {
  for (const Asked& asked : std::exchange(asked_on_path, {})) {
    bool& can_be = met_[asked];
    can_be = can_be || explorer.can_be(Bool(true));
  }
}

std::string MetAnswers::first_never_met() const {
  if (is_partial_) return "";
  const auto never = std::find_if(met_.begin(), met_.end(), [](const auto& one) {
    const auto& [asked, is_met] = one;
    // A host asks of a wait only while that is not over.
    const bool cannot_be =
        asked.question.from.state == State::time_wait && asked.answer.why == Why::wait_over;
    return is_met == cannot_be;
  });
  if (never == met_.end()) return met_.empty() ? "any" : "";
  const auto& [question, answer] = never->first;
  return std::string(name(question.from.state)) + ", " + std::string(name(question.kind)) + ", " +
         std::string(name(answer.why));
}

void answer_by_contract(StepContext<Symbolic>& t) {
  const auto found = active_contract->answers.find(abstract_input_of(t.c, t.event));
  if (found == active_contract->answers.end()) {
    stop("the machine is asked what was not derived");
  }
  const AbstractInput& question = found->first;
  const Connection<Symbolic> before = t.c;
  const auto count = static_cast<std::uint32_t>(found->second.size());
  const Answer& answer =
      *std::next(found->second.begin(), Symbolic::pick(any_word(fresh("machine.answer")), count));
  const std::string apart = fresh("machine") + ".";
  for_each_field(NameApart{apart}, t.c);
  t.c.state = answer.to.state;
  t.c.origin = answer.to.state == State::syn_received ? answer.to.origin : before.origin;
  for_each_field(NameApart{apart}, t.out);
  for_each_field(NameApart{apart + "out."}, t.out.segment);
  t.out.why = answer.why;
  t.out.replies = answer.replies;
  t.out.spends_credit = answer.spends_credit;
  const Bool promise = keeps_contract({t.policy, t.event, t.now, before, t.c, t.out, {}});
  if (!promise.term().simplify().is_true()) {
    asked_on_path.push_back({question, answer});
  }
  assume_contract(Bool(true), promise);
}

}  // namespace twomsl::proof
