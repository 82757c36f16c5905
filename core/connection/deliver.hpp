// Handing received text to the user (RFC 9293 section 3.10.3).
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// Hands `bytes` of the text on hand to the user, and leaves urgent mode where RCV.UP is reached:
/// 2^31 bytes later the old RCV.UP would compare as ahead again.
template <class D>
constexpr void deliver(StepContext<D>& ctx, const typename D::U32& bytes) {
  ReceiveSpace<D>& rcv = ctx.c.rcv;
  ctx.out.delivery = {rcv.consumed, bytes};
  rcv.consumed = rcv.consumed + bytes;
  //= rfc9293#3.8.5 MUST-33
  //= rfc9293#3.8.5 MUST-32
  rcv.urgent = rcv.urgent && is_before(rcv.consumed, rcv.up);
}

/// Satisfies the RECEIVE that waits, if there is one and there is text.
template <class D>
[[gnu::always_inline]] constexpr void satisfy_receive(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  const U32 bytes = smaller(ctx.c.rcv.pending_receive_bytes, text_on_hand(ctx.c));
  deliver(ctx, bytes);
  ctx.c.rcv.pending_receive_bytes =
      select(bytes == U32(0u), ctx.c.rcv.pending_receive_bytes, U32(0u));
}

/// Hands over all text on hand. Called on the way to CLOSING, LAST-ACK and TIME-WAIT, which refuse
/// RECEIVE: otherwise it would be lost. RFC 9293 does not say what becomes of it.
template <class D>
constexpr void deliver_all(StepContext<D>& ctx) {
  deliver(ctx, text_on_hand(ctx.c));
  ctx.c.rcv.pending_receive_bytes = typename D::U32(0u);
}

}  // namespace twomsl
