// The user calls SEND and RECEIVE (RFC 9293 sections 3.10.2 and 3.10.3). They speak of lengths; the
// bytes are the caller's.
#pragma once

#include "core/connection/calls.hpp"
#include "core/connection/window.hpp"

namespace twomsl {

/// Puts text behind what is to be sent, if the buffer has room for all of it.
template <class D>
constexpr void queue_text(Turn<D>& t) {
  using U32 = typename D::U32;
  Connection<D>& c = t.c;
  const U32& bytes = t.event.bytes;
  const U32 used = c.snd.end - c.snd.una;
  if (c.snd_buffer_bytes < bytes || c.snd_buffer_bytes - bytes < used) {
    t.out.why = Why::error_resources;
    return;
  }
  c.snd.end = c.snd.end + bytes;
  c.snd.up = select(t.event.urgent, c.snd.end, c.snd.up);
  c.snd.urgent = c.snd.urgent || t.event.urgent;
  t.out.why = Why::queued;
}

/// SEND in LISTEN turns the connection into an active one.
template <class D>
constexpr void send_in_listen(Turn<D>& t) {
  if (t.policy.snd_buffer_bytes <= t.event.bytes) {
    t.out.why = t.event.remote_given ? Why::error_resources : Why::error_remote;
    return;
  }
  open_actively(t);
  if (t.out.why == Why::done) {
    queue_text(t);
  }
}

template <class D>
constexpr void send(Turn<D>& t) {
  switch (t.c.state) {
    case State::closed:
      t.out.why = Why::error_no_connection;
      return;
    case State::listen:
      send_in_listen(t);
      return;
    case State::syn_sent:
    case State::syn_received:
    case State::established:
    case State::close_wait:
      if (t.c.snd.closing) {
        t.out.why = Why::error_closing;
        return;
      }
      queue_text(t);
      if (t.out.why == Why::queued && is_sending(t.c.state)) {
        transmit(t);
      }
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

/// Lets the RECEIVE wait, if none waits already.
template <class D>
constexpr void queue_receive(Turn<D>& t) {
  using U32 = typename D::U32;
  if (t.c.rcv.wanted_bytes == U32(0u)) {
    t.c.rcv.wanted_bytes = t.event.bytes;
    t.out.why = Why::queued;
  } else {
    t.out.why = Why::error_resources;
  }
}

/// Hands over text on hand; false if there is none. A window that opens is told.
template <class D>
[[nodiscard]] constexpr bool receive_at_once(Turn<D>& t) {
  using U32 = typename D::U32;
  const U32 on_hand = text_on_hand(t.c);
  if (on_hand == U32(0u)) {
    return false;
  }
  deliver(t, smaller(on_hand, t.event.bytes));
  if (!(opened_window(t.c) == t.c.rcv.wnd_bytes)) {
    acknowledge(t);
  }
  return true;
}

template <class D>
constexpr void receive(Turn<D>& t) {
  switch (t.c.state) {
    case State::closed:
      t.out.why = Why::error_no_connection;
      return;
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
      queue_receive(t);
      return;
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
      if (!receive_at_once(t)) {
        queue_receive(t);
      }
      return;
    case State::close_wait:
      if (!receive_at_once(t)) {
        t.out.why = Why::error_closing;
      }
      return;
    case State::closing:
    case State::last_ack:
    case State::time_wait:
      t.out.why = Why::error_closing;
      return;
  }
}

}  // namespace twomsl
