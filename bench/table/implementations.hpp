// The TIME-WAIT tables that are compared, behind one interface: connections are numbers from
// 1, a connection's key is made from its number by mixing, and time is a count of ticks.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "bench/random.hpp"
#include "bench/table/flat_time_wait.hpp"
#include "core/table/concrete_table.hpp"
#include "spec/model/policies.hpp"

namespace twomsl::bench {

/// Numbers looked up at once, at most.
inline constexpr std::size_t kBatch = 32;

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

  /// Ends the waits that are over at tick `number`, and starts that of connection `number`. Its
  /// slot is asked for first, as by a host that prefetches for a packet and expires waits
  /// meanwhile.
  void expire_and_hold(std::uint32_t number) {
    table_.prefetch(key(number));
    table_.expire(number);
    hold(number);
  }

 private:
  [[nodiscard]] static FlatKey key(std::uint32_t number) {
    const std::uint64_t word = mix(number);
    return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32), number};
  }

  FlatTimeWait table_;
};

/// The table of core/, under the strict policy. A tick is a microsecond.
class Twomsl {
 public:
  static constexpr const char* kName = "twomsl";

  /// The wait is `entries` ticks long, an even number.
  explicit Twomsl(std::uint32_t entries)
      : table_(make_table<Key>(policy(entries), 11)),
        visits_(visits(slot_count(table_), entries)) {}

  void hold(std::uint32_t number) {
    Ipv4Table::Event event;
    event.now = {number};
    event.key = key(number);
    event.record = {{number}, {~number}, false, 0};
    (void)reserve(table_, event.adversary);
    (void)twomsl::hold(table_, event);
    now_ = event.now;
  }

  [[nodiscard]] std::uint32_t recall(std::uint32_t number) const {
    return look_up(table_, key(number), now_).record.snd_nxt.value;
  }

  [[nodiscard]] std::size_t count_held(std::span<const std::uint32_t> numbers) const {
    std::array<Key, kBatch> keys;
    std::array<TableAnswer<Concrete>, kBatch> answers;
    for (std::size_t i = 0; i < numbers.size(); ++i) keys[i] = key(numbers[i]);
    look_up_all(table_, std::span<const Key>(keys).first(numbers.size()), now_, answers);
    std::size_t count = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      count += answers[i].record.snd_nxt.value == numbers[i] ? 1u : 0u;
    }
    return count;
  }

  void expire_and_hold(std::uint32_t number) {
    prefetch(table_, key(number));
    (void)expire(table_, {number}, visits_);
    hold(number);
  }

 private:
  using Key = Ipv4Tuple<Concrete>;

  /// Sweeps in a wait: what is due stays, on average, for half a round.
  static constexpr std::uint32_t kRoundsInWait = 16;

  [[nodiscard]] static TablePolicy<Concrete> policy(std::uint32_t entries) {
    TablePolicy<Concrete> policy = table_policy(strict<Concrete>(), entries + entries / 25);
    policy.msl = {entries / 2};
    return policy;
  }

  /// Slots to look at in a stride, so that the rounds come out.
  [[nodiscard]] static std::uint32_t visits(std::uint64_t slots, std::uint64_t entries) {
    return static_cast<std::uint32_t>(1 + kRoundsInWait * slots / entries);
  }

  [[nodiscard]] static Key key(std::uint32_t number) {
    const std::uint64_t word = mix(number);
    return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32), number};
  }

  Ipv4Table table_;
  std::uint32_t visits_;
  Instant<Concrete> now_{};
};

}  // namespace twomsl::bench
