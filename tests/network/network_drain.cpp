// The drain of tests/network/network_drain.hpp.
#include "tests/network/network_drain.hpp"

#include <algorithm>

#include "sim/describe.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kLatencyUs = 1000;
constexpr int kMostSteps = 1'000'000;

// Which users want to close.
struct ClosingEnds {
  bool a = true;
  bool b = true;
};

// The longest that an end may take with a peer that is gone: R2 of a SYN, R2, the bounds of
// FIN-WAIT-2 and LAST-ACK, each found out at most one RTO late, and TIME-WAIT.
Duration<Concrete> worst_case_drain(const Policy<Concrete>& policy) {
  const Timeouts<Concrete>& limits = policy.timeouts;
  return limits.r2_syn + limits.r2 + limits.fin_wait_2 + limits.last_ack + limits.rto_max +
         limits.rto_max + policy.msl + policy.msl + Duration<Concrete>{60'000'000};
}

bool takes_close(const End& end) {
  return !end.close_called && end.block.state != State::closed &&
         end.block.state != State::time_wait;
}

void users_act(Network& network, ClosingEnds closing_ends) {
  for (std::uint32_t i = 0; i < 2; ++i) {
    const End& end = network.ends[i];
    const State state = end.block.state;
    const bool receives = state == State::established || state == State::fin_wait_1 ||
                          state == State::fin_wait_2 || state == State::close_wait;
    if (receives && text_on_hand(end.block) != 0) {
      call(network, i, {.kind = EventKind::receive, .bytes = text_on_hand(end.block)});
    }
    if ((i == 0 ? closing_ends.a : closing_ends.b) && takes_close(end)) {
      call(network, i, {.kind = EventKind::close});
    }
    transmit_all(network, i);
  }
}

// The network delivers the oldest segment, or time passes until a timer expires. False: neither.
bool advance(Network& network) {
  if (!network.in_flight.empty()) {
    const Packet& oldest = network.in_flight.front();
    const std::uint32_t to = 1 - oldest.from;
    network.now = larger(network.now, oldest.sent + Duration<Concrete>{kLatencyUs});
    act_on_packet(network, to, 0, PacketAction::deliver);
    return true;
  }
  const Instant<Concrete> due = next_deadline(network);
  if (due.us == kNeverUs) {
    return false;
  }
  wait_until(network, due, false);
  return true;
}

template <class Done>
void run_fairly(Network& network, ClosingEnds closing_ends, const std::string& expectation,
                const Done& done) {
  const Instant<Concrete> limit = network.now + larger(worst_case_drain(network.ends[0].policy),
                                                       worst_case_drain(network.ends[1].policy));
  for (int i = 0; i < kMostSteps && !network.breach; ++i) {
    users_act(network, closing_ends);
    if (done(network.ends[0].block.state) && done(network.ends[1].block.state)) {
      return;
    }
    if (limit < network.now || !advance(network)) {
      break;
    }
  }
  if (!network.breach) {
    network.breach = {"LIVENESS", expectation + "\n  A: " + describe(network.ends[0].block) +
                                      "\n  B: " + describe(network.ends[1].block)};
  }
}

// Until nothing is in flight: no law says that an open succeeds which meets an old SYN.
void deliver_all(Network& network) {
  for (int i = 0; i < kMostSteps && !network.in_flight.empty() && !network.breach; ++i) {
    advance(network);
  }
}

bool is_closed(State state) { return state == State::closed; }
bool is_over(State state) { return state == State::closed || state == State::time_wait; }
bool is_open(State state) { return state == State::established; }

// Waits until no tuple is held, where the policy lets none be used while it is.
void wait_for_the_tuple(Network& network, bool waits) {
  for (const End& end : network.ends) {
    if (is_held(end, network.now) && (waits || end.policy.time_wait.holds_every_end)) {
      const Instant<Concrete> free = end.quiet_since + end.policy.msl + end.policy.msl;
      wait_until(network, free + Duration<Concrete>{1}, false);
    }
  }
}

void send_some(Network& network, std::uint32_t end) {
  const std::uint32_t room = network.ends[end].policy.snd_buffer_bytes;
  call(network, end, {.kind = EventKind::send, .bytes = std::min(room, 100u)});
}

void open(Network& network, DrainOptions options) {
  const EventKind other = options.opens_both() ? EventKind::open_active : EventKind::open_passive;
  call(network, 1 - options.opener(), {.kind = other});
  call(network, options.opener(), {.kind = EventKind::open_active});
  run_fairly(network, {false, false}, "an open does not reach ESTABLISHED", is_open);
}

void expect_whole_streams(Network& network) {
  for (std::uint32_t i = 0; i < 2 && !network.breach; ++i) {
    const Incarnation& incarnation = network.ends[i].incarnations[network.ends[i].incarnation];
    const End& peer = network.ends[1 - i];
    if (!incarnation.peer_closed || incarnation.peer != peer.incarnation ||
        incarnation.received_bytes != peer.incarnations[peer.incarnation].sent_bytes) {
      network.breach = {"INV-DATA", "a clean close leaves a stream that is not whole"};
    }
  }
}

void use_and_close(Network& network, DrainOptions options) {
  if (options.sends()) {
    send_some(network, 0);
    send_some(network, 1);
  }
  if (!options.closes_both()) {
    const bool a_first = options.first_closer() == 0;
    run_fairly(
        network, {a_first, !a_first}, "a half-close does not reach the peer",
        [](State state) { return state == State::fin_wait_2 || state == State::close_wait; });
    if (options.sends() && !network.breach) {
      send_some(network, 1 - options.first_closer());
    }
  }
  run_fairly(network, {}, "a close does not end", is_over);
  if (!network.breach) {
    expect_whole_streams(network);
  }
}

// The end that is CLOSED opens a new incarnation with the one that is in TIME-WAIT.
void reopen(Network& network, DrainOptions options) {
  deliver_all(network);
  for (std::uint32_t i = 0; i < 2 && !network.breach; ++i) {
    const End& holder = network.ends[i];
    const End& opener = network.ends[1 - i];
    if (holder.block.state == State::time_wait && opener.block.state == State::closed &&
        holder.policy.time_wait.reopens && !opener.policy.time_wait.holds_every_end) {
      call(network, 1 - i, {.kind = EventKind::open_active});
      run_fairly(network, {false, false}, "TIME-WAIT does not reopen", is_open);
      use_and_close(network, options);
      return;
    }
  }
}

}  // namespace

void drain(Network& network, DrainOptions options) {
  run_fairly(network, {}, "a close does not reach CLOSED", is_closed);
  deliver_all(network);
  wait_for_the_tuple(network, options.waits());
  if (network.breach) {
    return;
  }
  open(network, options);
  use_and_close(network, options);
  reopen(network, options);
  run_fairly(network, {}, "TIME-WAIT does not reach CLOSED", is_closed);
}

}  // namespace twomsl
