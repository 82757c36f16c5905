// One turn of one end as its record sees it: for the parts of the record among themselves.
#pragma once

#include "tests/network/network_end.hpp"

namespace twomsl {

struct Witness {
  End& end;
  const End& peer;
  const Event<Concrete>& event;
  const Packet* arrived;
  Instant<Concrete> now;
  Reaction& seen;
  bool returns;  // from a reopened SYN-RECEIVED to the wait before

  /// The first breach of a turn counts.
  void fail(std::string_view law, const std::string& what) const {
    if (!seen.breach) {
      seen.breach = Breach{law, what};
    }
  }
};

/// The step makes a control block.
[[nodiscard]] constexpr bool begins_a_life(State before, State after) {
  const bool was_none =
      before == State::closed || before == State::listen || before == State::time_wait;
  return was_none && (after == State::syn_sent || after == State::syn_received);
}

/// TableActions the text of both streams, and holds what is delivered against what the peer's user
/// sent.
void follow_streams(const Witness& witness);

}  // namespace twomsl
