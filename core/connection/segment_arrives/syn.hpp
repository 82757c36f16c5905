// Fourth: the SYN bit (RFC 9293 section 3.10.7.4; RFC 5961 section 4.2), and the SYN,ACK of a peer
// that opened at the same time (section 3.5, Figure 7).
#pragma once

#include "core/connection/return_from_syn_received.hpp"
#include "core/connection/segment_arrives/acknowledgment.hpp"
#include "core/connection/segment_arrives/text.hpp"
#include "core/connection/segment_arrives/urgent.hpp"

namespace twomsl {

/// A SYN where the connection is synchronized, whatever its number: a challenge, and no more. It
/// comes before the sequence check, as RFC 5961 section 4.2 has it.
//= rfc5961#4.2 RFC5961-4.2-2
//= rfc5961#4.2 RFC5961-4.2-1
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U4
template <class D>
[[gnu::cold]] constexpr void challenge_syn(StepContext<D>& ctx) {
  ctx.out.why = Why::syn_challenged;
  reply_ack_on_credit(ctx);
}

/// An acceptable SYN in SYN-RECEIVED.
template <class D>
[[gnu::cold]] constexpr void arrive_with_syn(StepContext<D>& ctx) {
  switch (ctx.c.origin) {
    case Origin::active:
      challenge_syn(ctx);
      return;
    case Origin::passive:
    case Origin::reopened:
      //= rfc1122#4.2.2.20 RFC1122-4.2.2.20-D1
      return_from_syn_received(ctx);
      return;
  }
}

/// The peer's SYN once more, with the ACK of ours. REQUIRES: SYN-RECEIVED after an active OPEN.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_crossing_syn_ack(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  return seg.syn && seg.has_ack && !seg.rst && seg.seq == ctx.c.irs && is_ack_new(ctx.c, seg.ack) &&
         is_current(ctx);
}

/// It lies before the window and completes the open all the same: SYN-RECEIVED becomes ESTABLISHED.
/// Its window is not scaled, as that of no SYN is.
//= rfc9293#3.5 MUST-10
template <class D>
[[gnu::cold]] constexpr void complete_crossing_open(StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  remember_timestamp(ctx);
  set_send_window(ctx.c, seg, seg.wnd);
  apply_syn_rto_floor(ctx);
  become_established(ctx);
  rewind_timer(ctx, advance_una(ctx));
  process_urgent(ctx);
  process_text_and_fin(ctx);
  if (!ctx.out.replies) {
    acknowledge(ctx);
  }
}

}  // namespace twomsl
