// Two ends and a network that loses, duplicates, reorders and delays up to MSL, in virtual time.
//
// Every segment may be delivered any number of times within MSL of its own emission, old
// duplicates of earlier incarnations among them (hypothesis NET of the theorems).
#pragma once

#include <array>
#include <deque>
#include <string>

#include "tests/network/network_end.hpp"

namespace twomsl {

struct Network {
  std::array<End, 2> ends{};
  std::deque<Packet> in_flight{};  // oldest first
  Instant<Concrete> now{};
  std::optional<Breach> breach{};  // the first: nothing happens after it
  std::string* trace = nullptr;    // what happens, in words, if somebody wants to read it
};

/// How long the network may keep a segment.
[[nodiscard]] Duration<Concrete> longest_delay(const Network& network);

/// Puts an event to an end, and sends what it sends.
void call(Network& network, std::uint32_t end, const Event<Concrete>& event);

/// Lets an end send as much as it may, a burst at most.
void transmit_all(Network& network, std::uint32_t end);

/// Does this with the `position`-th segment in flight to `end`, from the oldest; nothing if there
/// is none.
void act_on_packet(Network& network, std::uint32_t end, std::size_t position, PacketAction action);

/// When the next timer of either end expires; kNeverUs if none runs.
[[nodiscard]] Instant<Concrete> next_deadline(const Network& network);

/// When the network drops the oldest segment in flight; kNeverUs if there is none.
[[nodiscard]] Instant<Concrete> next_expiry(const Network& network);

/// Time passes until `then`, and timers expire: each on time, or all late.
void wait_until(Network& network, Instant<Concrete> then, bool late);

}  // namespace twomsl
