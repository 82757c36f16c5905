// ACKs of unacceptable segments, and their limits (RFC 5961 section 7).
#pragma once

#include "core/connection/segment_arrives/in_range.hpp"

namespace twomsl {

/// Text or a FIN of the peer's that ends at or before RCV.NXT, by less than the buffer, which
/// bounds all windows that were offered: it may be one that we have, sent again.
template <class D>
[[nodiscard]] constexpr typename D::Bool repeats_old_text(const Connection<D>& c,
                                                          const Segment<D>& seg) {
  return c.rcv.nxt - (seg.seq + length(seg)) < c.rcv.buffer_bytes;
}

/// The segment may be a retransmission of the peer's, or a probe of our closed window. A blind
/// sender must hit SEQ, ACK and the timestamp at once to be taken for one.
template <class D>
[[nodiscard]] constexpr typename D::Bool awaits_answer(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  const Connection<D>& c = ctx.c;
  const auto is_probe = c.rcv.wnd_bytes == typename D::U32(0u) && seg.seq == c.rcv.nxt;
  return !seg.rst && seg.has_ack && is_ack_in_range(c, seg.ack) && is_current(ctx) &&
         (repeats_old_text(c, seg) || is_probe);
}

/// The ACK of a segment that is not acceptable. Each moves its bucket of the credit to one interval
/// after the later of the bucket and now; none is sent if that lies more than the burst ahead of
/// now. So burst / interval may be sent at once, and after that one in each interval.
template <class D>
[[gnu::cold]] constexpr void reply_ack_on_credit(StepContext<D>& ctx) {
  AckCredit<D>& credit = ctx.c.ack_credit;
  const auto is_awaited = awaits_answer(ctx);
  const Instant<D> spent = select(is_awaited, credit.of_retransmissions, credit.of_others);
  //= rfc5961#7 RFC5961-7-1
  //= rfc5961#7 RFC5961-7-3
  const Instant<D> paid = larger(spent, ctx.now) + ctx.policy.ack_interval;
  //= rfc5961#7 RFC5961-7-2
  if (paid <= ctx.now + ctx.policy.ack_burst) {
    credit.of_retransmissions = select(is_awaited, paid, credit.of_retransmissions);
    credit.of_others = select(is_awaited, credit.of_others, paid);
    ctx.out.spends_credit = true;
    reply_ack(ctx);
  }
}

}  // namespace twomsl
