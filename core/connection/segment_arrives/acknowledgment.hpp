// Fifth: the ACK field (RFC 9293 section 3.10.7.4; RFC 5961 section 5.2).
#pragma once

#include "core/connection/enter_time_wait.hpp"
#include "core/connection/segment_arrives/established.hpp"
#include "core/connection/segment_arrives/limited_ack.hpp"

namespace twomsl {

/// SND.UNA < SEG.ACK <= SND.NXT
template <class D>
[[nodiscard]] constexpr typename D::Bool is_ack_new(const Connection<D>& c, const Seq<D>& ack) {
  return (ack - c.snd.una) - typename D::U32(1u) < c.snd.nxt - c.snd.una;
}

/// Updates SND.WND if the segment is not older than the one that SND.WL1 and SND.WL2 name.
template <class D>
constexpr void update_send_window(Connection<D>& c, const Segment<D>& seg) {
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D4
  const auto is_newer = is_before(c.snd.wl1, seg.seq) ||
                        (c.snd.wl1 == seg.seq && is_at_or_before(c.snd.wl2, seg.ack));
  const auto counts = is_newer && is_at_or_before(c.snd.una, seg.ack);
  //= rfc9293#3.1 REC-1
  //= rfc7323#2.3 RFC7323-2.3-5
  const auto offered = D::scale_up(seg.wnd, c.snd.scale);
  c.snd.wnd_bytes = select(counts, offered, c.snd.wnd_bytes);
  c.snd.max_wnd_bytes = larger(c.snd.max_wnd_bytes, c.snd.wnd_bytes);
  c.snd.wl1 = select(counts, seg.seq, c.snd.wl1);
  c.snd.wl2 = select(counts, seg.ack, c.snd.wl2);
}

/// How long ago the peer's timestamp says that what it acknowledges was sent.
template <class D>
[[nodiscard]] constexpr Duration<D> measured_by_timestamp(const StepContext<D>& ctx) {
  const typename D::U32 ticks = ts_now(ctx.c, ctx.now) - ctx.event.segment.ts_ecr;
  return {D::widen(ticks) << 10};
}

/// The segment echoes a timestamp that we can have sent: not zero, which stands for none, not of
/// the future, and no older than the longest RTO. A peer may echo anything.
template <class D>
[[nodiscard]] constexpr typename D::Bool echoes_plausibly(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  return ctx.c.ts.on && seg.has_ts && !(seg.ts_ecr == typename D::U32(0u)) &&
         measured_by_timestamp(ctx) <= ctx.policy.timeouts.rto_max;
}

/// Before SND.UNA moves to a new ACK: measures the round trip, and asks for the next of what was in
/// flight at the last timeout to be sent again. What was sent again is not timed: there the peer's
/// timestamp measures; not for the SYN, whose repetition the RTO remembers (RFC 6298 section 5).
template <class D>
constexpr void on_new_ack(const StepContext<D>& ctx, Retransmission<D>& rtx) {
  const Seq<D>& una = ctx.event.segment.ack;
  const auto was_resent = is_before(ctx.c.snd.una, rtx.recover);
  rtx.rexmit_pending = is_before(una, rtx.recover);
  rtx.recover = select(rtx.rexmit_pending, rtx.recover, una);
  const auto is_timed = rtx.timing && is_at_or_before(rtx.timed, una);
  //= rfc6298#3 RFC6298-3-2
  //= rfc7323#4.1 RFC7323-4.1-2
  const auto has_stamp = !rtx.timing && was_resent && echoes_plausibly(ctx) &&
                         !(una == ctx.c.iss + typename D::U32(1u));
  apply_if(is_timed || has_stamp, rtx, [&](Retransmission<D>& timed) {
    measure(timed, ctx.policy.timeouts,
            select(is_timed, ctx.now - timed.timed_at, measured_by_timestamp(ctx)));
    timed.timing = typename D::Bool(false);
  });
}

/// The peer's window was closed, and is open: what was sent beyond SND.UNA, a probe or more, it may
/// have thrown away, so sending resumes there. Probes were answered: the timer has no reason to
/// stay backed off.
template <class D>
[[gnu::cold]] [[gnu::noinline]] constexpr void resume_sending(const StepContext<D>& ctx,
                                                              Retransmission<D>& rtx) {
  rtx.rexmit_pending = !(ctx.c.snd.una == ctx.c.snd.nxt);
  rtx.recover = ctx.c.snd.nxt;
  rtx.rto = smaller(rtx.rto, rto_by_measurement(rtx, ctx.policy.timeouts));
  rtx.at = select(ctx.c.snd.una == ctx.c.snd.nxt, rtx.at, ctx.now + rtx.rto);
}

/// Moves SND.UNA up to SEG.ACK if that is new; true if it was. The timer is left to the caller.
template <class D>
[[nodiscard]] constexpr typename D::Bool advance_una(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  Connection<D>& c = ctx.c;
  const Seq<D>& ack = ctx.event.segment.ack;
  const auto advances = is_ack_new(c, ack);
  apply_if(advances, c.rtx, [&ctx](Retransmission<D>& rtx) { on_new_ack(ctx, rtx); });
  apply_if(advances, c.snd.acked_count,
           [&](U32& count) { count = smaller(count + (ack - c.snd.una), U32(kLargestWindow)); });
  c.snd.una = c.snd.una + select(advances, ack - c.snd.una, U32(0u));
  c.snd.opening = c.snd.opening && !advances;
  c.snd.urgent = c.snd.urgent && is_before(c.snd.una, c.snd.up);
  return advances;
}

/// The first window that a segment other than the peer's first SYN offers.
template <class D>
constexpr void set_send_window(Connection<D>& c, const Segment<D>& seg,
                               const typename D::U32& offered_bytes) {
  c.snd.wnd_bytes = offered_bytes;
  c.snd.max_wnd_bytes = larger(c.snd.max_wnd_bytes, offered_bytes);
  c.snd.wl1 = seg.seq;
  c.snd.wl2 = seg.ack;
}

/// SYN-RECEIVED becomes ESTABLISHED, or the ACK is refused by a RST.
template <class D>
[[gnu::noinline]] [[nodiscard]] constexpr bool completes_open(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  if (!is_ack_new(ctx.c, seg.ack)) {
    ctx.out.why = Why::ack_refused;
    reply_rst(ctx, seg.ack);
    return false;
  }
  set_send_window(ctx.c, seg, D::scale_up(seg.wnd, ctx.c.snd.scale));
  apply_syn_rto_floor(ctx);
  become_established(ctx);
  return true;
}

/// What an ACK of our FIN leads to. False where nothing of the segment is left to process.
template <class D>
[[nodiscard]] constexpr bool process_fin_ack(StepContext<D>& ctx) {
  switch (ctx.c.state) {
    case State::fin_wait_1:
      if (fin_acknowledged(ctx.c)) {
        //= rfc1122#4.2.2.8 RFC1122-4.2.2.8-D1
        ctx.c.state = State::fin_wait_2;
        ctx.c.closes_at = ctx.now + ctx.policy.timeouts.fin_wait_2;
        ctx.out.signals.closed = true;
        ctx.out.why = Why::fin_acknowledged;
      }
      return true;
    case State::closing:
      if (fin_acknowledged(ctx.c)) {
        ctx.out.why = Why::fin_acknowledged;
        ctx.out.signals.closed = true;
        enter_time_wait(ctx);
      }
      return false;
    case State::last_ack:
      if (fin_acknowledged(ctx.c)) {
        ctx.out.signals.closed = true;
        become_closed(ctx, Why::fin_acknowledged);
      }
      return false;
    case State::time_wait:
    case State::established:
    case State::fin_wait_2:
    case State::close_wait:
    case State::closed:
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
      return true;
  }
  return true;
}

/// False if the ACK drops the segment, or leaves nothing of it to process; the outcome says why.
template <class D>
[[gnu::always_inline]] [[nodiscard]] constexpr bool passes_ack_check(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D2
  if (!seg.has_ack) {
    ctx.out.why = Why::ack_missing;
    return false;
  }
  if (!is_ack_in_range(ctx.c, seg.ack)) {
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D3
    //= rfc5961#5.2 RFC5961-5.2-3
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U7
    ctx.out.why = Why::ack_out_of_range;
    reply_ack_on_credit(ctx);
    return false;
  }
  ctx.out.why = Why::acknowledged;
  if (ctx.c.state == State::syn_received && !completes_open(ctx)) {
    return false;
  }
  if (ctx.c.state == State::time_wait) {
    return true;
  }
  const auto was_closed = ctx.c.snd.wnd_bytes == typename D::U32(0u);
  const auto advances = advance_una(ctx);
  update_send_window(ctx.c, seg);
  rewind_timer(ctx, advances);
  const auto opens = was_closed && !(ctx.c.snd.wnd_bytes == typename D::U32(0u));
  apply_if(opens && !ctx.c.snd.opening, ctx.c.rtx,
           [&ctx](Retransmission<D>& rtx) { resume_sending(ctx, rtx); });
  return ctx.c.state == State::established || process_fin_ack(ctx);
}

/// The number before RCV.NXT and no text: a probe of a peer that asks whether we are there, or an
/// ACK of one that does not know yet that its probe of our window was accepted. Nobody is
/// synchronized by it, so TIME-WAIT and SYN-RECEIVED are left out.
template <class D>
[[nodiscard]] constexpr typename D::Bool stands_before_next(const Connection<D>& c,
                                                            const Segment<D>& seg) {
  using U32 = typename D::U32;
  const bool counts = is_synchronized(c.state) && c.state != State::time_wait;
  return typename D::Bool(counts) && seg.has_ack && !seg.syn && !seg.fin && !seg.rst &&
         seg.text_bytes == U32(0u) && seg.seq + U32(1u) == c.rcv.nxt;
}

/// Its ACK counts, although it is not acceptable, and so does its window, unless SND.WL1 is newer:
/// of two ends whose windows are closed each may otherwise refuse what opens the other's. It is
/// answered all the same.
template <class D>
[[gnu::cold]] [[gnu::noinline]] constexpr void take_ack_before_next(StepContext<D>& ctx) {
  static_cast<void>(passes_ack_check(ctx));
  const bool ends = ctx.c.state == State::closed || ctx.c.state == State::time_wait;
  if (!ctx.out.replies && !ends) {
    reply_ack_on_credit(ctx);
  }
}

}  // namespace twomsl
