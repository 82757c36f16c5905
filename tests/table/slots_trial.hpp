// A small TIME-WAIT table on trial: after each event every law of spec/ is asked about every tuple,
// and the table is compared with its naive twin. Properties, exhaustive search and the fuzzer all
// put their events through here.
#pragma once

#include <optional>
#include <string>

#include "core/table/table_step.hpp"
#include "spec/laws/table/table_laws.hpp"
#include "spec/model/policies.hpp"
#include "tests/support/breach.hpp"
#include "tests/table/naive_table.hpp"

namespace twomsl {

/// rfc9293 with all nine licences enabled, also those that no policy of a connection enables.
[[nodiscard]] constexpr TablePolicy<Concrete> every_licence(std::uint32_t capacity) {
  TablePolicy<Concrete> policy = table_policy(rfc9293<Concrete>(), capacity);
  policy.licences.fill(true);
  return policy;
}

inline constexpr std::uint32_t kTrialKeys = 5;

/// The tuple number `index`, below kTrialKeys.
[[nodiscard]] constexpr TestKey trial_key(std::uint32_t index) {
  return {0xc0000201u, 0xc6336400u + index, 443u << 16 | 50000u};
}

/// Hashes that a table must live with: spread out, all at the first or the last slot, or two and
/// two (with the last run going round the end).
enum class TrialHash : std::uint8_t { spread_out, all_first, all_last, pairs };
inline constexpr std::uint32_t kTrialHashCount = 4;

struct HashOfTrial {
  TrialHash kind = TrialHash::spread_out;

  [[nodiscard]] constexpr std::uint32_t operator()(const TestKey& key) const {
    const std::uint32_t index = key.remote & 0xffu;
    switch (kind) {
      case TrialHash::spread_out:
        return index * (0xffffffffu / kTrialKeys);
      case TrialHash::all_first:
        return 0;
      case TrialHash::all_last:
        return 0xffffffffu;
      case TrialHash::pairs:
        return 0xffffffffu - (index / 2) * 0x40000000u;
    }
    return 0;
  }
};

/// Where everything starts: late enough that no wait lies before time zero.
inline constexpr std::uint64_t kTrialStartUs = 1000;

template <std::size_t kSlots>
struct Trial {
  using Table =
      TimeWaitTable<Concrete, TestKey, std::array<Slot<Concrete, TestKey>, kSlots>, HashOfTrial>;

  Table table{};
  std::array<TupleHistory<Concrete, TestKey>, kTrialKeys> claims{};
  NaiveTable twin{};
  bool has_twin = true;  // not where the table gives way to pressure: the twin knows no museum
  Instant<Concrete> now{kTrialStartUs};
};

template <std::size_t kSlots>
[[nodiscard]] Trial<kSlots> make_trial(const TablePolicy<Concrete>& policy, TrialHash hash) {
  Trial<kSlots> trial;
  trial.table.policy = policy;
  trial.table.hash.kind = hash;
  trial.twin.policy = policy;
  trial.twin.slots = kSlots;
  trial.has_twin = static_cast<bool>(same(policy.museum, Museum<Concrete>{}));
  for (std::uint32_t i = 0; i < kTrialKeys; ++i) {
    trial.claims[i].key = trial_key(i);
  }
  return trial;
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

/// Carries one event out and says which law it broke. REQUIRES: event.now is trial.now or later.
template <std::size_t kSlots>
[[nodiscard]] std::optional<Breach> advance(Trial<kSlots>& trial, const TestEvent& event) {
  std::array<TableStep<Concrete, TestKey>, kTrialKeys> steps;
  for (std::uint32_t i = 0; i < kTrialKeys; ++i) {
    steps[i].event = event;
    steps[i].history_before = trial.claims[i];
    steps[i].before = view(trial.table, trial.claims[i].key, event.now);
  }
  trial.now = event.now;
  const TableResult result = step(trial.table, event);
  const TableResult expected = trial.has_twin ? trial.twin.step(event) : result;
  std::optional<Breach> breach;
  for (std::uint32_t i = 0; i < kTrialKeys && !breach; ++i) {
    TableStep<Concrete, TestKey>& seen = steps[i];
    seen.result = result;
    seen.after = view(trial.table, seen.history_before.key, event.now);
    seen.history_after = update_ghost(seen.history_before, event, result, seen.before);
    trial.claims[i] = seen.history_after;
    breach = first_breach(seen);
    if (!breach && trial.has_twin) {
      breach = difference(seen, trial.twin);
    }
  }
  if (!breach && result != expected) {
    breach = {"twin", describe(event) + ": the table says " + std::string(name(result)) +
                          ", its twin " + std::string(name(expected))};
  }
  return breach;
}

}  // namespace twomsl
