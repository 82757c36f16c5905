// The concrete connection, instantiated once; and run from OPEN to CLOSED at compile time.
#include "core/connection/concrete_connection.hpp"

namespace twomsl {

template void step_in_place(StepContext<Concrete>&);

namespace {

using Block = Connection<Concrete>;

// Two ends and a network that loses nothing: what one sends, the other receives at once.
struct Pair {
  Policy<Concrete> policy = safe<Concrete>();
  Block a{};
  Block b{};
  Instant<Concrete> now{1'000'000};

  constexpr Outcome<Concrete> advance(Block& block, Event<Concrete> event) {
    event.initial = {{7000}, false, {}, 5, 536};
    const StepResult<Concrete> stepped = step<Concrete>(policy, block, event, now);
    now = now + Duration<Concrete>{1000};
    block = stepped.connection;
    return stepped.outcome;
  }

  // Makes the call at `block`, then carries segments between the ends until none answers.
  constexpr void call(Block& block, EventKind kind, std::uint32_t bytes = 0) {
    Block* at = &block;
    Event<Concrete> event{.kind = kind, .bytes = bytes};
    for (int hops = 0; hops < 8; ++hops) {
      const Outcome<Concrete> outcome = advance(*at, event);
      if (!outcome.replies) {
        return;
      }
      at = at == &a ? &b : &a;
      event = {.kind = EventKind::segment_arrives, .segment = outcome.segment};
    }
  }
};

constexpr bool lives_from_open_to_closed() {
  Pair pair;
  pair.call(pair.b, EventKind::open_passive);
  pair.call(pair.a, EventKind::open_active);
  const bool open = pair.a.state == State::established && pair.b.state == State::established;
  pair.call(pair.a, EventKind::send, 100);
  const bool received = text_on_hand(pair.b) == 100;
  pair.call(pair.b, EventKind::receive, 100);
  pair.call(pair.a, EventKind::close);
  const bool half = pair.a.state == State::fin_wait_2 && pair.b.state == State::close_wait;
  pair.call(pair.b, EventKind::close);
  const bool closed = pair.a.state == State::time_wait && pair.b.state == State::closed;
  pair.call(pair.a, EventKind::time_wait_timeout);
  const bool waits = pair.a.state == State::time_wait;
  pair.now = pair.now + pair.policy.msl + pair.policy.msl;
  pair.call(pair.a, EventKind::time_wait_timeout);
  return open && received && half && closed && waits && pair.a.state == State::closed;
}
static_assert(lives_from_open_to_closed());

}  // namespace
}  // namespace twomsl
