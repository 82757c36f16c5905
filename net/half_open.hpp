// Half-open connections of an endpoint's listeners: which of them gives way to a SYN for which
// there is no room. RFC 4987 has the attack that this bounds.
//
// By source: an address that has its share displaces nobody, until its oldest has waited for as
// long as our SYN,ACK does before it is sent again; and those of an address that has more than its
// share go first. By age: then the oldest goes. So no address takes a listener away from the
// others, and a flood from forged addresses none, unless it fills all the room within the round
// trip of a peer.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "net/calls.hpp"

namespace twomsl {

/// A SYN that finds no room.
struct Newcomer {
  std::uint32_t listener = kNoIndex;  // that has no room; kNoIndex: there is none for any
  std::uint32_t source = 0;           // a keyed hash of the address that it comes from
  std::uint32_t room = 0;             // for so many connections
  Instant<Concrete> now{};
  Duration<Concrete> rto{};
};

class HalfOpenQueue {
 public:
  HalfOpenQueue() = default;

  /// For entries below `entries`.
  explicit HalfOpenQueue(std::uint32_t entries) : nodes_(entries) {}

  /// REQUIRES: the entry is not in the queue; `now` is not before that of earlier calls.
  void add(std::uint32_t at, const Newcomer& who) {
    const auto source = static_cast<std::uint8_t>(who.source % count_.size());
    nodes_[at] = {last_, kNoIndex, who.listener, source, true, who.now};
    (last_ == kNoIndex ? first_ : nodes_[last_].newer) = at;
    last_ = at;
    ++count_[source];
  }

  /// Does nothing to an entry that is not in the queue.
  void remove(std::uint32_t at) {
    Node& node = nodes_[at];
    if (!node.is_queued) return;
    (node.older == kNoIndex ? first_ : nodes_[node.older].newer) = node.newer;
    (node.newer == kNoIndex ? last_ : nodes_[node.newer].older) = node.older;
    --count_[node.source];
    node = {};
  }

  /// The entry that gives way; kNoIndex if the newcomer has to. Looks at the oldest 1024.
  [[nodiscard]] std::uint32_t find_to_drop(const Newcomer& newcomer) const {
    constexpr int kMostVisits = 1024;
    const std::uint32_t share = std::max(newcomer.room / 4, 1u);
    const bool is_modest = count_[newcomer.source % count_.size()] < share;
    std::uint32_t oldest = kNoIndex;
    std::uint32_t at = first_;
    for (int i = 0; i < kMostVisits && at != kNoIndex; ++i, at = nodes_[at].newer) {
      const Node& node = nodes_[at];
      if (newcomer.listener != kNoIndex && node.listener != newcomer.listener) continue;
      if (node.begun + newcomer.rto <= newcomer.now) return at;
      if (!is_modest) return kNoIndex;
      if (count_[node.source] > share) return at;
      if (oldest == kNoIndex) oldest = at;
    }
    return oldest;
  }

 private:
  struct Node {
    std::uint32_t older = kNoIndex;
    std::uint32_t newer = kNoIndex;
    std::uint32_t listener = kNoIndex;
    std::uint8_t source = 0;
    bool is_queued = false;
    Instant<Concrete> begun{};
  };

  std::vector<Node> nodes_{};
  std::uint32_t first_ = kNoIndex;
  std::uint32_t last_ = kNoIndex;
  std::array<std::uint32_t, 256> count_{};  // of each source; those with one hash share a count
};

}  // namespace twomsl
