// Half-open connections of an endpoint's listeners: which of them gives way to a SYN for which
// there is no room. RFC 4987 has the attack that this bounds.
//
// First the oldest, if its peer has not answered by the time at which our SYN,ACK is sent again;
// then the oldest of an address that has more than its share, a quarter of the room; then the
// oldest. A SYN from an address that has its share displaces only such old ones of its own. So a
// flood from one address takes nothing from the others, and one from forged addresses only if it
// fills all the room within the round trip of a peer. Addresses are told apart by a keyed hash,
// into four times as many classes as there can be entries.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "net/calls.hpp"

namespace twomsl {

/// A SYN, or the half-open connection that it has begun.
struct Newcomer {
  std::uint32_t listener = kNoIndex;  // its entry
  std::uint32_t source = 0;           // a keyed hash of the address that it comes from
  Instant<Concrete> now{};
  Duration<Concrete> rto{};  // after so long our SYN,ACK is sent again
};

/// Oldest first, one list for each listener and one for all. Entries are named by index.
class HalfOpenQueue {
 public:
  /// One of the lists, and the room for which its connections compete.
  enum class Room : std::uint8_t { of_listener, of_all };

  HalfOpenQueue() = default;

  /// For entries below `entries`.
  explicit HalfOpenQueue(std::uint32_t entries)
      : entries_(entries + 1), counts_(std::bit_ceil(4 * std::size_t{entries})) {
    for (std::uint32_t at = 0; at <= entries; ++at) entries_[at].in = {Node{at, at}, Node{at, at}};
  }

  /// REQUIRES: the entry is not in the queue; `now` is not before that of earlier calls.
  void add(std::uint32_t at, const Newcomer& who) {
    entries_[at].half = {who.listener, who.source, who.now, true};
    for (const Room room : kRooms) {
      append(room, head_of(room, who), at);
      ++count(room, who);
    }
  }

  /// Does nothing to an entry that is not in the queue.
  void remove(std::uint32_t at) {
    if (entries_[at].half.is_queued) take_out(at);
  }

  /// The entry that gives way where there is room for `most`; kNoIndex if the newcomer has to.
  /// Looks at the oldest 1024.
  [[nodiscard]] std::uint32_t find_to_drop(Room room, const Newcomer& who, std::uint32_t most) {
    constexpr int kMostVisits = 1024;
    const std::uint32_t head = head_of(room, who);
    const std::uint32_t share = std::max(most / 4, 1u);
    const bool is_modest = count(room, who) < share;
    const std::uint32_t oldest = node(room, head).newer;
    if (oldest == head) return kNoIndex;
    std::uint32_t at = oldest;
    for (int i = 0; i < kMostVisits && at != head; ++i, at = node(room, at).newer) {
      const Half& half = entries_[at].half;
      const bool is_old = half.begun + who.rto <= who.now;
      if (!is_old && !is_modest) return kNoIndex;
      const bool is_own = half.source == who.source;
      if (is_old ? is_modest || is_own : count(room, half) > share) {
        return at;
      }
    }
    return is_modest ? oldest : kNoIndex;
  }

 private:
  // A list is a ring: its head is an entry that is in no list, that of the listener.
  struct Node {
    std::uint32_t older = kNoIndex;
    std::uint32_t newer = kNoIndex;
  };
  struct Half {
    std::uint32_t listener = kNoIndex;
    std::uint32_t source = 0;
    Instant<Concrete> begun{};
    bool is_queued = false;
  };

  struct Entry {
    std::array<Node, 2> in{};  // the list of each room
    Half half{};
  };
  static constexpr std::array kRooms = {Room::of_listener, Room::of_all};

  [[nodiscard]] Node& node(Room room, std::uint32_t at) {
    return entries_[at].in[static_cast<std::size_t>(room)];
  }

  // That of the list of all is behind the entries.
  [[nodiscard]] std::uint32_t head_of(Room room, const Newcomer& who) const {
    return room == Room::of_all ? static_cast<std::uint32_t>(entries_.size() - 1) : who.listener;
  }

  void take_out(std::uint32_t at) {
    Half& half = entries_[at].half;
    for (const Room room : kRooms) {
      --count(room, half);
      unlink(room, at);
    }
    half.is_queued = false;
  }

  void append(Room room, std::uint32_t head, std::uint32_t at) {
    node(room, at) = {node(room, head).older, head};
    node(room, node(room, head).older).newer = at;
    node(room, head).older = at;
  }

  void unlink(Room room, std::uint32_t at) {
    const Node from = node(room, at);
    node(room, from.older).newer = from.newer;
    node(room, from.newer).older = from.older;
  }

  // How many half-open connections the address has, at the listener or in all.
  template <class Who>
  [[nodiscard]] std::uint32_t& count(Room room, const Who& who) {
    const std::uint32_t of = room == Room::of_all ? 0 : who.listener * 0x9e37'79b9u;
    return counts_[(who.source + of) & (counts_.size() - 1)][static_cast<std::size_t>(room)];
  }

  std::vector<Entry> entries_{};
  std::vector<std::array<std::uint32_t, 2>> counts_{};
};

}  // namespace twomsl
