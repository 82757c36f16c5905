// SEGMENT ARRIVES in LISTEN (RFC 9293 section 3.10.7.2).
#pragma once

#include "core/connection/control_block.hpp"
#include "core/connection/segment_arrives/text.hpp"

namespace twomsl {

/// A SYN makes the connection. Its text is kept; a FIN on it is dropped, and will be sent again.
template <class D>
[[gnu::noinline]] constexpr void open_by_syn(StepContext<D>& ctx) {
  begin_control_block(ctx, choose_iss(ctx.initial));
  //= rfc9293#3.5 MUST-11
  ctx.c.origin = Origin::passive;
  ctx.c.state = State::syn_received;
  negotiate_options(ctx, ctx.event.segment);
  accept_text_of_syn(ctx);
  send_syn(ctx);
  ctx.out.why = Why::opened_by_syn;
}

template <class D>
[[gnu::noinline]] constexpr void arrive_in_listen(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  if (seg.rst) {
    ctx.out.why = Why::unexpected_rst;
  } else if (seg.has_ack) {
    ctx.out.why = Why::unexpected_ack;
    reply_rst(ctx, seg.ack);
  } else if (seg.syn) {
    open_by_syn(ctx);
  } else {
    ctx.out.why = Why::not_a_syn;
  }
}

}  // namespace twomsl
