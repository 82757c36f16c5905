// What TIME-WAIT answers beside or instead of the steps of RFC 9293 section 3.10.7.4: a peer that
// has not seen the RST with which the wait began, and retransmissions under the policy strict
// (INV-TW-8). Every answer restarts the wait, so the last one is 2*MSL old when the wait ends.
#pragma once

#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/segment_arrives/fin.hpp"
#include "core/connection/segment_arrives/limited_ack.hpp"
#include "core/connection/segment_arrives/sequence.hpp"

namespace twomsl {

/// Text or a FIN, and neither SYN nor RST, whose ACK and timestamp are believed.
template <class D>
[[nodiscard]] constexpr typename D::Bool has_believed_content(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  return !seg.syn && !seg.rst && seg.has_ack && !(length(seg) == typename D::U32(0u)) &&
         is_ack_in_range(ctx.c, seg.ack) && is_current(ctx);
}

/// What a retransmission must be here.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_retransmission(const StepContext<D>& ctx) {
  return repeats_old_text(ctx.c, ctx.event.segment) && has_believed_content(ctx);
}

/// The wait began before the peer's FIN came, with a RST that the peer has not seen: it still sends
/// text, or its FIN, which ends at RCV.NXT or in the window.
template <class D>
[[nodiscard]] constexpr typename D::Bool misses_rst(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  const auto& rcv = ctx.c.rcv;
  const Seq<D> edge = rcv.nxt + rcv.wnd_bytes;
  return !rcv.fin_seen && edge - (seg.seq + length(seg)) < rcv.buffer_bytes + rcv.wnd_bytes &&
         has_believed_content(ctx);
}

/// An ACK would say less than the peer has sent, and never more: it would wait for it in vain. The
/// RST bears the number that the peer expects, as from CLOSED: it may lack what we have sent.
//= rfc9293#3.5.2 RFC9293-3.5.2-D1
template <class D>
[[gnu::cold]] constexpr void repeat_rst(StepContext<D>& ctx) {
  ctx.out.why = Why::rst_repeated;
  reply_rst_to(ctx, ctx.event.segment);
  extend_wait(ctx);
}

/// Only a retransmission is answered; all else is dropped silently.
template <class D>
[[gnu::cold]] constexpr void arrive_in_strict_time_wait(StepContext<D>& ctx) {
  ctx.out.why = Why::silent;
  if (is_retransmission(ctx)) {
    restart_wait(ctx);
    ctx.out.why = Why::retransmission_answered;
  }
}

}  // namespace twomsl
