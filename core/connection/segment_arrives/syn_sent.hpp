// SEGMENT ARRIVES in SYN-SENT (RFC 9293 section 3.10.7.3, with erratum 8167).
#pragma once

#include "core/connection/control_block.hpp"
#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/segment_arrives/established.hpp"
#include "core/connection/segment_arrives/fin.hpp"
#include "core/connection/segment_arrives/text.hpp"
#include "core/connection/segment_arrives/urgent.hpp"

namespace twomsl {

/// SYN,ACK: the open completes, and what else the segment carries is processed.
template <class D>
constexpr void complete_active_open(StepContext<D>& ctx) {
  negotiate_options(ctx, ctx.event.segment);
  apply_syn_rto_floor(ctx);
  rewind_timer(ctx, advance_una(ctx));
  become_established(ctx);
  process_urgent(ctx);
  process_text_and_fin(ctx);
  ctx.out.why = Why::established;
  if (!ctx.out.replies) {
    acknowledge(ctx);
  }
}

/// SYN without ACK: both ends open at once.
template <class D>
constexpr void open_simultaneously(StepContext<D>& ctx) {
  //= rfc9293#3.5 MUST-10
  ctx.c.state = State::syn_received;
  negotiate_options(ctx, ctx.event.segment);
  accept_text_of_syn(ctx);
  reply_syn(ctx);
  ctx.out.why = Why::opened_simultaneously;
}

template <class D>
[[gnu::cold]] constexpr void arrive_in_syn_sent(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  const auto ack_valid = is_before(ctx.c.iss, seg.ack) && is_at_or_before(seg.ack, ctx.c.snd.nxt);
  if (seg.has_ack && !ack_valid) {
    //= rfc9293#3.5.2 RFC9293-3.5.2-D4
    ctx.out.why = Why::unexpected_ack;
    if (!seg.rst) {
      reply_rst(ctx, seg.ack);
    }
  } else if (seg.rst) {
    ctx.out.why = Why::unexpected_rst;
    //= rfc5961#3.2 RFC5961-3.2-6
    if (seg.has_ack) {
      become_closed(ctx, Why::refused);
      ctx.out.signals.reset = true;
    }
  } else if (!seg.syn) {
    ctx.out.why = Why::not_a_syn;
  } else if (seg.has_ack) {
    complete_active_open(ctx);
  } else {
    open_simultaneously(ctx);
  }
}

}  // namespace twomsl
