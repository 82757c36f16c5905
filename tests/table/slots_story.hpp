// A table of four slots to tell what happens, one sentence a line: for tests by example.
#pragma once

#include <utility>

#include "tests/table/slots_trial.hpp"

namespace twomsl {

inline constexpr std::uint64_t kTwoMslUs = 2 * kRfcMslUs;

/// The table, the clock, and what the connections of this story leave behind.
struct Story {
  explicit Story(const TablePolicy<Concrete>& policy)
      : trial(make_trial<4>(policy, TrialHash::all_last)) {}

  TableResult tell(TestEvent event) {
    event.now = trial.now;
    const TableResult result = step(trial.table, event);
    return result;
  }
  TableResult tell(TableVerb verb, std::uint32_t key = 0) {
    return tell({.verb = verb, .key = trial_key(key), .record = record});
  }
  TableResult enter(std::uint32_t key = 0) {
    const TableResult reserved = tell(TableVerb::reserve, key);
    return reserved == TableResult::done ? tell(TableVerb::hold, key) : reserved;
  }
  TableResult release(Licence licence, std::uint32_t seq = 0) {
    return tell({.verb = TableVerb::release,
                 .key = trial_key(0),
                 .licence = licence,
                 .arrival = {.seq = {seq}, .wnd_bytes = 10}});
  }
  TableResult syn(const Arrival<Concrete>& arrival) {
    return tell({.verb = TableVerb::freeze, .key = trial_key(0), .arrival = arrival});
  }
  TableResult set_msl(std::uint64_t us) {
    return tell({.verb = TableVerb::set_msl, .policy = {.msl = {us}}});
  }
  TableResult set_capacity(std::uint32_t capacity) {
    return tell({.verb = TableVerb::set_capacity, .policy = {.capacity = capacity}});
  }
  void wait(std::uint64_t us) { trial.now.us += us; }

  bool holds(std::uint32_t key = 0) const {
    return look_up(trial.table, trial_key(key), trial.now).held;
  }
  bool is_frozen() const { return look_up(trial.table, trial_key(0), trial.now).frozen; }
  std::pair<std::uint32_t, std::uint32_t> account() const {
    return {trial.table.account.reserved, trial.table.account.held};
  }

  Trial<4> trial;
  TimeWaitRecord<Concrete> record{{2000}, {1000}, true, 500};
};

/// Reserved and held.
using Account = std::pair<std::uint32_t, std::uint32_t>;

}  // namespace twomsl
