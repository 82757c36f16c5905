// Which segments a conforming end can emit, and where that takes it. What adds nothing to what it
// has emitted is a copy, or was captured out of order, and takes it nowhere.
#pragma once

#include "spec/judge/hypothesis.hpp"

namespace twomsl {

/// How the SYN that a SYN-ACK answers stands to the old connection; `by_number`: as its number
/// says, since the old timestamps are not known.
enum class SynAge : std::uint8_t {
  newer_by_timestamp,
  newer_by_number,
  contested,
  old,
  unknown,
  by_number,
};

/// Facts of the wire about an emission.
template <class D>
struct Emitted {
  Segment<D> segment{};
  Instant<D> at{};
  typename D::Bool answers_fin{};    // a RST whose numbers are those of an answer to a bare FIN
  typename D::Bool answers_other{};  // the same to another segment that is no SYN
  typename D::Bool has_unread{};     // text has come after the own FIN, or may have
  typename D::Bool may_be_late{};    // it may have been emitted long before it was captured
  typename D::Bool restarts{};       // an ACK behind a FIN again that PAWS does not refuse
  Instant<D> fin_again{};            // when that FIN was captured; meaningful if restarts
  typename D::Bool has_peer_fin{};   // the peer's FIN was captured
  Seq<D> peer_fin{};                 // its number; meaningful if has_peer_fin
  Seq<D> peer_end{};                 // one past the highest number that the peer has emitted
  SynAge syn_age = SynAge::old;
};

namespace emissions {

template <class D, class Out>
constexpr void rst(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  switch (h.state) {
    case State::closed:
    case State::listen:
      out.add(h);
      return;
    case State::syn_sent:
      // An OPEN that was given up is not seen to be.
      out.add(h);
      out.add(closed_after(h));
      return;
    case State::syn_received:
      // A FIN of the wait that a SYN interrupted gets an ACK there, too.
      if (e.answers_fin && typename D::Bool(h.interrupted.is_owed)) return;
      out.add(h);
      out.add(closed_after(h));
      // Its user gives the open up, and the wait goes on.
      if (h.interrupted.exists) out.add(resumed(h));
      return;
    case State::established:
    case State::close_wait:
      out.add(closed_after(h));
      return;
    case State::fin_wait_1:
    case State::fin_wait_2:
      // ABORT sends a RST, too; but not one that says what CLOSED says to a FIN.
      if (e.answers_fin && !e.has_unread) {
        out.add(closed_after(h), {Excuse::abort});
      } else {
        out.add(closed_after(h));
      }
      return;
    case State::last_ack:
      // Judged by the rule of LAST-ACK, not here.
      out.add(closed_after(h));
      return;
    case State::closing:
    case State::time_wait:
      // RFC 793 lets a SYN draw one; a RST for anything else is nobody's there.
      if (e.answers_fin || e.answers_other) return;
      out.add(h);
      out.add(closed_after(h));
      return;
  }
}

template <class D>
[[nodiscard]] constexpr Hypothesis<D> opened(const Segment<D>& seg, State state) {
  Hypothesis<D> to{};
  to.state = state;
  to.iss = seg.seq;
  to.nxt = seg.seq + length(seg);
  to.rcv_nxt = seg.ack;
  return to;
}

template <class D, class Out>
constexpr void syn(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  if (h.state == State::closed) out.add(opened(e.segment, State::syn_sent));
  if (e.segment.seq == h.iss) out.add(h);
}

// A SYN-ACK that takes an end out of TIME-WAIT.
template <class D, class Out>
constexpr void reopening(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  //= rfc9293#3.6.1 MAY-2
  const Seq<D>& iss = e.segment.seq;
  const typename D::Bool is_opposite = iss - h.nxt == typename D::U32(1u << 31);
  if (is_before(iss, h.nxt)) return;
  Hypothesis<D> to = opened(e.segment, State::syn_received);
  const bool is_owed = e.syn_age == SynAge::newer_by_number || e.syn_age == SynAge::contested ||
                       e.syn_age == SynAge::by_number;
  to.interrupted = {true, is_owed, h.iss, h.nxt, h.rcv_nxt, h.entered};
  if (is_opposite) return out.add(to, {Excuse::numbers_unordered});
  switch (e.syn_age) {
    case SynAge::newer_by_timestamp:
    case SynAge::newer_by_number:
      return out.add(to);
    case SynAge::contested:
      return out.add(to, {Excuse::older_timestamp});
    case SynAge::old:
      return out.add(to, {Excuse::old_syn});
    case SynAge::by_number:
      if (is_at_or_before(h.rcv_nxt, e.segment.ack - typename D::U32(1u))) return out.add(to);
      return out.add(to, {Excuse::syn_age_unknown});
    case SynAge::unknown:
      return out.add(to, {Excuse::syn_age_unknown});
  }
}

template <class D, class Out>
constexpr void syn_ack(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  if (h.state == State::closed) out.add(opened(e.segment, State::syn_received));
  if (h.state == State::time_wait) reopening(out, h, e);
  if (!(e.segment.seq == h.iss)) return;
  // Text that came with the peer's SYN is acknowledged, too.
  const typename D::Bool is_ahead =
      typename D::Bool(h.state == State::syn_received) && is_before(h.rcv_nxt, e.segment.ack);
  Hypothesis<D> to = h;
  to.rcv_nxt = select(is_ahead, e.segment.ack, h.rcv_nxt);
  out.add(to);
}

// What was emitted before the control block was gone may be late in coming.
template <class D, class Out>
constexpr void late(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  const Segment<D>& seg = e.segment;
  const Seq<D> end = seg.seq + length(seg);
  if (is_near(end, h.nxt) && is_at_or_before(end, h.nxt) &&
      (!seg.has_ack || is_at_or_before(seg.ack, h.rcv_nxt))) {
    out.add(h);
  }
}

// The acknowledgement fits what the end has received. Without the peer's FIN, RCV.NXT may be later.
template <class D>
[[nodiscard]] constexpr typename D::Bool fits_received(const Hypothesis<D>& h,
                                                       const Emitted<D>& e) {
  const Segment<D>& seg = e.segment;
  using Bool = typename D::Bool;
  const Bool has_fin(has_received_fin(h.state));
  const Bool covers_fin = e.has_peer_fin && seg.ack == e.peer_fin + typename D::U32(1u);
  return !seg.has_ack || (has_fin && seg.ack == h.rcv_nxt) ||
         (!has_fin && is_near(seg.ack, h.rcv_nxt) && !covers_fin);
}

// An end in SYN-RECEIVED or later emits a FIN of the number `fin`.
template <class D, class Out>
constexpr void own_fin(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  const Segment<D>& seg = e.segment;
  const Seq<D> end = seg.seq + length(seg);
  Hypothesis<D> to = h;
  to.interrupted = {};
  to.nxt = select(is_before(h.nxt, end), end, h.nxt);
  if (has_sent_fin(h.state)) {
    // The same FIN again; one that has been acknowledged is captured late, or a copy.
    if (end == h.nxt) out.add(h);
    return;
  }
  if (!(end == to.nxt)) return;
  to.fin_sent = e.at;
  if (h.state == State::close_wait) {
    out.add(with_state(to, State::last_ack));
    // A FIN lost before the capture may have gone before the peer's.
    out.add(with_state(to, State::closing));
  } else {
    out.add(with_state(to, State::fin_wait_1));
  }
}

// It acknowledges more than was captured of the peer, whose FIN that may be.
template <class D, class Out>
constexpr void with_unseen_peer_fin(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  Hypothesis<D> to = h;
  to.rcv_nxt = e.segment.ack;
  to.entered = e.at;
  if (h.state == State::fin_wait_1) out.add(with_state(to, State::closing));
  if (h.state == State::fin_wait_2) out.add(with_state(to, State::time_wait));
  if (h.state == State::established) out.add(with_state(to, State::close_wait));
}

template <class D, class Out>
constexpr void text(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  const Segment<D>& seg = e.segment;
  const Seq<D> end = seg.seq + length(seg);
  if (!is_near(seg.seq, h.nxt)) return;
  const typename D::Bool is_old = is_at_or_before(end, h.nxt);
  if (!fits_received(h, e)) {
    // Said before it had the FIN.
    if (e.may_be_late && is_old && is_before(seg.ack, h.rcv_nxt)) out.add(h);
    return;
  }
  if (seg.fin) return own_fin(out, h, e);
  if (seg.has_ack && is_old && is_before(e.peer_end, seg.ack)) with_unseen_peer_fin(out, h, e);
  Hypothesis<D> to = h;
  to.rcv_nxt = select(seg.has_ack && is_before(h.rcv_nxt, seg.ack), seg.ack, h.rcv_nxt);
  if (has_sent_fin(h.state)) {
    if (!is_old) return;
    if (h.state == State::time_wait && e.restarts) {
      to.has_restarted = true;
      to.restarted = e.fin_again;
    }
    return out.add(to);
  }
  to.nxt = select(is_old, h.nxt, end);
  out.add(to);
  // The gap may be a FIN that was lost before the capture.
  const typename D::Bool skips = is_before(h.nxt, seg.seq) && end == seg.seq;
  if (skips) {
    Hypothesis<D> after = to;
    after.fin_sent = e.at;
    out.add(with_state(after, h.state == State::close_wait ? State::last_ack : State::fin_wait_1));
    if (h.state == State::close_wait) out.add(with_state(after, State::closing));
  }
}

}  // namespace emissions

/// Adds to `out` the ways on of an end that emits `e.segment`; none if no conforming end can emit
/// it there.
template <class D, class Out>
constexpr void emit(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
  const Segment<D>& seg = e.segment;
  if (seg.rst) {
    emissions::rst(out, h, e);
  } else if (seg.syn && seg.has_ack) {
    emissions::syn_ack(out, h, e);
  } else if (seg.syn) {
    emissions::syn(out, h, e);
  } else if (h.state != State::closed && h.state != State::syn_sent) {
    emissions::text(out, h, e);
  } else if (e.may_be_late && typename D::Bool(h.state == State::closed)) {
    emissions::late(out, h, e);
  }
}

/// The ways on of an end that emits `e.segment`.
template <class D>
[[nodiscard]] constexpr Moves<D> emit(const Hypothesis<D>& h, const Emitted<D>& e) {
  Moves<D> out;
  emit(out, h, e);
  return out;
}

}  // namespace twomsl
