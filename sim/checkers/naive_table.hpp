// The slow and obvious twin of the TIME-WAIT table: a map from tuple to wait.
//
// It remembers when a wait began and the MSL of that moment, and compares ages where the table
// compares deadlines. It knows no hash, no slots and no museum.
#pragma once

#include <array>
#include <map>

#include "spec/model/table_event.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl {

using TestKey = Ipv4Tuple<Concrete>;
using TestEvent = TableEvent<Concrete, TestKey>;

/// One tuple in TIME-WAIT.
struct NaiveWait {
  Instant<Concrete> since{};
  Duration<Concrete> msl{};
  bool frozen = false;
  TimeWaitRecord<Concrete> record{};
};

/// What the table must be seen to do. `waits` keeps those that are over until they are collected.
struct NaiveTable {
  TablePolicy<Concrete> policy{};
  std::uint32_t slots = 0;
  std::uint32_t reserved = 0;
  std::map<std::array<std::uint32_t, 3>, NaiveWait> waits{};

  /// Carries the event out, or says why not.
  TableResult step(const TestEvent& event);

  /// The tuple's wait unless it is over, else null.
  [[nodiscard]] const NaiveWait* look_up(const TestKey& key, Instant<Concrete> now) const;

  [[nodiscard]] std::uint32_t held() const { return static_cast<std::uint32_t>(waits.size()); }
};

}  // namespace twomsl
