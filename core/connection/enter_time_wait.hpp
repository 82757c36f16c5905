// How a wait starts, and the connection that a slot of TIME-WAIT stands for (RFC 9293 section
// 3.6.1).
#pragma once

#include "core/connection/control_block.hpp"

namespace twomsl {

/// What TIME-WAIT remembers.
template <class D>
[[nodiscard]] constexpr TimeWaitRecord<D> record_of(const Connection<D>& c) {
  return {c.snd.nxt, c.rcv.nxt, c.ts.on, c.ts.recent, fin_received(c)};
}

/// The window that TIME-WAIT still honours, whatever the connection offered last.
template <class D>
[[nodiscard]] constexpr typename D::U32 window_of_wait(const Policy<D>& policy) {
  return smaller(policy.rcv_buffer_bytes, typename D::U32(0xffffu));
}

/// The segment as a licence to leave TIME-WAIT appeals to it.
template <class D>
[[nodiscard]] constexpr Arrival<D> arrival_of(const Policy<D>& policy, const Segment<D>& seg) {
  return {seg.seq, window_of_wait(policy), seg.has_ts && typename D::Bool(policy.offers_timestamps),
          seg.ts_val};
}

/// The connection in TIME-WAIT that `record` stands for. All else is constant or taken from the
/// policy, so that a slot of 32 bytes is enough. The age of TS.Recent is not kept: no wait lasts
/// the 24 days after which it would be invalid.
template <class D>
[[nodiscard]] constexpr Connection<D> time_wait_connection(const StepContext<D>& ctx,
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
  c.snd.acked_count = U32(kLargestWindow);
  c.snd.mss_bytes = U32(kSmallestMss);
  c.rcv.nxt = record.rcv_nxt;
  c.rcv.consumed = record.rcv_nxt - one_if<D>(record.fin_received);
  c.rcv.fin_seen = record.fin_received;
  c.rcv.fin = record.rcv_nxt - U32(1u);
  c.rcv.buffer_bytes = ctx.policy.rcv_buffer_bytes;
  c.rcv.wnd_bytes = window_of_wait(ctx.policy);
  c.snd_buffer_bytes = ctx.policy.snd_buffer_bytes;
  c.ts.on = record.ts_on;
  c.ts.recent = record.ts_recent;
  c.ts.recent_at = ctx.now;
  c.ts_offset = ctx.c.ts_offset;
  c.ack_credit = ctx.c.ack_credit;
  c.closes_at = ends_at;
  return c;
}

/// Starts the wait; all other timers stop.
template <class D>
constexpr void enter_time_wait(StepContext<D>& ctx) {
  if (ctx.policy.time_wait.skips) {
    become_closed(ctx, ctx.out.why);
    return;
  }
  //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-4
  //= rfc9293#3.6.1 MUST-13
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6
  ctx.c = time_wait_connection(ctx, record_of(ctx.c), ctx.now + ctx.policy.msl + ctx.policy.msl);
}

}  // namespace twomsl
