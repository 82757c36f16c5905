// How tables of history give way under pressure. Under Pressure::none nothing here frees a slot.
#pragma once

#include "core/table/robin_hood_table.hpp"

namespace twomsl {

template <class Table>
[[nodiscard]] constexpr auto is_under_pressure(const Table& table) {
  return table.policy.museum.threshold <= table.account.reserved + table.account.held;
}

template <class Table>
[[nodiscard]] constexpr std::uint32_t oldest(const Table& table) {
  std::uint32_t found = 0;
  for (std::uint32_t at = 1; at < slot_count(table); ++at) {
    const auto& candidate = table.slots[at];
    if (!is_empty(candidate) &&
        (is_empty(table.slots[found]) ||
         deadline(candidate.deadline_word) < deadline(table.slots[found].deadline_word))) {
      found = at;
    }
  }
  return found;
}

/// Takes a held slot away, licence or not.
template <class Table>
constexpr void evict(Table& table, std::uint32_t at) {
  if (!is_empty(table.slots[at])) {
    free_slot(table, at);
  }
}

/// A slot that is under pressure gives way.
template <class Table>
[[gnu::cold, gnu::noinline]] constexpr void evict_under_pressure(
    Table& table, const AdversaryChoice<typename Table::Domain>& adversary) {
  using D = typename Table::Domain;
  if (!is_under_pressure(table)) return;
  evict(table, table.policy.museum.pressure == Pressure::evict_any
                   ? D::pick(spread(table, adversary.victim), slot_count(table))
                   : oldest(table));
}

/// Makes room for a connection that begins, as history did.
template <class Table>
constexpr void relieve_pressure(Table& table,
                                const AdversaryChoice<typename Table::Domain>& adversary) {
  Museum<typename Table::Domain>& museum = table.policy.museum;
  museum.threshold = select(museum.writes_back && adversary.write_back, museum.default_threshold,
                            museum.threshold);
  if (museum.pressure == Pressure::evict_any || museum.pressure == Pressure::evict_oldest) {
    evict_under_pressure(table, adversary);
  }
}

/// The connection that closes gets no wait.
template <class Table>
[[nodiscard]] constexpr auto refuses_newcomer(const Table& table) {
  using Bool = typename Table::Domain::Bool;
  return Bool(table.policy.museum.pressure == Pressure::refuse_newcomer) &&
         table.policy.museum.threshold <= table.account.held;
}

/// What a wait that starts now lasts longer than 2*MSL.
template <class Table>
[[nodiscard]] constexpr auto overstay(const Table& table) {
  using D = typename Table::Domain;
  return select(is_under_pressure(table), table.policy.museum.overstay, Duration<D>{});
}

}  // namespace twomsl
