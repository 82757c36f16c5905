// TIME-WAIT: what a connection is reduced to, and how a wait starts (RFC 9293 section 3.6.1).
#pragma once

#include "core/connection/control_block.hpp"

namespace twomsl {

/// What TIME-WAIT remembers.
template <class D>
[[nodiscard]] constexpr TimeWaitRecord<D> record_of(const Connection<D>& c) {
  return {c.snd.nxt, c.rcv.nxt, c.ts.on, c.ts.recent};
}

/// A connection in TIME-WAIT, from what is remembered of it: all that differs between two waits is
/// in the arguments, so that a slot of 32 bytes can stand for it. TS.Recent does not age here: no
/// wait lasts 24 days.
template <class D>
[[nodiscard]] constexpr Connection<D> waiting(const StepContext<D>& ctx,
                                              const TimeWaitRecord<D>& record,
                                              const Instant<D>& ends_at) {
  using U32 = typename D::U32;
  using Bool = typename D::Bool;
  Connection<D> c;
  c.state = State::time_wait;
  c.snd.una = record.snd_nxt;
  c.snd.nxt = record.snd_nxt;
  c.snd.end = record.snd_nxt - U32(1u);
  c.snd.fin_queued = Bool(true);
  c.snd.max_wnd_bytes = U32(kLargestWindow);
  c.snd.mss_bytes = U32(kSmallestMss);
  c.rcv.nxt = record.rcv_nxt;
  c.rcv.consumed = record.rcv_nxt - U32(1u);
  c.rcv.fin_seen = Bool(true);
  c.rcv.fin = record.rcv_nxt - U32(1u);
  c.rcv.buffer_bytes = ctx.policy.rcv_buffer_bytes;
  c.rcv.wnd_bytes = smaller(ctx.policy.rcv_buffer_bytes, U32(0xffffu));
  c.snd_buffer_bytes = ctx.policy.snd_buffer_bytes;
  c.ts.on = record.ts_on;
  c.ts.recent = record.ts_recent;
  c.ts.recent_at = ctx.now;
  c.ts_offset = ctx.c.ts_offset;
  c.ack_credit = ctx.c.ack_credit;
  c.closes_at = ends_at;
  return c;
}

/// Starts the wait, or starts it anew; all other timers stop.
template <class D>
constexpr void enter_time_wait(StepContext<D>& ctx) {
  if (ctx.policy.time_wait.skips) {
    become_closed(ctx, ctx.out.why);
    return;
  }
  //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-4
  //= rfc9293#3.6.1 MUST-13
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6
  ctx.c = waiting(ctx, record_of(ctx.c), ctx.now + ctx.policy.msl + ctx.policy.msl);
}

}  // namespace twomsl
