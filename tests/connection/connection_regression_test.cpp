// Faults that the laws have found in the connection: a test for each, so that none comes back.
#include <gtest/gtest.h>

#include "core/connection/concrete_connection.hpp"
#include "spec/laws/connection/connection_laws.hpp"

namespace twomsl {
namespace {

using Event = twomsl::Event<Concrete>;
using Segment = twomsl::Segment<Concrete>;

constexpr std::uint32_t kOurIss = 7000;
constexpr std::uint32_t kPeerIss = 100;

// One connection, every step of which is checked by every law.
struct CheckedConnection {
  Policy<Concrete> policy = safe<Concrete>();
  Connection<Concrete> c{};
  WaitHistory<Concrete> wait{};
  Instant<Concrete> now{1'000'000};

  Outcome<Concrete> take(Event event) {
    event.initial = {{kOurIss}, false, {}, 5, 536};
    now = now + Duration<Concrete>{1000};
    const StepResult<Concrete> stepped = step(policy, c, event, now);
    const ConnectionStep<Concrete> seen{policy,          event, now, c, stepped.connection,
                                        stepped.outcome, wait};
    for (const ConnectionLaw<Concrete>& law : kConnectionLaws<Concrete>) {
      EXPECT_TRUE(law.holds(seen))
          << law.id << " in " << name(c.state) << " at " << name(event.kind);
    }
    wait = update_ghost(seen);
    c = stepped.connection;
    return stepped.outcome;
  }

  Outcome<Concrete> arrive(const Segment& segment) {
    return take({.kind = EventKind::segment_arrives, .segment = segment});
  }

  // A listener that has answered a SYN with `text_bytes` of text.
  void answer_syn(std::uint32_t text_bytes) {
    take({.kind = EventKind::open_passive});
    arrive({.seq = {kPeerIss},
            .text_bytes = text_bytes,
            .wnd = 1000,
            .syn = true,
            .has_ts = true,
            .ts_val = 50});
  }

  Segment from_peer(std::uint32_t offset, std::uint32_t text_bytes) const {
    return {.seq = {kPeerIss + 1 + offset},
            .ack = c.snd.nxt,
            .text_bytes = text_bytes,
            .wnd = 1000,
            .has_ack = true,
            .has_ts = true,
            .ts_val = 50};
  }
};

TEST(Receive, GetsTheTextOfTheSynAndWhatCameWithItsAck) {
  CheckedConnection checked;
  checked.answer_syn(10);
  checked.take({.kind = EventKind::receive, .bytes = 100});
  const auto outcome = checked.arrive(checked.from_peer(10, 5));
  EXPECT_EQ(outcome.delivery.at.value, kPeerIss + 1);
  EXPECT_EQ(outcome.delivery.bytes, 15u);
}

TEST(Receive, GetsTheTextOfTheSynWhenItsAckBringsNoMore) {
  CheckedConnection checked;
  checked.answer_syn(10);
  checked.take({.kind = EventKind::receive, .bytes = 100});
  EXPECT_EQ(checked.arrive(checked.from_peer(10, 0)).delivery.bytes, 10u);
}

TEST(Retransmission, GoesOnAfterADuplicateAck) {
  CheckedConnection checked;
  checked.answer_syn(0);
  checked.arrive(checked.from_peer(0, 0));
  checked.take({.kind = EventKind::send, .bytes = 900});
  checked.take({.kind = EventKind::transmit});
  checked.now = checked.c.rtx.at;
  checked.take({.kind = EventKind::retransmission_timeout});
  Segment ack = checked.from_peer(0, 0);
  ack.ack = checked.c.snd.una + 300u;
  checked.arrive(ack);
  checked.arrive(ack);
  EXPECT_TRUE(checked.c.rtx.rexmit_pending);
  EXPECT_EQ(checked.c.rtx.recover, checked.c.snd.nxt);
}

TEST(Paws, TakesATimestampAtTheAntipodeForNeitherOlderNorNewer) {
  CheckedConnection checked;
  checked.answer_syn(0);
  Segment segment = checked.from_peer(0, 0);
  segment.ts_val = checked.c.ts.recent + 0x80000000u;
  EXPECT_EQ(checked.arrive(segment).why, Why::established);
}

}  // namespace
}  // namespace twomsl
