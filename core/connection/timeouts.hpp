// The timeouts (RFC 9293 section 3.10.8): user, retransmission, TIME-WAIT, and the bounds that the
// policy puts on FIN-WAIT-2 and LAST-ACK.
#pragma once

#include "core/connection/return_from_syn_received.hpp"
#include "core/connection/transmit.hpp"

namespace twomsl {

/// The connection ends because the peer does not answer.
template <class D>
constexpr void give_up(StepContext<D>& ctx) {
  ctx.out.signals.aborted = true;
  if (interrupts_wait(ctx.c)) {
    return_from_syn_received(ctx);
  } else {
    become_closed(ctx, Why::gave_up);
  }
}

/// How long the peer may leave what was sent unanswered; longer where its window is closed, since
/// probes get as rare as one a minute.
//= rfc9293#3.8.3 MUST-22
//= rfc9293#3.8.3 RFC9293-3.8.3-U1
//= rfc9293#3.8.3 MUST-20
//= rfc9293#3.8.3 MUST-23
template <class D>
[[nodiscard]] constexpr Duration<D> r2_of(const StepContext<D>& ctx) {
  const Timeouts<D>& limits = ctx.policy.timeouts;
  if (!is_synchronized(ctx.c.state)) {
    return limits.r2_syn;
  }
  return select(ctx.c.snd.wnd_bytes == typename D::U32(0u), larger(limits.r2, limits.keep_alive_r2),
                limits.r2);
}

/// USER TIMEOUT, "for any state"; TIME-WAIT only where the policy says so.
//= rfc9293#3.10.8 RFC9293-3.10.8-D1
template <class D>
constexpr void user_timeout(StepContext<D>& ctx) {
  if (ctx.c.state == State::closed) {
    ctx.out.why = Why::no_connection;
  } else if (ctx.c.state != State::time_wait || ctx.policy.time_wait.ends_on_user_timeout) {
    give_up(ctx);
  } else {
    ctx.out.why = Why::not_due;
  }
}

/// When the timer is to expire next: after the RTO, or when R2 is reached if that is sooner.
/// REQUIRES: something has not been answered.
template <class D>
[[nodiscard]] constexpr Instant<D> next_timeout(const StepContext<D>& ctx) {
  const Retransmission<D>& rtx = ctx.c.rtx;
  return smaller(ctx.now + rtx.rto, rtx.since + r2_of(ctx));
}

/// Sends the head again, or what a little window lets through, or one number beyond a closed one;
/// the next timeout is twice as far.
/// REQUIRES: something is in flight, or blocked.
template <class D>
constexpr void retransmit(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  Retransmission<D>& rtx = ctx.c.rtx;
  //= rfc9293#3.8.6.1 SHLD-30
  //= rfc9293#3.8.2 MUST-19
  //= rfc8961#4 RFC8961-4-8
  //= rfc8961#4 RFC8961-4-10
  //= rfc6298#5 RFC6298-5-3
  rtx.rto = smaller(rtx.rto + rtx.rto, ctx.policy.timeouts.rto_max);
  if (!(ctx.c.snd.una == ctx.c.snd.nxt)) {
    rtx.since = select(rtx.since == never<D>(), ctx.now, rtx.since);
    rtx.at = next_timeout(ctx);
    rtx.recover = ctx.c.snd.nxt;
    //= rfc6298#5 RFC6298-5-D2
    send_head_again(ctx);
  } else {
    //= rfc9293#3.8.6.1 MUST-36
    //= rfc9293#3.8.6.2.1 MUST-38
    const U32 text = smaller(text_unsent(ctx.c), larger(ctx.c.snd.wnd_bytes, U32(1u)));
    send_new(ctx, {text, text == U32(0u)});
    ctx.out.why = Why::probed;
  }
}

/// How long the peer has not answered what was sent.
template <class D>
[[nodiscard]] constexpr Duration<D> unanswered_for(const StepContext<D>& ctx) {
  return select(ctx.c.rtx.since == never<D>(), Duration<D>{}, ctx.now - ctx.c.rtx.since);
}

/// Nothing has come for so long, and nothing is to be sent: asks the peer for an ACK by the number
/// that it has acknowledged last. Many go unanswered before the peer counts as gone.
//= rfc9293#3.8.4 MAY-5
//= rfc9293#3.8.4 SHLD-12
//= rfc9293#3.8.4 MUST-29
template <class D>
[[gnu::cold]] constexpr void keep_alive(StepContext<D>& ctx) {
  Retransmission<D>& rtx = ctx.c.rtx;
  const Timeouts<D>& limits = ctx.policy.timeouts;
  if (!ctx.policy.keeps_alive) {
    rtx.at = never<D>();
    ctx.out.why = Why::nothing_to_send;
  } else if (limits.keep_alive_r2 <= unanswered_for(ctx)) {
    give_up(ctx);
  } else {
    rtx.since = select(rtx.since == never<D>(), ctx.now, rtx.since);
    rtx.at = smaller(ctx.now + limits.keep_alive_interval, rtx.since + limits.keep_alive_r2);
    fill_common_fields(ctx, reply(ctx, ctx.c.snd.nxt - typename D::U32(1u)));
    ctx.out.why = Why::probed;
  }
}

template <class D>
constexpr void retransmission_timeout(StepContext<D>& ctx) {
  const Timeouts<D>& limits = ctx.policy.timeouts;
  //= rfc6298#5 RFC6298-5-1
  if (!(ctx.c.rtx.at <= ctx.now)) {
    ctx.out.why = Why::not_due;
    return;
  }
  if (is_idle(ctx.policy, ctx.c)) {
    keep_alive(ctx);
    return;
  }
  if (r2_of(ctx) <= unanswered_for(ctx)) {
    give_up(ctx);
    return;
  }
  if (limits.r1 <= unanswered_for(ctx)) {
    //= rfc9293#3.8.3 SHLD-9
    //= rfc9293#3.9.1.8 MUST-47
    //= rfc9293#3.9.1.8 RFC9293-3.9.1.8-U1
    //= rfc9293#3.8.3 MUST-20
    ctx.out.signals.soft_error = true;
  }
  retransmit(ctx);
}

template <class D>
constexpr void time_wait_timeout(StepContext<D>& ctx) {
  if (ctx.c.state == State::time_wait && static_cast<bool>(ctx.c.closes_at <= ctx.now)) {
    become_closed(ctx, Why::wait_over);
  } else {
    ctx.out.why = Why::not_due;
  }
}

/// FIN-WAIT-2 ends in a RST and in TIME-WAIT, as section 3.5.2 has it for who sends one; LAST-ACK
/// ends in CLOSED.
template <class D>
constexpr void closing_timeout(StepContext<D>& ctx) {
  ctx.out.why = Why::not_due;
  if (ctx.c.state != State::fin_wait_2 && ctx.c.state != State::last_ack) {
    return;
  }
  if (!(ctx.c.closes_at <= ctx.now)) {
    return;
  }
  ctx.out.signals.aborted = true;
  if (ctx.c.state == State::last_ack) {
    become_closed(ctx, Why::gave_up);
    return;
  }
  ctx.out.why = Why::gave_up;
  reply_rst(ctx, ctx.c.snd.nxt);
  deliver_all(ctx);
  //= rfc9293#3.5.2 RFC9293-3.5.2-D1
  enter_time_wait(ctx);
}

}  // namespace twomsl
