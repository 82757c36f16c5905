// The user calls OPEN, CLOSE, ABORT and STATUS (RFC 9293 sections 3.10.1 and 3.10.4 to 3.10.6).
#pragma once

#include "core/connection/return_from_syn_received.hpp"
#include "core/connection/transmit.hpp"

namespace twomsl {

/// The error that refuses an active OPEN; Why::done if none does.
template <class D>
[[nodiscard]] constexpr Why open_error(const Event<D>& event) {
  if (!event.remote_given) {
    return Why::error_remote;
  }
  //= rfc9293#3.9.1.1 MUST-46
  if (!event.address_valid) {
    return Why::error_address;
  }
  return event.has_room ? Why::done : Why::error_resources;
}

/// From CLOSED or LISTEN to SYN-SENT, unless open_error() refuses.
template <class D>
constexpr void open_actively(StepContext<D>& ctx) {
  ctx.out.why = open_error(ctx.event);
  if (ctx.out.why == Why::done) {
    begin_control_block(ctx, choose_iss(ctx.initial));
    ctx.c.state = State::syn_sent;
    send_syn(ctx);
  }
}

/// OPEN, active.
template <class D>
constexpr void open_active(StepContext<D>& ctx) {
  if (ctx.c.state == State::closed || ctx.c.state == State::listen) {
    open_actively(ctx);
  } else {
    ctx.out.why = Why::error_exists;
  }
}

/// OPEN, passive.
template <class D>
constexpr void open_passive(StepContext<D>& ctx) {
  if (ctx.c.state != State::closed) {
    ctx.out.why = Why::error_exists;
  } else if (!ctx.event.address_valid) {
    ctx.out.why = Why::error_address;
  } else if (!ctx.event.has_room) {
    ctx.out.why = Why::error_resources;
  } else {
    ctx.c = Connection<D>{};
    ctx.c.state = State::listen;
    ctx.c.origin = Origin::passive;
  }
}

/// CLOSE in SYN-RECEIVED takes effect at once, unless text waits to be sent, or the connection was
/// reopened and may have to return to TIME-WAIT: then it waits for ESTABLISHED.
template <class D>
constexpr void close_syn_received(StepContext<D>& ctx) {
  if (ctx.c.snd.fin_queued) {
    ctx.out.why = Why::error_closing;
    return;
  }
  ctx.c.snd.fin_queued = typename D::Bool(true);
  ctx.out.why = Why::queued;
  if (ctx.c.origin != Origin::reopened) {
    if (text_unsent(ctx.c) == typename D::U32(0u)) {
      ctx.c.state = State::fin_wait_1;
      transmit(ctx);
    }
  }
}

template <class D>
constexpr void close(StepContext<D>& ctx) {
  using Bool = typename D::Bool;
  switch (ctx.c.state) {
    case State::closed:
      ctx.out.why = Why::error_no_connection;
      return;
    case State::listen:
    case State::syn_sent:
      become_closed(ctx, Why::done);
      ctx.out.signals.calls_cancelled = true;
      return;
    case State::syn_received:
      close_syn_received(ctx);
      return;
    case State::established:
      ctx.c.snd.fin_queued = Bool(true);
      ctx.c.state = State::fin_wait_1;
      transmit(ctx);
      return;
    case State::close_wait:
      if (ctx.c.snd.fin_queued) {
        ctx.out.why = Why::error_closing;
        return;
      }
      ctx.c.snd.fin_queued = Bool(true);
      transmit(ctx);
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

/// ABORT where the peer is told by a RST.
template <class D>
constexpr void abort_with_rst(StepContext<D>& ctx) {
  reply_rst(ctx, next_acceptable(ctx.c));
  ctx.out.signals.reset = true;
  if (interrupts_wait(ctx.c)) {
    return_from_syn_received(ctx);
  } else {
    become_closed(ctx, Why::done);
  }
}

template <class D>
constexpr void abort(StepContext<D>& ctx) {
  switch (ctx.c.state) {
    case State::closed:
      ctx.out.why = Why::error_no_connection;
      return;
    case State::listen:
    case State::syn_sent:
      become_closed(ctx, Why::done);
      ctx.out.signals.reset = true;
      return;
    case State::syn_received:
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::close_wait:
      abort_with_rst(ctx);
      return;
    case State::closing:
    case State::last_ack:
      become_closed(ctx, Why::done);
      return;
    case State::time_wait:
      if (ctx.policy.time_wait.ends_on_abort) {
        become_closed(ctx, Why::done);
      }
      return;
  }
}

template <class D>
constexpr void status(StepContext<D>& ctx) {
  if (ctx.c.state == State::closed) {
    ctx.out.why = Why::error_no_connection;
  }
}

}  // namespace twomsl
