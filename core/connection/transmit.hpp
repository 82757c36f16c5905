// TRANSMIT: one segment of what the window permits, or of what must be sent again.
//
// There is no congestion control yet (it belongs in sendable()) and no SACK (in send_head_again()).
#pragma once

#include "core/connection/control_block.hpp"
#include "core/connection/deliver.hpp"

namespace twomsl {

/// What may be sent now: bytes of text, and a FIN behind them.
template <class D>
struct Sendable {
  typename D::U32 text_bytes{};
  typename D::Bool fin{};
};

/// What the peer's window and the size of a segment let through. A segment is full, or else the
/// last or half of the largest window (MUST-38); with the Nagle algorithm these wait while text is
/// in flight, unless a FIN ends the stream.
template <class D>
[[nodiscard]] constexpr Sendable<D> sendable(const Policy<D>& policy, const Connection<D>& c) {
  using U32 = typename D::U32;
  const U32 flight = c.snd.nxt - c.snd.una;
  //= rfc9293#3.8.6 SHLD-15
  //= rfc7323#2.4 RFC7323-2.4-1
  //= rfc9293#3.8.6 MUST-34
  //= rfc7323#2.4 RFC7323-2.4-4
  const U32 room = select(flight < c.snd.wnd_bytes, c.snd.wnd_bytes - flight, U32(0u));
  const U32 unsent = text_unsent(c);
  const U32 full = text_per_segment(policy, c);
  //= rfc9293#3.9.1.2 SHLD-28
  const U32 fits = smaller(smaller(unsent, room), full);
  //= rfc9293#3.7.4 SHLD-7
  //= rfc9293#3.7.4 MUST-17
  const auto may_be_little =
      policy.nagle ? flight == U32(0u) || c.snd.fin_queued : typename D::Bool(true);
  const auto is_large_enough =
      fits == full || (may_be_little && (fits == unsent || half_of_largest_window(c) <= fits));
  //= rfc9293#3.8.6.2.1 MUST-38
  const U32 text = select(is_large_enough, fits, U32(0u));
  //= rfc9293#3.10.4 RFC9293-3.10.4-D1
  return {text, c.snd.fin_queued && !fin_sent(c) && text == unsent && text < room};
}

template <class D>
[[nodiscard]] constexpr typename D::Bool sends_anything(const Sendable<D>& what) {
  return !(what.text_bytes == typename D::U32(0u)) || what.fin;
}

/// The state sends text and FIN.
[[nodiscard]] constexpr bool is_sending(State state) {
  return state == State::established || state == State::fin_wait_1 || state == State::close_wait ||
         state == State::closing || state == State::last_ack;
}

/// A TRANSMIT would send something.
template <class D>
[[nodiscard]] constexpr typename D::Bool may_transmit(const Policy<D>& policy,
                                                      const Connection<D>& c) {
  using Bool = typename D::Bool;
  if (!is_sending(c.state)) {
    return Bool(false);
  }
  return c.rtx.rexmit_pending || (awaits_sending(c) && sends_anything(sendable(policy, c)));
}

/// A segment of the stream that begins at `seq`.
template <class D>
constexpr void reply_text(StepContext<D>& ctx, const Seq<D>& seq, const Sendable<D>& what) {
  using U32 = typename D::U32;
  const Connection<D>& c = ctx.c;
  Segment<D>& segment = reply(ctx, seq);
  fill_common_fields(ctx, segment);
  segment.text_bytes = what.text_bytes;
  segment.fin = what.fin;
  //= rfc9293#3.9.1.2 MUST-61
  //= rfc9293#3.9.1.2 SHLD-27
  segment.psh = !(what.text_bytes == U32(0u)) && seq + what.text_bytes == c.snd.end;
  segment.urg = c.snd.urgent && is_before(seq, c.snd.up) && c.snd.up - seq < U32(0x10000u);
  //= rfc6093#4 RFC6093-4-D1
  //= rfc9293#3.8.5 MUST-62
  segment.up = select(segment.urg, c.snd.up - seq, U32(0u));
}

/// Sends what has not been sent yet. In CLOSE-WAIT the FIN makes it LAST-ACK.
template <class D>
constexpr void send_new(StepContext<D>& ctx, const Sendable<D>& what) {
  Connection<D>& c = ctx.c;
  reply_text(ctx, c.snd.nxt, what);
  apply_if(c.snd.una == c.snd.nxt, c.rtx, [&](Retransmission<D>& rtx) { start_timer(ctx, rtx); });
  c.snd.nxt = c.snd.nxt + what.text_bytes + one_if<D>(what.fin);
  start_timing(ctx, c.snd.nxt);
  ctx.out.why = Why::sent;
  if (c.state == State::close_wait) {
    if (what.fin) {
      c.state = State::last_ack;
      c.closes_at = ctx.now + ctx.policy.timeouts.last_ack;
      deliver_all(ctx);
    }
  }
}

/// Sends the head of what is in flight again: the SYN, or text and FIN as far as the window goes.
template <class D>
constexpr void send_head_again(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  Connection<D>& c = ctx.c;
  c.rtx.rexmit_pending = typename D::Bool(false);
  //= rfc9293#3.8.1 MUST-18
  //= rfc8961#4 RFC8961-4-5
  //= rfc8961#4 RFC8961-4-6
  //= rfc6298#3 RFC6298-3-1
  //= rfc6298#3 RFC6298-3-2
  c.rtx.timing = typename D::Bool(false);
  ctx.out.why = Why::retransmitted;
  if (c.snd.opening) {
    reply_syn(ctx);
    return;
  }
  const auto has_fin = fin_sent(c);
  const U32 text = (c.snd.nxt - c.snd.una) - one_if<D>(has_fin);
  //= rfc9293#3.8.6 SHLD-16
  //= rfc9293#3.8.6 MUST-35
  //= rfc7323#2.4 RFC7323-2.4-5
  const U32 fits = smaller(text_per_segment(ctx.policy, c), larger(c.snd.wnd_bytes, U32(1u)));
  const U32 bytes = smaller(text, fits);
  reply_text(ctx, c.snd.una, {bytes, has_fin && bytes == text});
}

/// One segment, if there is one to send.
template <class D>
constexpr void transmit(StepContext<D>& ctx) {
  ctx.out.why = Why::nothing_to_send;
  if (ctx.c.state == State::fin_wait_2) {
    await_peer(ctx);
    return;
  }
  if (!is_sending(ctx.c.state)) {
    return;
  }
  if (ctx.c.rtx.rexmit_pending) {
    send_head_again(ctx);
    return;
  }
  const Sendable<D> what = sendable(ctx.policy, ctx.c);
  if (sends_anything(what)) {
    send_new(ctx, what);
  } else {
    await_peer(ctx);
  }
}

}  // namespace twomsl
