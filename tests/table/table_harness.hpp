// A small TIME-WAIT table under test: after each event every law of spec/ is checked for every
// tuple, and the table is compared with its naive twin. Properties, exhaustive search and the
// fuzzer share this harness.
#pragma once

#include <optional>
#include <string>

#include "core/table/table_invariant.hpp"
#include "core/table/table_step.hpp"
#include "sim/checkers/breach.hpp"
#include "sim/checkers/naive_table.hpp"
#include "spec/laws/table/table_laws.hpp"
#include "spec/model/policies.hpp"

namespace twomsl {

inline constexpr std::uint32_t kTestKeys = 5;

/// The tuple number `index`, below kTestKeys.
[[nodiscard]] constexpr TestKey test_key(std::uint32_t index) {
  return {0xc0000201u, 0xc6336400u + index, 443u << 16 | 50000u};
}

/// rfc9293 with all nine licences enabled, also those that no policy of a connection enables.
[[nodiscard]] constexpr TablePolicy<Concrete> every_licence(std::uint32_t capacity) {
  TablePolicy<Concrete> policy = table_policy(rfc9293<Concrete>(), capacity);
  policy.licences.fill(true);
  return policy;
}

/// Hashes that a table must live with: spread out, all at the first or the last slot, or two and
/// two (with the last run going round the end).
enum class TestHashKind : std::uint8_t { spread_out, all_first, all_last, pairs };
inline constexpr std::uint32_t kTestHashKindCount = 4;

struct TestHash {
  TestHashKind kind = TestHashKind::spread_out;

  [[nodiscard]] constexpr std::uint32_t operator()(const TestKey& key) const {
    const std::uint32_t index = key.remote & 0xffu;
    switch (kind) {
      case TestHashKind::spread_out:
        return index * (0xffffffffu / kTestKeys);
      case TestHashKind::all_first:
        return 0;
      case TestHashKind::all_last:
        return 0xffffffffu;
      case TestHashKind::pairs:
        return 0xffffffffu - (index / 2) * 0x40000000u;
    }
    return 0;
  }
};

/// The clock at the start: late enough that no wait lies before time zero.
inline constexpr std::uint64_t kTestStartUs = 1000;

template <std::size_t kSlots>
struct TableHarness {
  using Table =
      TimeWaitTable<Concrete, TestKey, std::array<Slot<Concrete, TestKey>, kSlots>, TestHash>;

  Table table{};
  std::array<TupleHistory<Concrete, TestKey>, kTestKeys> histories{};
  NaiveTable twin{};
  bool has_twin = true;  // not where the table gives way to pressure: the twin knows no museum
  Instant<Concrete> now{kTestStartUs};
};

template <std::size_t kSlots>
[[nodiscard]] TableHarness<kSlots> make_harness(const TablePolicy<Concrete>& policy,
                                                TestHashKind hash) {
  TableHarness<kSlots> harness;
  harness.table.policy = policy;
  harness.table.hash.kind = hash;
  harness.twin.policy = policy;
  harness.twin.slots = kSlots;
  harness.has_twin = static_cast<bool>(same(policy.museum, Museum<Concrete>{}));
  for (std::uint32_t i = 0; i < kTestKeys; ++i) {
    harness.histories[i].key = test_key(i);
  }
  return harness;
}

/// An event in words, for failures.
[[nodiscard]] std::string describe(const TestEvent& event);

/// The law that one step breaks, if any.
[[nodiscard]] std::optional<Breach> first_breach(const TableStep<Concrete, TestKey>& step);

/// A difference between what was seen of the table and what its twin says, if any.
[[nodiscard]] std::optional<Breach> difference(const TableStep<Concrete, TestKey>& step,
                                               const NaiveTable& twin);

template <class Table>
[[nodiscard]] TableView<Concrete> view(const Table& table, const TestKey& key,
                                       Instant<Concrete> now) {
  return {look_up(table, key, now), table.account, table.policy};
}

/// What of the table itself is not as it is between two steps: its slots, its account, or a search.
template <class Table>
[[nodiscard]] std::optional<Breach> first_fault(const Table& table, const TestEvent& event) {
  if (!is_well_formed(table)) return Breach{"invariant", describe(event) + ": not well formed"};
  for (std::uint32_t i = 0; i < kTestKeys; ++i) {
    if (!is_correct_result(table, test_key(i), table.search(table, test_key(i)))) {
      return Breach{"invariant", describe(event) + ": key " + std::to_string(i) + " is not found"};
    }
  }
  return std::nullopt;
}

/// Carries one event out and says which law it broke. REQUIRES: event.now is harness.now or later.
template <std::size_t kSlots>
[[nodiscard]] std::optional<Breach> advance(TableHarness<kSlots>& harness, const TestEvent& event) {
  std::array<TableStep<Concrete, TestKey>, kTestKeys> steps;
  for (std::uint32_t i = 0; i < kTestKeys; ++i) {
    steps[i].event = event;
    steps[i].history_before = harness.histories[i];
    steps[i].before = view(harness.table, harness.histories[i].key, event.now);
  }
  harness.now = event.now;
  const TableResult result = step(harness.table, event);
  const TableResult expected = harness.has_twin ? harness.twin.step(event) : result;
  std::optional<Breach> breach;
  for (std::uint32_t i = 0; i < kTestKeys && !breach; ++i) {
    TableStep<Concrete, TestKey>& seen = steps[i];
    seen.result = result;
    seen.after = view(harness.table, seen.history_before.key, event.now);
    seen.history_after = update_ghost(seen.history_before, event, result, seen.before);
    harness.histories[i] = seen.history_after;
    breach = first_breach(seen);
    if (!breach && harness.has_twin) {
      breach = difference(seen, harness.twin);
    }
  }
  if (!breach && result != expected) {
    breach = {"twin", describe(event) + ": the table says " + std::string(name(result)) +
                          ", its twin " + std::string(name(expected))};
  }
  return breach ? breach : first_fault(harness.table, event);
}

}  // namespace twomsl
