// Events of a tuple that has neither control block nor wait: a listener takes a SYN, OPEN and SEND
// begin a connection, and everything else finds CLOSED.
#pragma once

#include "core/host/listen.hpp"
#include "core/host/step_time_wait.hpp"

namespace twomsl {

/// A SYN made a connection of a listener's, `c`, which is the spare block: it is half-open, if
/// there is room for one more, and a slot is free now. None is reserved yet: of several the first
/// to complete takes it.
template <class Stores>
constexpr void begin_half_open(HostStepContext<Stores>& ctx,
                               const Connection<typename Stores::Domain>& c) {
  using D = typename Stores::Domain;
  // SYN cookies, were there any, would answer here when the bound is reached.
  ctx.out.result = HostResult::half_open_full;
  if (ctx.host.half_open < ctx.host.half_open_capacity) {
    ctx.out.result = is_full(ctx.host.waits) ? HostResult::no_slot : make_block(ctx);
  }
  if (ctx.out.result == HostResult::created) {
    ctx.host.half_open = ctx.host.half_open + typename D::U32(1u);
    ctx.out.after = c.state;
    return;
  }
  ctx.out.outcome = Outcome<D>{};
  // That may last for 2*MSL, so the peer is told.
  if (ctx.out.result == HostResult::no_iss_floor) {
    Connection<D> closed;
    step_connection(ctx, ctx.event.event, closed);
  }
  ctx.out.outcome.why = Why::error_resources;
}

/// Events of this kind reach a listener.
[[nodiscard]] constexpr bool concerns_listeners(EventKind kind) {
  return kind == EventKind::segment_arrives || kind == EventKind::send;
}

/// Makes a fresh connection what stands for a tuple without connection and wait: LISTEN if there is
/// a listener, else CLOSED.
template <class Stores>
constexpr void stand_for_unbound(const HostStepContext<Stores>& ctx,
                                 Connection<typename Stores::Domain>& c) {
  c.origin = Origin::passive;
  if (concerns_listeners(ctx.event.event.kind) && has_listener(ctx.host, ctx.event.key)) {
    c.state = State::listen;
  }
}

/// OPEN active and SEND in LISTEN have made a connection of the spare block.
template <class Stores>
constexpr void begin_active(HostStepContext<Stores>& ctx,
                            const Connection<typename Stores::Domain>& c) {
  ctx.out.result = make_block(ctx);
  if (ctx.out.result == HostResult::created) {
    ctx.out.after = c.state;
    return;
  }
  give_back_slot(ctx);
  ctx.out.outcome = Outcome<typename Stores::Domain>{};
  ctx.out.outcome.why = Why::error_resources;
}

/// OPEN active, and SEND: the slot of the TIME-WAIT to come is reserved before anything begins.
template <class Stores>
constexpr void open(HostStepContext<Stores>& ctx) {
  auto& c = ctx.host.blocks.spare();
  stand_for_unbound(ctx, c);
  ctx.out.before = c.state;
  ctx.out.after = c.state;
  Event<typename Stores::Domain> event = ctx.event.event;
  event.initial = initial_parameters_of(ctx);
  const bool has_slot = reserves_slot(ctx);
  event.has_room = event.has_room && has_slot;
  step_connection(ctx, event, c);
  if (c.state == State::syn_sent) {
    begin_active(ctx, c);
  } else if (has_slot) {
    give_back_slot(ctx);
  } else if (ctx.out.outcome.why == Why::error_resources) {
    ctx.out.result = HostResult::no_slot;
  }
}

/// A segment for a listener, or for CLOSED.
template <class Stores>
constexpr void arrive_unbound(HostStepContext<Stores>& ctx) {
  auto& c = ctx.host.blocks.spare();
  stand_for_unbound(ctx, c);
  ctx.out.before = c.state;
  ctx.out.after = c.state;
  if (c.state == State::listen) {
    step_connection_from(ctx, initial_parameters_of(ctx), c);
  } else {
    step_connection(ctx, ctx.event.event, c);
  }
  if (c.state == State::syn_received) {
    begin_half_open(ctx, c);
  }
}

/// An event of a tuple that has neither control block nor wait.
template <class Stores>
constexpr void step_unbound(HostStepContext<Stores>& ctx) {
  switch (ctx.event.event.kind) {
    case EventKind::open_active:
    case EventKind::send:
      open(ctx);
      return;
    case EventKind::segment_arrives:
      arrive_unbound(ctx);
      return;
    case EventKind::open_passive:
      listen(ctx);
      return;
    case EventKind::receive:
    case EventKind::close:
    case EventKind::abort:
    case EventKind::status:
    case EventKind::transmit:
    case EventKind::user_timeout:
    case EventKind::retransmission_timeout:
    case EventKind::time_wait_timeout:
    case EventKind::closing_timeout: {
      auto& c = ctx.host.blocks.spare();
      stand_for_unbound(ctx, c);
      step_connection(ctx, ctx.event.event, c);
      return;
    }
  }
}

}  // namespace twomsl
