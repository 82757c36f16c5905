// The retransmission timer and what it is computed from (RFC 6298), in microseconds.
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// `a` where `condition` holds, else `b`, member by member; apply_if() merges with it.
template <class B, class D>
[[nodiscard]] constexpr Retransmission<D> select(const B& condition, const Retransmission<D>& a,
                                                 const Retransmission<D>& b) {
  return {select(condition, a.at, b.at),
          select(condition, a.rto, b.rto),
          select(condition, a.since, b.since),
          select(condition, a.recover, b.recover),
          select(condition, a.rexmit_pending, b.rexmit_pending),
          select(condition, a.timing, b.timing),
          select(condition, a.timed, b.timed),
          select(condition, a.timed_at, b.timed_at),
          select(condition, a.srtt, b.srtt),
          select(condition, a.rttvar, b.rttvar)};
}

//= rfc6298#2 RFC6298-2-8
//= rfc6298#2 RFC6298-2-9
template <class D>
[[nodiscard]] constexpr Duration<D> clamp_rto(const Timeouts<D>& limits, const Duration<D>& rto) {
  return smaller(larger(rto, limits.rto_min), limits.rto_max);
}

/// The RTO without back-off.
template <class D>
[[nodiscard]] constexpr Duration<D> rto_by_measurement(const Retransmission<D>& rtx,
                                                       const Timeouts<D>& limits) {
  using U64 = typename D::U64;
  const U64 measured_us = (rtx.srtt.us >> 3) + larger(rtx.rttvar.us, U64(1u));
  //= rfc6298#4 RFC6298-4-1
  //= rfc8961#4 RFC8961-4-9
  //= rfc6298#2 RFC6298-2-7
  return clamp_rto<D>(limits, {select(rtx.srtt.us == U64(0u), U64(3'000'000u), measured_us)});
}

/// Updates SRTT, RTTVAR and RTO by one measurement of the round trip; the back-off ends.
template <class D>
constexpr void measure(Retransmission<D>& rtx, const Timeouts<D>& limits,
                       const Duration<D>& measured) {
  using U64 = typename D::U64;
  const U64 r = larger(measured.us, U64(1u));
  const auto is_first = rtx.srtt.us == U64(0u);
  //= rfc6298#2 RFC6298-2-5
  const U64 smooth = rtx.srtt.us >> 3;
  const U64 deviation = select(smooth < r, r - smooth, smooth - r);
  //= rfc9293#3.8.1 MUST-18
  //= rfc6298#1 RFC6298-1-1
  //= rfc6298#1 RFC6298-1-2
  //= rfc8961#4 RFC8961-4-2
  //= rfc6298#2 RFC6298-2-3
  //= rfc6298#2 RFC6298-2-4
  //= rfc6298#2 RFC6298-2-6
  rtx.rttvar.us = select(is_first, r << 1, (rtx.rttvar.us - (rtx.rttvar.us >> 2)) + deviation);
  //= rfc9293#3.8.1 MUST-18
  //= rfc6298#1 RFC6298-1-1
  //= rfc6298#1 RFC6298-1-2
  //= rfc8961#4 RFC8961-4-2
  //= rfc6298#2 RFC6298-2-3
  //= rfc6298#2 RFC6298-2-4
  //= rfc6298#2 RFC6298-2-6
  rtx.srtt.us = select(is_first, r << 3, (rtx.srtt.us - smooth) + r);
  rtx.rto = rto_by_measurement(rtx, limits);
}

/// If the SYN had to be sent again, the RTO is at least three seconds when text is first sent.
//= rfc6298#5 RFC6298-5-4
template <class D>
constexpr void apply_syn_rto_floor(StepContext<D>& ctx) {
  const Duration<D> raised = smaller(
      larger(ctx.c.rtx.rto, Duration<D>{typename D::U64(3'000'000u)}), ctx.policy.timeouts.rto_max);
  ctx.c.rtx.rto = select(ctx.c.rtx.recover == ctx.c.iss, ctx.c.rtx.rto, raised);
}

/// Starts the timer for something that is sent while nothing else is in flight.
template <class D>
constexpr void start_timer(const StepContext<D>& ctx, Retransmission<D>& rtx) {
  rtx.at = ctx.now + rtx.rto;
  rtx.since = ctx.now;
}

/// Times the segment that ends before `end`, unless another is being timed (Karn's algorithm).
template <class D>
constexpr void start_timing(StepContext<D>& ctx, const Seq<D>& end) {
  Retransmission<D>& rtx = ctx.c.rtx;
  rtx.timed = select(rtx.timing, rtx.timed, end);
  rtx.timed_at = select(rtx.timing, rtx.timed_at, ctx.now);
  //= rfc6298#3 RFC6298-3-3
  //= rfc8961#4 RFC8961-4-3
  rtx.timing = typename D::Bool(true);
}

/// What one segment may carry of text, options taken off (RFC 6691): by what the peer and the path
/// take.
//= rfc9293#3.7.1 MUST-16
template <class D>
[[nodiscard]] constexpr typename D::U32 text_per_segment(const Policy<D>& policy,
                                                         const Connection<D>& c) {
  using U32 = typename D::U32;
  return smaller(c.snd.mss_bytes, policy.path_mss_bytes) - select(c.ts.on, U32(12u), U32(0u));
}

/// Text or a FIN waits to be sent for the first time.
template <class D>
[[nodiscard]] constexpr typename D::Bool awaits_sending(const Connection<D>& c) {
  return !(text_unsent(c) == typename D::U32(0u)) || (c.snd.fin_queued && !fin_sent(c));
}

/// Less is worth no segment, unless it is the last or fills one.
template <class D>
[[nodiscard]] constexpr typename D::U32 half_of_largest_window(const Connection<D>& c) {
  return c.snd.max_wnd_bytes >> 1;
}

/// Text waits for which the peer's window, while nothing is in flight, has too little room.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_window_too_little(const Policy<D>& policy,
                                                              const Connection<D>& c) {
  const typename D::U32 room = c.snd.wnd_bytes;
  return room < half_of_largest_window(c) && room < text_unsent(c) &&
         room < text_per_segment(policy, c);
}

/// Text or a FIN waits, nothing is in flight and the peer's window is closed or has too little
/// room: it is to be probed, or what fits is to be sent in the end.
template <class D>
[[gnu::always_inline]] [[nodiscard]] constexpr typename D::Bool is_blocked(const Policy<D>& policy,
                                                                           const Connection<D>& c) {
  return c.snd.una == c.snd.nxt && awaits_sending(c) &&
         (c.snd.wnd_bytes == typename D::U32(0u) || is_window_too_little(policy, c));
}

/// Nothing is in flight, and nothing waits for the window.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_idle(const Policy<D>& policy, const Connection<D>& c) {
  return c.snd.una == c.snd.nxt && !is_blocked(policy, c);
}

/// Nothing may be sent now: a window that is closed is to be probed, and where nothing waits a
/// keep-alive is due. A timer that runs for these already runs on.
template <class D>
constexpr void await_peer(StepContext<D>& ctx) {
  Retransmission<D>& rtx = ctx.c.rtx;
  apply_if(is_blocked(ctx.policy, ctx.c), rtx.at,
           [&](Instant<D>& at) { at = smaller(at, ctx.now + rtx.rto); });
  const Instant<D> asks = ctx.now + ctx.policy.timeouts.keep_alive;
  const bool keeps_alive = ctx.policy.keeps_alive;
  apply_if(is_idle(ctx.policy, ctx.c), rtx.at,
           [&](Instant<D>& at) { at = keeps_alive ? smaller(at, asks) : never<D>(); });
}

/// The timer after an ACK: that of keep-alives if nothing is in flight or blocked, from now on if
/// SND.UNA advanced, on if the window has closed.
template <class D>
[[gnu::always_inline]] constexpr void rewind_timer(StepContext<D>& ctx,
                                                   const typename D::Bool& advances) {
  Retransmission<D>& rtx = ctx.c.rtx;
  const auto blocked = is_blocked(ctx.policy, ctx.c);
  const auto idle = ctx.c.snd.una == ctx.c.snd.nxt && !blocked;
  //= rfc9293#3.8.6.1 SHLD-29
  //= rfc6298#5 RFC6298-5-2
  //= rfc6298#5 RFC6298-5-D1
  rtx.at = select(idle, never<D>(), select(advances, ctx.now + rtx.rto, rtx.at));
  apply_if(blocked, rtx.at, [&](Instant<D>& at) { at = smaller(at, ctx.now + rtx.rto); });
  //= rfc9293#3.8.4 MUST-24
  //= rfc9293#3.8.4 MUST-25
  //= rfc9293#3.8.4 MUST-26
  //= rfc9293#3.8.4 MUST-27
  if (ctx.policy.keeps_alive) {
    apply_if(idle, rtx.at, [&](Instant<D>& at) { at = ctx.now + ctx.policy.timeouts.keep_alive; });
  }
  // A peer that keeps its window closed answers all the same: R2 does not run against it.
  //= rfc9293#3.8.6 SHLD-17
  const auto is_answered =
      ctx.c.snd.una == ctx.c.snd.nxt || ctx.c.snd.wnd_bytes == typename D::U32(0u);
  //= rfc9293#3.8.6.1 MUST-37
  rtx.since = select(is_answered, never<D>(),
                     select(advances || rtx.since == never<D>(), ctx.now, rtx.since));
}

}  // namespace twomsl
