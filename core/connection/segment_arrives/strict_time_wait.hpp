// TIME-WAIT under the policy strict (INV-TW-8): only a retransmission is answered, every answer
// restarts the wait, all else is dropped silently. So the last answer is 2*MSL old when the wait
// ends.
#pragma once

#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/segment_arrives/fin.hpp"
#include "core/connection/segment_arrives/sequence.hpp"

namespace twomsl {

/// Text or a FIN that ends at or before RCV.NXT, by less than the buffer, which bounds all windows.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_retransmission(const StepContext<D>& ctx) {
  using U32 = typename D::U32;
  const Segment<D>& seg = ctx.event.segment;
  const U32 behind = ctx.c.rcv.nxt - (seg.seq + length(seg));
  const auto current = !ctx.c.ts.on || (seg.has_ts && !is_old_by_timestamp(ctx));
  return !seg.syn && !seg.rst && seg.has_ack && !(length(seg) == U32(0u)) &&
         behind < ctx.c.rcv.buffer_bytes && is_ack_in_range(ctx.c, seg.ack) && current;
}

template <class D>
[[gnu::cold]] constexpr void arrive_in_strict_time_wait(StepContext<D>& ctx) {
  ctx.out.why = Why::silent;
  if (is_retransmission(ctx)) {
    restart_wait(ctx);
    ctx.out.why = Why::retransmission_answered;
  }
}

}  // namespace twomsl
