// See host_contract.hpp.
#include "proofs/host/host_contract.hpp"

#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "proofs/host/host_theorems.hpp"

namespace twomsl::proof {
namespace {

// What answers for the machine. A step has no place to carry it.
thread_local const MachineContract* active_contract = nullptr;

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
  return find_counterexample(explorer, is_broken, is_not_replayed);
}

constexpr std::array<Mutant, 1> kMutants = {
    {{"HOST", "HOST", "host", "strict takes a RST", "-", refute_machine, false}}};

}  // namespace

Bool keeps_contract(const ConnectionStep<Symbolic>& step) {
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

ActiveContract::ActiveContract(const MachineContract& contract) { active_contract = &contract; }
ActiveContract::~ActiveContract() { active_contract = nullptr; }

void answer_by_contract(StepContext<Symbolic>& t) {
  const auto found = active_contract->answers.find(abstract_input_of(t.c, t.event));
  if (found == active_contract->answers.end()) {
    stop("the machine is asked what was not derived");
  }
  const Connection<Symbolic> before = t.c;
  const auto count = static_cast<std::uint32_t>(found->second.size());
  const Answer& answer =
      *std::next(found->second.begin(), Symbolic::pick(any_word("machine.answer"), count));
  for_each_field(NameApart{"machine."}, t.c);
  t.c.state = answer.to.state;
  t.c.origin = answer.to.state == State::syn_received ? answer.to.origin : before.origin;
  for_each_field(NameApart{"machine."}, t.out);
  t.out.why = answer.why;
  t.out.replies = answer.replies;
  t.out.spends_credit = answer.spends_credit;
  assume_contract(Bool(true), keeps_contract({t.policy, t.event, t.now, before, t.c, t.out, {}}));
}

}  // namespace twomsl::proof
