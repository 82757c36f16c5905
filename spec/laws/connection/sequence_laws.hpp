// INV-SEQ and INV-ISS: the numbers of both directions (RFC 9293 sections 3.4 and 3.8.6).
#pragma once

#include "spec/laws/connection/connection_invariant.hpp"
#include "spec/laws/sent_on_tuple.hpp"

namespace twomsl {

/// una, nxt and RCV.NXT never go back, and una never passes nxt.
template <class D>
[[nodiscard]] constexpr typename D::Bool numbers_advance(const ConnectionStep<D>& step) {
  const Connection<D>& before = step.before;
  const Connection<D>& after = step.after;
  const auto received = after.rcv.nxt - before.rcv.nxt;
  return is_at_or_before(before.snd.una, after.snd.una) &&
         is_at_or_before(before.snd.nxt, after.snd.nxt) &&
         is_at_or_before(after.snd.una, after.snd.nxt) &&
         (typename D::Bool(before.state == State::syn_sent) || received <= before.rcv.wnd_bytes);
}

/// The right edge of the receive window stays or moves right, while the peer may still send.
template <class D>
[[nodiscard]] constexpr typename D::Bool never_shrinks_window(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Bool counts(step.before.state != State::syn_sent && is_live(step.after.state) &&
                    !peer_has_closed(step.after.state));
  return implies(counts, is_at_or_before(step.before.rcv.nxt + step.before.rcv.wnd_bytes,
                                         step.after.rcv.nxt + step.after.rcv.wnd_bytes));
}

/// No answer offers a window beyond RCV.WND, while the peer may still send.
template <class D>
[[nodiscard]] constexpr typename D::Bool promise_is_honoured(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Segment<D>& seg = step.outcome.segment;
  const State state = step.after.state;
  const auto promised = select(seg.syn, seg.wnd, D::scale_up(seg.wnd, step.after.rcv.scale));
  const bool counts = step.outcome.replies && is_live(state) && !peer_has_closed(state);
  return implies(Bool(counts) && seg.has_ack, promised <= step.after.rcv.wnd_bytes);
}

/// Text and FIN go out in order and within the peer's window; only a probe of a closed window goes
/// beyond, by one number. What is sent again was sent before.
template <class D>
[[nodiscard]] constexpr typename D::Bool sends_within_window(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const SendSpace<D>& snd = step.after.snd;
  const Segment<D>& seg = step.outcome.segment;
  const U32 fresh = snd.nxt - step.before.snd.nxt;
  if (!step.outcome.replies) {
    return fresh == U32(0u);
  }
  const U32 len = length(seg);
  const Bool is_new = !(fresh == U32(0u));
  const Bool is_probe = Bool(step.event.kind == EventKind::retransmission_timeout) &&
                        snd.wnd_bytes == U32(0u) && fresh == U32(1u) &&
                        step.before.snd.una == step.before.snd.nxt;
  const Bool is_repeated = seg.seq == snd.una && len <= snd.nxt - snd.una;
  return implies(is_new, seg.seq == step.before.snd.nxt && len == fresh &&
                             (snd.nxt - snd.una <= snd.wnd_bytes || is_probe)) &&
         implies(!is_new && !(len == U32(0u)), is_repeated);
}

/// A bare ACK, and the RST of an ABORT, bear a number that the peer accepts; a keep-alive the one
/// before, so that it is answered.
template <class D>
[[nodiscard]] constexpr typename D::Bool counts_at_peer(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Segment<D>& seg = step.outcome.segment;
  const bool aborts = step.event.kind == EventKind::abort;
  const bool counts = step.outcome.replies && is_synchronized(step.before.state) &&
                      (aborts || is_synchronized(step.after.state));
  const Connection<D>& c = aborts ? step.before : step.after;
  const U32 before = U32(step.event.kind == EventKind::retransmission_timeout ? 1u : 0u);
  return implies(Bool(counts) && !seg.syn && length(seg) == U32(0u) &&
                     (Bool(aborts) || (seg.has_ack && !seg.rst)),
                 seg.seq == expected_by_peer(c) - before);
}

/// The intake is a part of the arriving segment's text, inside the window.
template <class D>
[[nodiscard]] constexpr typename D::Bool takes_what_arrived(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Intake<D>& intake = step.outcome.intake;
  const Segment<D>& seg = step.event.segment;
  const bool is_first = begins(step) || step.before.state == State::syn_sent;
  const Seq<D> next = is_first ? seg.seq + U32(1u) : step.before.rcv.nxt;
  const Seq<D> edge = step.after.rcv.nxt + step.after.rcv.wnd_bytes;
  const Seq<D> end = intake.at + intake.take_bytes;
  const Bool fits =
      intake.at == seg.seq + one_if<D>(seg.syn) + intake.skip_bytes &&
      D::widen(intake.skip_bytes) + D::widen(intake.take_bytes) <= D::widen(seg.text_bytes) &&
      is_at_or_before(next, intake.at) &&
      (Bool(peer_has_closed(step.after.state)) || is_at_or_before(end, edge));
  return intake.take_bytes == U32(0u) || (Bool(has_arrived(step)) && fits);
}

/// The user gets the stream in order: from where the last delivery ended, and not beyond the text
/// that has been received.
template <class D>
[[nodiscard]] constexpr typename D::Bool delivers_in_order(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Delivery<D>& delivery = step.outcome.delivery;
  const bool is_first = begins(step) || step.before.state == State::syn_sent;
  const Seq<D> from = is_first ? step.after.irs + U32(1u) : step.before.rcv.consumed;
  const Seq<D>& user = step.after.rcv.consumed;
  const Bool some = !(delivery.bytes == U32(0u));
  return implies(some, delivery.at == from && delivery.at + delivery.bytes == user) &&
         (some || Bool(!continues(step) || is_first) || user == step.before.rcv.consumed) &&
         implies(some, is_at_or_before(user, step.after.rcv.nxt));
}

/// INV-SEQ: within an incarnation numbers only advance, windows are kept, text is in order.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_seq(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  const Bool of_any = promise_is_honoured(step) && counts_at_peer(step) &&
                      takes_what_arrived(step) && delivers_in_order(step);
  if (!continues(step)) {
    return of_any;
  }
  return of_any && numbers_advance(step) && never_shrinks_window(step) && sends_within_window(step);
}

/// INV-ISS: a new control block sends a SYN that bears its ISS. That lies strictly after all that
/// this end has sent on the tuple, and is the number that was offered if that one does. Every later
/// SYN of the incarnation bears it, too.
template <class D>
[[nodiscard]] constexpr typename D::Bool inv_iss(const ConnectionStep<D>& step) {
  using Bool = typename D::Bool;
  using U32 = typename D::U32;
  const Segment<D>& seg = step.outcome.segment;
  const Connection<D>& c = step.after;
  const Bool syn_is_first = implies(Bool(step.outcome.replies) && seg.syn, seg.seq == c.iss);
  if (!begins(step)) {
    return syn_is_first && implies(Bool(continues(step)),
                                   c.iss == step.before.iss || Bool(c.state == State::time_wait));
  }
  const InitialParameters<D>& from = step.event.initial;
  const SentOnTuple<D> sent{Bool(step.before.state == State::time_wait), step.before.snd.nxt,
                            from.has_iss_floor, from.iss_floor};
  const Bool answers(c.state == State::syn_received);
  return syn_is_first && Bool(step.outcome.replies) && seg.syn && seg.has_ack == answers &&
         implies(answers, seg.ack == c.rcv.nxt) && c.snd.una == c.iss &&
         c.snd.nxt == c.iss + U32(1u) && lies_after_all_sent(c.iss, sent) &&
         (c.iss == from.iss || !lies_after_all_sent(from.iss, sent));
}

}  // namespace twomsl
