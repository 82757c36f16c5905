// The memory of the TIME-WAIT table: slots under open addressing, each run sorted by home.
//
// A slot's home is where its hash points; its displacement, how far after its home it lies. Runs
// are kept in the order of homes (Robin Hood hashing), so a look-up may stop at the first slot
// that lies closer to its home than the key sought would, and erasing closes the gap by moving
// the rest of the run back by one. No tombstones, no links: expiry sweeps the slots in order.
//
// The template is the same at eight slots under Z3 and at ten million at run time. `Slots` is an
// array or a vector; nothing is allocated after construction. The hash may be any function: a bad
// one costs time, never correctness.
#pragma once

#include <utility>

#include "core/table/slot.hpp"

namespace twomsl {

/// The index of the slot that has the key (`found`), or of the slot where it would be inserted.
struct SearchResult {
  std::uint32_t at = 0;
  bool found = false;
};

/// Walks the run from the key's home: finds `key`, its wait over or not, or else where it belongs.
struct RunSearch {
  template <class Table>
  [[nodiscard]] constexpr SearchResult operator()(const Table& table,
                                                  const typename Table::KeyType& key) const;
};

/// REQUIRES: the slots are empty at the start and number at least policy.capacity, 2^31 at most.
template <class D, class Key, class Slots, class Hash, class Search = RunSearch>
struct TimeWaitTable {
  using Domain = D;
  using KeyType = Key;
  using SlotType = Slot<D, Key>;
  using Event = TableEvent<D, Key>;

  TablePolicy<D> policy{};
  TableAccount<D> account{};
  std::uint32_t sweep_cursor = 0;  // the next slot that expiry looks at
  Hash hash{};                     // Key -> D::U32
  Search search{};                 // no verb trusts it: what it says is verified where it is used
  Slots slots{};
};

template <class Table>
[[nodiscard]] constexpr std::uint32_t slot_count(const Table& table) {
  return static_cast<std::uint32_t>(table.slots.size());
}

/// Nothing more can be reserved.
template <class Table>
[[nodiscard]] constexpr auto is_full(const Table& table) {
  return table.policy.capacity <= table.account.reserved + table.account.held;
}

template <class Table>
[[nodiscard]] constexpr std::uint32_t next(const Table& table, std::uint32_t at) {
  return at + 1 == slot_count(table) ? 0 : at + 1;
}

/// A slot index below slot_count, spread evenly over the values of `word`.
template <class Table>
[[nodiscard]] constexpr auto spread(const Table& table, const typename Table::Domain::U32& word) {
  using D = typename Table::Domain;
  return D::narrow((D::widen(word) * typename D::U64(slot_count(table))) >> 32);
}

/// How far after the home of `key` slot `at` lies, going round.
template <class Table>
[[nodiscard]] constexpr auto distance_from_home(const Table& table,
                                                const typename Table::KeyType& key,
                                                std::uint32_t at) {
  using U32 = typename Table::Domain::U32;
  const U32 home = spread(table, table.hash(key));
  return select(home <= U32(at), U32(at) - home, U32(at + slot_count(table)) - home);
}

/// How far after its home the key of slot `at` lies. Meaningful if occupied.
template <class Table>
[[nodiscard]] constexpr auto displacement(const Table& table, std::uint32_t at) {
  return distance_from_home(table, table.slots[at].key, at);
}

template <class Table>
constexpr SearchResult RunSearch::operator()(const Table& table,
                                             const typename Table::KeyType& key) const {
  using D = typename Table::Domain;
  const std::uint32_t count = slot_count(table);
  std::uint32_t at = D::pick(spread(table, table.hash(key)), count);
  for (std::uint32_t distance = 0; distance < count; ++distance, at = next(table, at)) {
    if (is_empty(table.slots[at])) {
      return {at, false};
    }
    if (table.slots[at].key == key) {
      return {at, true};
    }
    if (displacement(table, at) < typename D::U32(distance)) {
      return {at, false};
    }
  }
  return {at, false};
}

/// Puts `slot` at `at`, where a search says that it belongs, and moves the rest of the run on.
/// REQUIRES: some slot is empty.
template <class Table>
constexpr void insert(Table& table, std::uint32_t at, const typename Table::SlotType& slot) {
  typename Table::SlotType carried = slot;
  for (std::uint32_t moved = 0; moved < slot_count(table); ++moved, at = next(table, at)) {
    std::swap(carried, table.slots[at]);
    if (is_empty(carried)) {
      return;
    }
  }
}

/// Empties slot `at` and moves the rest of its run back by one.
template <class Table>
constexpr void erase(Table& table, std::uint32_t at) {
  using U32 = typename Table::Domain::U32;
  for (std::uint32_t moved = 1; moved < slot_count(table); ++moved) {
    const std::uint32_t after = next(table, at);
    if (is_empty(table.slots[after]) || displacement(table, after) == U32(0u)) {
      break;
    }
    table.slots[at] = table.slots[after];
    at = after;
  }
  table.slots[at] = {};
}

/// Empties an occupied slot and takes it off the account.
template <class Table>
constexpr void free_slot(Table& table, std::uint32_t at) {
  using U32 = typename Table::Domain::U32;
  erase(table, at);
  table.account.held = table.account.held - U32(1u);
}

}  // namespace twomsl
