// TIME-WAIT under the policy strict (INV-TW-8): only a retransmission is answered, every answer
// restarts the wait, all else is dropped silently. So the last answer is 2*MSL old when the wait
// ends.
#pragma once

#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/segment_arrives/fin.hpp"
#include "core/connection/segment_arrives/limited_ack.hpp"
#include "core/connection/segment_arrives/sequence.hpp"

namespace twomsl {

/// What a retransmission must be here: text or a FIN, and no SYN.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_retransmission(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  return !seg.syn && !seg.rst && seg.has_ack && !(length(seg) == typename D::U32(0u)) &&
         repeats_old_text(ctx.c, seg) && is_ack_in_range(ctx.c, seg.ack) && is_current(ctx);
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
