// The simulated network of tests/network/network.hpp.
#include "tests/network/network.hpp"

#include <algorithm>

#include "sim/describe.hpp"

namespace twomsl {
namespace {

constexpr int kBurst = 64;
constexpr int kTimeoutsInARow = 64;

void append_to_trace(Network& network, const End& end, const Event<Concrete>& event,
                     const EndStep& seen) {
  if (network.trace != nullptr) {
    *network.trace += "at " + std::to_string(network.now.us) + " us, " + "AB"[end.index] + ": " +
                      describe(event) + "\n    " + describe(seen.before) + "\n -> " +
                      describe(end.block) + "\n    " + describe(seen.outcome) + "\n";
  }
}

// A host of the policy strict lets nothing begin on a tuple that it holds, and answers nothing.
bool is_barred(const End& end, EventKind kind, Instant<Concrete> now) {
  const bool begins = kind == EventKind::open_active || kind == EventKind::open_passive ||
                      kind == EventKind::send || kind == EventKind::segment_arrives;
  return end.policy.time_wait.holds_every_end && end.block.state <= State::listen && begins &&
         is_held(end, now);
}

void put(Network& network, std::uint32_t index, const Event<Concrete>& event,
         const Packet* arrived) {
  End& end = network.ends[index];
  if (network.breach || is_barred(end, event.kind, network.now)) {
    return;
  }
  EndStep seen = step_end(end, network.ends[1 - index], {event, arrived, network.now});
  append_to_trace(network, end, event, seen);
  if (seen.breach) {
    network.breach = std::move(seen.breach);
  }
  if (seen.sent) {
    network.in_flight.push_back(std::move(*seen.sent));
  }
}

struct Timer {
  Instant<Concrete> at{kNeverUs};
  EventKind kind = EventKind::retransmission_timeout;
};

Timer next_timer(const Connection<Concrete>& c) {
  const Timer closing{c.closes_at, c.state == State::time_wait ? EventKind::time_wait_timeout
                                                               : EventKind::closing_timeout};
  const Timer resending{c.rtx.at, EventKind::retransmission_timeout};
  return resending.at < closing.at ? resending : closing;
}

void drop_expired(Network& network) {
  const Duration<Concrete> lifetime = longest_delay(network);
  std::erase_if(network.in_flight,
                [&](const Packet& packet) { return packet.sent + lifetime < network.now; });
}

// Expires what is due, one end after the other.
void expire(Network& network, int times) {
  for (std::uint32_t end = 0; end < 2; ++end) {
    for (int i = 0; i < times; ++i) {
      const Timer timer = next_timer(network.ends[end].block);
      if (network.now < timer.at) {
        break;
      }
      call(network, end, {.kind = timer.kind});
      transmit_all(network, end);
    }
  }
}

}  // namespace

Duration<Concrete> longest_delay(const Network& network) {
  return smaller(network.ends[0].policy.msl, network.ends[1].policy.msl);
}

void call(Network& network, std::uint32_t end, const Event<Concrete>& event) {
  put(network, end, event, nullptr);
}

void transmit_all(Network& network, std::uint32_t end) {
  for (int i = 0; i < kBurst && !network.breach; ++i) {
    if (!may_transmit(network.ends[end].block)) {
      return;
    }
    call(network, end, {.kind = EventKind::transmit});
  }
}

void act_on_packet(Network& network, std::uint32_t end, std::size_t position, PacketAction action) {
  const auto found =
      std::find_if(network.in_flight.begin(), network.in_flight.end(),
                   [&](const Packet& packet) { return packet.from != end && position-- == 0; });
  if (found == network.in_flight.end()) {
    return;
  }
  const Packet packet = *found;
  if (action != PacketAction::duplicate) {
    network.in_flight.erase(found);
  }
  if (action != PacketAction::drop) {
    Event<Concrete> event{.kind = EventKind::segment_arrives, .segment = packet.segment};
    event.checksum_ok = action != PacketAction::corrupt;
    put(network, end, event, &packet);
  }
}

Instant<Concrete> next_deadline(const Network& network) {
  return smaller(next_timer(network.ends[0].block).at, next_timer(network.ends[1].block).at);
}

Instant<Concrete> next_expiry(const Network& network) {
  if (network.in_flight.empty()) {
    return {kNeverUs};
  }
  return network.in_flight.front().sent + longest_delay(network);
}

void wait_until(Network& network, Instant<Concrete> then, bool late) {
  for (int i = 0; !late && i < kTimeoutsInARow && !network.breach; ++i) {
    const Instant<Concrete> due = next_deadline(network);
    if (then < due) {
      break;
    }
    network.now = larger(network.now, due);
    expire(network, 1);
  }
  network.now = larger(network.now, then);
  drop_expired(network);
  expire(network, 2);
}

}  // namespace twomsl
