// Events of a tuple in TIME-WAIT: its slot is expanded to a connection, which takes a step like any
// other; what has changed after it is one verb of the table.
#pragma once

#include "core/host/step_block.hpp"

namespace twomsl {

/// The licence by which an event of this kind ends a wait.
[[nodiscard]] constexpr Licence licence_of(EventKind kind) {
  switch (kind) {
    case EventKind::abort:
      return Licence::abort;
    case EventKind::segment_arrives:
      return Licence::acceptable_rst;
    case EventKind::user_timeout:
      return Licence::user_timeout;
    case EventKind::open_active:
    case EventKind::open_passive:
    case EventKind::send:
    case EventKind::receive:
    case EventKind::close:
    case EventKind::status:
    case EventKind::transmit:
    case EventKind::retransmission_timeout:
    case EventKind::time_wait_timeout:
    case EventKind::closing_timeout:
      return Licence::expiry;
  }
  return Licence::expiry;
}

/// A SYN reopened the wait, and `c` is the spare block: a new control block, while the slot stays,
/// frozen.
//= rfc9293#3.6.1 MAY-2
template <class Stores>
constexpr void begin_reopening(HostStepContext<Stores>& ctx,
                               const Connection<typename Stores::Domain>& c) {
  ctx.out.result = make_block(ctx);
  if (ctx.out.result != HostResult::created) {
    ctx.out.outcome = Outcome<typename Stores::Domain>{};
    ctx.out.outcome.why = Why::error_resources;
    return;
  }
  auto event = table_event(ctx, TableVerb::freeze);
  event.arrival = arrival_of(ctx.host.policy, ctx.event.event.segment);
  require_done(ctx, apply_action(ctx, event), "INV-TW-2");
  ctx.out.after = c.state;
}

/// Applies to the table what the step of an expanded slot, now `c`, has changed.
template <class Stores>
constexpr void settle_wait(HostStepContext<Stores>& ctx,
                           const Connection<typename Stores::Domain>& c,
                           const Instant<typename Stores::Domain>& ended_at) {
  if (c.state == State::syn_received) {
    begin_reopening(ctx, c);
    return;
  }
  if (c.state == State::closed) {
    auto event = table_event(ctx, TableVerb::release);
    event.licence = licence_of(ctx.event.event.kind);
    event.arrival = arrival_of(ctx.host.policy, ctx.event.event.segment);
    require_done(ctx, apply_action(ctx, event), "INV-TW-2");
    ctx.out.after = State::closed;
    return;
  }
  credit_of(ctx) = c.ack_credit;
  if (!(c.closes_at == ended_at)) {
    require_done(ctx, apply_action(ctx, table_event(ctx, TableVerb::restart)), "INV-TW-4");
  }
}

/// An event of the tuple whose slot is at `at`. REQUIRES: the slot is held and not frozen.
template <class Stores>
constexpr void step_time_wait(HostStepContext<Stores>& ctx, std::uint32_t at) {
  using D = typename Stores::Domain;
  const auto& slot = ctx.host.waits.slots[at];
  const Instant<D> ends_at = deadline(slot.deadline_word);
  const InitialParameters<D> initial = initial_parameters_of(ctx);
  Connection<D>& c = ctx.host.blocks.spare();
  c.ts_offset = initial.ts_offset;
  c.ack_credit = credit_of(ctx);
  const StepContext<D> context{ctx.host.policy, ctx.event.event, ctx.event.now, c, ctx.out.outcome};
  c = time_wait_connection(context, record(slot), ends_at);
  ctx.out.result = HostResult::waited;
  ctx.out.before = State::time_wait;
  ctx.out.after = State::time_wait;
  step_connection_from(ctx, initial, c);
  settle_wait(ctx, c, ends_at);
}

}  // namespace twomsl
