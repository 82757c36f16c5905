// The history of one tuple of a host, by which the laws judge, and what can be seen of the host.
//
// It is ghost state, updated from the events and from what the connection answered, never from what
// the table did: whoever has closed actively is owed a wait, whether or not a slot was found.
#pragma once

#include "spec/laws/table/licensed.hpp"
#include "spec/laws/table/tuple_history.hpp"
#include "spec/model/host_event.hpp"

namespace twomsl {

/// What has happened to the followed tuple, as far as a law depends on it.
template <class D, class Key>
struct HostHistory {
  TupleHistory<D, Key> wait{};
  typename D::Bool used{};  // a connection of this tuple has ended
  Instant<D> ended_at{};    // the last that did
  Duration<D> msl{};        // in force then
  Seq<D> sent{};            // its SND.NXT: all that it has sent lies before
};

/// What can be seen of the control block of the followed tuple.
template <class D>
struct BlockView {
  bool exists = false;
  State state = State::closed;
  Origin origin = Origin::active;
  Seq<D> iss{};
  Seq<D> snd_nxt{};
};

/// What can be seen of a host at one moment.
template <class D>
struct HostView {
  TableView<D> waits{};
  BlockView<D> block{};
  Policy<D> policy{};
  typename D::U32 reserving{};  // control blocks that may yet enter TIME-WAIT, counted
  typename D::U32 half_open{};  // control blocks that a SYN began and no ACK completed, counted
  typename D::U32 half_open_capacity{};
  Instant<D> quiet_until{};  // MSL after the host began without memory
};

/// One event or one setting, with what was seen of it at event.now.
template <class D, class Key>
struct HostStep {
  HostHistory<D, Key> history_before{};
  HostView<D> before{};
  HostEvent<D, Key> event{};
  HostOutcome<D> out{};
  bool configures = false;  // it was `setting` and no event; out.result says what became of it
  HostSetting<D> setting{};
  HostView<D> after{};
  TimeWaitRecord<D> ended{};  // the numbers with which a connection of the tuple ended, if one did
  HostHistory<D, Key> history_after{};
};

/// The event concerns the connection of the followed tuple.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool concerns(const HostStep<D, Key>& step) {
  return typename D::Bool(!step.configures && step.event.kind == HostEventKind::connection) &&
         step.event.key == step.history_before.wait.key;
}

/// The step ends a connection that both ends have closed, this one first, or at the same time: it
/// is owed a wait (RFC 9293 section 3.6.1). So is a FIN-WAIT-2 that times out, and under strict
/// every connection that ends, unless it was half-open.
template <class D, class Key>
[[nodiscard]] constexpr bool owes_wait(const HostStep<D, Key>& step) {
  const BlockView<D>& block = step.before.block;
  const Why why = step.out.outcome.why;
  if (!block.exists || step.after.block.exists) {
    return false;
  }
  if (step.before.policy.time_wait.holds_every_end && !is_half_open(block.state, block.origin)) {
    return true;
  }
  const bool closed_first = block.state == State::fin_wait_1 || block.state == State::fin_wait_2 ||
                            block.state == State::closing;
  const bool lasts_too_long = block.state == State::fin_wait_2 && why == Why::gave_up &&
                              step.event.event.kind == EventKind::closing_timeout;
  return (closed_first && (why == Why::fin_accepted || why == Why::fin_acknowledged)) ||
         lasts_too_long;
}

/// TIME-WAIT has answered a retransmission: it has no control block, as a SYN,ACK would, and spends
/// no credit, as a challenge ACK would.
template <class D, class Key>
[[nodiscard]] constexpr bool answers_retransmission(const HostStep<D, Key>& step) {
  return step.event.event.kind == EventKind::segment_arrives && step.out.outcome.replies &&
         !step.out.outcome.spends_credit && !step.before.block.exists && !step.after.block.exists;
}

/// The appeal of the event against the wait of the followed tuple. Whether that has lasted 2*MSL is
/// left open: a wait that is over cannot end early.
template <class D, class Key>
[[nodiscard]] constexpr Appeal<D> appeal_of(const HostStep<D, Key>& step) {
  return appeal_of(step.before.policy, step.event.event, step.history_before.wait.record);
}

/// The event may end the wait before it is over.
template <class D, class Key>
[[nodiscard]] constexpr typename D::Bool is_licensed_end(const HostStep<D, Key>& step) {
  return may_end_wait(step.before.policy.time_wait, step.event.event, appeal_of(step));
}

/// The wait of the followed tuple after a step that concerns it.
template <class D, class Key>
[[nodiscard]] constexpr TupleHistory<D, Key> update_wait_ghost(const HostStep<D, Key>& step) {
  using Bool = typename D::Bool;
  TupleHistory<D, Key> wait = step.history_before.wait;
  const Bool waiting = is_waiting(wait, step.event.now);
  const BlockView<D>& block = step.after.block;
  if (owes_wait(step) && !static_cast<bool>(wait.frozen)) {
    return {wait.key, Bool(true), Bool(false), step.event.now, step.before.policy.msl, step.ended};
  }
  if (wait.frozen) {
    wait.frozen = Bool(block.exists && block.state == State::syn_received);
    wait.entered = Bool(!block.exists || block.state == State::syn_received);
    return wait;
  }
  if (!waiting) {
    return wait;
  }
  if (block.exists) {
    wait.frozen = Bool(block.origin == Origin::reopened);
  } else if (answers_retransmission(step)) {
    note_restart(wait, step.event.now, step.before.policy.msl);
  } else if (!step.after.waits.answer.held) {
    wait.entered = !is_licensed_end(step);
  }
  return wait;
}

/// The history after a step, of which all but history_after is known.
template <class D, class Key>
[[nodiscard]] constexpr HostHistory<D, Key> update_ghost(const HostStep<D, Key>& step) {
  HostHistory<D, Key> history = step.history_before;
  if (!concerns(step)) {
    return history;
  }
  history.wait = update_wait_ghost(step);
  if (step.before.block.exists && !step.after.block.exists) {
    history.used = typename D::Bool(true);
    history.ended_at = step.event.now;
    history.msl = step.before.policy.msl;
    history.sent = step.before.block.snd_nxt;
  }
  return history;
}

}  // namespace twomsl
