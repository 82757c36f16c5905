// See laws.hpp.
#include "sim/checkers/laws.hpp"

#include "sim/describe.hpp"

namespace twomsl::sim {
namespace {

// What a single connection would start from where the host takes an event: the connection that the
// host keeps of the tuple, and the initial parameters.
template <class Stores>
Connection<Concrete> connection_before(RunningHost<Stores>& running,
                                       const typename RunningHost<Stores>::Event& event,
                                       Event<Concrete>& as_given) {
  HostOutcome<Concrete> unused;
  HostStepContext<Stores> context{running.host, event, unused};
  as_given = event.event;
  const std::uint32_t at = context.host.blocks.find(event.key);
  const bool has_block = at != kNoBlock;
  if (!has_block || running.host.blocks.connection(at).state == State::syn_sent) {
    as_given.initial = initial_parameters_of(context);
  }
  if (has_block) return context.host.blocks.connection(at);
  const LocateResult wait = locate(context.host.waits, event.key, event.now);
  Connection<Concrete> c;
  if (wait.result != TableResult::done) {
    stand_for_unbound(context, c);
    return c;
  }
  c.ts_offset = as_given.initial.ts_offset;
  c.ack_credit = credit_of(context);
  const StepContext<Concrete> machine{context.host.policy, event.event, event.now, c,
                                      unused.outcome};
  const auto& slot = context.host.waits.slots[wait.at];
  return time_wait_connection(machine, record(slot), deadline(slot.deadline_word));
}

bool is_refusal(HostResult result) {
  return result == HostResult::no_slot || result == HostResult::no_block ||
         result == HostResult::no_iss_floor || result == HostResult::half_open_full ||
         result == HostResult::quiet;
}

bool is_same_outcome(const Outcome<Concrete>& a, const Outcome<Concrete>& b) {
  return a.why == b.why && a.signals == b.signals && a.replies == b.replies &&
         a.spends_credit == b.spends_credit && is_same<Concrete>(a, b) &&
         is_same<Concrete>(a.segment, b.segment);
}

bool is_same_connection(const Connection<Concrete>& a, const Connection<Concrete>& b) {
  return a.state == b.state && a.origin == b.origin && is_same<Concrete>(a, b);
}

// What a twin's list uses where the host's pool has no block left: it can be no pool of its own,
// and needs none, for nothing is ever taken of it.
HeldPool& pool_without_blocks() {
  static HeldPool pool(0);
  return pool;
}

// The rules by which the step is judged, if these are not the policy's own.
void judge_by(const TimeWaitRules& rules, HostView<Concrete>& seen) {
  const TablePolicy<Concrete> table =
      table_policy(policy_of<Concrete>(rules), seen.waits.policy.capacity);
  seen.policy.time_wait = rules;
  seen.waits.policy.licences = table.licences;
  seen.waits.policy.reopening = table.reopening;
}

}  // namespace

template <class Stores>
LawChecker<Stores>::LawChecker(std::uint32_t end, std::uint32_t tuples, const Subject& subject)
    : subject_(subject),
      is_judged_as_itself_(subject.claimed_rules == subject.policy.time_wait),
      tuples_(tuples) {
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    steps_[tuple].history_before.wait.key = key_of<Key>({end, tuple});
  }
}

// What is seen of the host with regard to one tuple. The counts are taken once, for the first.
template <class Stores>
void LawChecker<Stores>::look(HostView<Concrete>& into, const Running& running,
                              Instant<Concrete> now, std::uint32_t tuple) const {
  const Key& key = steps_[tuple].history_before.wait.key;
  if (tuple == 0) {
    into = view(running.host, key, now);
    if (!is_judged_as_itself_) judge_by(subject_.claimed_rules, into);
  } else {
    into.waits.answer = look_up(running.host.waits, key, now);
    into.block = block_view(running.host, key);
  }
}

template <class Stores>
void LawChecker<Stores>::before(Running& running, const RunningEvent& event) {
  concerned_ = kTuples;
  for (std::uint32_t tuple = 0; tuple < tuples_; ++tuple) {
    if (tuple != 0) steps_[tuple].before = steps_[0].before;
    look(steps_[tuple].before, running, event.now, tuple);
    if (steps_[tuple].history_before.wait.key == event.key) concerned_ = tuple;
  }
  if (event.kind == HostEventKind::connection) {
    seen_.before = connection_before(running, event, event_);
    seen_.after.held.use(running.host.blocks.held->is_empty() ? &pool_without_blocks() : nullptr);
  }
}

template <class Stores>
std::optional<Breach> LawChecker<Stores>::check_host(Running& running, const RunningEvent& event,
                                                     const HostOutcome<Concrete>& out) {
  std::optional<Breach> breach;
  for (std::uint32_t tuple = 0; tuple < tuples_; ++tuple) {
    HostStep<Concrete, Key>& step = steps_[tuple];
    step.event = event;
    step.out = out;
    if (tuple != 0) step.after = steps_[0].after;
    look(step.after, running, event.now, tuple);
    if (tuple == concerned_ && step.before.block.exists && !step.after.block.exists) {
      step.ended =
          record_of(twomsl::step(running.host.policy, seen_.before, event_, event.now).connection);
    }
    step.history_after = update_ghost(step);
    for (const auto& law : kHostLaws<Concrete, Key>) {
      if (!breach && !law.holds(step)) {
        breach = Breach{law.id, "by " + std::string(name(event.event.kind)) + " in " +
                                    std::string(name(out.before)) + ": " +
                                    std::string(name(out.result))};
      }
    }
    step.history_before = step.history_after;
  }
  return breach;
}

// The host answered as a single connection does, and keeps the same connection.
template <class Stores>
std::optional<Breach> LawChecker<Stores>::compare(Running& running, const RunningEvent& event,
                                                  const HostOutcome<Concrete>& out,
                                                  const Outcome<Concrete>& expected) const {
  const std::uint32_t at = running.host.blocks.find(event.key);
  if (!is_same_outcome(out.outcome, expected)) {
    return Breach{"twin", "the host answers: " + describe(out.outcome) +
                              "\n a connection: " + describe(expected)};
  }
  if ((at == kNoBlock) != needs_no_block(seen_.after.state)) {
    return Breach{"twin", "the host keeps a control block that is over, or lost one"};
  }
  if (at != kNoBlock && !is_same_connection(running.host.blocks.connection(at), seen_.after)) {
    return Breach{"twin", "the host keeps: " + describe(running.host.blocks.connection(at))};
  }
  return std::nullopt;
}

template <class Stores>
std::optional<Breach> LawChecker<Stores>::check_connection(Running& running,
                                                           const RunningEvent& event,
                                                           const HostOutcome<Concrete>& out) {
  seen_.after = seen_.before;
  if (is_refusal(out.result)) {
    const bool only_refuses = out.outcome.why == Why::error_resources &&
                              out.outcome.delivery.bytes == 0 &&
                              out.outcome.replies == out.outcome.segment.rst;
    return only_refuses ? std::nullopt
                        : std::optional(Breach{"INV-TOTAL", "a refusal does more than refuse"});
  }
  Outcome<Concrete> expected;
  StepContext<Concrete> context{running.host.policy, event_, event.now, seen_.after, expected};
  step_in_place(context);
  Policy<Concrete> claimed = running.host.policy;
  claimed.time_wait = subject_.claimed_rules;
  const ConnectionStep<Concrete> made{
      claimed,
      event_,
      event.now,
      seen_.before,
      seen_.after,
      expected,
      concerned_ < kTuples ? waits_[concerned_] : WaitHistory<Concrete>{}};
  std::optional<Breach> breach;
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (!breach && !law.holds(made)) {
      breach = Breach{law.id, "of a connection, by the last step"};
    }
  });
  if (concerned_ < kTuples) {
    waits_[concerned_] = update_ghost(made);
    if (seen_.after.state == State::closed && out.after == State::time_wait) {
      waits_[concerned_] = {event.now, running.host.policy.msl};  // a policy that holds every end
    }
  }
  return breach ? breach : compare(running, event, out, expected);
}

template <class Stores>
std::optional<Breach> LawChecker<Stores>::after(Running& running, const RunningEvent& event,
                                                const HostOutcome<Concrete>& out) {
  std::optional<Breach> breach = check_host(running, event, out);
  if (!breach && !subject_.laws_only && event.kind == HostEventKind::connection) {
    breach = check_connection(running, event, out);
  }
  return breach;
}

template <class Stores>
std::optional<Breach> LawChecker<Stores>::configure(Running& running,
                                                    const HostSetting<Concrete>& setting,
                                                    Instant<Concrete> now) {
  std::optional<Breach> breach;
  const auto step = observed_setting(running.host, setting, now, steps_[0].history_before);
  for (const auto& law : kHostLaws<Concrete, Key>) {
    if (!breach && !law.holds(step)) breach = Breach{law.id, "by a setting"};
  }
  steps_[0].history_before = step.history_after;
  return breach;
}

template class LawChecker<Ipv4Stores>;
template class LawChecker<Ipv6Stores>;

}  // namespace twomsl::sim
