// The open completes: SYN-SENT or SYN-RECEIVED becomes ESTABLISHED.
#pragma once

#include "core/connection/step_context.hpp"

namespace twomsl {

/// A CLOSE that waited for this moment takes effect at once (RFC 9293 section 3.10.4).
template <class D>
constexpr void become_established(StepContext<D>& ctx) {
  ctx.c.state = State::established;
  ctx.out.signals.opened = true;
  ctx.out.why = Why::established;
  if (ctx.c.snd.fin_queued) {
    ctx.c.state = State::fin_wait_1;
  }
}

}  // namespace twomsl
