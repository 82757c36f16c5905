// The table of transitions as data, and its rows exercised on the code.
#pragma once

#include <span>

#include "spec/laws/fsm/fsm.hpp"
#include "tests/connection/harness/connection_machine.hpp"

namespace twomsl {

/// A file of the project, by its path from the root; empty if it cannot be read.
[[nodiscard]] std::string read_source(const std::string& path);

/// All lines of a CSV file of the project, by its path from the root; none if it cannot be read.
[[nodiscard]] std::vector<Cells> read_csv(const std::string& path);

/// spec/transitions.csv.
[[nodiscard]] const std::vector<Cells>& transition_rows();

/// The state of that name. REQUIRES: there is one.
[[nodiscard]] State state_named(std::string_view wanted);

/// How rows that share event, sub-step and guard are exercised: in the state of the row, `stimulus`
/// does what must go before and returns the event that decides.
struct Scenario {
  std::string_view event;
  std::string_view substep;
  std::string_view guard;
  Setup setup{};
  ConcreteEvent (*stimulus)(Machine& m) = nullptr;
};

[[nodiscard]] bool is_for(const Scenario& scenario, const Cells& row);

/// Exercises every row of the table that `scenarios` are for, at several initial sequence numbers,
/// and reports to GoogleTest what differs from the row.
void expect_rows(std::span<const Scenario> scenarios);

/// The scenarios of RFC 9293 sections 3.10.1 to 3.10.6, 3.10.7.1 to 3.10.7.3, 3.10.7.4, 3.10.8.
[[nodiscard]] std::span<const Scenario> call_scenarios();
[[nodiscard]] std::span<const Scenario> opening_scenarios();
[[nodiscard]] std::span<const Scenario> arrival_scenarios();
[[nodiscard]] std::span<const Scenario> acknowledgment_scenarios();
[[nodiscard]] std::span<const Scenario> timeout_scenarios();

}  // namespace twomsl
