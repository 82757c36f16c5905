// See drain.hpp.
#include "sim/drain.hpp"

#include <algorithm>

#include "sim/describe.hpp"
#include "sim/users.hpp"

namespace twomsl::sim {
namespace {

constexpr int kMostSteps = 100'000;

// Which users want to close.
struct ClosingEnds {
  bool a = true;
  bool b = true;
};

using Openers = std::array<std::optional<Place>, kTuples>;

template <class Stores, class Visit>
void for_each_place(const NetworkOf<Stores>& network, const Visit& visit) {
  for (std::uint32_t end = 0; end < 2; ++end) {
    for (std::uint32_t tuple = 0; tuple < network.options.tuples; ++tuple) visit(Place{end, tuple});
  }
}

// The longest that an end may take with a peer that is gone: R2 of a SYN, R2, the bounds of
// FIN-WAIT-2 and LAST-ACK, each found out at most one RTO late, and TIME-WAIT.
Duration<Concrete> worst_case_drain(const Policy<Concrete>& policy) {
  const Timeouts<Concrete>& limits = policy.timeouts;
  return limits.r2_syn + limits.r2 + limits.fin_wait_2 + limits.last_ack + limits.rto_max +
         limits.rto_max + policy.msl + policy.msl + Duration<Concrete>{60'000'000};
}

template <class Stores>
void user_acts(NetworkOf<Stores>& network, Place at, bool closes) {
  const Incarnation* incarnation = network.hosts[at.end].tuples[at.tuple].now();
  if (incarnation == nullptr || network.breach) return;
  if (!incarnation->received_all && !incarnation->failed) receive(network, at, 1u << 20);
  const Connection<Concrete>* c = network.block_of(at);
  if (closes && c != nullptr && !c->snd.fin_queued) close(network, at);
}

template <class Stores>
std::string words_of(const NetworkOf<Stores>& network) {
  std::string words;
  for_each_place(network, [&](Place at) {
    const Connection<Concrete>* c = network.block_of(at);
    words += std::string("\n  ") + "AB"[at.end] + std::to_string(at.tuple) + ": " +
             (c == nullptr ? "no control block" : describe(*c));
  });
  return words;
}

// The link delivers what is due next, or time passes until a timer expires. False: neither.
template <class Stores>
bool advance(NetworkOf<Stores>& network) {
  if (!network.in_flight.empty()) return network.deliver_next();
  const Instant<Concrete> due = network.next_deadline();
  if (due.us == kNeverUs) return false;
  network.wait_until(due, false);
  return true;
}

template <class Stores, class Done>
void run_fairly(NetworkOf<Stores>& network, ClosingEnds closing_ends, std::string_view expectation,
                const Done& done) {
  const Instant<Concrete> limit = network.now + larger(worst_case_drain(network.policy_of(0)),
                                                       worst_case_drain(network.policy_of(1)));
  for (int i = 0; i < kMostSteps && !network.breach; ++i) {
    for (std::uint32_t end = 0; end < 2; ++end) {
      network.flush(end);
      accept_all(network, end);
    }
    bool all_done = true;
    for_each_place(network, [&](Place at) {
      user_acts(network, at, at.end == 0 ? closing_ends.a : closing_ends.b);
      all_done = all_done && done(at);
    });
    if (all_done) return;
    if (limit < network.now || !advance(network)) break;
  }
  network.fail("LIVENESS", std::string(expectation) + words_of(network));
}

// Runs until no connection is left, also none that an old SYN has begun meanwhile.
template <class Stores>
void end_all(NetworkOf<Stores>& network) {
  run_fairly(network, {}, "a close does not reach CLOSED", [&](Place at) {
    return network.block_of(at) == nullptr && network.in_flight.empty();
  });
}

// Waits until no tuple is held, and collects the slots.
template <class Stores>
void wait_for_the_tuples(NetworkOf<Stores>& network) {
  const Duration<Concrete> msl = larger(network.policy_of(0).msl, network.policy_of(1).msl);
  network.wait_until(network.now + msl + msl, false);
  for (std::uint32_t end = 0; end < 2; ++end) {
    network.put(end, {.kind = HostEventKind::expire, .now = network.now});
  }
}

// Who can open the tuple now; nobody where both ends hold it, or one that does not reopen.
template <class Stores>
std::optional<Place> opener_of(const NetworkOf<Stores>& network, std::uint32_t tuple,
                               std::uint32_t preferred) {
  const auto waits = [&](Place at) { return network.state_of(at) == State::time_wait; };
  Place opener{preferred, tuple};
  Place other{1 - preferred, tuple};
  if (waits(opener)) std::swap(opener, other);
  if (waits(opener) || (waits(other) && !network.policy_of(other.end).time_wait.reopens)) {
    return std::nullopt;
  }
  return opener;
}

template <class Stores>
void open_all(NetworkOf<Stores>& network, const Openers& openers, bool both) {
  for (const std::optional<Place>& opener : openers) {
    if (!opener) continue;
    const Place other{1 - opener->end, opener->tuple};
    listen(network, other);
    if (both && network.state_of(other) != State::time_wait) open(network, other);
    open(network, *opener);
  }
  run_fairly(network, {false, false}, "an open does not reach ESTABLISHED", [&](Place at) {
    const Connection<Concrete>* c = network.block_of(at);
    return !openers[at.tuple] || (c != nullptr && c->state == State::established);
  });
}

template <class Stores>
void send_some(NetworkOf<Stores>& network, const Openers& openers, std::uint32_t end) {
  for (const std::optional<Place>& opener : openers) {
    if (opener) send(network, {end, opener->tuple}, 100 + opener->tuple);
  }
}

template <class Stores>
void use_and_close(NetworkOf<Stores>& network, const Openers& openers, DrainOptions options) {
  if (options.sends()) {
    send_some(network, openers, 0);
    send_some(network, openers, 1);
  }
  if (!options.closes_both()) {
    const bool a_first = options.first_closer() == 0;
    run_fairly(network, {a_first, !a_first}, "a half-close does not reach the peer", [&](Place at) {
      const Connection<Concrete>* c = network.block_of(at);
      return c == nullptr || c->state == State::fin_wait_2 || c->state == State::close_wait;
    });
    if (options.sends()) send_some(network, openers, 1 - options.first_closer());
  }
  end_all(network);
  for (std::uint32_t tuple = 0; tuple < network.options.tuples; ++tuple) {
    if (openers[tuple]) expect_whole_streams(network, tuple);
  }
}

template <class Stores>
void expect_nothing_claimed(NetworkOf<Stores>& network) {
  for (const SimulatedHostOf<Stores>& simulated : network.hosts) {
    const auto& host = simulated.endpoint.host().host;
    if (host.waits.account.reserved + host.waits.account.held + host.iss_floors.account.reserved +
            host.iss_floors.account.held + host.half_open + host.blocks.size() !=
        0) {
      network.fail("INV-TW-3", "all is over, and memory is still claimed");
    }
  }
}

// As many tuples as both ends have memory for, all at once.
template <class Stores>
void open_use_and_close(NetworkOf<Stores>& network, DrainOptions options) {
  const std::uint32_t tuples = network.options.tuples;
  const auto capacity = [&](std::uint32_t end) {
    return network.hosts[end].endpoint.host().host.waits.policy.capacity;
  };
  const std::uint32_t waits = std::min(capacity(0), capacity(1));
  if (options.waits() || waits < 2 * tuples) wait_for_the_tuples(network);
  if (network.breach) return;
  Openers openers;
  for (std::uint32_t tuple = 0; tuple < std::min(tuples, waits); ++tuple) {
    openers[tuple] = opener_of(network, tuple, options.opener());
  }
  open_all(network, openers, options.opens_both());
  if (network.breach) return;
  use_and_close(network, openers, options);
}

}  // namespace

template <class Stores>
void drain(NetworkOf<Stores>& network, DrainOptions options) {
  network.options.link = {};
  const Instant<Concrete> quiet_until =
      larger(network.hosts[0].quiet_until, network.hosts[1].quiet_until);
  if (network.now < quiet_until) network.wait_until(quiet_until, false);
  end_all(network);
  if (options.opens_again()) open_use_and_close(network, options);
  if (network.breach) return;
  wait_for_the_tuples(network);
  expect_nothing_claimed(network);
}

template void drain(NetworkOf<Ipv4Stores>&, DrainOptions);
template void drain(NetworkOf<Ipv6Stores>&, DrainOptions);

}  // namespace twomsl::sim
