// Which transitions of RFC 9293 section 3.10 the steps of simulated hosts have taken.
#pragma once

#include <bitset>

#include "spec/laws/fsm/transitions.hpp"
#include "spec/model/event.hpp"

namespace twomsl::sim {

/// A set of (state, event, next state, kind of reply), as INV-FSM speaks of them.
class TransitionsMet {
 public:
  void add(State from, EventKind event, State to, Reply reply) {
    met_.set(index(from, event, to, reply));
  }
  [[nodiscard]] bool contains(State from, EventKind event, State to, Reply reply) const {
    return met_.test(index(from, event, to, reply));
  }
  TransitionsMet& operator|=(const TransitionsMet& more) {
    met_ |= more.met_;
    return *this;
  }

 private:
  [[nodiscard]] static std::size_t index(State from, EventKind event, State to, Reply reply) {
    const auto number = [](auto value) { return static_cast<std::size_t>(value); };
    return ((number(from) * kEventKindCount + number(event)) * kStateCount + number(to)) *
               kReplyCount +
           number(reply);
  }

  std::bitset<kStateCount * kEventKindCount * kStateCount * kReplyCount> met_{};
};

}  // namespace twomsl::sim
