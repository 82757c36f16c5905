// One step of one connection: RFC 9293 section 3.10 as a pure function.
//
// step_in_place() works in place; step() is the same as a function of values. Functions that no
// ordinary segment of an established connection reaches are marked cold, so that they cost it no
// registers; those of the ordinary opening and closing are kept out of line.
#pragma once

#include "core/connection/segment_arrives/arrive.hpp"
#include "core/connection/send_receive.hpp"
#include "core/connection/timeouts.hpp"

namespace twomsl {

template <class D>
constexpr void dispatch(StepContext<D>& ctx) {
  // Most are, and spare the jump through a table.
  if (ctx.event.kind == EventKind::segment_arrives) {
    arrive(ctx);
    return;
  }
  switch (ctx.event.kind) {
    case EventKind::open_active:
      open_active(ctx);
      return;
    case EventKind::open_passive:
      open_passive(ctx);
      return;
    case EventKind::send:
      send(ctx);
      return;
    case EventKind::receive:
      receive(ctx);
      return;
    case EventKind::close:
      close(ctx);
      return;
    case EventKind::abort:
      abort(ctx);
      return;
    case EventKind::status:
      status(ctx);
      return;
    case EventKind::segment_arrives:
      break;
    case EventKind::transmit:
      transmit(ctx);
      return;
    case EventKind::user_timeout:
      user_timeout(ctx);
      return;
    case EventKind::retransmission_timeout:
      retransmission_timeout(ctx);
      return;
    case EventKind::time_wait_timeout:
      time_wait_timeout(ctx);
      return;
    case EventKind::closing_timeout:
      closing_timeout(ctx);
      return;
  }
  ctx.out.why = Why::invalid;
}

/// Takes one event in place. REQUIRES: a valid policy, an empty outcome, and a clock that never
/// runs backwards and stays below kLastInstantUs. Total over all events; allocates in no host.
template <class D>
constexpr void step_in_place(StepContext<D>& ctx) {
  dispatch(ctx);
  ctx.out.may_send = may_transmit(ctx.policy, ctx.c);
}

template <class D>
struct StepResult {
  Connection<D> connection{};
  Outcome<D> outcome{};
};

/// The same as a function of values.
template <class D>
[[nodiscard]] constexpr StepResult<D> step(const Policy<D>& policy, const Connection<D>& connection,
                                           const Event<D>& event, const Instant<D>& now) {
  StepResult<D> stepped{connection, {}};
  StepContext<D> context{policy, event, now, stepped.connection, stepped.outcome};
  step_in_place(context);
  return stepped;
}

}  // namespace twomsl
