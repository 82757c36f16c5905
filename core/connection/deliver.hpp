// Handing received text to the user (RFC 9293 section 3.10.3).
#pragma once

#include "core/connection/turn.hpp"

namespace twomsl {

/// Hands `bytes` of the text on hand to the user, and leaves urgent mode where RCV.UP is reached: a
/// number that far behind would look as if it lay ahead.
//= rfc9293#3.8.5 MUST-32
template <class D>
constexpr void deliver(Turn<D>& t, const typename D::U32& bytes) {
  ReceiveSpace<D>& rcv = t.c.rcv;
  t.out.delivery = {rcv.user, bytes};
  rcv.user = rcv.user + bytes;
  rcv.urgent = rcv.urgent && is_before(rcv.user, rcv.up);
}

/// Satisfies the RECEIVE that waits, if there is one and there is text.
template <class D>
constexpr void satisfy_receive(Turn<D>& t) {
  using U32 = typename D::U32;
  const U32 bytes = smaller(t.c.rcv.wanted_bytes, text_on_hand(t.c));
  deliver(t, bytes);
  t.c.rcv.wanted_bytes = select(bytes == U32(0u), t.c.rcv.wanted_bytes, U32(0u));
}

/// From now on RECEIVE is refused: what is on hand goes to the user all at once, so that it is not
/// lost. The text of RFC 9293 does not say what becomes of it.
template <class D>
constexpr void deliver_the_rest(Turn<D>& t) {
  deliver(t, text_on_hand(t.c));
  t.c.rcv.wanted_bytes = typename D::U32(0u);
}

}  // namespace twomsl
