// How a control block begins: the numbers of either direction (RFC 9293 sections 3.4.1, 3.7 and
// 3.8.6).
#pragma once

#include "core/connection/choose_iss.hpp"
#include "core/connection/retransmission_timer.hpp"

namespace twomsl {

/// Makes the control block a fresh one whose first number is `iss`; what is sent first is a SYN. It
/// keeps what that SYN offers, for the policy may change before the peer answers. A RECEIVE that
/// waits in LISTEN waits on (RFC 9293 section 3.10.3).
template <class D>
[[gnu::noinline]] constexpr void begin_control_block(StepContext<D>& ctx, const Seq<D>& iss) {
  using U32 = typename D::U32;
  using Bool = typename D::Bool;
  const Policy<D>& policy = ctx.policy;
  Connection<D>& c = ctx.c;
  const U32 pending = c.state == State::listen ? c.rcv.pending_receive_bytes : U32(0u);
  for_each_field([](const char*, auto& member) { member = {}; }, c);
  c.state = State::closed;
  c.origin = Origin::active;
  stop_timers(c);
  c.iss = iss;
  c.snd.una = iss;
  c.snd.nxt = iss + U32(1u);
  c.snd.end = c.snd.nxt;
  c.snd.opening = Bool(true);
  c.snd.up = iss;
  c.rtx.recover = iss;
  //= rfc6298#2 RFC6298-2-2
  //= rfc8961#4 RFC8961-4-1
  //= rfc6298#2 RFC6298-2-1
  c.rtx.rto = policy.timeouts.rto_initial;
  c.snd_buffer_bytes = policy.snd_buffer_bytes;
  c.rcv.buffer_bytes = policy.rcv_buffer_bytes;
  c.rcv.wnd_bytes = smaller(policy.rcv_buffer_bytes, U32(0xffffu));
  c.rcv.scaling = Bool(policy.offers_scale);
  c.rcv.scale = policy.offers_scale ? policy.scale : U32(0u);
  c.offered_mss_bytes = policy.mss_bytes;
  c.rcv.pending_receive_bytes = pending;
  c.ts.on = Bool(policy.offers_timestamps);
  c.ts_offset = ctx.initial.ts_offset;
}

/// Sends the SYN, or SYN,ACK, of a new control block.
template <class D>
constexpr void send_syn(StepContext<D>& ctx) {
  reply_syn(ctx);
  start_timer(ctx, ctx.c.rtx);
  //= rfc8961#4 RFC8961-4-4
  start_timing(ctx, ctx.c.snd.nxt);
}

/// Sets the numbers of the peer's SYN, and the options that both ends offer.
template <class D>
constexpr void negotiate_options(StepContext<D>& ctx, const Segment<D>& syn) {
  using U32 = typename D::U32;
  Connection<D>& c = ctx.c;
  c.irs = syn.seq;
  c.rcv.nxt = syn.seq + U32(1u);
  c.rcv.consumed = c.rcv.nxt;
  c.rcv.up = c.rcv.nxt;
  //= rfc9293#3.7.1 MUST-14
  //= rfc9293#3.7.1 MUST-15
  const U32 offered =
      select(syn.has_mss, larger(syn.mss_bytes, U32(kSmallestMss)), ctx.initial.default_mss_bytes);
  c.snd.mss_bytes = larger(smaller(offered, c.offered_mss_bytes), U32(kSmallestMss));
  //= rfc7323#2.2 RFC7323-2.2-3
  c.rcv.scaling = c.rcv.scaling && syn.has_scale;
  //= rfc7323#2.3 RFC7323-2.3-2
  //= rfc7323#2.3 RFC7323-2.3-3
  //= rfc7323#2.3 RFC7323-2.3-4
  c.rcv.scale = select(c.rcv.scaling, c.rcv.scale, U32(0u));
  //= rfc7323#2.3 RFC7323-2.3-3
  //= rfc7323#2.2 RFC7323-2.2-7
  //= rfc7323#2.3 RFC7323-2.3-8b
  //= rfc7323#2.3 RFC7323-2.3-4
  c.snd.scale = select(c.rcv.scaling, smaller(syn.scale, U32(14u)), U32(0u));
  //= rfc7323#3.2 RFC7323-3.2-7
  //= rfc7323#3.2 RFC7323-3.2-10
  c.ts.on = c.ts.on && syn.has_ts;
  c.ts.recent = syn.ts_val;
  c.ts.recent_at = ctx.now;
  //= rfc7323#2.2 RFC7323-2.2-8
  c.snd.wnd_bytes = syn.wnd;
  c.snd.max_wnd_bytes = larger(c.snd.max_wnd_bytes, syn.wnd);
  c.snd.wl1 = syn.seq;
  c.snd.wl2 = select(syn.has_ack, syn.ack, c.iss);
}

}  // namespace twomsl
