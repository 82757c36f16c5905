// The TIME-WAIT table under proof: arbitrary tables, events and histories, and what joins them.
#pragma once

#include <array>
#include <string>

#include "core/table/table_invariant.hpp"
#include "core/table/table_step.hpp"
#include "proofs/engine/symbolic.hpp"
#include "spec/laws/table/table_laws.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl::proof {

template <class D>
using KeyOf = Ipv4Tuple<D>;
using Key = KeyOf<Symbolic>;
using Event = TableEvent<Symbolic, Key>;
using SymbolicHistory = TupleHistory<Symbolic, Key>;

/// Any function at all: Z3 chooses it.
struct AnyHash {
  [[nodiscard]] Symbolic::U32 operator()(const Key& key) const;
};

/// A search that nobody trusts: what it answers are the symbols found_at and found.
struct AnySearch {
  template <class Table>
  [[nodiscard]] SearchResult operator()(const Table& table, const Key& key) const;
};

template <std::size_t capacity, class Search>
using SymbolicTable =
    TimeWaitTable<Symbolic, Key, std::array<Slot<Symbolic, Key>, capacity>, AnyHash, Search>;

/// New symbols; `name` tells them apart.
[[nodiscard]] Bool any_bool(const std::string& name);
[[nodiscard]] Symbolic::U32 any_word(const std::string& name);
[[nodiscard]] Symbolic::U64 any_quad(const std::string& name);
[[nodiscard]] Key any_key(const std::string& name);
[[nodiscard]] TimeWaitRecord<Symbolic> any_record(const std::string& name);
[[nodiscard]] Slot<Symbolic, Key> any_slot(const std::string& name);
[[nodiscard]] SymbolicHistory any_history(const std::string& name);

/// Every licence open, no museum: what theorems over "any policy" range over.
[[nodiscard]] TablePolicy<Symbolic> any_policy(const std::string& name, Reopening rule);

/// What stays concrete on every path; the prover loops over it outside.
struct Kind {
  TableVerb verb = TableVerb::reserve;
  Licence licence = Licence::expiry;
  Reopening rule = Reopening::by_sequence_or_timestamp;
};

/// An event with every member open but its kind.
[[nodiscard]] Event any_event(const std::string& name, const Kind& kind);

template <class Table>
[[nodiscard]] Table any_table(Reopening rule) {
  Table table;
  table.policy = any_policy("policy", rule);
  table.account = {any_word("reserved"), any_word("held")};
  for (std::size_t i = 0; i < table.slots.size(); ++i) {
    table.slots[i] = any_slot("slot" + std::to_string(i));
  }
  return table;
}

template <class Table>
SearchResult AnySearch::operator()(const Table& table, const Key&) const {
  const std::uint32_t at = Symbolic::pick(any_word("found_at"), slot_count(table));
  return {at, static_cast<bool>(any_bool("found"))};
}

/// What AnySearch answers about `key` is right. Proved of RunSearch by theorem LOOKUP.
template <class Table>
[[nodiscard]] Bool search_is_right(const Table& table, const Key& key) {
  Bool right(false);
  for (std::uint32_t at = 0; at < slot_count(table); ++at) {
    const Bool here = any_word("found_at") == Symbolic::U32(at);
    const Bool found = any_bool("found");
    right = right || (here && found && is_correct_result(table, key, {at, true})) ||
            (here && !found && is_correct_result(table, key, {at, false}));
  }
  return right;
}

/// What look_up must say, found by looking at every slot: no hash, no order, no early end.
template <class Table>
[[nodiscard]] auto scan(const Table& table, const typename Table::KeyType& key,
                        const Instant<typename Table::Domain>& now) {
  using D = typename Table::Domain;
  TableAnswer<D> answer;
  for (const auto& slot : table.slots) {
    const typename D::Bool here = !is_empty(slot) && slot.key == key && !is_due(slot, now);
    const TimeWaitRecord<D> found = record(slot);
    answer.held = answer.held || here;
    answer.frozen = answer.frozen || (here && is_frozen(slot.deadline_word));
    answer.record = {select(here, found.snd_nxt, answer.record.snd_nxt),
                     select(here, found.rcv_nxt, answer.record.rcv_nxt),
                     select(here, found.ts_on, answer.record.ts_on),
                     select(here, found.ts_recent, answer.record.ts_recent),
                     select(here, found.fin_received, answer.record.fin_received)};
  }
  return answer;
}

/// What look_up must say, as the history has it.
template <class D>
[[nodiscard]] TableAnswer<D> expected_answer(const TupleHistory<D, KeyOf<D>>& history,
                                             const Instant<D>& now) {
  return {is_waiting(history, now), history.frozen, history.record};
}

/// Two answers that nobody can tell apart.
template <class D>
[[nodiscard]] typename D::Bool same_answer(const TableAnswer<D>& a, const TableAnswer<D>& b) {
  return a.held == b.held && implies(a.held, a.frozen == b.frozen && a.record == b.record);
}

/// What a slot remembers is what its history says, in the table's terms: a deadline.
template <class D>
[[nodiscard]] typename D::Bool agrees(const Slot<D, KeyOf<D>>& slot,
                                      const TupleHistory<D, KeyOf<D>>& history) {
  return is_frozen(slot.deadline_word) == history.frozen &&
         deadline(slot.deadline_word) == history.restarted + history.msl + history.msl &&
         record(slot) == history.record;
}

/// At `clock` the table and the history of the followed tuple say the same.
template <class Table>
[[nodiscard]] auto is_faithful(
    const Table& table,
    const TupleHistory<typename Table::Domain, typename Table::KeyType>& history,
    const Instant<typename Table::Domain>& clock) {
  using D = typename Table::Domain;
  using U64 = typename D::U64;
  typename D::Bool present(false);
  typename D::Bool faithful =
      implies(history.frozen, history.entered) &&
      implies(history.entered, history.restarted <= clock && U64(0u) < history.msl.us &&
                                   history.msl.us <= U64(kLongestMslUs));
  for (const auto& slot : table.slots) {
    const typename D::Bool here =
        !is_empty(slot) && slot.key == history.key && !is_due(slot, clock);
    present = present || here;
    faithful = faithful && implies(here, agrees<D>(slot, history));
  }
  return faithful && present == is_waiting(history, clock);
}

}  // namespace twomsl::proof
