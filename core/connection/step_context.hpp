// What every part of one step works on, and the segments that it answers with.
#pragma once

#include "spec/model/outcome.hpp"
#include "spec/model/policy.hpp"

namespace twomsl {

/// The connection changes in place; the outcome starts out empty. Where a host knows better than
/// the event what a control block begins from, it says so.
template <class D>
struct StepContext {
  const Policy<D>& policy;
  const Event<D>& event;
  const Instant<D>& now;
  Connection<D>& c;
  Outcome<D>& out;
  const InitialParameters<D>& initial = event.initial;
};

template <class D>
[[nodiscard]] constexpr Instant<D> never() {
  return {typename D::U64(kNeverUs)};
}

/// The tuple's timestamp clock: a tick is 1024 us, the same origin in every incarnation.
//= rfc7323#4.1 RFC7323-4.1-1
//= rfc7323#5.4 RFC7323-5.4-D1
template <class D>
[[nodiscard]] constexpr typename D::U32 ts_now(const Connection<D>& c, const Instant<D>& now) {
  //= rfc7323#5.4 RFC7323-5.4-1
  //= rfc7323#5.4 RFC7323-5.4-2
  //= rfc7323#5.4 RFC7323-5.4-3
  return D::narrow(now.us >> 10) + c.ts_offset;
}

/// RCV.WND as it goes on the wire; rounding down hides less than one unit of the scale.
//= rfc7323#2.3 RFC7323-2.3-6
template <class D>
[[nodiscard]] constexpr typename D::U32 wire_window(const Connection<D>& c) {
  return smaller(D::scale_down(c.rcv.wnd_bytes, c.rcv.scale), typename D::U32(0xffffu));
}

/// Starts the answer: from here on the step replies.
template <class D>
constexpr Segment<D>& reply(StepContext<D>& ctx, const Seq<D>& seq) {
  //= rfc5681#4.2 RFC5681-4.2-11
  ctx.out.replies = true;
  ctx.out.segment.seq = seq;
  return ctx.out.segment;
}

/// What every segment of a synchronized connection carries.
template <class D>
constexpr void fill_common_fields(StepContext<D>& ctx, Segment<D>& seg) {
  seg.has_ack = typename D::Bool(true);
  seg.ack = ctx.c.rcv.nxt;
  seg.wnd = wire_window(ctx.c);
  //= rfc7323#3.2 RFC7323-3.2-5a
  //= rfc7323#3.2 RFC7323-3.2-6a
  //= rfc7323#3.2 RFC7323-3.2-5b
  seg.has_ts = ctx.c.ts.on;
  seg.ts_val = ts_now(ctx.c, ctx.now);
  //= rfc7323#3.2 RFC7323-3.2-3
  //= rfc7323#3.2 RFC7323-3.2-2
  seg.ts_ecr = ctx.c.ts.recent;
}

/// The number at which the peer takes a segment without text: SND.NXT. Where its window is closed
/// that is SND.UNA, since a probe may lie behind it, which the peer has thrown away.
template <class D>
[[nodiscard]] constexpr Seq<D> next_acceptable(const Connection<D>& c) {
  return select(c.snd.wnd_bytes == typename D::U32(0u) && !c.snd.opening, c.snd.una, c.snd.nxt);
}

/// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, before a closed window <SEQ=SND.UNA>.
template <class D>
[[gnu::always_inline]] constexpr void reply_ack(StepContext<D>& ctx) {
  fill_common_fields(ctx, reply(ctx, next_acceptable(ctx.c)));
}

/// <SEQ=ISS><CTL=SYN>, or <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>.
template <class D>
constexpr void reply_syn(StepContext<D>& ctx) {
  using Bool = typename D::Bool;
  const Bool answers(ctx.c.state != State::syn_sent);
  Segment<D>& seg = reply(ctx, ctx.c.iss);
  fill_common_fields(ctx, seg);
  seg.syn = Bool(true);
  seg.has_ack = answers;
  //= rfc7323#3.2 RFC7323-3.2-1
  seg.ts_ecr = select(answers, ctx.c.ts.recent, typename D::U32(0u));
  //= rfc7323#2.2 RFC7323-2.2-8
  seg.wnd = smaller(ctx.c.rcv.wnd_bytes, typename D::U32(0xffffu));
  //= rfc9293#3.2 MUST-65
  //= rfc9293#3.7.1 SHLD-5
  //= rfc9293#3.7.1 MAY-3
  seg.has_mss = Bool(true);
  //= rfc9293#3.7.1 MUST-14
  seg.mss_bytes = ctx.c.offered_mss_bytes;
  //= rfc7323#2.2 RFC7323-2.2-1
  //= rfc7323#2.2 RFC7323-2.2-2
  //= rfc7323#2.2 RFC7323-2.2-4
  //= rfc7323#2.2 RFC7323-2.2-5
  //= rfc7323#2.3 RFC7323-2.3-1
  //= rfc7323#2.2 RFC7323-2.2-6
  seg.has_scale = ctx.c.rcv.scaling;
  //= rfc7323#2.3 RFC7323-2.3-2
  seg.scale = ctx.c.rcv.scale;
}

/// <SEQ=`seq`><CTL=RST>
template <class D>
constexpr void reply_rst(StepContext<D>& ctx, const Seq<D>& seq) {
  reply(ctx, seq).rst = typename D::Bool(true);
}

/// The RST that a segment without a connection provokes (RFC 9293 section 3.10.7.1).
//= rfc9293#3.5.2 RFC9293-3.5.2-D2
template <class D>
constexpr void reply_rst_to(StepContext<D>& ctx, const Segment<D>& arrived) {
  reply_rst(ctx, select(arrived.has_ack, arrived.ack, Seq<D>{}));
  ctx.out.segment.has_ack = !arrived.has_ack;
  ctx.out.segment.ack = arrived.seq + length(arrived);
}

template <class D>
constexpr void stop_timers(Connection<D>& c) {
  c.rtx.at = never<D>();
  c.rtx.since = never<D>();
  c.closes_at = never<D>();
}

/// CLOSED. The numbers stay: the host reads SND.NXT for the ISS floor.
template <class D>
constexpr void become_closed(StepContext<D>& ctx, Why why) {
  ctx.c.state = State::closed;
  stop_timers(ctx.c);
  ctx.out.why = why;
}

}  // namespace twomsl
