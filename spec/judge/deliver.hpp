// What an end becomes when a segment is delivered to it. Each way on is one that the texts leave.
#pragma once

#include "spec/judge/hypothesis.hpp"

namespace twomsl {

/// Facts of the wire about a delivery.
template <class D>
struct Delivered {
  Segment<D> segment{};
  Instant<D> at{};
  Seq<D> peer_end{};                     // one past the highest number that the peer has emitted
  typename D::U32 window_bytes{};        // the receive window that the end offered last
  typename D::Bool window_known{};       // its scale was captured
  typename D::Bool answers_challenge{};  // a SYN of the peer was out when it sent this RST
};

namespace deliveries {

// RFC 5961 obeys a RST at RCV.NXT alone, RFC 793 one in the window. RCV.NXT is known exactly once
// the peer's FIN has been received.
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U1
template <class D, class Out>
constexpr void rst_in_time_wait(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
  using U32 = typename D::U32;
  const U32 offset = d.segment.seq - h.rcv_nxt;
  const Hypothesis<D> gone = closed_after(h);
  Excuses why = h.survived_rst ? Excuses{Excuse::rst_lost} : Excuses{};
  // That one of two was lost is what networks do.
  const Excuses supported = h.ignores_rst ? Excuses{} : why;
  if (offset == U32(0u)) {
    if (!d.answers_challenge) why.insert(Excuse::peer_rst);
    out.add(gone, {why, supported});
  } else if (offset < d.window_bytes) {
    out.add(gone, {why.with(Excuse::rst_in_window), supported});
  } else if (!d.window_known && offset < U32(1u << 30)) {
    out.add(gone, {why.with(Excuse::window_unknown), supported});
  }
}

template <class D, class Out>
constexpr void rst(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
  using U32 = typename D::U32;
  if (h.state == State::time_wait) return rst_in_time_wait(out, h, d);
  const Seq<D>& seq = d.segment.seq;
  const typename D::Bool resumes = typename D::Bool(h.interrupted.exists) && seq == h.rcv_nxt;
  if (resumes) out.add(resumed(h));
  if (h.interrupted.exists && h.interrupted.is_owed) return;
  // RCV.NXT may be anywhere up to what the peer has sent.
  const bool knows_end = has_received_fin(h.state);
  const typename D::Bool may_be_exact =
      seq == h.rcv_nxt || (typename D::Bool(!knows_end) && is_before(h.rcv_nxt, seq) &&
                           is_at_or_before(seq, d.peer_end));
  if (may_be_exact) {
    out.add(closed_after(h));
  } else if (seq - h.rcv_nxt < U32(1u << 30)) {
    out.add(closed_after(h), {Excuse::rst_in_window});
  }
}

// What the acknowledgement of the own FIN leads to.
template <class D>
[[nodiscard]] constexpr Hypothesis<D> after_own_fin(const Hypothesis<D>& h, const Instant<D>& at) {
  Hypothesis<D> to = h;
  to.entered = at;
  if (h.state == State::fin_wait_1) to.state = State::fin_wait_2;
  if (h.state == State::closing) to.state = State::time_wait;
  if (h.state == State::last_ack) to = closed_after(h);
  return to;
}

// What the peer's FIN leads to. Text before it has arrived, too, or the FIN would not count yet.
template <class D>
[[nodiscard]] constexpr Hypothesis<D> after_peer_fin(const Hypothesis<D>& h, const Seq<D>& fin,
                                                     const Instant<D>& at) {
  Hypothesis<D> to = h;
  to.rcv_nxt = fin + typename D::U32(1u);
  to.interrupted = {};
  if (h.state == State::fin_wait_1) {
    to.state = State::closing;
  } else if (h.state == State::fin_wait_2) {
    to.state = State::time_wait;
    to.entered = at;
  } else {
    to.state = State::close_wait;
  }
  return to;
}

template <class D, class Out>
constexpr void in_syn_sent(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
  const Segment<D>& seg = d.segment;
  const typename D::Bool acceptable =
      seg.has_ack && is_before(h.iss, seg.ack) && is_at_or_before(seg.ack, h.nxt);
  if (seg.rst) {
    if (acceptable) out.add(closed_after(h));
  } else if (seg.syn) {
    Hypothesis<D> to = with_state(h, State::syn_received);
    to.rcv_nxt = seg.seq + typename D::U32(1u);
    if (acceptable) {
      to.state = State::established;
      out.add(to);
      // A stack may take the FIN together with the SYN, or drop it.
      if (seg.fin) out.add(after_peer_fin(to, to.rcv_nxt + seg.text_bytes, d.at));
    } else if (!seg.has_ack) {
      out.add(to);
    }
  }
}

// The acknowledgement is of numbers beyond those captured: its FIN was emitted and not seen.
template <class D>
[[nodiscard]] constexpr Hypothesis<D> with_unseen_fin(const Hypothesis<D>& h, const Seq<D>& ack,
                                                      const Instant<D>& at) {
  Hypothesis<D> to = h;
  to.state = h.state == State::close_wait ? State::last_ack : State::fin_wait_1;
  to.nxt = ack;
  to.fin_sent = at;
  return after_own_fin(to, at);
}

// It acknowledges the own SYN, or the own FIN, which waits for that.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_awaited(const Hypothesis<D>& h, const Segment<D>& seg) {
  using Bool = typename D::Bool;
  const bool awaits_fin =
      h.state == State::fin_wait_1 || h.state == State::closing || h.state == State::last_ack;
  const Bool acks_syn = is_before(h.iss, seg.ack) && is_at_or_before(seg.ack, h.nxt);
  return seg.has_ack && ((Bool(h.state == State::syn_received) && acks_syn) ||
                         (Bool(awaits_fin) && seg.ack == h.nxt));
}

template <class D, class Out>
constexpr void text(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
  const Segment<D>& seg = d.segment;
  Hypothesis<D> to = h;
  bool changes = false;
  bool unseen = false;
  // Of text, nothing is kept of what was acknowledged.
  if (is_awaited(h, seg)) {
    changes = true;
    if (h.state == State::syn_received) {
      to.state = State::established;
      to.interrupted = {};
    } else {
      to = after_own_fin(to, d.at);
    }
  } else if (!has_sent_fin(h.state) && h.state != State::syn_received) {
    if (seg.has_ack && is_before(h.nxt, seg.ack) && is_near(seg.ack, h.nxt)) unseen = true;
  }
  const Seq<D> fin = seg.seq + one_if<D>(seg.syn) + seg.text_bytes;
  const bool may_take_fin = !has_received_fin(to.state) && to.state != State::closed;
  const typename D::Bool takes_fin = seg.fin && typename D::Bool(may_take_fin) &&
                                     is_at_or_before(h.rcv_nxt, fin) && is_near(fin, h.rcv_nxt);
  // The acknowledgement counts, while the FIN may lie beyond text that has not arrived.
  if (changes) out.add_but_fin(to);
  if (unseen) {
    Hypothesis<D> other = with_unseen_fin(h, seg.ack, d.at);
    if (takes_fin && typename D::Bool(other.state != State::closed)) {
      other = after_peer_fin(other, fin, d.at);
    }
    out.add(other);
  }
  if (takes_fin) out.add(after_peer_fin(to, fin, d.at));
}

}  // namespace deliveries

/// Adds to `out` the ways on when `d.segment` is delivered; none if it changes nothing that is
/// kept.
template <class D, class Out>
constexpr void deliver(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
  switch (h.state) {
    case State::closed:
    case State::listen:
      break;
    case State::syn_sent:
      deliveries::in_syn_sent(out, h, d);
      break;
    case State::syn_received:
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::close_wait:
    case State::closing:
    case State::last_ack:
    case State::time_wait:
      if (d.segment.rst) {
        deliveries::rst(out, h, d);
      } else if (!d.segment.syn || typename D::Bool(h.state == State::syn_received)) {
        deliveries::text(out, h, d);
      }
      break;
  }
}

/// The ways on when `d.segment` is delivered.
template <class D>
[[nodiscard]] constexpr Moves<D> deliver(const Hypothesis<D>& h, const Delivered<D>& d) {
  Moves<D> out;
  deliver(out, h, d);
  return out;
}

}  // namespace twomsl
