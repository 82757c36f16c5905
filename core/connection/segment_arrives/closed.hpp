// SEGMENT ARRIVES in CLOSED (RFC 9293 section 3.10.7.1).
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// Every segment but a RST is answered by a RST.
//= rfc9293#3.5.2 RFC9293-3.5.2-D3
template <class D>
[[gnu::cold]] constexpr void arrive_in_closed(StepContext<D>& ctx) {
  ctx.out.why = Why::no_connection;
  if (!ctx.event.segment.rst) {
    reply_rst_to(ctx, ctx.event.segment);
  }
}

}  // namespace twomsl
