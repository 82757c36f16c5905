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
  std::deque<Packet> under_way{};  // oldest first
  Instant<Concrete> now{};
  std::optional<Breach> breach{};  // the first: nothing happens after it
  std::string* story = nullptr;    // what happens, in words, if somebody wants to read it
};

/// How long the network may keep a segment.
[[nodiscard]] Duration<Concrete> longest_delay(const Network& network);

/// Puts an event to an end, and sends what it sends.
void call(Network& network, std::uint32_t end, const Event<Concrete>& event);

/// Lets an end send as much as it may, a burst at most.
void transmit_all(Network& network, std::uint32_t end);

/// What the network does with a segment under way.
enum class Fate : std::uint8_t { arrives, arrives_and_stays, arrives_damaged, is_lost };

/// Settles the fate of the `position`-th segment under way to `end`, from the oldest; nothing
/// happens if there is none.
void settle(Network& network, std::uint32_t end, std::size_t position, Fate fate);

/// When the next timer of either end expires; kNeverUs if none runs.
[[nodiscard]] Instant<Concrete> next_deadline(const Network& network);

/// When the oldest segment under way dies; kNeverUs if there is none.
[[nodiscard]] Instant<Concrete> next_death(const Network& network);

/// Time passes until `then`, and timers expire: each on time, or all late.
void wait_until(Network& network, Instant<Concrete> then, bool late);

}  // namespace twomsl
