// The user calls OPEN, CLOSE, ABORT and STATUS (RFC 9293 sections 3.10.1 and 3.10.4 to 3.10.6).
#pragma once

#include "core/connection/return.hpp"
#include "core/connection/transmit.hpp"

namespace twomsl {

/// What keeps an active open from beginning; Why::done if nothing does.
template <class D>
[[nodiscard]] constexpr Why obstacle_to_open(const Event<D>& event) {
  if (!event.remote_given) {
    return Why::error_remote;
  }
  //= rfc9293#3.9.1.1 MUST-46
  if (!event.address_valid) {
    return Why::error_address;
  }
  return event.has_room ? Why::done : Why::error_resources;
}

/// From CLOSED or LISTEN to SYN-SENT, if nothing stands in the way.
template <class D>
constexpr void open_actively(Turn<D>& t) {
  t.out.why = obstacle_to_open(t.event);
  if (t.out.why == Why::done) {
    begin_control_block(t, choose_iss(t.event.beginnings));
    t.c.state = State::syn_sent;
    send_syn(t);
  }
}

/// OPEN, active.
template <class D>
constexpr void open_active(Turn<D>& t) {
  if (t.c.state == State::closed || t.c.state == State::listen) {
    open_actively(t);
  } else {
    t.out.why = Why::error_exists;
  }
}

/// OPEN, passive.
template <class D>
constexpr void open_passive(Turn<D>& t) {
  if (t.c.state != State::closed) {
    t.out.why = Why::error_exists;
  } else if (!t.event.address_valid) {
    t.out.why = Why::error_address;
  } else if (!t.event.has_room) {
    t.out.why = Why::error_resources;
  } else {
    t.c = Connection<D>{};
    t.c.state = State::listen;
    t.c.origin = Origin::passive;
  }
}

/// CLOSE in SYN-RECEIVED: at once, unless text waits, or an old SYN may yet have to be undone.
template <class D>
constexpr void close_syn_received(Turn<D>& t) {
  if (t.c.snd.closing) {
    t.out.why = Why::error_closing;
    return;
  }
  t.c.snd.closing = typename D::Bool(true);
  t.out.why = Why::queued;
  if (t.c.origin != Origin::reopened) {
    if (text_unsent(t.c) == typename D::U32(0u)) {
      t.c.state = State::fin_wait_1;
      transmit(t);
    }
  }
}

//= rfc9293#3.10.4 RFC9293-3.10.4-D1
template <class D>
constexpr void close(Turn<D>& t) {
  using Bool = typename D::Bool;
  switch (t.c.state) {
    case State::closed:
      t.out.why = Why::error_no_connection;
      return;
    case State::listen:
    case State::syn_sent:
      become_closed(t, Why::done);
      t.out.signals.calls_cancelled = true;
      return;
    case State::syn_received:
      close_syn_received(t);
      return;
    case State::established:
      t.c.snd.closing = Bool(true);
      t.c.state = State::fin_wait_1;
      transmit(t);
      return;
    case State::close_wait:
      if (t.c.snd.closing) {
        t.out.why = Why::error_closing;
        return;
      }
      t.c.snd.closing = Bool(true);
      transmit(t);
      return;
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::closing:
    case State::last_ack:
    case State::time_wait:
      t.out.why = Why::error_closing;
      return;
  }
}

/// ABORT where the peer is told by a RST.
template <class D>
constexpr void abort_with_rst(Turn<D>& t) {
  reply_rst(t, t.c.snd.nxt);
  t.out.signals.reset = true;
  if (t.c.state == State::syn_received && t.c.origin == Origin::reopened) {
    return_from_syn_received(t);
  } else {
    become_closed(t, Why::done);
  }
}

template <class D>
constexpr void abort(Turn<D>& t) {
  switch (t.c.state) {
    case State::closed:
      t.out.why = Why::error_no_connection;
      return;
    case State::listen:
    case State::syn_sent:
      become_closed(t, Why::done);
      t.out.signals.reset = true;
      return;
    case State::syn_received:
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::close_wait:
      abort_with_rst(t);
      return;
    case State::closing:
    case State::last_ack:
      become_closed(t, Why::done);
      return;
    case State::time_wait:
      if (t.policy.time_wait.ends_on_abort) {
        become_closed(t, Why::done);
      }
      return;
  }
}

template <class D>
constexpr void status(Turn<D>& t) {
  if (t.c.state == State::closed) {
    t.out.why = Why::error_no_connection;
  }
}

}  // namespace twomsl
