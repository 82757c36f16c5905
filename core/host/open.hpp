// Events of a tuple that has neither control block nor wait: a listener takes a SYN, OPEN and SEND
// begin a connection, and everything else finds CLOSED.
#pragma once

#include "core/host/held.hpp"
#include "core/host/listen.hpp"

namespace twomsl {

/// A SYN made a connection of a listener's: it is half-open, if there is room for one more.
template <class Stores>
constexpr void begin_half_open(HostTurn<Stores>& t, const Connection<typename Stores::Domain>& c) {
  using D = typename Stores::Domain;
  // SYN cookies will take their place here.
  t.out.result = HostResult::half_open_full;
  if (t.host.half_open < t.host.half_open_capacity) {
    t.out.result = make_block(t, c);
  }
  if (t.out.result == HostResult::created) {
    t.host.half_open = t.host.half_open + typename D::U32(1u);
    t.out.after = c.state;
  } else {
    t.out.outcome = Outcome<D>{};
    t.out.outcome.why = Why::error_resources;
  }
}

/// A listener takes part in events of this kind.
[[nodiscard]] constexpr bool concerns_listeners(EventKind kind) {
  return kind == EventKind::segment_arrives || kind == EventKind::send;
}

/// The tuple without a connection, as the machine knows it: LISTEN or CLOSED.
template <class Stores>
[[nodiscard]] constexpr auto no_connection(const HostTurn<Stores>& t) {
  Connection<typename Stores::Domain> c;
  c.origin = Origin::passive;
  if (concerns_listeners(t.event.event.kind) && has_listener(t.host, t.event.key)) {
    c.state = State::listen;
  }
  return c;
}

/// OPEN active and SEND in LISTEN have made a connection.
template <class Stores>
constexpr void begin_active(HostTurn<Stores>& t, const Connection<typename Stores::Domain>& c) {
  t.out.result = make_block(t, c);
  if (t.out.result == HostResult::created) {
    t.out.after = c.state;
    return;
  }
  move(t, table_event(t, TableVerb::give_back));
  t.out.outcome = Outcome<typename Stores::Domain>{};
  t.out.outcome.why = Why::error_resources;
}

/// OPEN active, and SEND: the slot of the TIME-WAIT to come is reserved before anything begins.
template <class Stores>
constexpr void open(HostTurn<Stores>& t) {
  auto c = no_connection(t);
  t.out.before = c.state;
  t.out.after = c.state;
  Event<typename Stores::Domain> event = t.event.event;
  event.beginnings = beginnings_of(t);
  const bool has_slot = reserves_slot(t);
  event.has_room = event.has_room && has_slot;
  take_connection_turn(t, event, c);
  if (c.state == State::syn_sent) {
    begin_active(t, c);
  } else if (has_slot) {
    move(t, table_event(t, TableVerb::give_back));
  } else if (t.out.outcome.why == Why::error_resources) {
    t.out.result = HostResult::no_slot;
  }
}

/// A segment for a listener, or for nobody.
template <class Stores>
constexpr void arrive_at_none(HostTurn<Stores>& t) {
  auto c = no_connection(t);
  t.out.before = c.state;
  t.out.after = c.state;
  if (c.state == State::listen) {
    const auto from = beginnings_of(t);
    Event<typename Stores::Domain> event = t.event.event;
    event.beginnings = from;
    take_connection_turn(t, event, c);
  } else {
    take_connection_turn(t, t.event.event, c);
  }
  if (c.state == State::syn_received) {
    begin_half_open(t, c);
  }
}

/// An event of a tuple that has neither control block nor wait.
template <class Stores>
constexpr void take_turn_of_none(HostTurn<Stores>& t) {
  switch (t.event.event.kind) {
    case EventKind::open_active:
    case EventKind::send:
      open(t);
      return;
    case EventKind::segment_arrives:
      arrive_at_none(t);
      return;
    case EventKind::open_passive:
      listen(t);
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
      auto c = no_connection(t);
      take_connection_turn(t, t.event.event, c);
      return;
    }
  }
}

}  // namespace twomsl
