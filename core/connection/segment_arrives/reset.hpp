// Second: the RST bit (RFC 9293 section 3.10.7.4; RFC 5961 section 3.2; RFC 1337).
#pragma once

#include "core/connection/return_from_syn_received.hpp"
#include "core/connection/segment_arrives/limited_ack.hpp"

namespace twomsl {

/// What a valid RST does in SYN-RECEIVED.
template <class D>
constexpr void reset_syn_received(StepContext<D>& ctx) {
  switch (ctx.c.origin) {
    case Origin::active:
      become_closed(ctx, Why::refused);
      ctx.out.signals.refused = true;
      return;
    case Origin::passive:
    case Origin::reopened:
      return_from_syn_received(ctx);
      return;
  }
}

/// The RST may be one of the incarnation before, whose wait a SYN with a newer timestamp has cut
/// short: until that wait would have ended, and while RCV.NXT passes through its numbers, a RST is
/// believed only with a timestamp that is not before the last.
template <class D>
[[nodiscard]] constexpr typename D::Bool may_be_of_old_incarnation(const StepContext<D>& ctx) {
  const Connection<D>& c = ctx.c;
  const Segment<D>& seg = ctx.event.segment;
  const auto is_new =
      c.ts.on && seg.has_ts && is_at_or_before(Seq<D>{c.ts.recent}, Seq<D>{seg.ts_val});
  return typename D::Bool(c.origin == Origin::reopened && is_synchronized(c.state)) && !is_new &&
         !(c.old.ends_at <= ctx.now) && is_at_or_before(c.rcv.nxt, c.old.record.rcv_nxt);
}

/// REQUIRES: the segment is acceptable and has RST set.
//= rfc5961#3.2 RFC5961-3.2-1
//= rfc9293#3.5.3 RFC9293-3.5.3-D1
template <class D>
[[gnu::cold]] constexpr void arrive_with_rst(StepContext<D>& ctx) {
  //= rfc1337#3 RFC1337-3-D1
  if (ctx.c.state == State::time_wait && !ctx.policy.time_wait.accepts_rst) {
    ctx.out.why = Why::rst_ignored;
  } else if (!(ctx.event.segment.seq == ctx.c.rcv.nxt)) {
    //= rfc5961#3.2 RFC5961-3.2-3
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U2
    //= rfc5961#1.1 RFC5961-1.1-1
    //= rfc5961#1.1 RFC5961-1.1-2
    ctx.out.why = Why::rst_challenged;
    reply_ack_on_credit(ctx);
  } else if (may_be_of_old_incarnation(ctx)) {
    // A challenge would only be answered by another RST.
    ctx.out.why = Why::rst_ignored;
  } else if (ctx.c.state == State::syn_received) {
    reset_syn_received(ctx);
  } else {
    //= rfc5961#4.2 RFC5961-4.2-4
    //= rfc5961#3.2 RFC5961-3.2-2
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U1
    // CLOSING, LAST-ACK and TIME-WAIT have no user call that waits (TR-216 to TR-218).
    //= rfc9293#3.6 MUST-12
    //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-1
    ctx.out.signals.reset = ctx.c.state < State::closing;
    become_closed(ctx, Why::reset);
  }
}

}  // namespace twomsl
