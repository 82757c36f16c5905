// The TIME-WAIT tables that are compared, behind one interface: connections are numbers from
// 1, a connection's key is made from its number by mixing, and time is a count of ticks.
#pragma once

#include <cstdint>
#include <span>

#include "bench/flat_time_wait.hpp"
#include "bench/random.hpp"

namespace twomsl::bench {

/// absl::flat_hash_map with a std::priority_queue.
class Flat {
 public:
  static constexpr const char* kName = "flat_hash_map";

  /// The wait is `entries` ticks long, and so are `entries` connections waiting at any time.
  explicit Flat(std::uint32_t entries) : table_(entries) {}

  /// Connection `number` enters TIME-WAIT at tick `number`.
  void hold(std::uint32_t number) {
    table_.hold(key(number), {.snd_nxt = number, .rcv_nxt = ~number}, number);
  }

  /// What the slot remembers, which is `number`, or 0 if there is none.
  [[nodiscard]] std::uint32_t recall(std::uint32_t number) const {
    const FlatSlot* slot = table_.find(key(number));
    return slot == nullptr ? 0 : slot->snd_nxt;
  }

  /// How many of `numbers` are held: the anchor's fastest way, all prefetched and then looked up.
  [[nodiscard]] std::size_t count_held(std::span<const std::uint32_t> numbers) const {
    for (const std::uint32_t number : numbers) table_.prefetch(key(number));
    std::size_t count = 0;
    for (const std::uint32_t number : numbers) count += recall(number) == number ? 1u : 0u;
    return count;
  }

  void expire(std::uint32_t tick) { table_.expire(tick); }

  [[nodiscard]] std::size_t size() const { return table_.size(); }

 private:
  [[nodiscard]] static FlatKey key(std::uint32_t number) {
    const std::uint64_t word = mix(number);
    return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32), number};
  }

  FlatTimeWait table_;
};

}  // namespace twomsl::bench
