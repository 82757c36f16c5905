// Control blocks: how they begin, take an event, and end.
#pragma once

#include "core/host/account.hpp"
#include "core/host/credit.hpp"
#include "core/host/floor.hpp"

namespace twomsl {

/// A control block for the tuple that begins as `c`; created, or the memory that is missing.
template <class Stores>
[[nodiscard]] constexpr HostResult make_block(HostTurn<Stores>& t,
                                              const Connection<typename Stores::Domain>& c) {
  if (!reserves_floor(t)) {
    return HostResult::no_floor;
  }
  const std::uint32_t at = t.host.blocks.add(t.event.key);
  if (at == kNoBlock) {
    give_back(t.host.floors);
    return HostResult::no_block;
  }
  t.host.blocks.connection(at) = c;
  t.host.blocks.note(at);
  return HostResult::created;
}

/// What a step has left in the control block needs no control block.
[[nodiscard]] constexpr bool is_over(State state) {
  return state == State::closed || state == State::listen || state == State::time_wait;
}

/// The control block ends, and leaves a floor.
template <class Stores>
[[gnu::noinline]] constexpr void end_block(HostTurn<Stores>& t, std::uint32_t at,
                                           const Seq<typename Stores::Domain>& sent) {
  keep_floor(t, sent);
  t.host.blocks.remove(at);
}

/// After a step: the control block stays, or ends. It has sent what lies before `sent`, which it no
/// longer knows if it has returned to an older wait.
template <class Stores>
constexpr void keep_or_end(HostTurn<Stores>& t, std::uint32_t at,
                           const Seq<typename Stores::Domain>& sent) {
  if (is_over(t.host.blocks.connection(at).state)) {
    end_block(t, at, sent);
  } else {
    t.host.blocks.note(at);
  }
}

/// A connection that a peer began and that is not established yet: it has nothing at stake.
template <class D>
[[nodiscard]] constexpr bool is_half_open(const Connection<D>& c) {
  return c.state == State::syn_received && c.origin == Origin::passive;
}

/// There is no slot for what a half-open connection was to become: a call is refused, and a segment
/// is answered by RST, since silence would hang a peer that waits for this end to speak.
template <class Stores>
constexpr void refuse_to_complete(HostTurn<Stores>& t, std::uint32_t at) {
  using D = typename Stores::Domain;
  auto& c = t.host.blocks.connection(at);
  t.out.result = HostResult::no_slot;
  t.out.outcome = Outcome<D>{};
  if (t.event.event.kind == EventKind::segment_arrives) {
    Turn<D> turn{t.host.policy, t.event.event, t.event.now, c, t.out.outcome};
    reply_rst_to(turn, t.event.event.segment);
    become_closed(turn, Why::error_resources);
    t.host.half_open = t.host.half_open - typename D::U32(1u);
  }
  t.out.outcome.why = Why::error_resources;
  t.out.after = c.state;
  keep_or_end(t, at, c.snd.nxt);
}

/// The event of a half-open connection: it counts only if there is a slot for what that becomes.
template <class Stores>
constexpr void take_half_open_turn(HostTurn<Stores>& t, std::uint32_t at) {
  using D = typename Stores::Domain;
  Connection<D>& c = t.host.blocks.connection(at);
  const Connection<D> before = c;
  take_connection_turn(t, t.event.event, c);
  if (stake_of(t.host.policy.time_wait, c) == Stake::reserved && !reserves_slot(t)) {
    c = before;
    refuse_to_complete(t, at);
    return;
  }
  if (!is_half_open(c)) {
    t.host.half_open = t.host.half_open - typename D::U32(1u);
  }
  t.out.after = c.state;
  keep_or_end(t, at, c.snd.nxt);
}

/// The machine's turn on a control block. Only SYN-SENT still learns where a connection begins.
template <class Stores>
constexpr void take_turn_of_block(HostTurn<Stores>& t, Connection<typename Stores::Domain>& c) {
  if (c.state != State::syn_sent) {
    take_connection_turn(t, t.event.event, c);
    return;
  }
  Event<typename Stores::Domain> event = t.event.event;
  event.beginnings.default_mss_bytes = typename Stores::Domain::U32(Stores::kDefaultMssBytes);
  take_connection_turn(t, event, c);
}

/// The state has changed, and with it perhaps what the connection has at stake.
template <class Stores>
constexpr void settle_stake(HostTurn<Stores>& t, std::uint32_t at, Stake before) {
  const auto& c = t.host.blocks.connection(at);
  const Stake after = stake_after(t.host.policy.time_wait, before, c);
  if (after != before) {
    carry_out(t, moves_between(before, after), c);
  }
  if (after == Stake::held) {
    keep_credit(t, c);
    t.out.after = State::time_wait;
  }
}

/// An event of the tuple that has control block `at`, whose state is never one of is_over().
template <class Stores>
constexpr void take_block_turn(HostTurn<Stores>& t, std::uint32_t at) {
  auto& c = t.host.blocks.connection(at);
  t.out.result = HostResult::stepped;
  t.out.before = c.state;
  if (is_half_open(c)) {
    take_half_open_turn(t, at);
    return;
  }
  const Origin origin = c.origin;
  const auto sent = c.snd.nxt;
  take_turn_of_block(t, c);
  t.out.after = c.state;
  if (c.state == t.out.before) {
    t.host.blocks.note(at);
    return;
  }
  settle_stake(t, at, stake_of(t.host.policy.time_wait, t.out.before, origin));
  keep_or_end(t, at, sent);
}

}  // namespace twomsl
