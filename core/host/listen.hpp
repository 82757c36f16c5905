// Listeners: OPEN passive, and its end (RFC 9293 sections 3.10.1 and 3.10.4).
#pragma once

#include "core/host/host.hpp"
#include "core/host/listener_key.hpp"

namespace twomsl {

/// Somebody listens on the local end of the tuple, at its address or at any.
//= rfc9293#3.9.1.1 MUST-43
template <class Stores>
[[nodiscard]] constexpr bool has_listener(const Host<Stores>& host,
                                          const typename Stores::Key& tuple) {
  return host.listeners.has(local_end(tuple)) || host.listeners.has(any_end(tuple));
}

/// OPEN passive. It does not ask whether the port has connections, half-open ones included.
//= rfc9293#3.9.1.1 MUST-41
//= rfc9293#3.9.1.1 MUST-42
template <class Stores>
constexpr void listen(HostStepContext<Stores>& ctx) {
  using D = typename Stores::Domain;
  auto& listeners = ctx.host.listeners;
  const auto end = local_end(ctx.event.key);
  Event<D> event = ctx.event.event;
  event.kind = EventKind::open_passive;
  event.has_room = event.has_room && !listeners.is_full();
  Connection<D> c;
  c.origin = Origin::passive;
  c.state = listeners.has(end) ? State::listen : State::closed;
  ctx.out.before = c.state;
  ctx.out.result = listeners.has(end)    ? HostResult::already_listening
                   : listeners.is_full() ? HostResult::listeners_full
                                         : HostResult::no_connection;
  step_connection(ctx, event, c);
  if (c.state != ctx.out.before) {
    listeners.add(end);
    ctx.out.result = HostResult::listening;
  }
  ctx.out.after = c.state;
}

/// CLOSE of a listener.
template <class Stores>
constexpr void unlisten(HostStepContext<Stores>& ctx) {
  using D = typename Stores::Domain;
  auto& listeners = ctx.host.listeners;
  const auto end = local_end(ctx.event.key);
  Event<D> event = ctx.event.event;
  event.kind = EventKind::close;
  Connection<D> c;
  c.origin = Origin::passive;
  c.state = listeners.has(end) ? State::listen : State::closed;
  ctx.out.before = c.state;
  ctx.out.result = HostResult::not_listening;
  step_connection(ctx, event, c);
  if (ctx.out.before == State::listen) {
    listeners.remove(end);
    ctx.out.result = HostResult::unlistened;
  }
}

}  // namespace twomsl
