// Which row of spec/transitions.csv a step follows: the guards of the table as predicates, so that
// rows which differ in nothing but their guard are told apart.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "spec/laws/connection/acceptability.hpp"
#include "spec/laws/fsm/fsm.hpp"

namespace twomsl {

using ConcreteStep = ConnectionStep<Concrete>;

/// A guard of the table. It is asked of steps in the state of a row by the event of it.
struct RowGuard {
  std::string_view event{};
  std::string_view substep{};
  std::string_view guard{};
  bool (*holds)(const ConcreteStep& step) = nullptr;
};

/// The guards of RFC 9293 sections 3.10.1 to 3.10.6, 3.10.7.1 to 3.10.7.3 and 3.10.8; those of
/// section 3.10.7.4 and the documents that change it.
[[nodiscard]] std::span<const RowGuard> call_guards();
[[nodiscard]] std::span<const RowGuard> arrival_guards();

/// The guard of a row; null if it has none.
[[nodiscard]] const RowGuard* guard_of(const Cells& row);

/// A row that this project answers to, ready to be compared with steps.
struct GuardedRow {
  std::string id{};
  std::string words{};
  State state{};
  EventKind event{};  // OPEN is open_active
  State next_state{};
  std::vector<Reply> replies{};
  std::string tells{};
  const RowGuard* guard = nullptr;
};

/// The rows of the table with status exercised, in its order. One whose names are not known, or
/// whose guard is not, has no guard.
[[nodiscard]] std::vector<GuardedRow> guarded_rows(const std::vector<Cells>& table);

/// The step was taken in the state of the row by its event where its guard held, led where it says,
/// and was answered and told to the user as it says.
[[nodiscard]] bool fires(const GuardedRow& row, const ConcreteStep& step);

}  // namespace twomsl
