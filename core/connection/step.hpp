// One step of one connection: RFC 9293 section 3.10 as a pure function.
//
// take_turn() works in place; step() is the same as a function of values. What an established
// segment does not pass is marked cold, so that it costs that segment no registers.
#pragma once

#include "core/connection/arrive.hpp"
#include "core/connection/stream_calls.hpp"
#include "core/connection/timeouts.hpp"

namespace twomsl {

template <class D>
constexpr void dispatch(Turn<D>& t) {
  switch (t.event.kind) {
    case EventKind::open_active:
      open_active(t);
      return;
    case EventKind::open_passive:
      open_passive(t);
      return;
    case EventKind::send:
      send(t);
      return;
    case EventKind::receive:
      receive(t);
      return;
    case EventKind::close:
      close(t);
      return;
    case EventKind::abort:
      abort(t);
      return;
    case EventKind::status:
      status(t);
      return;
    case EventKind::segment_arrives:
      arrive(t);
      return;
    case EventKind::transmit:
      transmit(t);
      return;
    case EventKind::user_timeout:
      user_timeout(t);
      return;
    case EventKind::retransmission_timeout:
      retransmission_timeout(t);
      return;
    case EventKind::time_wait_timeout:
      time_wait_timeout(t);
      return;
    case EventKind::closing_timeout:
      closing_timeout(t);
      return;
  }
  t.out.why = Why::invalid;
}

/// Takes one event in place. REQUIRES: a valid policy, an empty outcome, and a clock that never
/// runs backwards and stays below kLastInstantUs. Allocates nothing; total over all events.
template <class D>
constexpr void take_turn(Turn<D>& t) {
  dispatch(t);
  t.out.may_send = may_transmit(t.c);
}

template <class D>
struct Stepped {
  Connection<D> connection{};
  Outcome<D> outcome{};
};

/// The same as a function of values.
template <class D>
[[nodiscard]] constexpr Stepped<D> step(const Policy<D>& policy, const Connection<D>& connection,
                                        const Event<D>& event, const Instant<D>& now) {
  Stepped<D> stepped{connection, {}};
  Turn<D> turn{policy, event, now, stepped.connection, stepped.outcome};
  take_turn(turn);
  return stepped;
}

}  // namespace twomsl
