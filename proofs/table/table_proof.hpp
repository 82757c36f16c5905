// The theorems of the TIME-WAIT table: what is assumed, what is run, what must hold after.
//
// INDUCTION: a well-formed table whose slot of a tuple is as the tuple's history says stays so
// after any event. INV-TW-n: the law of spec/laws/table/table_laws.hpp, on the event and on a look
// at any later time.
#pragma once

#include <string_view>

#include "proofs/engine/timeline.hpp"

namespace twomsl::proof {

/// What a trial starts from.
template <class Table>
struct Situation {
  using D = typename Table::Domain;

  Table table{};
  typename Table::Event event{};
  TupleHistory<D, typename Table::KeyType> history{};
  Instant<D> clock{};
  Instant<D> later{};
};

/// One event on one table, from every side.
template <class Table>
struct Trial {
  using D = typename Table::Domain;

  Table before{};
  Table after{};
  TableStep<D, typename Table::KeyType> step{};
  TableStep<D, typename Table::KeyType> look{};  // nothing happens, at some later time
};

/// The code that runs. expire goes one sweep at a time: a round is a sequence of sweeps, each of
/// which keeps what the next assumes.
struct Code {
  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    if (event.verb == TableVerb::expire) {
      sweep(table, event.now);
      return TableResult::done;
    }
    return twomsl::step(table, event);
  }
};

/// Sees the followed tuple by looking at every slot.
struct ByScan {
  template <class Table>
  [[nodiscard]] TableAnswer<typename Table::Domain> operator()(
      const Table& table,
      const TupleHistory<typename Table::Domain, typename Table::KeyType>& history,
      const Instant<typename Table::Domain>& now) const {
    return scan(table, history.key, now);
  }
};

/// Sees the followed tuple as its history tells; theorem ABSTRACTION says that a scan sees the
/// same.
struct ByHistory {
  template <class Table>
  [[nodiscard]] TableAnswer<typename Table::Domain> operator()(
      const Table&, const TupleHistory<typename Table::Domain, typename Table::KeyType>& history,
      const Instant<typename Table::Domain>& now) const {
    return expected_answer(history, now);
  }
};

/// Runs `code` on a copy of `table` and looks at it before, after, and at `later`.
template <class Table, class CodeType, class Sight>
[[nodiscard]] Trial<Table> run(const CodeType& code, const Sight& sight,
                               const Situation<Table>& given) {
  Trial<Table> trial{given.table, given.table, {}, {}};
  const auto& event = given.event;
  auto& step = trial.step;
  step.event = event;
  step.history_before = given.history;
  step.before = {sight(given.table, given.history, event.now), given.table.account,
                 given.table.policy};
  step.result = code(trial.after, event);
  step.history_after = update_ghost(given.history, event, step.result, step.before);
  step.after = {sight(trial.after, step.history_after, event.now), trial.after.account,
                trial.after.policy};
  auto& look = trial.look;
  look.event = event;
  look.event.verb = TableVerb::give_back;
  look.event.now = given.later;
  look.result = TableResult::not_reserved;
  look.history_before = look.history_after = step.history_after;
  look.before = look.after = {sight(trial.after, step.history_after, given.later),
                              trial.after.account, trial.after.policy};
  return trial;
}

/// What must hold of a trial, and the witness: a trial without which the theorem would say nothing.
template <class Table>
struct Obligation {
  using Truth = typename Table::Domain::Bool;

  std::string_view id;
  Truth (*holds)(const Trial<Table>&);
  Truth (*witness)(const Trial<Table>&);
};

template <class Table>
using LawOf = typename Table::Domain::Bool (*)(
    const TableStep<typename Table::Domain, typename Table::KeyType>&);

template <class Table, LawOf<Table> law>
[[nodiscard]] typename Table::Domain::Bool holds_now_and_later(const Trial<Table>& trial) {
  return law(trial.step) && law(trial.look);
}

template <class Table>
[[nodiscard]] typename Table::Domain::Bool is_inductive(const Trial<Table>& trial) {
  return is_well_formed(trial.after) &&
         is_faithful(trial.after, trial.step.history_after, trial.step.event.now);
}

/// The event met the followed tuple, with this verb, and was carried out.
template <class Table>
[[nodiscard]] typename Table::Domain::Bool concerns(const Trial<Table>& trial, TableVerb verb) {
  return typename Table::Domain::Bool(trial.step.event.verb == verb &&
                                      trial.step.result == TableResult::done) &&
         trial.step.event.key == trial.step.history_before.key;
}

/// INV-TW-1: a strict table's sweep passes the followed tuple, which is held on.
template <class Table>
[[nodiscard]] typename Table::Domain::Bool is_passed_over(const Trial<Table>& trial) {
  return typename Table::Domain::Bool(trial.step.event.verb == TableVerb::expire) &&
         is_strict(trial.before.policy) &&
         is_waiting(trial.step.history_before, trial.step.event.now) &&
         trial.look.after.answer.held;
}

template <class Table>
[[nodiscard]] typename Table::Domain::Bool releases(const Trial<Table>& trial) {
  return concerns(trial, TableVerb::release);
}

template <class Table>
[[nodiscard]] typename Table::Domain::Bool enters(const Trial<Table>& trial) {
  return concerns(trial, TableVerb::hold);
}

/// INV-TW-4: a restarted wait, over by the later look.
template <class Table>
[[nodiscard]] typename Table::Domain::Bool restarts_and_ends(const Trial<Table>& trial) {
  return concerns(trial, TableVerb::restart) && !trial.look.after.answer.held;
}

template <class Table>
[[nodiscard]] typename Table::Domain::Bool is_refused_a_capacity(const Trial<Table>& trial) {
  return typename Table::Domain::Bool(trial.step.event.verb == TableVerb::set_capacity &&
                                      trial.step.result == TableResult::capacity_in_use);
}

//= rfc9293#3.6.1 MUST-13 type=proof
template <class Table>
inline constexpr std::array<Obligation<Table>, 6> kObligations = {{
    {"INDUCTION", is_inductive<Table>, enters<Table>},
    {"INV-TW-1",
     holds_now_and_later<Table, inv_tw_1<typename Table::Domain, typename Table::KeyType>>,
     is_passed_over<Table>},
    {"INV-TW-2",
     holds_now_and_later<Table, inv_tw_2<typename Table::Domain, typename Table::KeyType>>,
     releases<Table>},
    {"INV-TW-3",
     holds_now_and_later<Table, inv_tw_3<typename Table::Domain, typename Table::KeyType>>,
     enters<Table>},
    {"INV-TW-4",
     holds_now_and_later<Table, inv_tw_4<typename Table::Domain, typename Table::KeyType>>,
     restarts_and_ends<Table>},
    {"INV-TW-9",
     holds_now_and_later<Table, inv_tw_9<typename Table::Domain, typename Table::KeyType>>,
     is_refused_a_capacity<Table>},
}};

}  // namespace twomsl::proof
