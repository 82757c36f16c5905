// INV-TW-1, 2, 4, 8 and 10, as far as they concern one connection (RFC 9293 section 3.6.1).
#pragma once

#include "spec/laws/connection/acceptability.hpp"
#include "spec/laws/connection/total_law.hpp"
#include "spec/laws/table/licensed.hpp"

namespace twomsl {

/// Nothing but 2*MSL ends TIME-WAIT, and nothing but a retransmission is answered.
[[nodiscard]] constexpr bool is_strict(const TimeWaitRules& rules) {
  return !rules.skips && !rules.accepts_rst && !rules.reopens && !rules.ends_on_abort &&
         !rules.ends_on_user_timeout && rules.answers_only_retransmissions;
}

/// The numbers at which the old incarnation ended are unchanged.
template <class D>
[[nodiscard]] constexpr typename D::Bool remembers_as_before(const ConnectionStep<D>& step) {
  const Connection<D>& before = step.before;
  const Connection<D>& after = step.after;
  return after.snd.nxt == before.snd.nxt && after.rcv.nxt == before.rcv.nxt &&
         after.ts.on == before.ts.on && after.rcv.fin_seen == before.rcv.fin_seen;
}

/// INV-TW-1: under a strict policy, from the last restart until 2*MSL nothing ends TIME-WAIT.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_tw_1(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  if (!is_strict(step.policy.time_wait) || step.before.state != State::time_wait) {
    return Bool(true);
  }
  return has_waited(step) ||
         (Bool(step.after.state == State::time_wait) && remembers_as_before(step));
}

/// TIME-WAIT is left by a licence that the policy enables and whose guard held; a new incarnation
/// begins after all that the old one has sent.
template <class D>
[[nodiscard]] constexpr typename D::Bool wait_is_left_by_licence(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const TimeWaitRules& rules = step.policy.time_wait;
  const Connection<D>& c = step.before;
  Appeal<D> appeal = appeal_of(step.policy, step.event,
                               {c.snd.nxt, c.rcv.nxt, c.ts.on, c.ts.recent, c.rcv.fin_seen});
  appeal.has_waited = has_waited(step);
  if (step.after.state == State::time_wait) {
    return Bool(true);
  }
  if (step.after.state == State::closed) {
    return may_end_wait(rules, step.event, appeal);
  }
  return Bool(interrupts_wait(step.after)) && may_interrupt_wait(rules, step.event, appeal) &&
         is_before(c.snd.nxt, step.after.iss);
}

/// An interrupted wait is ended only by an ACK of the new SYN; whatever else ends the SYN-RECEIVED
/// leads back to exactly the old wait.
template <class D>
[[nodiscard]] constexpr typename D::Bool interruption_is_undone(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const InterruptedWait<D>& old = step.before.old;
  const Connection<D>& after = step.after;
  const Segment<D>& seg = step.event.segment;
  if (interrupts_wait(after)) {
    return after.old.record == old.record && after.old.ends_at == old.ends_at;
  }
  if (after.state == State::time_wait) {
    return after.snd.nxt == old.record.snd_nxt && after.rcv.nxt == old.record.rcv_nxt &&
           after.ts.on == old.record.ts_on && after.ts.recent == old.record.ts_recent &&
           after.rcv.fin_seen == old.record.fin_received && after.closes_at == old.ends_at;
  }
  return Bool(has_arrived(step) && is_synchronized(after.state)) && seg.has_ack && !seg.rst &&
         !seg.syn && seg.ack == step.before.iss + typename D::U32(1u) && !is_unacceptable(step);
}

/// From FIN-WAIT-1, FIN-WAIT-2 and CLOSING the only ways to CLOSED are ABORT, the user timeout, R2
/// and a RST at RCV.NXT; a close that completes leads to TIME-WAIT.
template <class D>
[[nodiscard]] constexpr typename D::Bool close_is_followed_by_wait(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const State before = step.before.state;
  const bool closes_first =
      before == State::fin_wait_1 || before == State::fin_wait_2 || before == State::closing;
  const bool gives_up = step.event.kind == EventKind::abort ||
                        step.event.kind == EventKind::user_timeout ||
                        step.event.kind == EventKind::retransmission_timeout;
  const Bool is_reset = Bool(has_arrived(step)) && step.event.segment.rst &&
                        step.event.segment.seq == step.before.rcv.nxt;
  return implies(Bool(closes_first && step.after.state == State::closed),
                 Bool(gives_up) || is_reset);
}

/// What was reopened remembers the wait that it has cut short: the numbers and the end of it say
/// which RST may be an old one (INV-ACC).
template <class D>
[[nodiscard]] constexpr typename D::Bool remembers_interrupted_wait(const ConnectionStep<D>& step) {
  const InterruptedWait<D>& before = step.before.old;
  const InterruptedWait<D>& after = step.after.old;
  const bool counts = step.before.origin == Origin::reopened && is_live(step.before.state) &&
                      is_live(step.after.state) && step.after.state != State::time_wait;
  return implies(typename D::Bool(counts),
                 after.record == before.record && after.ends_at == before.ends_at);
}

/// INV-TW-2: under any policy TIME-WAIT is entered when it is due, and left only by an enabled
/// licence whose condition held; a reopening that fails returns to it.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_tw_2(const ConnectionStep<D>& step) {
  if (step.before.state == State::time_wait) {
    return wait_is_left_by_licence(step);
  }
  const auto is_left =
      interrupts_wait(step.before) ? interruption_is_undone(step) : close_is_followed_by_wait(step);
  return is_left && remembers_interrupted_wait(step);
}

/// INV-TW-4: the timeout ends a wait exactly if 2*MSL have passed since its last restart, and no
/// timeout ends anything else; a wait that begins or is restarted lasts 2*MSL from now.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_tw_4(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  if (step.event.kind == EventKind::time_wait_timeout) {
    return step.before.state == State::time_wait
               ? Bool(step.after.state == State::closed) == has_waited(step)
               : does_nothing(step);
  }
  return deadline_matches_ghost(step.after, update_ghost(step), step.now);
}

/// A retransmission during the wait is answered by a pure ACK; what comes from a peer that missed
/// the RST with which the wait began, by that RST.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_answered_in_wait(const ConnectionStep<D>& step) {
  return (is_retransmission_to_wait(step) && is_pure_ack(step)) ||
         (has_missed_rst(step) && is_pure_rst(step));
}

/// INV-TW-8: under a strict policy TIME-WAIT answers retransmissions alone, by a pure ACK, and a
/// peer that missed the RST with which the wait began by that RST; every answer restarts the wait.
/// A RST that an ACK provokes is sent within MSL and has left the network within another MSL: when
/// the wait ends. The RST that ends a reopening is not the wait's: strict never reopens, and a host
/// takes no new rules while a reopening is under way.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_tw_8(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const bool waits =
      step.after.state == State::time_wait && step.outcome.replies && !returns_to_wait(step);
  if (!is_strict(step.policy.time_wait) || !waits) {
    return Bool(true);
  }
  const bool enters = step.before.state != State::time_wait;
  const Duration<D> left = step.after.closes_at - step.now;
  return step.policy.msl + step.policy.msl <= left && (Bool(enters) || is_answered_in_wait(step));
}

/// INV-TW-10: a retransmission that arrives during the wait gets its ACK, and a peer that missed
/// the RST with which it began gets that again.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_tw_10(const ConnectionStep<D>& step) {
  return implies(restarts_wait(step),
                 typename D::Bool(step.outcome.replies) && is_answered_in_wait(step));
}

}  // namespace twomsl
