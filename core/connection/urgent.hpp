// Sixth: the URG bit (RFC 9293 section 3.10.7.4).
#pragma once

#include "core/connection/turn.hpp"

namespace twomsl {

/// RCV.UP moves up to where the urgent data end; the user is told once for each advance.
//= rfc9293#3.8.5 MUST-31
template <class D>
constexpr void take_urgent(Turn<D>& t) {
  const Segment<D>& seg = t.event.segment;
  Connection<D>& c = t.c;
  const Seq<D> up = seg.seq + seg.up;
  const auto is_news =
      seg.urg && is_before(c.rcv.user, up) && (!c.rcv.urgent || is_before(c.rcv.up, up));
  when(is_news, c.rcv.up, [&up](Seq<D>& last) { last = up; });
  c.rcv.urgent = c.rcv.urgent || is_news;
  //= rfc9293#3.8.5 MUST-32
  //= rfc9293#3.8.5 MUST-30
  t.out.urgent = is_news;
}

}  // namespace twomsl
