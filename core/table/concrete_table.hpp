// The TIME-WAIT table that runs: slots in a vector, one hash, IPv4 and IPv6.
#pragma once

#include <span>
#include <vector>

#include "core/table/table_step.hpp"
#include "core/table/tuple_hash.hpp"

namespace twomsl {

template <class Key>
using RunningTable = TimeWaitTable<Concrete, Key, std::vector<Slot<Concrete, Key>>, TupleHash>;

using Ipv4Table = RunningTable<Ipv4Tuple<Concrete>>;
using Ipv6Table = RunningTable<Ipv6Tuple<Concrete>>;

static_assert(sizeof(Ipv4Table::SlotType) == 32);
static_assert(sizeof(Ipv6Table::SlotType) == 64);

/// Slots for a capacity: filled to 85 % at most, so that look-ups stay short. 37.7 bytes an entry
/// for IPv4.
[[nodiscard]] constexpr std::uint32_t slots_for(std::uint32_t capacity) {
  return static_cast<std::uint32_t>((std::uint64_t{capacity} * 20 + 16) / 17) + 1;
}

/// An empty table, all memory taken at once. REQUIRES: 0 < policy.msl; a secret seed.
template <class Key>
[[nodiscard]] RunningTable<Key> make_table(const TablePolicy<Concrete>& policy,
                                           std::uint64_t seed) {
  RunningTable<Key> table;
  table.policy = policy;
  table.hash.seed = seed;
  table.slots.resize(slots_for(policy.capacity));
  return table;
}

/// Begins to load what a look-up or an event of `key` will touch: eight slots from its home on,
/// where nearly all look-ups end.
// Always inline: GCC 12 takes a function that only prefetches for one without effect, and drops it.
template <class Key>
[[gnu::always_inline]] inline void prefetch(const RunningTable<Key>& table, const Key& key) {
  const auto* home = &table.slots[spread(table, table.hash(key))];
  for (std::size_t slot = 0; slot < 8; slot += 2) __builtin_prefetch(home + slot);
}

/// Looks many keys up, overlapping their cache misses: answers[i] is look_up(table, keys[i], now).
/// REQUIRES: as many answers as keys.
void look_up_all(const Ipv4Table& table, std::span<const Ipv4Tuple<Concrete>> keys,
                 Instant<Concrete> now, std::span<TableAnswer<Concrete>> answers);
void look_up_all(const Ipv6Table& table, std::span<const Ipv6Tuple<Concrete>> keys,
                 Instant<Concrete> now, std::span<TableAnswer<Concrete>> answers);

extern template TableResult step(Ipv4Table&, const Ipv4Table::Event&);
extern template TableResult step(Ipv6Table&, const Ipv6Table::Event&);

}  // namespace twomsl
