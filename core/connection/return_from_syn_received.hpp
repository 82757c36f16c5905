// The way back from SYN-RECEIVED: to LISTEN, or to the TIME-WAIT that a SYN interrupted (MAY-2).
#pragma once

#include "core/connection/enter_time_wait.hpp"

namespace twomsl {

/// LISTEN again, unless the user has called CLOSE meanwhile: nobody would close the listener.
template <class D>
constexpr void return_to_listen(StepContext<D>& ctx) {
  if (ctx.c.snd.fin_queued) {
    become_closed(ctx, Why::reset);
    return;
  }
  ctx.c.state = State::listen;
  stop_timers(ctx.c);
  ctx.out.why = Why::returned_to_listen;
}

/// The SYN was an old duplicate, or nobody completes the open. A reopened connection returns to the
/// wait that it interrupted, with its numbers and its deadline.
//= rfc9293#3.6.1 MAY-2
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D2
template <class D>
constexpr void return_from_syn_received(StepContext<D>& ctx) {
  if (ctx.c.origin == Origin::passive) {
    return_to_listen(ctx);
  } else if (ctx.policy.time_wait.returns) {
    ctx.c = time_wait_connection(ctx, ctx.c.old.record, ctx.c.old.ends_at);
    ctx.out.why = Why::returned_to_time_wait;
  } else {
    become_closed(ctx, Why::reset);
  }
}

}  // namespace twomsl
