// Quiet time: a host that has lost its memory sends nothing for MSL, so that all that it sent
// before is gone from the network (RFC 9293 sections 3.4.2 and 3.4.3).
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// The host begins at `now`, and may have sent what it does not remember. REQUIRES: it has neither
/// connection nor wait.
//= rfc9293#3.4.2 RFC9293-3.4.2-D1
//= rfc9293#3.4.3 RFC9293-3.4.3-D1
template <class Stores>
constexpr void begin_without_memory(Host<Stores>& host,
                                    const Instant<typename Stores::Domain>& now) {
  host.quiet_until = now + host.policy.msl;
}

/// Events of this kind may send something where there is no connection yet.
[[nodiscard]] constexpr bool may_emit(EventKind kind) {
  return kind == EventKind::segment_arrives || kind == EventKind::open_active ||
         kind == EventKind::send;
}

/// Quiet time forbids what the event asks for.
template <class Stores>
[[nodiscard]] constexpr bool must_keep_quiet(const HostStepContext<Stores>& ctx) {
  return may_emit(ctx.event.event.kind) && static_cast<bool>(ctx.event.now < ctx.host.quiet_until);
}

template <class Stores>
constexpr void keep_quiet(HostStepContext<Stores>& ctx) {
  ctx.out.result = HostResult::quiet;
  ctx.out.outcome.why = Why::error_resources;
}

}  // namespace twomsl
