// The history that the laws judge by: ghost state of one tuple, kept apart from the table.
//
// A harness follows one tuple of its choice. The history is updated from the events alone, never
// from the table's deadlines, so that no law leans on the formula that it judges.
#pragma once

#include "spec/laws/wait_history.hpp"
#include "spec/model/table_event.hpp"

namespace twomsl {

/// What has happened to the followed tuple.
template <class D, class Key>
struct TupleHistory {
  Key key{};
  typename D::Bool entered{};  // it entered TIME-WAIT, and no licence has ended that since
  typename D::Bool frozen{};   // a reopening is under way
  Instant<D> restarted{};      // by the restart that keeps it for longest (WaitHistory)
  Duration<D> msl{};           // the MSL in force at that moment
  TimeWaitRecord<D> record{};
};

/// What can be seen of a table at one moment; `answer` is a look-up of the followed tuple.
template <class D>
struct TableView {
  TableAnswer<D> answer{};
  TableAccount<D> account{};
  TablePolicy<D> policy{};
};

/// One event, with what was seen of it: `before` and `after` are looked up at event.now.
template <class D, class Key>
struct TableStep {
  TupleHistory<D, Key> history_before{};
  TableView<D> before{};
  TableEvent<D, Key> event{};
  TableResult result = TableResult::done;
  TableView<D> after{};
  TupleHistory<D, Key> history_after{};
};

/// By its history the tuple is in TIME-WAIT at `now`: less than 2*MSL have passed since the last
/// restart, or a reopening is under way.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool is_waiting(const TupleHistory<D, Key>& history,
                                                    const Instant<D>& now) {
  return history.entered &&
         (history.frozen || lasts(WaitHistory<D>{history.restarted, history.msl}, now));
}

/// The wait is restarted at `now`.
template <class D, class Key>
constexpr void note_restart(TupleHistory<D, Key>& history, const Instant<D>& now,
                            const Duration<D>& msl) {
  const auto wait = restarted_wait(WaitHistory<D>{history.restarted, history.msl}, now, msl);
  history.restarted = wait.restarted;
  history.msl = wait.msl;
}

/// The history after an event. `before` is what was seen at event.now before it. A wait that is
/// owed has begun or restarted, whatever the table answered.
template <class D, class Key>
[[nodiscard]] constexpr TupleHistory<D, Key> update_ghost(const TupleHistory<D, Key>& history,
                                                          const TableEvent<D, Key>& event,
                                                          TableResult result,
                                                          const TableView<D>& before) {
  const bool done = result == TableResult::done;
  TupleHistory<D, Key> changed = history;
  if (!(event.key == history.key)) {
    return history;
  }
  switch (event.verb) {
    case TableVerb::hold:
      if (before.account.reserved == typename D::U32(0u) || is_waiting(history, event.now)) {
        return history;
      }
      return {history.key, typename D::Bool(true), typename D::Bool(false),
              event.now,   before.policy.msl,      event.record};
    case TableVerb::restart:
      if (is_waiting(history, event.now) && !history.frozen) {
        note_restart(changed, event.now, before.policy.msl);
      }
      return changed;
    case TableVerb::freeze:
      changed.frozen = history.frozen || typename D::Bool(done);
      return changed;
    case TableVerb::thaw:
      changed.frozen = history.frozen && typename D::Bool(!done);
      return changed;
    case TableVerb::complete_reopening:
    case TableVerb::release:
      changed.entered = history.entered && typename D::Bool(!done);
      changed.frozen = history.frozen && typename D::Bool(!done);
      return changed;
    case TableVerb::reserve:
    case TableVerb::give_back:
    case TableVerb::expire:
    case TableVerb::set_msl:
    case TableVerb::set_capacity:
    case TableVerb::set_policy:
      return history;
  }
  return history;
}

}  // namespace twomsl
