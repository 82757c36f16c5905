// The anchor of the TIME-WAIT table: what a good engineer would write in an hour. A flat hash map
// holds the slots and a binary heap their deadlines; a restart leaves its old deadline in the heap,
// to be queued again when it comes up.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <queue>
#include <vector>

namespace twomsl::bench {

/// An IPv4 connection, 12 bytes.
struct FlatKey {
  std::uint32_t local = 0;
  std::uint32_t remote = 0;
  std::uint32_t ports = 0;

  friend bool operator==(const FlatKey&, const FlatKey&) = default;

  template <class H>
  friend H AbslHashValue(H state, const FlatKey& key) {
    return H::combine(std::move(state), key.local, key.remote, key.ports);
  }
};

/// What TIME-WAIT remembers, 16 bytes.
struct FlatSlot {
  std::uint32_t deadline_us = 0;
  std::uint32_t snd_nxt = 0;
  std::uint32_t rcv_nxt = 0;
  std::uint32_t ts_recent = 0;
};

class FlatTimeWait {
 public:
  explicit FlatTimeWait(std::uint32_t wait_us) : wait_us_(wait_us) {}

  void hold(const FlatKey& key, const FlatSlot& slot, std::uint32_t now_us) {
    FlatSlot& held = slots_[key] = slot;
    held.deadline_us = now_us + wait_us_;
    due_.push({held.deadline_us, key});
  }

  [[nodiscard]] const FlatSlot* find(const FlatKey& key) const {
    const auto found = slots_.find(key);
    return found == slots_.end() ? nullptr : &found->second;
  }

  /// Asks for the cache lines of `key` ahead of find().
  void prefetch(const FlatKey& key) const { slots_.prefetch(key); }

  void expire(std::uint32_t now_us) {
    while (!due_.empty() && due_.top().deadline_us <= now_us) {
      const Due due = due_.top();
      due_.pop();
      const auto found = slots_.find(due.key);
      if (found == slots_.end()) continue;
      if (found->second.deadline_us <= now_us) {
        slots_.erase(found);
      } else {
        due_.push({found->second.deadline_us, due.key});
      }
    }
  }

 private:
  struct Due {
    std::uint32_t deadline_us = 0;
    FlatKey key{};

    friend bool operator<(const Due& a, const Due& b) { return b.deadline_us < a.deadline_us; }
  };

  std::uint32_t wait_us_;
  absl::flat_hash_map<FlatKey, FlatSlot> slots_;
  std::priority_queue<Due> due_;
};

}  // namespace twomsl::bench
