// The user calls SEND and RECEIVE (RFC 9293 sections 3.10.2 and 3.10.3). They speak of lengths; the
// bytes are the caller's.
#pragma once

#include "core/connection/calls.hpp"
#include "core/connection/window.hpp"

namespace twomsl {

/// Appends text to what is to be sent, if the buffer has room for all of it.
template <class D>
constexpr void queue_text(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  Connection<D>& c = ctx.c;
  const U32& bytes = ctx.event.bytes;
  const U32 used = c.snd.end - c.snd.una;
  if (c.snd_buffer_bytes < bytes || c.snd_buffer_bytes - bytes < used) {
    ctx.out.why = Why::error_resources;
    return;
  }
  //= rfc9293#3.9.1.2 MAY-16
  c.snd.end = c.snd.end + bytes;
  c.snd.up = select(ctx.event.urgent, c.snd.end, c.snd.up);
  c.snd.urgent = c.snd.urgent || ctx.event.urgent;
  ctx.out.why = Why::queued;
}

/// SEND in LISTEN turns the connection into an active one.
template <class D>
constexpr void send_in_listen(StepContext<D>& ctx) {
  if (ctx.policy.snd_buffer_bytes <= ctx.event.bytes) {
    ctx.out.why = ctx.event.remote_given ? Why::error_resources : Why::error_remote;
    return;
  }
  open_actively(ctx);
  if (ctx.out.why == Why::done) {
    queue_text(ctx);
  }
}

template <class D>
constexpr void send(StepContext<D>& ctx) {
  switch (ctx.c.state) {
    case State::closed:
      ctx.out.why = Why::error_no_connection;
      return;
    case State::listen:
      send_in_listen(ctx);
      return;
    case State::syn_sent:
    case State::syn_received:
    case State::established:
    case State::close_wait:
      if (ctx.c.snd.fin_queued) {
        ctx.out.why = Why::error_closing;
        return;
      }
      queue_text(ctx);
      //= rfc9293#3.9.1.2 MUST-60
      if (ctx.out.why == Why::queued && is_sending(ctx.c.state)) {
        transmit(ctx);
      }
      return;
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::closing:
    case State::last_ack:
    case State::time_wait:
      ctx.out.why = Why::error_closing;
      return;
  }
}

/// Lets the RECEIVE wait, if none waits already.
template <class D>
constexpr void queue_receive(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  if (ctx.c.rcv.pending_receive_bytes == U32(0u)) {
    ctx.c.rcv.pending_receive_bytes = ctx.event.bytes;
    ctx.out.why = Why::queued;
  } else {
    ctx.out.why = Why::error_resources;
  }
}

/// Hands over text on hand; false if there is none. An ACK announces a window that this opens.
template <class D>
[[gnu::always_inline]] [[nodiscard]] constexpr bool receive_at_once(StepContext<D>& ctx) {
  using U32 = typename D::U32;
  const U32 on_hand = text_on_hand(ctx.c);
  if (on_hand == U32(0u)) {
    return false;
  }
  deliver(ctx, smaller(on_hand, ctx.event.bytes));
  if (!(opened_window(ctx.c) == ctx.c.rcv.wnd_bytes)) {
    acknowledge(ctx);
  }
  return true;
}

template <class D>
constexpr void receive(StepContext<D>& ctx) {
  switch (ctx.c.state) {
    case State::closed:
      ctx.out.why = Why::error_no_connection;
      return;
    case State::listen:
    case State::syn_sent:
    case State::syn_received:
      queue_receive(ctx);
      return;
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
      if (!receive_at_once(ctx)) {
        queue_receive(ctx);
      }
      return;
    case State::close_wait:
      if (!receive_at_once(ctx)) {
        ctx.out.why = Why::error_closing;
      }
      return;
    case State::closing:
    case State::last_ack:
    case State::time_wait:
      ctx.out.why = Why::error_closing;
      return;
  }
}

}  // namespace twomsl
