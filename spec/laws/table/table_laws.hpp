// The laws of the TIME-WAIT table: INV-TW-1, 2, 3, 4 and 9, as far as they concern the table.
//
// Each is a predicate on one step of one followed tuple. Proof, property and fuzzer call it and
// print its id; the oracle, which sees packets alone, judges by rules under the same id
// (spec/laws/close_rules.hpp). They hold for a clock that never runs backwards and stays below
// kLastInstantUs.
#pragma once

#include "spec/laws/table/licensed.hpp"
#include "spec/laws/table/tuple_history.hpp"

namespace twomsl {

/// By its history the tuple is in TIME-WAIT around this step. A reopening that fails after 2*MSL
/// returns to a wait that is over.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool waits_through(const TableStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const auto waits_after = is_waiting(step.history_after, step.event.now);
  const auto returns_too_late = step.event.key == step.history_before.key &&
                                Bool(step.event.verb == TableVerb::thaw) &&
                                Bool(step.result == TableResult::done) && !waits_after;
  return (is_waiting(step.history_before, step.event.now) || waits_after) && !returns_too_late;
}

/// INV-TW-1: under a strict policy, from the last restart until 2*MSL the slot stays, and with it
/// all that it remembers: no control block is created on the tuple.
//= rfc9293#3.6.1 MUST-13
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool inv_tw_1(const TableStep<D, Key>& step) {
  return implies(is_strict(step.before.policy) && waits_through(step),
                 step.after.answer.held && step.after.answer.record == step.history_after.record);
}

/// The appeal of the event against the wait of the followed tuple.
template <class D, class Key>
[[nodiscard]] constexpr Appeal<D> appeal_of(const TableStep<D, Key>& step) {
  const TupleHistory<D, Key>& history = step.history_before;
  return {history.record, step.event.arrival, step.before.policy.reopening,
          !is_waiting(history, step.event.now)};
}

/// The step ends the wait by a licence that the policy enables and whose guard held. Reopening is
/// no release: it freezes the wait first.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool ends_by_licence(const TableStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const TupleHistory<D, Key>& history = step.history_before;
  const Licence licence = step.event.licence;
  const bool releases = step.event.verb == TableVerb::release && licence != Licence::reopening;
  const Bool released = Bool(releases) && step.before.policy.enables(licence) &&
                        guard_held(licence, appeal_of(step)) && !history.frozen;
  const Bool reopened = Bool(step.event.verb == TableVerb::complete_reopening) &&
                        step.before.policy.enables(Licence::reopening) && history.frozen;
  return step.event.key == history.key && (released || reopened);
}

/// INV-TW-2: under any policy a slot is given up early only by an enabled licence whose condition
/// held, and a reopening begins only with a SYN that the policy's rule accepts.
//= rfc9293#3.6.1 MUST-13
//= rfc9293#3.6.1 MAY-2
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool inv_tw_2(const TableStep<D, Key>& step) {
  const TupleHistory<D, Key>& before = step.history_before;
  const auto lost = waits_through(step) && !step.after.answer.held;
  const auto froze = !before.frozen && step.history_after.frozen;
  return implies(lost, ends_by_licence(step)) &&
         implies(froze, step.before.policy.enables(Licence::reopening) &&
                            guard_held(Licence::reopening, appeal_of(step)));
}

/// The account changes as the verb of the step permits: +R, -R, -R +H, -H +R, -H, or not at all.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool accounts_for(const TableStep<D, Key>& step) {
  using U32 = typename D::U32;
  using Bool = typename D::Bool;
  const TableAccount<D>& before = step.before.account;
  const TableAccount<D>& after = step.after.account;
  const Bool same_reserved = after.reserved == before.reserved;
  const Bool same_held = after.held == before.held;
  if (step.result != TableResult::done) {
    return same_reserved && same_held;
  }
  switch (step.event.verb) {
    case TableVerb::reserve:
      return after.reserved == before.reserved + U32(1u) && same_held;
    case TableVerb::give_back:
      return after.reserved + U32(1u) == before.reserved && same_held;
    case TableVerb::hold:  // over a wait of the same tuple that is over, held stays
      return after.reserved + U32(1u) == before.reserved &&
             (after.held == before.held + U32(1u) || same_held);
    case TableVerb::complete_reopening:
      return after.reserved == before.reserved + U32(1u) && after.held + U32(1u) == before.held;
    case TableVerb::release:
      return same_reserved && after.held + U32(1u) == before.held;
    case TableVerb::expire:
      return same_reserved && after.held <= before.held;
    case TableVerb::restart:
    case TableVerb::freeze:
    case TableVerb::thaw:
    case TableVerb::set_msl:
    case TableVerb::set_capacity:
    case TableVerb::set_policy:
      return same_reserved && same_held;
  }
  return Bool(false);
}

/// INV-TW-3: reserved + held <= capacity, each changed by its verbs alone; a reservation is refused
/// only at capacity, and entering TIME-WAIT on one always finds its slot.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool inv_tw_3(const TableStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const TableView<D>& before = step.before;
  const auto claimed = D::widen(step.after.account.reserved) + D::widen(step.after.account.held);
  const Bool within = claimed <= D::widen(step.after.policy.capacity);
  const Bool full = before.account.reserved + before.account.held == before.policy.capacity;
  const Bool reserve_is_exact = implies(Bool(step.event.verb == TableVerb::reserve),
                                        full == Bool(step.result == TableResult::full));
  const Bool enters = Bool(step.event.verb == TableVerb::hold) &&
                      step.event.key == step.history_before.key && !before.answer.held &&
                      !(before.account.reserved == typename D::U32(0u));
  return within && accounts_for(step) && reserve_is_exact &&
         implies(enters, Bool(step.result == TableResult::done) && step.after.answer.held);
}

/// INV-TW-4: a wait ends at the first moment with 2*MSL or more since its last restart, neither
/// before nor after, and a restart asked for during the wait is done.
//= rfc9293#3.6.1 MUST-13
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool inv_tw_4(const TableStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const TupleHistory<D, Key>& history = step.history_before;
  const Bool waiting = is_waiting(history, step.event.now);
  const Bool owed = Bool(step.event.verb == TableVerb::restart) && step.event.key == history.key &&
                    waiting && !history.frozen;
  return step.before.answer.held == waiting &&
         implies(step.after.answer.held, is_waiting(step.history_after, step.event.now)) &&
         implies(owed, Bool(step.result == TableResult::done));
}

/// INV-TW-9: MSL, capacity and rules change only by their own event and only to what it says; a
/// capacity below reserved + held is refused; no wait under way is touched.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool inv_tw_9(const TableStep<D, Key>& step) {
  using Bool = typename D::Bool;
  const TablePolicy<D>& before = step.before.policy;
  const TablePolicy<D>& after = step.after.policy;
  const TablePolicy<D>& asked = step.event.policy;
  const TableVerb verb = step.event.verb;
  const bool done = step.result == TableResult::done;
  const bool configures = verb == TableVerb::set_msl || verb == TableVerb::set_capacity ||
                          verb == TableVerb::set_policy;
  const auto claimed = D::widen(step.before.account.reserved) + D::widen(step.before.account.held);
  const Bool too_small = D::widen(asked.capacity) < claimed;
  return after.msl == (done && verb == TableVerb::set_msl ? asked.msl : before.msl) &&
         after.capacity ==
             (done && verb == TableVerb::set_capacity ? asked.capacity : before.capacity) &&
         same_rules(after, done && verb == TableVerb::set_policy ? asked : before) &&
         implies(Bool(verb == TableVerb::set_capacity) && too_small, Bool(!done)) &&
         implies(Bool(configures), step.after.answer.held == step.before.answer.held);
}

/// A law by its id.
template <class D, class Key>
struct TableLaw {
  std::string_view id;
  typename D::Bool (*holds)(const TableStep<D, Key>&);
};

template <class D, class Key>
inline constexpr std::array<TableLaw<D, Key>, 5> kTableLaws = {{{"INV-TW-1", inv_tw_1<D, Key>},
                                                                {"INV-TW-2", inv_tw_2<D, Key>},
                                                                {"INV-TW-3", inv_tw_3<D, Key>},
                                                                {"INV-TW-4", inv_tw_4<D, Key>},
                                                                {"INV-TW-9", inv_tw_9<D, Key>}}};

}  // namespace twomsl
