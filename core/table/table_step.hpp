// TIME-WAIT as a table: reservation instead of scavenging (RFC 9293 section 3.6.1).
//
// A connection reserves a slot before it can enter TIME-WAIT, so entering never fails and memory
// pressure never ends a wait. Each verb below is one event of spec/model/table_event.hpp; step()
// dispatches. A search is not trusted: where its result is used it is checked.
#pragma once

#include "core/table/licence.hpp"
#include "core/table/museum.hpp"

namespace twomsl {

/// The search says that it has found the key, and the slot is occupied and has that key.
template <class Table>
[[nodiscard]] constexpr bool is_verified(const Table& table, const SearchResult& search,
                                         const typename Table::KeyType& key) {
  const auto& slot = table.slots[search.at];
  return search.found && static_cast<bool>(!is_empty(slot) && slot.key == key);
}

/// No slot is occupied: a search can be spared.
template <class Table>
[[nodiscard]] constexpr auto holds_none(const Table& table) {
  return table.account.held == typename Table::Domain::U32(0u);
}

/// What the table says of `key` at `now`. A wait that is due is over, its slot freed or not.
template <class Table>
[[nodiscard]] constexpr auto look_up(const Table& table, const typename Table::KeyType& key,
                                     const Instant<typename Table::Domain>& now) {
  using D = typename Table::Domain;
  if (holds_none(table)) {
    return TableAnswer<D>{};
  }
  const SearchResult search = table.search(table, key);
  if (!is_verified(table, search, key) || is_due(table.slots[search.at], now)) {
    return TableAnswer<D>{};
  }
  const auto& slot = table.slots[search.at];
  return TableAnswer<D>{typename D::Bool(true), is_frozen(slot.deadline_word), record(slot)};
}

/// Reserves one slot for a connection that begins.
template <class Table>
constexpr TableResult reserve(Table& table,
                              const AdversaryChoice<typename Table::Domain>& adversary) {
  using U32 = typename Table::Domain::U32;
  relieve_pressure(table, adversary);
  if (is_full(table)) {
    return TableResult::full;
  }
  table.account.reserved = table.account.reserved + U32(1u);
  return TableResult::done;
}

/// Cancels the reservation of a connection that can no longer enter TIME-WAIT.
template <class Table>
constexpr TableResult give_back(Table& table) {
  using U32 = typename Table::Domain::U32;
  if (table.account.reserved == U32(0u)) {
    return TableResult::not_reserved;
  }
  table.account.reserved = table.account.reserved - U32(1u);
  return TableResult::done;
}

/// The end of a wait that starts at `now`.
//= rfc9293#3.6.1 MUST-13
template <class Table>
[[nodiscard]] constexpr auto end_of_wait(const Table& table,
                                         const Instant<typename Table::Domain>& now) {
  return now + table.policy.msl + table.policy.msl + overstay(table);
}

/// The slot of a tuple's wait, verified; or the reason why there is none.
struct LocateResult {
  TableResult result = TableResult::not_held;
  std::uint32_t at = 0;
};

template <class Table>
[[nodiscard]] constexpr LocateResult locate(const Table& table, const typename Table::KeyType& key,
                                            const Instant<typename Table::Domain>& now) {
  if (holds_none(table)) {
    return {};
  }
  const SearchResult search = table.search(table, key);
  if (!is_verified(table, search, key) || is_due(table.slots[search.at], now)) {
    return {};
  }
  return {TableResult::done, search.at};
}

/// The same, and the wait must be frozen or not, as `frozen` says.
template <class Table>
[[nodiscard]] constexpr LocateResult locate(const Table& table, const typename Table::Event& event,
                                            bool frozen) {
  LocateResult located = locate(table, event.key, event.now);
  if (located.result == TableResult::done &&
      static_cast<bool>(is_frozen(table.slots[located.at].deadline_word)) != frozen) {
    located.result = frozen ? TableResult::not_frozen : TableResult::frozen;
  }
  return located;
}

/// Enters TIME-WAIT. Cannot fail where something is reserved and the tuple is not held.
template <class Table>
constexpr TableResult hold(Table& table, const typename Table::Event& event) {
  using D = typename Table::Domain;
  using U32 = typename D::U32;
  if (table.account.reserved == U32(0u)) {
    return TableResult::not_reserved;
  }
  const SearchResult search = table.search(table, event.key);
  const bool replaces = is_verified(table, search, event.key);
  if (replaces && !is_due(table.slots[search.at], event.now)) {
    return TableResult::already_held;
  }
  table.account.reserved = table.account.reserved - U32(1u);
  if (refuses_newcomer(table)) {
    return TableResult::done;
  }
  const TimeWaitRecord<D>& record = event.record;
  const typename Table::SlotType slot{make_deadline_word(end_of_wait(table, event.now), record),
                                      event.key, record.snd_nxt, record.rcv_nxt, record.ts_recent};
  if (replaces) {
    table.slots[search.at] = slot;
  } else {
    insert(table, search.at, slot);
    table.account.held = table.account.held + U32(1u);
  }
  return TableResult::done;
}

/// Restarts the wait: the peer's FIN came again and was answered. An end that an earlier, longer
/// MSL had set stays if it is later.
template <class Table>
constexpr TableResult restart(Table& table, const typename Table::Event& event) {
  const LocateResult located = locate(table, event, false);
  if (located.result == TableResult::done) {
    auto& word = table.slots[located.at].deadline_word;
    word = with_deadline(word, larger(end_of_wait(table, event.now), deadline(word)));
  }
  return located.result;
}

/// Suspends a wait for a SYN that may reopen; the slot and all that it remembers stay.
template <class Table>
constexpr TableResult freeze(Table& table, const typename Table::Event& event) {
  const LocateResult located = locate(table, event, false);
  if (located.result != TableResult::done) {
    return located.result;
  }
  if (!table.policy.enables(Licence::reopening)) {
    return TableResult::not_enabled;
  }
  auto& slot = table.slots[located.at];
  if (!may_reopen(table.policy.reopening, record(slot), event.arrival)) {
    return TableResult::guard_failed;
  }
  slot.deadline_word = frozen(slot.deadline_word);
  return TableResult::done;
}

/// Returns to TIME-WAIT, deadline and all: the SYN was an old duplicate.
//= rfc9293#3.6.1 MAY-2
template <class Table>
constexpr TableResult thaw(Table& table, const typename Table::Event& event) {
  const LocateResult located = locate(table, event, true);
  if (located.result == TableResult::done) {
    auto& word = table.slots[located.at].deadline_word;
    word = thawed(word);
  }
  return located.result;
}

/// The new incarnation is ESTABLISHED: the frozen slot becomes its reservation.
template <class Table>
constexpr TableResult complete_reopening(Table& table, const typename Table::Event& event) {
  using U32 = typename Table::Domain::U32;
  const LocateResult located = locate(table, event, true);
  if (located.result != TableResult::done) {
    return located.result;
  }
  if (!table.policy.enables(Licence::reopening)) {
    return TableResult::not_enabled;
  }
  free_slot(table, located.at);
  table.account.reserved = table.account.reserved + U32(1u);
  return TableResult::done;
}

/// Ends a wait early, by a licence that the policy enables and whose condition holds.
template <class Table>
constexpr TableResult release(Table& table, const typename Table::Event& event) {
  const LocateResult located = locate(table, event, false);
  if (located.result != TableResult::done) {
    return located.result;
  }
  if (!table.policy.enables(event.licence)) {
    return TableResult::not_enabled;
  }
  if (!guard_holds(event.licence, table.slots[located.at], event)) {
    return TableResult::guard_failed;
  }
  free_slot(table, located.at);
  return TableResult::done;
}

/// Frees the slot under the cursor if it is due: erase() moves the next one there. Else moves on.
template <class Table>
constexpr void sweep(Table& table, const Instant<typename Table::Domain>& now) {
  const auto& slot = table.slots[table.sweep_cursor];
  if (!is_empty(slot) && is_due(slot, now)) {
    free_slot(table, table.sweep_cursor);
  } else {
    table.sweep_cursor = next(table, table.sweep_cursor);
  }
}

/// Moves the cursor past `visits` slots and frees those that are due. A full round, visits =
/// slot_count, leaves nothing that is due; sixteen rounds in 2*MSL keep 97 % of the slots in use.
template <class Table>
constexpr TableResult expire(Table& table, const Instant<typename Table::Domain>& now,
                             std::uint32_t visits) {
  for (std::uint32_t visited = 0; visited < visits;) {
    const std::uint32_t before = table.sweep_cursor;
    sweep(table, now);
    visited += table.sweep_cursor == before ? 0 : 1;
  }
  return TableResult::done;
}

/// Changes the MSL of waits that start or restart from now on.
template <class Table>
constexpr TableResult set_msl(Table& table, const Duration<typename Table::Domain>& msl) {
  using U64 = typename Table::Domain::U64;
  if (msl.us == U64(0u) || U64(kLongestMslUs) < msl.us) {
    return TableResult::msl_out_of_range;
  }
  table.policy.msl = msl;
  return TableResult::done;
}

/// Changes how many may be reserved and held; refused below reserved + held.
template <class Table>
constexpr TableResult set_capacity(Table& table, const typename Table::Domain::U32& capacity) {
  using U32 = typename Table::Domain::U32;
  if (U32(slot_count(table)) < capacity) {
    return TableResult::capacity_too_large;
  }
  if (capacity < table.account.reserved + table.account.held) {
    return TableResult::capacity_in_use;
  }
  table.policy.capacity = capacity;
  return TableResult::done;
}

/// Changes every rule but MSL and capacity, which have their own verbs.
template <class Table>
constexpr TableResult set_policy(Table& table, const TablePolicy<typename Table::Domain>& policy) {
  table.policy.licences = policy.licences;
  table.policy.reopening = policy.reopening;
  table.policy.museum = policy.museum;
  return TableResult::done;
}

/// One event, whichever it is; expire makes a full round.
template <class Table>
constexpr TableResult step(Table& table, const typename Table::Event& event) {
  switch (event.verb) {
    case TableVerb::reserve:
      return reserve(table, event.adversary);
    case TableVerb::give_back:
      return give_back(table);
    case TableVerb::hold:
      return hold(table, event);
    case TableVerb::restart:
      return restart(table, event);
    case TableVerb::freeze:
      return freeze(table, event);
    case TableVerb::thaw:
      return thaw(table, event);
    case TableVerb::complete_reopening:
      return complete_reopening(table, event);
    case TableVerb::release:
      return release(table, event);
    case TableVerb::expire:
      return expire(table, event.now, slot_count(table));
    case TableVerb::set_msl:
      return set_msl(table, event.policy.msl);
    case TableVerb::set_capacity:
      return set_capacity(table, event.policy.capacity);
    case TableVerb::set_policy:
      return set_policy(table, event.policy);
  }
  return TableResult::done;
}

}  // namespace twomsl
