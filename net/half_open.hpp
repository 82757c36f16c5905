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
      : of_listener_(entries), of_all_(entries + 1), what_(entries) {
    for (std::vector<Node>* list : {&of_listener_, &of_all_}) {
      for (std::uint32_t at = 0; at < list->size(); ++at) (*list)[at] = {at, at};
    }
    counts_of_listener_.resize(std::bit_ceil(4 * std::size_t{entries}));
    counts_of_all_.resize(counts_of_listener_.size());
  }

  /// REQUIRES: the entry is not in the queue; `now` is not before that of earlier calls.
  void add(std::uint32_t at, const Newcomer& who) {
    what_[at] = {who.listener, who.source, who.now, true};
    append(of_listener_, who.listener, at);
    append(of_all_, head_of_all(), at);
    ++count(Room::of_listener, what_[at]);
    ++count(Room::of_all, what_[at]);
  }

  /// Does nothing to an entry that is not in the queue.
  void remove(std::uint32_t at) {
    if (!what_[at].is_queued) return;
    --count(Room::of_listener, what_[at]);
    --count(Room::of_all, what_[at]);
    unlink(of_listener_, at);
    unlink(of_all_, at);
    what_[at] = {};
  }

  /// The entry that gives way where there is room for `most`; kNoIndex if the newcomer has to.
  /// Looks at the oldest 1024.
  [[nodiscard]] std::uint32_t find_to_drop(Room room, const Newcomer& who, std::uint32_t most) {
    constexpr int kMostVisits = 1024;
    const std::vector<Node>& list = room == Room::of_all ? of_all_ : of_listener_;
    const std::uint32_t head = room == Room::of_all ? head_of_all() : who.listener;
    const std::uint32_t share = std::max(most / 4, 1u);
    const bool is_modest = count(room, who) < share;
    const std::uint32_t oldest = list[head].newer;
    if (oldest == head) return kNoIndex;
    std::uint32_t at = oldest;
    for (int i = 0; i < kMostVisits && at != head; ++i, at = list[at].newer) {
      const Half& half = what_[at];
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

  [[nodiscard]] std::uint32_t head_of_all() const {
    return static_cast<std::uint32_t>(of_all_.size() - 1);
  }

  static void append(std::vector<Node>& list, std::uint32_t head, std::uint32_t at) {
    list[at] = {list[head].older, head};
    list[list[head].older].newer = at;
    list[head].older = at;
  }

  static void unlink(std::vector<Node>& list, std::uint32_t at) {
    list[list[at].older].newer = list[at].newer;
    list[list[at].newer].older = list[at].older;
    list[at] = {at, at};
  }

  // How many half-open connections the address has, at the listener or in all.
  template <class Who>
  [[nodiscard]] std::uint32_t& count(Room room, const Who& who) {
    const std::size_t mask = counts_of_all_.size() - 1;
    if (room == Room::of_all) return counts_of_all_[who.source & mask];
    return counts_of_listener_[(who.source + who.listener * 0x9e37'79b9u) & mask];
  }

  std::vector<Node> of_listener_{};
  std::vector<Node> of_all_{};
  std::vector<Half> what_{};
  std::vector<std::uint32_t> counts_of_listener_{};
  std::vector<std::uint32_t> counts_of_all_{};
};

}  // namespace twomsl
