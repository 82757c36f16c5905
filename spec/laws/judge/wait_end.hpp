// When the judge takes a wait for over (ORACLE-TIGHT): no sooner than the machine, where it is told
// all.
//
// Without it a judge would be sound that lets every wait end at once.
#pragma once

#include "spec/laws/judge/stands_for.hpp"

namespace twomsl {

/// The step answers the peer's FIN, and begins a wait or restarts it.
template <class D>
[[nodiscard]] constexpr bool answers_fin(const ConnectionStep<D>& step) {
  const State before = step.before.state;
  return has_arrived(step) && (before == State::fin_wait_2 || before == State::time_wait) &&
         step.after.state == State::time_wait && step.outcome.replies;
}

/// What the law of the wait's end asks beside: the judge is told of that FIN, at the moment of its
/// delivery, and what the MSL is, which has not changed.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_told_all(const ConnectionStep<D>& step,
                                                     const Judged<D>& judged) {
  using Bool = typename D::Bool;
  const Duration<D> wait = step.policy.msl + step.policy.msl;
  const Emitted<D>& e = judged.emission;
  const Bool restarts(step.before.state == State::time_wait);
  return Bool(judged.absence.limits.msl_known && !judged.has_fin_ahead && answers_fin(step)) &&
         judged.absence.limits.wait == wait && judged.shortest == wait &&
         judged.arrival.at == step.now && step.now <= judged.later && step.after.rcv.fin_seen &&
         e.has_peer_fin && e.peer_fin + typename D::U32(1u) == step.after.rcv.nxt &&
         e.restarts == restarts && implies(restarts, step.wait.msl == step.policy.msl);
}

/// At the later moment 2*MSL have passed since the wait began or restarted.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_over_by_history(const ConnectionStep<D>& step,
                                                            const Judged<D>& judged) {
  return !lasts(update_ghost(step), judged.later);
}

}  // namespace twomsl
