// A table of four slots, its clock and short names for its events: for tests by example.
#pragma once

#include <utility>

#include "tests/table/table_harness.hpp"

namespace twomsl {

inline constexpr std::uint64_t kTwoMslUs = 2 * kRfcMslUs;

/// A table, its clock, and the record that each connection leaves behind.
struct TableFixture {
  explicit TableFixture(const TablePolicy<Concrete>& policy)
      : harness(make_harness<4>(policy, TestHashKind::all_last)) {}

  TableResult apply(TestEvent event) {
    event.now = harness.now;
    const TableResult result = step(harness.table, event);
    return result;
  }
  TableResult apply(TableVerb verb, std::uint32_t key = 0) {
    return apply({.verb = verb, .key = test_key(key), .record = record});
  }
  TableResult enter(std::uint32_t key = 0) {
    const TableResult reserved = apply(TableVerb::reserve, key);
    return reserved == TableResult::done ? apply(TableVerb::hold, key) : reserved;
  }
  TableResult release(Licence licence, std::uint32_t seq = 0) {
    return apply({.verb = TableVerb::release,
                  .key = test_key(0),
                  .licence = licence,
                  .arrival = {.seq = {seq}, .wnd_bytes = 10}});
  }
  TableResult syn(const Arrival<Concrete>& arrival) {
    return apply({.verb = TableVerb::freeze, .key = test_key(0), .arrival = arrival});
  }
  TableResult set_msl(std::uint64_t us) {
    return apply({.verb = TableVerb::set_msl, .policy = {.msl = {us}}});
  }
  TableResult set_capacity(std::uint32_t capacity) {
    return apply({.verb = TableVerb::set_capacity, .policy = {.capacity = capacity}});
  }
  void wait(std::uint64_t us) { harness.now.us += us; }

  bool holds(std::uint32_t key = 0) const {
    return look_up(harness.table, test_key(key), harness.now).held;
  }
  bool is_frozen() const { return look_up(harness.table, test_key(0), harness.now).frozen; }
  std::pair<std::uint32_t, std::uint32_t> account() const {
    return {harness.table.account.reserved, harness.table.account.held};
  }

  TableHarness<4> harness;
  TimeWaitRecord<Concrete> record{{2000}, {1000}, true, 500, true};
};

/// Reserved and held.
using Account = std::pair<std::uint32_t, std::uint32_t>;

}  // namespace twomsl
