// Listeners: OPEN passive, and its end (RFC 9293 sections 3.10.1 and 3.10.4).
#pragma once

#include "core/host/endpoint.hpp"
#include "core/host/host.hpp"

namespace twomsl {

/// Somebody listens on the local end of the tuple, at its address or at any.
//= rfc9293#3.9.1.1 MUST-43
template <class Stores>
[[nodiscard]] constexpr bool has_listener(const Host<Stores>& host,
                                          const typename Stores::Key& tuple) {
  return host.listeners.has(local_end(tuple)) || host.listeners.has(any_end(tuple));
}

/// OPEN passive. Connections of the same port, half-open ones included, are none of its business.
//= rfc9293#3.9.1.1 MUST-41
//= rfc9293#3.9.1.1 MUST-42
template <class Stores>
constexpr void listen(HostTurn<Stores>& t) {
  using D = typename Stores::Domain;
  auto& listeners = t.host.listeners;
  const auto end = local_end(t.event.key);
  Event<D> event = t.event.event;
  event.kind = EventKind::open_passive;
  event.has_room = event.has_room && !listeners.is_full();
  Connection<D> c;
  c.state = listeners.has(end) ? State::listen : State::closed;
  t.out.before = c.state;
  t.out.result = listeners.has(end)    ? HostResult::already_listening
                 : listeners.is_full() ? HostResult::listeners_full
                                       : HostResult::no_connection;
  take_connection_turn(t, event, c);
  if (c.state != t.out.before) {
    listeners.add(end);
    t.out.result = HostResult::listening;
  }
  t.out.after = c.state;
}

/// CLOSE of a listener.
template <class Stores>
constexpr void unlisten(HostTurn<Stores>& t) {
  using D = typename Stores::Domain;
  auto& listeners = t.host.listeners;
  const auto end = local_end(t.event.key);
  Event<D> event = t.event.event;
  event.kind = EventKind::close;
  Connection<D> c;
  c.state = listeners.has(end) ? State::listen : State::closed;
  t.out.before = c.state;
  t.out.result = HostResult::not_listening;
  take_connection_turn(t, event, c);
  if (t.out.before == State::listen) {
    listeners.remove(end);
    t.out.result = HostResult::unlistened;
  }
}

}  // namespace twomsl
