// Every string of up to five events, from every state, over calls, segments at boundary numbers and
// timeouts: each step is a transition of the table (INV-FSM) and keeps every law of one connection.
//
// Strings that lead to the same connection are continued once, and each of them is counted.
#include <gtest/gtest.h>

#include <cstdio>
#include <unordered_map>

#include "historical/profiled_policies.hpp"
#include "spec/laws/connection/connection_invariant.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "tests/transitions/transition_table.hpp"

namespace twomsl {
namespace {

constexpr unsigned kDepth = 5;

struct Stimulus {
  const char* name;
  ConcreteEvent (*event)(const Machine& m);
};

template <EventKind kind>
ConcreteEvent call(const Machine&) {
  return calling(kind, 1);
}

ConcreteEvent moved(ConcreteSegment segment, std::uint32_t by) {
  segment.seq = segment.seq + by;
  return arriving(segment);
}

ConcreteSegment acking_all(const Machine& m, ConcreteSegment segment) {
  segment.ack = m.c.snd.nxt;
  return segment;
}

ConcreteEvent acks_the_unsent(const Machine& m) {
  ConcreteSegment segment = m.ack();
  segment.ack = m.c.snd.nxt + 1u;
  return arriving(segment);
}

ConcreteEvent syn_with_ack(const Machine& m) {
  ConcreteSegment segment = m.syn(m.c.rcv.nxt.value);
  segment.has_ack = true;
  segment.ack = m.c.snd.nxt;
  return arriving(segment);
}

ConcreteEvent closes_the_window(const Machine& m) {
  ConcreteSegment segment = m.ack_all();
  segment.wnd = 0;
  return arriving(segment);
}

ConcreteEvent with_old_timestamp(const Machine& m) {
  ConcreteSegment segment = acking_all(m, m.text(1));
  segment.ts_val = m.c.ts.recent - 1;
  return arriving(segment);
}

constexpr Stimulus kStimuli[] = {
    {"OPEN active", call<EventKind::open_active>},
    {"OPEN passive", call<EventKind::open_passive>},
    {"SEND", call<EventKind::send>},
    {"RECEIVE", call<EventKind::receive>},
    {"CLOSE", call<EventKind::close>},
    {"ABORT", call<EventKind::abort>},
    {"TRANSMIT", call<EventKind::transmit>},
    {"ACK of all", [](const Machine& m) { return arriving(m.ack_all()); }},
    {"ACK of all, window closed", closes_the_window},
    {"ACK beyond SND.NXT", acks_the_unsent},
    {"text at RCV.NXT", [](const Machine& m) { return arriving(acking_all(m, m.text(1))); }},
    {"text at RCV.NXT + 1", [](const Machine& m) { return moved(acking_all(m, m.text(1)), 1); }},
    {"text behind the window", [](const Machine& m) { return moved(m.text(1), 0u - 1u); }},
    {"text after the window", [](const Machine& m) { return moved(m.text(1), m.c.rcv.wnd_bytes); }},
    {"text with an old timestamp", with_old_timestamp},
    {"FIN, our last not acknowledged", [](const Machine& m) { return arriving(m.fin()); }},
    {"FIN", [](const Machine& m) { return arriving(acking_all(m, m.fin())); }},
    {"FIN at RCV.NXT + 1", [](const Machine& m) { return moved(acking_all(m, m.fin()), 1); }},
    {"FIN again", [](const Machine& m) { return moved(acking_all(m, m.fin()), 0u - 1u); }},
    {"RST at RCV.NXT", [](const Machine& m) { return arriving(m.rst()); }},
    {"RST at RCV.NXT + 1", [](const Machine& m) { return moved(m.rst(), 1); }},
    {"SYN at RCV.NXT", [](const Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value)); }},
    {"SYN before RCV.NXT", [](const Machine& m) { return arriving(m.syn(m.c.rcv.nxt.value - 1)); }},
    {"SYN, ACK", syn_with_ack},
    {"USER TIMEOUT", call<EventKind::user_timeout>},
    {"RETRANSMISSION TIMEOUT", call<EventKind::retransmission_timeout>},
    {"TIME-WAIT TIMEOUT", call<EventKind::time_wait_timeout>},
    {"CLOSING TIMEOUT", call<EventKind::closing_timeout>},
};

// A timeout comes when it is due, if its timer runs.
Instant<Concrete> moment_of(const ConcreteEvent& event, const Machine& m) {
  const bool retransmits = event.kind == EventKind::retransmission_timeout;
  const Instant<Concrete> deadline = retransmits ? m.c.rtx.at : m.c.closes_at;
  const bool is_timeout = event.kind > EventKind::user_timeout;
  return is_timeout && deadline.us != kNeverUs ? larger(m.now, deadline) : m.now;
}

// A connection that strings lead to, how many they are, and one of them in words.
struct Node {
  Machine m{};
  WaitHistory<Concrete> wait{};
  std::uint64_t strings = 1;
  std::string trace{};
};

using Frontier = std::unordered_map<std::string, Node>;

std::string key_of(const Node& node) {
  std::string key{static_cast<char>(node.m.c.state), static_cast<char>(node.m.c.origin)};
  const auto add = [&key](std::uint64_t number) {
    key.append(reinterpret_cast<const char*>(&number), sizeof number);
  };
  const auto visit = [&add](const char*, const auto& value) {
    if constexpr (requires { value.has_room(); }) {
      for (const Range<Concrete>& range : value) {
        add(range.begin.value);
        add(range.end.value);
      }
    } else if constexpr (requires { value.value; }) {
      add(value.value);
    } else if constexpr (requires { value.us; }) {
      add(value.us);
    } else {
      add(value);
    }
  };
  for_each_field(visit, node.m.c);
  add(node.m.now.us);
  add(node.wait.restarted.us);
  return key;
}

// The laws of one connection that a step breaks, by name.
std::string broken_by(const ConnectionStep<Concrete>& step, const Transitions& table) {
  std::string broken;
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (!law.holds(step)) broken += std::string(law.id) + " ";
  });
  const Transition taken{step.before.state, table_event(step.event.kind), step.after.state,
                         reply_of(step.outcome)};
  if (is_no_event(step.event.kind, step.outcome.why)) {
    broken += is_same<Concrete>(step.before, step.after) ? "" : "INV-FSM: a timeout that is off ";
  } else if (table.count(taken) == 0) {
    broken += "INV-FSM: " + to_string(taken) + " ";
  }
  if (!is_well_formed(step.after, step.now)) broken += "INVARIANT ";
  if (!deadline_matches_ghost(step.after, update_ghost(step), step.now)) broken += "GHOST ";
  return broken;
}

class Search {
 public:
  explicit Search(const ProfiledPolicy<Concrete>& followed)
      : table_(expectation(followed, transition_rows(), read_csv("spec/departures.csv"))) {
    EXPECT_EQ(std::vector<std::string>{}, table_.faults);
  }

  void start(const Machine& m, const std::string& trace) {
    Node node{m, {}, 1, trace};
    node.wait = {m.c.closes_at, {}};
    if (m.c.state == State::time_wait || interrupts_wait(m.c)) {
      const Instant<Concrete> ends_at = interrupts_wait(m.c) ? m.c.old.ends_at : m.c.closes_at;
      node.wait = {{ends_at.us - 2 * m.policy.msl.us}, m.policy.msl};
    }
    frontier_.emplace(key_of(node), node);
  }

  // Appends one more event to every string.
  void advance() {
    Frontier next;
    for (const auto& [key, node] : frontier_) {
      for (const Stimulus& stimulus : kStimuli) {
        expand(node, stimulus, next);
        if (!counterexample_.empty()) return;
      }
    }
    frontier_ = std::move(next);
  }

  /// The law that is broken, and the string that breaks it; empty if no law is.
  [[nodiscard]] const std::string& counterexample() const { return counterexample_; }

  void print(std::string_view policy, unsigned depth) const {
    std::uint64_t strings = 0;
    for (const auto& [key, node] : frontier_) strings += node.strings;
    std::printf(
        "%s: depth %u, %zu events, %llu strings, %llu different steps, %zu of %zu "
        "transitions seen\n",
        std::string(policy).c_str(), depth, std::size(kStimuli),
        static_cast<unsigned long long>(strings), static_cast<unsigned long long>(steps_),
        seen_.size(), table_.transitions.size());
  }

 private:
  void expand(const Node& node, const Stimulus& stimulus, Frontier& next) {
    Node after = node;
    ConcreteEvent event = stimulus.event(node.m);
    event.initial = {{node.m.setup.iss}, false, {}, 7, 536};
    after.m.now = moment_of(event, node.m);
    const StepResult<Concrete> stepped =
        step<Concrete>(node.m.policy, node.m.c, event, after.m.now);
    after.m.c = stepped.connection;
    const ConnectionStep<Concrete> taken{node.m.policy, event,           after.m.now, node.m.c,
                                         after.m.c,     stepped.outcome, node.wait};
    const std::string broken = broken_by(taken, table_.transitions);
    if (!broken.empty()) {
      counterexample_ = broken + "by " + node.trace + ", " + stimulus.name + ": " +
                        describe_step(after.m.c, stepped.outcome);
    }
    ++steps_;
    seen_.insert({taken.before.state, table_event(event.kind), taken.after.state,
                  reply_of(stepped.outcome)});
    after.wait = update_ghost(taken);
    const auto [at, is_new] = next.try_emplace(key_of(after), after);
    if (is_new) {
      at->second.trace += std::string(", ") + stimulus.name;
    } else {
      at->second.strings += node.strings;
    }
  }

  Expectation table_;
  Frontier frontier_;
  Transitions seen_;
  std::uint64_t steps_ = 0;
  std::string counterexample_;
};

// Every state, by each way to SYN-RECEIVED, with timestamps and without.
void start_everywhere(Search& search, const ProfiledPolicy<Concrete>& followed) {
  const TimeWaitRules rules = followed.policy().time_wait;
  for (std::size_t i = 0; i < 2 * kStateCount * kOriginCount; ++i) {
    const State state = State(i % kStateCount);
    const Setup setup{.policy = followed.policy,
                      .origin = Origin(i / kStateCount % kOriginCount),
                      .timestamps = i >= kStateCount * kOriginCount};
    const bool differs = setup.origin == Origin::active || state == State::syn_received;
    const bool exists = setup.origin == Origin::reopened
                            ? rules.reopens && !rules.skips
                            : state != State::time_wait || !rules.skips;
    if (differs && exists) {
      const Machine m = machine_in(state, setup);
      ASSERT_EQ(state, m.c.state);
      search.start(m, std::string(name(state)) + " (" + std::string(name(setup.origin)) + ")");
    }
  }
}

// The first counterexample among all strings, or none.
std::string counterexample_of(std::string_view policy) {
  for (const ProfiledPolicy<Concrete>& followed : kProfiledPolicies<Concrete>) {
    if (followed.name != policy) continue;
    Search search(followed);
    start_everywhere(search, followed);
    for (unsigned depth = 1; depth <= kDepth && search.counterexample().empty(); ++depth) {
      search.advance();
      search.print(followed.name, depth);
    }
    return search.counterexample();
  }
  return "no such policy";
}

TEST(Exhaustive, EveryStringOfFiveEventsKeepsTheTableAndTheLaws) {
  for (const char* policy : {"rfc9293", "safe", "strict", "assassinated"}) {
    EXPECT_EQ("", counterexample_of(policy)) << policy;
  }
}

// A reopening that cannot be undone, and a wait that is skipped, release the tuple without licence.
TEST(Exhaustive, ConvictsPoliciesOfHistory) {
  for (const char* policy : {"no_return", "no_time_wait"}) {
    const std::string counterexample = counterexample_of(policy);
    EXPECT_TRUE(counterexample.starts_with("INV-TW-2 ")) << policy << ": " << counterexample;
  }
}

}  // namespace
}  // namespace twomsl
