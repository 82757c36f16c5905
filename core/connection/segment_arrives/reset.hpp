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
