// The account of TIME-WAIT: which slot of the table a connection claims, and the verbs that lead
// from one claim to the next.
#pragma once

#include "core/host/require.hpp"

namespace twomsl {

/// What a tuple claims of the TIME-WAIT table.
enum class TupleClaim : std::uint8_t { none, reserved, held, frozen };

inline constexpr std::array<std::string_view, 4> kTupleClaimNames = {"none", "reserved", "held",
                                                                     "frozen"};

[[nodiscard]] constexpr std::string_view name(TupleClaim claim) {
  return kTupleClaimNames[static_cast<std::size_t>(claim)];
}

/// By state: what a connection claims that an OPEN began, where every end is held.
inline constexpr std::array<TupleClaim, kStateCount> kClaims = {
    TupleClaim::none,      // CLOSED
    TupleClaim::none,      // LISTEN
    TupleClaim::reserved,  // SYN-SENT
    TupleClaim::reserved,  // SYN-RECEIVED
    TupleClaim::reserved,  // ESTABLISHED
    TupleClaim::reserved,  // FIN-WAIT-1
    TupleClaim::reserved,  // FIN-WAIT-2
    TupleClaim::reserved,  // CLOSE-WAIT
    TupleClaim::reserved,  // CLOSING
    TupleClaim::reserved,  // LAST-ACK
    TupleClaim::held,      // TIME-WAIT
};

/// The claim of a connection that has not ended. CLOSE-WAIT and LAST-ACK never lead to TIME-WAIT;
/// they claim a slot only where every end is held.
[[nodiscard]] constexpr TupleClaim claim_of(const TimeWaitRules& rules, State state,
                                            Origin origin) {
  if (state == State::syn_received && origin != Origin::active) {
    return origin == Origin::reopened ? TupleClaim::frozen : TupleClaim::none;
  }
  const bool peer_closed_first = state == State::close_wait || state == State::last_ack;
  if (peer_closed_first && !rules.holds_every_end) return TupleClaim::none;
  return kClaims[static_cast<std::size_t>(state)];
}

template <class D>
[[nodiscard]] constexpr TupleClaim claim_of(const TimeWaitRules& rules, const Connection<D>& c) {
  return claim_of(rules, c.state, c.origin);
}

/// The claim after a step; it was `before`. Under holds_every_end an end of a connection that
/// claimed a slot is held.
template <class D>
[[nodiscard]] constexpr TupleClaim claim_after_step(const TimeWaitRules& rules, TupleClaim before,
                                                    const Connection<D>& c) {
  const bool holds =
      rules.holds_every_end && c.state == State::closed && before != TupleClaim::none;
  return holds ? TupleClaim::held : claim_of(rules, c);
}

[[nodiscard]] constexpr TableActions actions_from_reserved(TupleClaim after) {
  switch (after) {
    case TupleClaim::none:
      return {{TableVerb::give_back}, 1};
    case TupleClaim::held:
      return {{TableVerb::hold}, 1};
    case TupleClaim::reserved:
    case TupleClaim::frozen:  // cannot be: only a wait is frozen
      return {};
  }
  return {};
}

[[nodiscard]] constexpr TableActions actions_from_held(TupleClaim after) {
  switch (after) {
    case TupleClaim::none:
      return {{TableVerb::release}, 1};
    case TupleClaim::reserved:
      return {{TableVerb::release, TableVerb::reserve}, 2};
    case TupleClaim::frozen:
      return {{TableVerb::freeze}, 1};
    case TupleClaim::held:
      return {};
  }
  return {};
}

[[nodiscard]] constexpr TableActions actions_from_frozen(TupleClaim after) {
  switch (after) {
    case TupleClaim::none:  // it completes, and what it becomes needs no TIME-WAIT
      return {{TableVerb::complete_reopening, TableVerb::give_back}, 2};
    case TupleClaim::reserved:
      return {{TableVerb::complete_reopening}, 1};
    case TupleClaim::held:
      return {{TableVerb::thaw}, 1};
    case TupleClaim::frozen:
      return {};
  }
  return {};
}

/// The verbs that turn one claim into another.
[[nodiscard]] constexpr TableActions actions_between(TupleClaim before, TupleClaim after) {
  switch (before) {
    case TupleClaim::none:
      return after == TupleClaim::reserved ? TableActions{{TableVerb::reserve}, 1} : TableActions{};
    case TupleClaim::reserved:
      return actions_from_reserved(after);
    case TupleClaim::held:
      return actions_from_held(after);
    case TupleClaim::frozen:
      return actions_from_frozen(after);
  }
  return {};
}

/// Lists a verb that was applied to the table in the outcome.
template <class Stores>
constexpr void list_action(HostStepContext<Stores>& ctx, TableVerb verb) {
  TableActions& actions = ctx.out.actions;
  if (actions.count < actions.verbs.size()) {
    actions.verbs[actions.count] = verb;
    ++actions.count;
  }
}

/// Applies one verb to the table, and lists it if it was done.
template <class Stores>
constexpr TableResult apply_action(
    HostStepContext<Stores>& ctx,
    const TableEvent<typename Stores::Domain, typename Stores::Key>& event) {
  const TableResult result = step(ctx.host.waits, event);
  if (result == TableResult::done) list_action(ctx, event.verb);
  return result;
}

/// Reserves a slot for the tuple; false if none is free.
template <class Stores>
[[nodiscard]] constexpr bool reserves_slot(HostStepContext<Stores>& ctx) {
  const bool is_done = reserve(ctx.host.waits, ctx.event.adversary) == TableResult::done;
  if (is_done) list_action(ctx, TableVerb::reserve);
  return is_done;
}

/// Gives back the slot that was reserved for the tuple.
template <class Stores>
constexpr void give_back_slot(HostStepContext<Stores>& ctx) {
  const TableResult result = give_back(ctx.host.waits);
  require_done(ctx, result, "INV-TW-3");
  if (result == TableResult::done) list_action(ctx, TableVerb::give_back);
}

/// Applies the verbs that the step of connection `c` calls for, none of which can fail.
template <class Stores>
[[gnu::noinline]] constexpr void apply_actions(HostStepContext<Stores>& ctx,
                                               const TableActions& actions,
                                               const Connection<typename Stores::Domain>& c) {
  for (std::uint32_t i = 0; i < actions.count; ++i) {
    if (actions.verbs[i] == TableVerb::give_back) {
      give_back_slot(ctx);
      continue;
    }
    auto event = table_event(ctx, actions.verbs[i]);
    event.record = record_of(c);
    require_done(ctx, apply_action(ctx, event), "INV-TW-3");
  }
}

}  // namespace twomsl
