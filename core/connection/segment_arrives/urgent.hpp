// Sixth: the URG bit (RFC 9293 section 3.10.7.4).
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// RCV.UP moves up to where the urgent data end; the user is told once for each advance.
//= rfc9293#3.8.5 MUST-31
template <class D>
[[gnu::always_inline]] constexpr void process_urgent(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  Connection<D>& c = ctx.c;
  const Seq<D> up = seg.seq + seg.up;
  //= rfc6093#3.3 RFC6093-3.3-1
  const auto is_news =
      seg.urg && is_before(c.rcv.consumed, up) && (!c.rcv.urgent || is_before(c.rcv.up, up));
  apply_if(is_news, c.rcv.up, [&up](Seq<D>& last) { last = up; });
  c.rcv.urgent = c.rcv.urgent || is_news;
  //= rfc9293#3.8.5 MUST-32
  //= rfc9293#3.8.5 MUST-30
  //= rfc9293#3.9.1.8 RFC9293-3.9.1.8-U1
  //= rfc6093#5 RFC6093-5-2
  ctx.out.urgent = is_news;
}

}  // namespace twomsl
