// One step of a host. Look-up order: connection, wait, listener.
#pragma once

#include "core/host/open.hpp"

namespace twomsl {

/// Museum: this OPEN takes the tuple of a wait, as bind() with SO_REUSEADDR does on Linux.
template <class Stores>
[[nodiscard]] constexpr bool binds_over(const HostTurn<Stores>& t, std::uint32_t at) {
  return t.host.policy.binds_over_time_wait && t.event.event.kind == EventKind::open_active &&
         static_cast<bool>(ts_on(t.host.waits.slots[at].term));
}

/// An event of a tuple without a control block. A wait without one is not frozen.
template <class Stores>
constexpr void take_turn_without_block(HostTurn<Stores>& t) {
  const Located wait = locate(t.host.waits, t.event.key, t.event.now);
  if (wait.result != TableResult::done) {
    take_turn_of_none(t);
  } else if (binds_over(t, wait.at)) {
    auto event = table_event(t, TableVerb::release);
    event.licence = Licence::abort;
    move(t, event);
    take_turn_of_none(t);
  } else {
    take_held_turn(t, wait.at);
  }
}

/// Collects what is over, in one full round.
template <class Stores>
constexpr void collect(HostTurn<Stores>& t) {
  step(t.host.waits, table_event(t, TableVerb::expire));
  step(t.host.floors, table_event(t, TableVerb::expire));
  t.out.result = HostResult::collected;
}

/// Takes one event in place. REQUIRES: an empty outcome, and a clock that never runs backwards and
/// stays below kLastInstantUs. Allocates nothing; total over all events.
template <class Stores>
constexpr void step(Host<Stores>& host,
                    const HostEvent<typename Stores::Domain, typename Stores::Key>& event,
                    HostOutcome<typename Stores::Domain>& out) {
  HostTurn<Stores> t{host, event, out};
  switch (event.kind) {
    case HostEventKind::connection: {
      const std::uint32_t at = host.blocks.find(event.key);
      if (at != kNoBlock) {
        take_block_turn(t, at);
      } else {
        take_turn_without_block(t);
      }
      return;
    }
    case HostEventKind::listen:
      listen(t);
      return;
    case HostEventKind::unlisten:
      unlisten(t);
      return;
    case HostEventKind::expire:
      collect(t);
      return;
  }
}

}  // namespace twomsl
