// What is true of every TIME-WAIT table between two steps.
//
// Proved to hold of the empty table and to be kept by every step; fuzz targets assert it.
#pragma once

#include "core/table/robin_hood_table.hpp"

namespace twomsl {

/// Each run is sorted by home: a displaced slot has a neighbour before it that lies at most one
/// nearer to its own home. From this, which compares neighbours only, it follows that a look-up
/// finds every key.
template <class Table>
[[nodiscard]] constexpr auto runs_are_sorted(const Table& table) {
  using U32 = typename Table::Domain::U32;
  typename Table::Domain::Bool sorted(true);
  for (std::uint32_t before = 0; before < slot_count(table); ++before) {
    const std::uint32_t at = next(table, before);
    const auto shift = displacement(table, at);
    sorted = sorted &&
             (is_empty(table.slots[at]) || shift == U32(0u) ||
              (!is_empty(table.slots[before]) && shift <= displacement(table, before) + U32(1u)));
  }
  return sorted;
}

/// Some slot is empty or has displacement zero: even in a full table, not every slot is displaced.
template <class Table>
[[nodiscard]] constexpr auto runs_begin(const Table& table) {
  using U32 = typename Table::Domain::U32;
  typename Table::Domain::Bool begins(false);
  for (std::uint32_t at = 0; at < slot_count(table); ++at) {
    begins = begins || is_empty(table.slots[at]) || displacement(table, at) == U32(0u);
  }
  return begins;
}

/// No tuple has two slots. Quadratic: for small tables.
template <class Table>
[[nodiscard]] constexpr auto keys_are_unique(const Table& table) {
  typename Table::Domain::Bool unique(true);
  for (std::uint32_t i = 0; i < slot_count(table); ++i) {
    for (std::uint32_t j = i + 1; j < slot_count(table); ++j) {
      unique = unique && (is_empty(table.slots[i]) || is_empty(table.slots[j]) ||
                          !(table.slots[i].key == table.slots[j].key));
    }
  }
  return unique;
}

/// account.held is the number of occupied slots; reserved + held is at most the capacity, and that
/// at most the number of slots.
template <class Table>
[[nodiscard]] constexpr auto account_is_true(const Table& table) {
  using U32 = typename Table::Domain::U32;
  U32 occupied(0u);
  for (const auto& slot : table.slots) {
    occupied = occupied + select(is_empty(slot), U32(0u), U32(1u));
  }
  return table.account.held == occupied && table.account.held <= table.policy.capacity &&
         table.account.reserved <= table.policy.capacity - table.account.held &&
         table.policy.capacity <= U32(slot_count(table));
}

/// 0 < MSL <= kLongestMslUs, so that no deadline overflows.
template <class Table>
[[nodiscard]] constexpr auto msl_is_sane(const Table& table) {
  using U64 = typename Table::Domain::U64;
  return U64(0u) < table.policy.msl.us && table.policy.msl.us <= U64(kLongestMslUs);
}

/// No deadline is zero: thawing such a slot could leave the word zero, which means empty.
template <class Table>
[[nodiscard]] constexpr auto waits_have_ends(const Table& table) {
  using U64 = typename Table::Domain::U64;
  typename Table::Domain::Bool sane(true);
  for (const auto& slot : table.slots) {
    sane = sane && (is_empty(slot) || U64(0u) < deadline(slot.deadline_word).us);
  }
  return sane;
}

/// The search is right: it found the slot that has the key; or no slot has the key and, unless the
/// table is full, inserting at `result.at` keeps the run sorted.
template <class Table>
[[nodiscard]] constexpr auto is_correct_result(const Table& table,
                                               const typename Table::KeyType& key,
                                               const SearchResult& result) {
  using U32 = typename Table::Domain::U32;
  using Bool = typename Table::Domain::Bool;
  if (result.found) {
    return !is_empty(table.slots[result.at]) && table.slots[result.at].key == key;
  }
  Bool absent(true);
  Bool full(true);
  for (const auto& slot : table.slots) {
    absent = absent && (is_empty(slot) || !(slot.key == key));
    full = full && !is_empty(slot);
  }
  const std::uint32_t before = result.at == 0 ? slot_count(table) - 1 : result.at - 1;
  const U32 shift = distance_from_home(table, key, result.at);
  const Bool follows_its_predecessor =
      shift == U32(0u) ||
      (!is_empty(table.slots[before]) && shift <= displacement(table, before) + U32(1u));
  const Bool precedes_its_successor =
      is_empty(table.slots[result.at]) || displacement(table, result.at) < shift;
  return absent && (full || (follows_its_predecessor && precedes_its_successor));
}

template <class Table>
[[nodiscard]] constexpr auto is_well_formed(const Table& table) {
  return runs_are_sorted(table) && runs_begin(table) && keys_are_unique(table) &&
         account_is_true(table) && waits_have_ends(table) && msl_is_sane(table);
}

}  // namespace twomsl
