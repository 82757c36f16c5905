// Control blocks: how they begin, take an event, and end.
#pragma once

#include "core/host/account.hpp"
#include "core/host/credit.hpp"
#include "core/host/iss_floor.hpp"

namespace twomsl {

/// Makes a control block for the tuple, of the spare one, which has begun by
/// initial_parameters_of(). Says created, or what memory is missing.
template <class Stores>
[[nodiscard]] constexpr HostResult make_block(HostStepContext<Stores>& ctx) {
  if (!reserves_iss_floor(ctx)) {
    return HostResult::no_iss_floor;
  }
  if (ctx.host.blocks.add(ctx.event.key, ctx.origin) == kNoBlock) {
    give_back(ctx.host.iss_floors);
    return HostResult::no_block;
  }
  return HostResult::created;
}

/// A connection in this state needs no control block: it has ended, or a listener or a slot of
/// TIME-WAIT stands for it.
[[nodiscard]] constexpr bool needs_no_block(State state) {
  return state == State::closed || state == State::listen || state == State::time_wait;
}

/// The control block ends, and its ISS floor is kept.
template <class Stores>
[[gnu::noinline]] constexpr void end_block(HostStepContext<Stores>& ctx, std::uint32_t at,
                                           const Seq<typename Stores::Domain>& sent) {
  auto& blocks = ctx.host.blocks;
  keep_iss_floor(ctx, blocks.origin(at), sent, blocks.connection(at).snd.nxt);
  blocks.remove(at);
}

/// After a step: the control block stays, or ends. It has sent what lies before `sent`, which it no
/// longer knows if it has returned to an older wait.
template <class Stores>
constexpr void keep_or_end_block(HostStepContext<Stores>& ctx, std::uint32_t at,
                                 const Seq<typename Stores::Domain>& sent) {
  if (needs_no_block(ctx.host.blocks.connection(at).state)) {
    end_block(ctx, at, sent);
  } else {
    ctx.host.blocks.note(at);
  }
}

/// There is no slot for what a half-open connection was to become: a call is refused, and a segment
/// is answered by RST, since silence would hang a peer that waits for this end to speak.
template <class Stores>
constexpr void refuse_to_complete(HostStepContext<Stores>& ctx, std::uint32_t at) {
  using D = typename Stores::Domain;
  auto& c = ctx.host.blocks.connection(at);
  ctx.out.result = HostResult::no_slot;
  ctx.out.outcome = Outcome<D>{};
  if (ctx.event.event.kind == EventKind::segment_arrives) {
    StepContext<D> context{ctx.host.policy, ctx.event.event, ctx.event.now, c, ctx.out.outcome};
    reply_rst_to(context, ctx.event.event.segment);
    become_closed(context, Why::error_resources);
    ctx.host.half_open = ctx.host.half_open - typename D::U32(1u);
  }
  ctx.out.outcome.why = Why::error_resources;
  ctx.out.after = c.state;
  keep_or_end_block(ctx, at, c.snd.nxt);
}

/// The step of a half-open connection; false if it would need a slot after it and none is free.
template <class Stores>
[[nodiscard]] constexpr bool steps_half_open(HostStepContext<Stores>& ctx,
                                             Connection<typename Stores::Domain>& c) {
  step_connection(ctx, ctx.event.event, c);
  return claim_of(ctx.host.policy.time_wait, c) != TupleClaim::reserved || reserves_slot(ctx);
}

/// The same where there may be no slot: then it is undone.
template <class Stores>
[[gnu::noinline]] constexpr bool steps_half_open_or_undoes(HostStepContext<Stores>& ctx,
                                                           Connection<typename Stores::Domain>& c) {
  const Connection<typename Stores::Domain> before = c;
  if (steps_half_open(ctx, c)) return true;
  c = before;
  return false;
}

/// An event of a half-open connection. If the connection would need a slot after it and none is
/// free, the step is undone and refused.
template <class Stores>
[[gnu::noinline]] constexpr void step_half_open(HostStepContext<Stores>& ctx, std::uint32_t at) {
  using D = typename Stores::Domain;
  Connection<D>& c = ctx.host.blocks.connection(at);
  const bool has_slot = !static_cast<bool>(is_full(ctx.host.waits));
  if (!(has_slot ? steps_half_open(ctx, c) : steps_half_open_or_undoes(ctx, c))) {
    refuse_to_complete(ctx, at);
    return;
  }
  if (!is_half_open(c)) {
    ctx.host.half_open = ctx.host.half_open - typename D::U32(1u);
  }
  ctx.out.after = c.state;
  keep_or_end_block(ctx, at, c.snd.nxt);
}

/// One connection step on a control block in SYN-SENT. Only there does the peer's SYN still set the
/// MSS, so only there is the default needed.
template <class Stores>
[[gnu::noinline]] constexpr void step_connection_of_syn_sent(
    HostStepContext<Stores>& ctx, Connection<typename Stores::Domain>& c) {
  auto initial = ctx.event.event.initial;
  initial.default_mss_bytes = typename Stores::Domain::U32(Stores::kDefaultMssBytes);
  step_connection_from(ctx, initial, c);
}

/// The state has changed: brings the table in line with what the connection now claims.
template <class Stores>
constexpr void settle_claim(HostStepContext<Stores>& ctx, std::uint32_t at, TupleClaim before) {
  const auto& c = ctx.host.blocks.connection(at);
  const TupleClaim after = claim_after_step(ctx.host.policy.time_wait, before, c);
  if (before == TupleClaim::reserved && after == TupleClaim::none) {
    give_back_slot(ctx);
  } else if (after != before) {
    apply_actions(ctx, actions_between(before, after), c);
  }
  if (after == TupleClaim::held) {
    keep_credit(ctx, c);
    ctx.out.after = State::time_wait;
  }
}

/// The step of block `at` has changed its state; before it the connection had that origin, and had
/// sent what lies before `sent`.
template <class Stores>
[[gnu::noinline]] constexpr void settle_state(HostStepContext<Stores>& ctx, std::uint32_t at,
                                              Origin origin,
                                              const Seq<typename Stores::Domain>& sent) {
  settle_claim(ctx, at, claim_of(ctx.host.policy.time_wait, ctx.out.before, origin));
  keep_or_end_block(ctx, at, sent);
}

/// An event of the tuple that has control block `at`, whose state is never one of needs_no_block().
/// What few events do is out of line, so that it costs the others no registers.
template <class Stores>
constexpr void step_block(HostStepContext<Stores>& ctx, std::uint32_t at) {
  auto& c = ctx.host.blocks.connection(at);
  ctx.out.result = HostResult::stepped;
  ctx.out.before = c.state;
  if (is_half_open(c)) {
    step_half_open(ctx, at);
    return;
  }
  const Origin origin = c.origin;
  const auto sent = c.snd.nxt;
  if (c.state == State::syn_sent) {
    step_connection_of_syn_sent(ctx, c);
  } else {
    step_connection(ctx, ctx.event.event, c);
  }
  ctx.out.after = c.state;
  if (c.state == ctx.out.before) {
    ctx.host.blocks.note(at);
  } else {
    settle_state(ctx, at, origin, sent);
  }
}

}  // namespace twomsl
