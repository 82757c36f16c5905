// INV-ACC: which segments count (RFC 9293 sections 3.4 and 3.10.7.4).
#pragma once

#include "spec/laws/connection/connection_invariant.hpp"

namespace twomsl {

/// The four rows of the test, as the RFC's table has them.
template <class D>
[[nodiscard]] constexpr typename D::Bool matches_table_row(const ReceiveSpace<D>& rcv,
                                                           const Segment<D>& seg) {
  using U32 = typename D::U32;
  const U32 len = length(seg);
  const Seq<D> edge = rcv.nxt + rcv.wnd_bytes;
  const Seq<D> last = seg.seq + len - U32(1u);
  const auto no_length = len == U32(0u);
  const auto no_window = rcv.wnd_bytes == U32(0u);
  const auto first_inside = is_at_or_before(rcv.nxt, seg.seq) && is_before(seg.seq, edge);
  const auto last_inside = is_at_or_before(rcv.nxt, last) && is_before(last, edge);
  return (no_length && no_window && seg.seq == rcv.nxt) ||
         (no_length && !no_window && first_inside) ||
         (!no_length && !no_window && (first_inside || last_inside));
}

/// A zero window takes no text, and yet ACK, URG and RST of what comes next (MUST-66).
template <class D>
[[nodiscard]] constexpr typename D::Bool probes_zero_window(const ReceiveSpace<D>& rcv,
                                                            const Segment<D>& seg) {
  return rcv.wnd_bytes == typename D::U32(0u) && seg.seq == rcv.nxt;
}

/// A segment arrived in a state whose receive window decides whether it is acceptable.
template <class D>
[[nodiscard]] constexpr bool is_tested_by_window(const ConnectionStep<D>& step) {
  return has_arrived(step) &&
         (step.before.state == State::syn_received || is_synchronized(step.before.state));
}

/// Neither a row of the table nor the exception for a zero window makes the segment acceptable.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_unacceptable(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  return typename D::Bool(is_tested_by_window(step)) && !matches_table_row(step.before.rcv, seg) &&
         !probes_zero_window(step.before.rcv, seg);
}

/// TIME-WAIT processes the segment although it is unacceptable: what restarts the wait, and a SYN
/// that may reopen it. INV-TW-2, 4 and 8 are about these.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_exempt_in_time_wait(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  return typename D::Bool(step.before.state == State::time_wait) &&
         (restarts_wait(step) || (seg.syn && !seg.rst && !seg.has_ack));
}

/// Both ends opened at once, and the peer's SYN comes again with an ACK of ours (RFC 9293 Figure
/// 7): it lies before the window, and completes the open all the same.
template <class D>
[[nodiscard]] constexpr typename D::Bool crosses_open(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  const Connection<D>& before = step.before;
  const bool opens = before.state == State::syn_received && before.origin == Origin::active;
  return typename D::Bool(opens && has_arrived(step)) && seg.syn && seg.has_ack && !seg.rst &&
         seg.seq == before.irs && is_before(before.snd.una, seg.ack) &&
         is_at_or_before(seg.ack, before.snd.nxt) && timestamp_passes(step);
}

/// A bare ACK with the number before RCV.NXT: a probe that asks whether this end is there, or one
/// whose sender does not know how far this end has received. Of its ACK and its window there is no
/// doubt, and it has no text.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_ack_before_next(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  const bool counts = has_arrived(step) && is_synchronized(step.before.state) &&
                      step.before.state != State::time_wait;
  return typename D::Bool(counts) && seg.has_ack && !seg.syn && !seg.fin && !seg.rst &&
         seg.text_bytes == typename D::U32(0u) &&
         seg.seq + typename D::U32(1u) == step.before.rcv.nxt && timestamp_passes(step);
}

/// The segment counts although it is unacceptable.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_exempt(const ConnectionStep<D>& step) {
  return is_exempt_in_time_wait(step) || crosses_open(step) || is_ack_before_next(step);
}

/// What completes a crossing open has the ACK and the window of its SYN, which no scale applies to.
template <class D>
[[nodiscard]] constexpr typename D::Bool crossing_open_completes(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  return implies(crosses_open(step), typename D::Bool(is_synchronized(step.after.state)) &&
                                         step.after.snd.una == seg.ack &&
                                         step.after.snd.wnd_bytes == seg.wnd);
}

/// Nothing happens but that an ACK may be sent, and none in answer to a RST.
template <class D>
[[nodiscard]] constexpr typename D::Bool only_acknowledges(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Outcome<D>& out = step.outcome;
  const typename D::U32 none(0u);
  return changes_only_credit(step) && Bool(out.signals == Signals{}) && !out.urgent &&
         out.intake.take_bytes == none && out.delivery.bytes == none &&
         implies(Bool(out.replies), is_pure_ack(step) && !step.event.segment.rst);
}

/// A RST that the incarnation before may have sent: its wait was cut short and would not be over
/// yet, the RST is at RCV.NXT, a number of it, and bears no timestamp at or after the last.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_rst_of_old_incarnation(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  const Connection<D>& before = step.before;
  const bool counts = before.origin == Origin::reopened && is_synchronized(before.state);
  const auto is_new =
      before.ts.on && seg.has_ts && is_at_or_before(Seq<D>{before.ts.recent}, Seq<D>{seg.ts_val});
  return typename D::Bool(counts) && seg.rst && seg.seq == before.rcv.nxt && !is_new &&
         step.now < before.old.ends_at &&
         is_at_or_before(before.rcv.nxt, before.old.record.rcv_nxt);
}

/// A RST at RCV.NXT ends the connection, even if the window is closed; one that may be of the
/// incarnation before does nothing but cost an ACK. TIME-WAIT has its own rule.
template <class D>
[[nodiscard]] constexpr typename D::Bool rst_ends_connection(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.event.segment;
  const State after = step.after.state;
  const Bool is_old = is_rst_of_old_incarnation(step);
  const Bool is_exact =
      Bool(step.before.state != State::time_wait) && seg.rst && seg.seq == step.before.rcv.nxt;
  const Bool ends =
      Bool(after == State::closed || after == State::listen || returns_to_wait(step)) &&
      Bool(!step.outcome.replies);
  return implies(is_exact && !is_old, ends) && implies(is_old, changes_only_credit(step));
}

/// The segment is in the window, or the bare ACK before it; timely, with an acceptable ACK, and
/// neither SYN nor RST.
template <class D>
[[nodiscard]] constexpr typename D::Bool acceptable_in_sequence(const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  return (!is_unacceptable(step) || is_ack_before_next(step)) && !seg.rst && !seg.syn &&
         timestamp_passes(step) && ack_is_acceptable(step);
}

/// A segment without an acceptable ACK, and neither SYN nor RST, changes nothing but credit and its
/// timestamp, which is looked at first.
template <class D>
[[nodiscard]] constexpr typename D::Bool unacceptable_ack_is_refused(
    const ConnectionStep<D>& step) {
  const Segment<D>& seg = step.event.segment;
  Connection<D> timed = step.before;
  timed.ts = step.after.ts;
  return implies(!seg.syn && !seg.rst && !ack_is_acceptable(step),
                 only_acknowledges(ConnectionStep<D>{step.policy, step.event, step.now, timed,
                                                     step.after, step.outcome, step.wait}));
}

/// The ACK of a segment acceptable in sequence counts, even if our window is closed; its text at
/// RCV.NXT is accepted as far as the window goes.
template <class D>
[[nodiscard]] constexpr typename D::Bool ack_and_text_count(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Segment<D>& seg = step.event.segment;
  const Connection<D>& before = step.before;
  const bool takes_text = is_synchronized(before.state) && !peer_has_closed(before.state);
  const Bool is_new_ack = is_before(before.snd.una, seg.ack);
  const Bool is_next = seg.seq == before.rcv.nxt && !before.rcv.fin_seen;
  const U32 room = smaller(seg.text_bytes, before.rcv.wnd_bytes);
  return implies(acceptable_in_sequence(step) && Bool(is_synchronized(before.state)) && is_new_ack,
                 step.after.snd.una == seg.ack) &&
         implies(acceptable_in_sequence(step) && Bool(takes_text) && is_next,
                 room <= step.after.rcv.nxt - before.rcv.nxt);
}

/// A bare ACK before RCV.NXT brings nothing but its ACK and its window.
template <class D>
[[nodiscard]] constexpr typename D::Bool ack_before_next_brings_no_text(
    const ConnectionStep<D>& step) {
  const Outcome<D>& out = step.outcome;
  const ReceiveSpace<D>& before = step.before.rcv;
  const ReceiveSpace<D>& after = step.after.rcv;
  const bool lives = is_live(step.after.state) && step.after.state != State::time_wait;
  return implies(is_ack_before_next(step) && typename D::Bool(lives),
                 after.nxt == before.nxt && after.consumed == before.consumed &&
                     after.fin_seen == before.fin_seen &&
                     out.intake.take_bytes == typename D::U32(0u));
}

/// With keep-alives on, a segment that was acceptable and leaves nothing in flight and nothing to
/// probe begins the time anew after which the peer is asked.
template <class D>
[[nodiscard]] constexpr typename D::Bool acceptable_restarts_keep_alive(
    const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Connection<D>& after = step.after;
  const bool counts = step.policy.keeps_alive && is_synchronized(step.before.state) &&
                      is_live(after.state) && after.state != State::time_wait;
  const Bool unsent = !(after.snd.nxt == after.snd.end + one_if<D>(after.snd.fin_queued));
  return implies(
      Bool(counts) && acceptable_in_sequence(step) && after.snd.una == after.snd.nxt && !unsent,
      after.rtx.at == step.now + step.policy.timeouts.keep_alive);
}

/// INV-ACC: an unacceptable segment or ACK changes nothing but credit, unless it crosses an open or
/// is a bare ACK before RCV.NXT; RST, ACK and text of an acceptable one take effect.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_acc(const ConnectionStep<D>& step) {
  if (!is_tested_by_window(step)) {
    return typename D::Bool(true);
  }
  return implies(is_unacceptable(step) && !is_exempt(step), only_acknowledges(step)) &&
         crossing_open_completes(step) && rst_ends_connection(step) &&
         unacceptable_ack_is_refused(step) && ack_and_text_count(step) &&
         ack_before_next_brings_no_text(step) && acceptable_restarts_keep_alive(step);
}

}  // namespace twomsl
