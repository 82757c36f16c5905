// The concrete TIME-WAIT table, instantiated once.
#include "core/table/concrete_table.hpp"

#include <algorithm>
#include <array>

#include "spec/model/policies.hpp"

namespace twomsl {

template TableResult step(Ipv4Table&, const Ipv4Table::Event&);
template TableResult step(Ipv6Table&, const Ipv6Table::Event&);

namespace {

// Enough misses in flight to fill the memory system; more only evict each other.
constexpr std::size_t kBatch = 32;

template <class Key>
void look_up_batches(const RunningTable<Key>& table, std::span<const Key> keys,
                     Instant<Concrete> now, std::span<TableAnswer<Concrete>> answers) {
  for (std::size_t first = 0; first < keys.size(); first += kBatch) {
    const std::size_t last = std::min(first + kBatch, keys.size());
    for (std::size_t i = first; i < last; ++i) {
      prefetch(table, keys[i]);
    }
    for (std::size_t i = first; i < last; ++i) {
      answers[i] = look_up(table, keys[i], now);
    }
  }
}

// The life of a slot, at compile time: held for exactly 2*MSL.
constexpr bool lives_for_two_msl() {
  using Key = Ipv4Tuple<Concrete>;
  TimeWaitTable<Concrete, Key, std::array<Slot<Concrete, Key>, 2>, TupleHash> table;
  table.policy = table_policy(strict<Concrete>(), 2);
  TableEvent<Concrete, Key> event{TableVerb::reserve, {1000}, {1, 2, 3}};
  const bool reserved = step(table, event) == TableResult::done;
  event.verb = TableVerb::hold;
  const bool held = step(table, event) == TableResult::done;
  return reserved && held && look_up(table, event.key, {1000 + 2 * kRfcMslUs - 1}).held &&
         !look_up(table, event.key, {1000 + 2 * kRfcMslUs}).held;
}
static_assert(lives_for_two_msl());

}  // namespace

void look_up_all(const Ipv4Table& table, std::span<const Ipv4Tuple<Concrete>> keys,
                 Instant<Concrete> now, std::span<TableAnswer<Concrete>> answers) {
  look_up_batches(table, keys, now, answers);
}

void look_up_all(const Ipv6Table& table, std::span<const Ipv6Tuple<Concrete>> keys,
                 Instant<Concrete> now, std::span<TableAnswer<Concrete>> answers) {
  look_up_batches(table, keys, now, answers);
}

}  // namespace twomsl
