// The account of TIME-WAIT: what a connection has at stake in the table, and the verbs that lead
// from one stake to the next.
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// What a tuple claims of the TIME-WAIT table.
enum class Stake : std::uint8_t { none, reserved, held, frozen };

inline constexpr std::array<std::string_view, 4> kStakeNames = {"none", "reserved", "held",
                                                                "frozen"};

[[nodiscard]] constexpr std::string_view name(Stake stake) {
  return kStakeNames[static_cast<std::size_t>(stake)];
}

/// The stake of a connection that has not ended. CLOSE-WAIT and LAST-ACK never lead to TIME-WAIT;
/// they keep a claim only where every end is held.
[[nodiscard]] constexpr Stake stake_of(const TimeWaitRules& rules, State state, Origin origin) {
  switch (state) {
    case State::closed:
    case State::listen:
      return Stake::none;
    case State::syn_received:
      if (origin == Origin::passive) return Stake::none;
      return origin == Origin::reopened ? Stake::frozen : Stake::reserved;
    case State::syn_sent:
    case State::established:
    case State::fin_wait_1:
    case State::fin_wait_2:
    case State::closing:
      return Stake::reserved;
    case State::close_wait:
    case State::last_ack:
      return rules.holds_every_end ? Stake::reserved : Stake::none;
    case State::time_wait:
      return Stake::held;
  }
  return Stake::none;
}

template <class D>
[[nodiscard]] constexpr Stake stake_of(const TimeWaitRules& rules, const Connection<D>& c) {
  return stake_of(rules, c.state, c.origin);
}

/// The stake after a step from `before`; an end may have to be held.
template <class D>
[[nodiscard]] constexpr Stake stake_after(const TimeWaitRules& rules, Stake before,
                                          const Connection<D>& c) {
  const bool holds = rules.holds_every_end && c.state == State::closed && before != Stake::none;
  return holds ? Stake::held : stake_of(rules, c);
}

[[nodiscard]] constexpr Moves moves_from_reserved(Stake after) {
  switch (after) {
    case Stake::none:
      return {{TableVerb::give_back}, 1};
    case Stake::held:
      return {{TableVerb::hold}, 1};
    case Stake::reserved:
    case Stake::frozen:  // cannot be: only a wait is frozen
      return {};
  }
  return {};
}

[[nodiscard]] constexpr Moves moves_from_held(Stake after) {
  switch (after) {
    case Stake::none:
      return {{TableVerb::release}, 1};
    case Stake::reserved:
      return {{TableVerb::release, TableVerb::reserve}, 2};
    case Stake::frozen:
      return {{TableVerb::freeze}, 1};
    case Stake::held:
      return {};
  }
  return {};
}

[[nodiscard]] constexpr Moves moves_from_frozen(Stake after) {
  switch (after) {
    case Stake::none:  // it completes, and what it becomes needs no TIME-WAIT
      return {{TableVerb::complete_reopening, TableVerb::give_back}, 2};
    case Stake::reserved:
      return {{TableVerb::complete_reopening}, 1};
    case Stake::held:
      return {{TableVerb::thaw}, 1};
    case Stake::frozen:
      return {};
  }
  return {};
}

/// The verbs that turn one stake into another.
[[nodiscard]] constexpr Moves moves_between(Stake before, Stake after) {
  switch (before) {
    case Stake::none:
      return after == Stake::reserved ? Moves{{TableVerb::reserve}, 1} : Moves{};
    case Stake::reserved:
      return moves_from_reserved(after);
    case Stake::held:
      return moves_from_held(after);
    case Stake::frozen:
      return moves_from_frozen(after);
  }
  return {};
}

/// Puts one verb to the table, and into the outcome if it was done.
template <class Stores>
constexpr TableResult move(HostTurn<Stores>& t,
                           const TableEvent<typename Stores::Domain, typename Stores::Key>& event) {
  const TableResult result = step(t.host.waits, event);
  if (result == TableResult::done && t.out.moves.count < t.out.moves.verbs.size()) {
    t.out.moves.verbs[t.out.moves.count] = event.verb;
    ++t.out.moves.count;
  }
  return result;
}

/// Claims a slot for the tuple, if there is one.
template <class Stores>
[[nodiscard]] constexpr bool reserves_slot(HostTurn<Stores>& t) {
  return move(t, table_event(t, TableVerb::reserve)) == TableResult::done;
}

/// Carries out the moves of a connection's step, none of which can fail.
template <class Stores>
constexpr void carry_out(HostTurn<Stores>& t, const Moves& moves,
                         const Connection<typename Stores::Domain>& c) {
  for (std::uint32_t i = 0; i < moves.count; ++i) {
    auto event = table_event(t, moves.verbs[i]);
    event.closing = closing_of(c);
    move(t, event);
  }
}

}  // namespace twomsl
