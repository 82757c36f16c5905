// The way back from SYN-RECEIVED: to LISTEN, or to the TIME-WAIT that a SYN interrupted (MAY-2).
#pragma once

#include "core/connection/time_wait.hpp"

namespace twomsl {

/// LISTEN again, unless the user has called CLOSE meanwhile: nobody would close the listener.
template <class D>
constexpr void return_to_listen(Turn<D>& t) {
  if (t.c.snd.closing) {
    become_closed(t, Why::reset);
    return;
  }
  t.c.state = State::listen;
  stop_timers(t.c);
  t.out.why = Why::returned_to_listen;
}

/// The SYN came from an old duplicate, or its sender has given up.
//= rfc9293#3.6.1 MAY-2
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D2
template <class D>
constexpr void return_from_syn_received(Turn<D>& t) {
  if (t.c.origin == Origin::passive) {
    return_to_listen(t);
  } else if (t.policy.time_wait.returns) {
    t.c = waiting(t, t.c.old.closing, t.c.old.ends_at);
    t.out.why = Why::returned_to_time_wait;
  } else {
    become_closed(t, Why::reset);
  }
}

}  // namespace twomsl
