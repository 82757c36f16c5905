// The drain of tests/host_network/host_network_drain.hpp.
#include "tests/host_network/host_network_drain.hpp"

#include <algorithm>

#include "sim/describe.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kLatencyUs = 1000;
constexpr int kMostSteps = 1'000'000;

template <class Visit>
void for_each_socket(const Visit& visit) {
  for (std::uint32_t end = 0; end < 2; ++end) {
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) visit(Socket{end, tuple});
  }
}

// The longest that an end may take with a peer that is gone.
Duration<Concrete> worst_case_drain(const Policy<Concrete>& policy) {
  const Timeouts<Concrete>& limits = policy.timeouts;
  return limits.r2_syn + limits.r2 + limits.fin_wait_2 + limits.last_ack + limits.rto_max +
         limits.rto_max + policy.msl + policy.msl + Duration<Concrete>{60'000'000};
}

// Which users want to close.
struct ClosingEnds {
  bool a = true;
  bool b = true;
};

void user_acts(HostNetwork& network, Socket at, bool closes) {
  const Connection<Concrete>* c = block_of(network, at);
  if (c == nullptr || network.breach) return;
  const bool receives = c->state == State::established || c->state == State::fin_wait_1 ||
                        c->state == State::fin_wait_2 || c->state == State::close_wait;
  if (receives && text_on_hand(*c) != 0) {
    call(network, at, {.kind = EventKind::receive, .bytes = text_on_hand(*c)});
  }
  if (closes && !c->snd.fin_queued) call(network, at, {.kind = EventKind::close});
  transmit_all(network, at);
}

// The network delivers the oldest packet, or time passes until a timer expires. False: neither.
bool advance(HostNetwork& network) {
  if (!network.in_flight.empty()) {
    const InFlight& oldest = network.in_flight.front();
    const std::uint32_t to = 1 - oldest.from;
    network.now = larger(network.now, oldest.sent + Duration<Concrete>{kLatencyUs});
    act_on_packet(network, to, 0, PacketAction::deliver);
    return true;
  }
  const Instant<Concrete> due = next_deadline(network);
  if (due.us == kNeverUs) return false;
  wait_until(network, due, false);
  return true;
}

std::string words_of(const HostNetwork& network) {
  std::string words;
  for_each_socket([&](Socket at) {
    const Connection<Concrete>* c = block_of(network, at);
    words += std::string("\n  ") + "AB"[at.end] + std::to_string(at.tuple) + ": " +
             (c == nullptr ? "no control block" : describe(*c));
  });
  return words;
}

template <class Done>
void run_fairly(HostNetwork& network, ClosingEnds closing_ends, const std::string& expectation,
                const Done& done) {
  const Instant<Concrete> limit =
      network.now + larger(worst_case_drain(network.sides[0].running.host.policy),
                           worst_case_drain(network.sides[1].running.host.policy));
  for (int i = 0; i < kMostSteps && !network.breach; ++i) {
    for_each_socket(
        [&](Socket at) { user_acts(network, at, at.end == 0 ? closing_ends.a : closing_ends.b); });
    bool all_done = true;
    for_each_socket([&](Socket at) { all_done = all_done && done(at); });
    if (all_done) return;
    if (limit < network.now || !advance(network)) break;
  }
  if (!network.breach) network.breach = {"LIVENESS", expectation + words_of(network)};
}

// Runs until no connection is left, also none that an old SYN has begun meanwhile.
void end_all(HostNetwork& network) {
  run_fairly(network, {}, "a close does not reach CLOSED", [&](Socket at) {
    return block_of(network, at) == nullptr && network.in_flight.empty();
  });
}

// Waits until no tuple is held, and collects the slots.
void wait_for_the_tuples(HostNetwork& network) {
  const Duration<Concrete> msl =
      larger(network.sides[0].running.host.policy.msl, network.sides[1].running.host.policy.msl);
  wait_until(network, network.now + msl + msl, false);
  for (std::uint32_t end = 0; end < 2; ++end) configure(network, {end, 0}, HostEventKind::expire);
}

// Who can open the tuple now; nobody where both ends hold it, or one that does not reopen.
std::optional<Socket> opener_of(const HostNetwork& network, std::uint32_t tuple,
                                std::uint32_t preferred) {
  const Socket first{preferred, tuple};
  const Socket second{1 - preferred, tuple};
  const Socket opener = is_waiting(network, first) ? second : first;
  const Socket other = is_waiting(network, first) ? first : second;
  const TimeWaitRules& rules = network.sides[other.end].running.host.policy.time_wait;
  if (is_waiting(network, opener) || (is_waiting(network, other) && !rules.reopens)) {
    return std::nullopt;
  }
  return opener;
}

using Openers = std::array<std::optional<Socket>, kTuples>;

void open_all(HostNetwork& network, const Openers& openers, bool both) {
  for (const std::optional<Socket>& opener : openers) {
    if (!opener) continue;
    const Socket other{1 - opener->end, opener->tuple};
    configure(network, other, HostEventKind::listen);
    if (both && !is_waiting(network, other)) {
      call(network, other, {.kind = EventKind::open_active});
    }
    call(network, *opener, {.kind = EventKind::open_active});
  }
  run_fairly(network, {false, false}, "an open does not reach ESTABLISHED", [&](Socket at) {
    const Connection<Concrete>* c = block_of(network, at);
    return !openers[at.tuple] || (c != nullptr && c->state == State::established);
  });
}

void send_some(HostNetwork& network, const Openers& openers, std::uint32_t end) {
  const std::uint32_t room = network.sides[end].running.host.policy.snd_buffer_bytes;
  for (const std::optional<Socket>& opener : openers) {
    if (opener) {
      call(network, {end, opener->tuple},
           {.kind = EventKind::send, .bytes = std::min(room, 100 + opener->tuple)});
    }
  }
}

void expect_whole_streams(HostNetwork& network, const Openers& openers) {
  for_each_socket([&](Socket at) {
    if (!openers[at.tuple] || network.breach) return;
    const End& end = network.sides[at.end].records[at.tuple];
    const End& peer = network.sides[1 - at.end].records[at.tuple];
    const Incarnation& incarnation = end.incarnations[end.incarnation];
    if (!incarnation.peer_closed || incarnation.peer != peer.incarnation ||
        incarnation.received_bytes != peer.incarnations[peer.incarnation].sent_bytes) {
      network.breach = {"INV-DATA", "a clean close leaves a stream that is not whole"};
    }
  });
}

void use_and_close(HostNetwork& network, const Openers& openers, DrainOptions options) {
  if (options.sends()) {
    send_some(network, openers, 0);
    send_some(network, openers, 1);
  }
  if (!options.closes_both()) {
    const bool a_first = options.first_closer() == 0;
    run_fairly(
        network, {a_first, !a_first}, "a half-close does not reach the peer", [&](Socket at) {
          const Connection<Concrete>* c = block_of(network, at);
          return c == nullptr || c->state == State::fin_wait_2 || c->state == State::close_wait;
        });
    if (options.sends()) send_some(network, openers, 1 - options.first_closer());
  }
  end_all(network);
  expect_whole_streams(network, openers);
}

void expect_nothing_claimed(HostNetwork& network) {
  for (const HostSide& side : network.sides) {
    const auto& host = side.running.host;
    if (!network.breach &&
        (host.waits.account.reserved + host.waits.account.held + host.iss_floors.account.reserved +
             host.iss_floors.account.held + host.half_open + host.blocks.size() !=
         0)) {
      network.breach = {"INV-TW-3", "all is over, and memory is still claimed"};
    }
  }
}

}  // namespace

void drain(HostNetwork& network, DrainOptions options) {
  end_all(network);
  const std::uint32_t waits = smaller(network.sides[0].running.host.waits.policy.capacity,
                                      network.sides[1].running.host.waits.policy.capacity);
  if (options.waits() || waits < 2 * kTuples) wait_for_the_tuples(network);
  if (network.breach) return;
  Openers openers;
  for (std::uint32_t tuple = 0; tuple < std::min(kTuples, waits); ++tuple) {
    openers[tuple] = opener_of(network, tuple, options.opener());
  }
  open_all(network, openers, options.opens_both());
  if (network.breach) return;
  use_and_close(network, openers, options);
  wait_for_the_tuples(network);
  expect_nothing_claimed(network);
}

}  // namespace twomsl
