// First: PAWS and the sequence number (RFC 9293 section 3.10.7.4; RFC 7323 section 5.3).
#pragma once

#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/window.hpp"

namespace twomsl {

/// Remembers the timestamp of an acceptable segment that begins at or before RCV.NXT. TIME-WAIT
/// keeps the one that it was entered with.
template <class D>
constexpr void remember_timestamp(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  Timestamps<D>& ts = ctx.c.ts;
  const auto counts = ts.on && seg.has_ts && typename D::Bool(ctx.c.state != State::time_wait) &&
                      is_at_or_before(seg.seq, ctx.c.rcv.nxt);
  //= rfc7323#4.3 RFC7323-4.3-D1
  //= rfc7323#4.3 RFC7323-4.3-2
  //= rfc7323#4.3 RFC7323-4.3-3
  ts.recent = select(counts, seg.ts_val, ts.recent);
  //= rfc7323#5.5 RFC7323-5.5-1
  ts.recent_at = select(counts, ctx.now, ts.recent_at);
}

/// The FIN that was already received, as a retransmission looks: it ends at RCV.NXT.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_repeated_fin(const Connection<D>& c,
                                                         const Segment<D>& seg) {
  return seg.fin && !seg.syn && !seg.rst && seg.seq + length(seg) == c.rcv.nxt;
}

/// False if PAWS or the sequence number drops the segment; the outcome says why.
template <class D>
[[nodiscard]] constexpr bool passes_sequence_check(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  //= rfc7323#5.2 RFC7323-5.2-5
  if (ctx.c.ts.on && !seg.rst) {
    //= rfc7323#3.2 RFC7323-3.2-8
    //= rfc7323#3.2 RFC7323-3.2-9
    if (!seg.has_ts) {
      ctx.out.why = Why::timestamp_missing;
      return false;
    }
    //= rfc7323#5.3 RFC7323-5.3-1
    //= rfc7323#5.2 RFC7323-5.2-1
    //= rfc7323#5.3 RFC7323-5.3-2
    if (is_old_by_timestamp(ctx)) {
      ctx.out.why = Why::timestamp_old;
      reply_ack_on_credit(ctx);
      return false;
    }
  }
  if (ctx.c.state == State::time_wait && is_repeated_fin(ctx.c, seg)) {
    return true;
  }
  //= rfc7323#5.3 RFC7323-5.3-D2
  if (!is_acceptable(ctx.c, seg)) {
    //= rfc5961#3.2 RFC5961-3.2-5
    //= rfc5961#3.2 RFC5961-3.2-D1
    if (seg.rst) {
      ctx.out.why = Why::unacceptable_rst;
    } else if (stands_before_next(ctx.c, seg)) {
      take_ack_before_next(ctx);
    } else {
      //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D1
      //= rfc9293#3.5.2 RFC9293-3.5.2-D5
      ctx.out.why = Why::unacceptable;
      reply_ack_on_credit(ctx);
    }
    return false;
  }
  return true;
}

}  // namespace twomsl
