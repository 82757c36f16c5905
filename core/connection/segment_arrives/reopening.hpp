// A SYN in TIME-WAIT that may open a new incarnation (RFC 9293 section 3.6.1, MAY-2; RFC 6191).
#pragma once

#include "core/connection/segment_arrives/text.hpp"
#include "core/table/licence.hpp"

namespace twomsl {

/// This SYN qualifies, and there is a number for our own to begin from.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_reopening(const StepContext<D>& ctx) {
  const Segment<D>& seg = ctx.event.segment;
  return !seg.has_ack && !seg.rst && !seg.fin && has_iss_after(ctx.initial, ctx.c.snd.nxt) &&
         may_reopen(ctx.policy.time_wait.reopening, record_of(ctx.c), arrival_of(ctx.policy, seg));
}

/// A new control block in SYN-RECEIVED, which remembers the wait that it interrupts.
//= rfc9293#3.6.1 MAY-2
template <class D>
constexpr void reopen(StepContext<D>& ctx) {
  const InterruptedWait<D> old{record_of(ctx.c), ctx.c.closes_at};
  const AckCredit<D> credit = ctx.c.ack_credit;
  begin_control_block(ctx, choose_iss_after(ctx.initial, old.record.snd_nxt));
  ctx.c.origin = Origin::reopened;
  ctx.c.state = State::syn_received;
  ctx.c.old = old;
  ctx.c.ack_credit = credit;
  negotiate_options(ctx, ctx.event.segment);
  accept_text_of_syn(ctx);
  send_syn(ctx);
  ctx.out.why = Why::reopened;
}

/// A SYN in TIME-WAIT: it reopens, is challenged, or is dropped silently, as the policy says.
template <class D>
[[gnu::cold]] constexpr void arrive_with_syn_in_time_wait(StepContext<D>& ctx) {
  if (ctx.policy.time_wait.reopens) {
    //= rfc6191#2 RFC6191-2-D7
    //= rfc6191#2 RFC6191-2-D4
    //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-5
    if (is_reopening(ctx)) {
      reopen(ctx);
      return;
    }
  }
  ctx.out.why = Why::syn_not_reopening;
  if (ctx.policy.time_wait.challenges_syn) {
    ctx.out.why = Why::syn_challenged;
    reply_ack_on_credit(ctx);
  }
}

}  // namespace twomsl
