// The open completes: SYN-SENT or SYN-RECEIVED becomes ESTABLISHED.
#pragma once

#include "core/connection/deliver.hpp"
#include "core/connection/window.hpp"

namespace twomsl {

/// A CLOSE that waited for this moment takes effect at once (RFC 9293 section 3.10.4).
template <class D>
constexpr void become_established(Turn<D>& t) {
  t.c.state = State::established;
  t.out.signals.opened = true;
  t.out.why = Why::established;
  if (t.c.snd.closing) {
    t.c.state = State::fin_wait_1;
  }
}

}  // namespace twomsl
