// One step of one end, and all that its laws look at: for network_end.cpp and network_streams.cpp.
#pragma once

#include "tests/network/network_end.hpp"

namespace twomsl {

struct ObservedStep {
  End& end;
  const End& peer;
  const Event<Concrete>& event;
  const Packet* arrived;
  Instant<Concrete> now;
  EndStep& result;
  bool returns;  // from a reopened SYN-RECEIVED to the wait before

  /// The first breach of a step counts.
  void fail(std::string_view law, const std::string& what) const {
    if (!result.breach) {
      result.breach = Breach{law, what};
    }
  }
};

/// The step makes a control block.
[[nodiscard]] constexpr bool begins_incarnation(State before, State after) {
  const bool was_none =
      before == State::closed || before == State::listen || before == State::time_wait;
  return was_none && (after == State::syn_sent || after == State::syn_received);
}

/// Stores the text that the step sends or takes in, and compares what it delivers with what the
/// peer's user sent.
void update_streams(const ObservedStep& step);

}  // namespace twomsl
