// One step of a host. Look-up order: connection, wait, listener.
#pragma once

#include "core/host/quiet.hpp"
#include "core/host/step_unbound.hpp"

namespace twomsl {

/// Museum: this OPEN takes the tuple of a wait, as bind() with SO_REUSEADDR does on Linux.
template <class Stores>
[[nodiscard]] constexpr bool is_bind_reuse(const HostStepContext<Stores>& ctx, std::uint32_t at) {
  return ctx.host.policy.binds_over_time_wait && ctx.event.event.kind == EventKind::open_active &&
         ctx.host.policy.time_wait.ends_on_abort &&
         static_cast<bool>(ts_on(ctx.host.waits.slots[at].deadline_word));
}

/// An event of a tuple without a control block. Its wait, if any, is not frozen: a frozen one has
/// the control block that reopens it.
template <class Stores>
[[gnu::noinline]] constexpr void step_without_block(HostStepContext<Stores>& ctx) {
  if (must_keep_quiet(ctx)) {
    keep_quiet(ctx);
    return;
  }
  const LocateResult wait = locate(ctx.host.waits, ctx.event.key, ctx.event.now);
  if (wait.result != TableResult::done) {
    step_unbound(ctx);
  } else if (is_bind_reuse(ctx, wait.at)) {
    auto event = table_event(ctx, TableVerb::release);
    event.licence = Licence::abort;
    apply_action(ctx, event);
    step_unbound(ctx);
  } else {
    step_time_wait(ctx, wait.at);
  }
}

/// Frees the slots of waits and floors that are over, in one full round of each table.
template <class Stores>
[[gnu::noinline]] constexpr void collect(HostStepContext<Stores>& ctx) {
  step(ctx.host.waits, table_event(ctx, TableVerb::expire));
  step(ctx.host.iss_floors, table_event(ctx, TableVerb::expire));
  ctx.out.result = HostResult::collected;
}

/// The same as step() for a caller who has looked for the tuple's control block. REQUIRES: an event
/// of a connection, whose tuple has control block `at`, or none if that is kNoBlock.
template <class Stores>
constexpr void step_found(Host<Stores>& host,
                          const HostEvent<typename Stores::Domain, typename Stores::Key>& event,
                          std::uint32_t at, HostOutcome<typename Stores::Domain>& out) {
  HostStepContext<Stores> ctx{host, event, out};
  if (at != kNoBlock) {
    step_block(ctx, at);
  } else {
    step_without_block(ctx);
  }
}

/// Takes one event in place. REQUIRES: an empty outcome, and a clock that never runs backwards and
/// stays below kLastInstantUs. Allocates nothing; total over all events.
template <class Stores>
constexpr void step(Host<Stores>& host,
                    const HostEvent<typename Stores::Domain, typename Stores::Key>& event,
                    HostOutcome<typename Stores::Domain>& out) {
  if (event.kind == HostEventKind::connection) {
    step_found(host, event, host.blocks.find(event.key), out);
    return;
  }
  HostStepContext<Stores> ctx{host, event, out};
  switch (event.kind) {
    case HostEventKind::connection:
    case HostEventKind::listen:
      listen(ctx);
      return;
    case HostEventKind::unlisten:
      unlisten(ctx);
      return;
    case HostEventKind::expire:
      collect(ctx);
      return;
  }
}

}  // namespace twomsl
