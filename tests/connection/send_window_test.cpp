// The window that the peer grants (RFC 9293 sections 3.8.6 and 3.8.6.2.1).
#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

//= rfc7323#2.4 RFC7323-2.4-4 type=test
TEST(SendWindow, IsNeverExceeded) {
  End end = established({.wnd = 2000});
  std::uint32_t sent = 0;
  for (Outcome answer = end.call(EventKind::send, 5000); answer.replies;
       answer = end.call(EventKind::transmit)) {
    sent += answer.segment.text_bytes;
  }
  EXPECT_EQ(sent, 1460u);  // 540 more would fit: too little to be worth a segment (MUST-38)
}

//= rfc9293#3.8.6.2.1 MUST-38 type=test
TEST(SendWindow, HoldsSmallSegmentsBackUntilTheTimeout) {
  End end = established({.wnd = 2000});
  end.call(EventKind::send, 5000);
  EXPECT_FALSE(end.call(EventKind::transmit).replies);
  Segment ack = ack_of(5001, 2461);
  ack.wnd = 100;
  EXPECT_FALSE(end.arrive(ack).may_send);
  EXPECT_FALSE(end.call(EventKind::transmit).replies);
  EXPECT_EQ(end.c.rtx.at, end.now + end.c.rtx.rto);
  EXPECT_EQ(end.retransmit().segment.text_bytes, 100u);
}

//= rfc9293#3.8.6.2.1 MUST-38 type=test
TEST(SendWindow, IsWorthASegmentIfItIsHalfOfTheLargestOrTakesAll) {
  for (const auto& [room, text, sent] :
       {std::array{1000u, 5000u, 1000u}, std::array{999u, 5000u, 0u}, std::array{999u, 999u, 999u},
        std::array{999u, 1000u, 0u}}) {
    for (const bool nagle : {false, true}) {
      End end = established({.wnd = 2000});
      end.policy.nagle = nagle;
      Segment ack = ack_of(5001, 1001);
      ack.wnd = room;
      end.arrive(ack);
      EXPECT_EQ(end.call(EventKind::send, text).segment.text_bytes, sent) << room << ", " << text;
    }
  }
}

// Nothing is in flight, so nobody owes an answer.
TEST(SendWindow, OfLittleRoomIsBorneForAsLongAsThePeerAnswers) {
  End end = established({.wnd = 2000});
  end.call(EventKind::send, 60'000);
  Segment ack = ack_of(5001, 2461);
  for (int i = 0; i < 100; ++i) {
    ack.wnd = 100;
    end.arrive(ack);
    ASSERT_EQ(end.retransmit().segment.text_bytes, 100u);
    ack.ack.value += 100;
  }
  EXPECT_EQ(end.c.state, State::established);
}

// Whatever the room, text is sent or a timer runs: nothing waits for ever.
TEST(SendWindow, OfAnyRoomLetsTextOutNowOrLater) {
  for (const bool has_ts : {false, true}) {
    for (std::uint32_t room = 0; room < 3100; ++room) {
      End end = established({.has_ts = has_ts, .ts_val = 1, .wnd = 6000});
      Segment ack = ack_of(5001, 1001);
      ack.has_ts = has_ts;
      ack.ts_val = 1;
      ack.wnd = room;
      end.arrive(ack);
      const bool is_sent = end.call(EventKind::send, 9000).replies;
      ASSERT_NE(is_sent, room < 3000 && room < 1460u - (has_ts ? 12u : 0u)) << room;
      ASSERT_EQ(end.c.rtx.at, end.now + end.c.rtx.rto) << room << (has_ts ? ", timestamps" : "");
    }
  }
}

// A peer that goes on sending does not put it off, and keep-alives do not.
TEST(SendWindow, OfLittleRoomIsTriedWhenTheTimerSaysSo) {
  for (const bool keeps_alive : {false, true}) {
    End end = established({.wnd = 6000});
    end.policy.keeps_alive = keeps_alive;
    Segment ack = ack_of(5001, 1001);
    ack.wnd = 100;
    end.arrive(ack);
    EXPECT_FALSE(end.call(EventKind::send, 9000).replies);
    const Instant<Concrete> due = end.c.rtx.at;
    EXPECT_EQ(due, end.now + end.c.rtx.rto);
    for (std::uint32_t text = 0; text < 5; ++text) {
      end.wait(1000);
      Segment more = ack_of(5001 + text, 1001, 1);
      more.wnd = 100;
      end.arrive(more);
      EXPECT_EQ(end.c.rtx.at, due);
    }
  }
}

//= rfc9293#3.8.6 MUST-34 type=test
//= rfc9293#3.8.6 SHLD-15 type=test
//= rfc9293#3.8.6 SHLD-16 type=test
//= rfc7323#2.4 RFC7323-2.4-1 type=test
//= rfc7323#2.4 RFC7323-2.4-5 type=test
TEST(SendWindow, MayShrinkBelowWhatIsInFlight) {
  End end = established();
  end.call(EventKind::send, 4000);
  while (end.call(EventKind::transmit).replies) {
  }
  Segment ack = ack_of(5001, 1001);
  ack.wnd = 1000;
  end.arrive(ack);
  EXPECT_FALSE(end.call(EventKind::transmit).replies);
  EXPECT_EQ(end.retransmit().segment.text_bytes, 1000u);
}

//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D4 type=test
TEST(SendWindow, IsNotTakenFromASegmentOlderThanTheLastThatGaveOne) {
  End end = established();
  Segment second = ack_of(5011, 1001, 10);
  second.wnd = 7;
  end.arrive(second);
  EXPECT_EQ(end.c.snd.wnd_bytes, 7u);
  end.arrive(ack_of(5001, 1001, 10));
  EXPECT_EQ(end.c.rcv.nxt.value, 5021u);
  EXPECT_EQ(end.c.snd.wnd_bytes, 7u);
}

}  // namespace
}  // namespace twomsl::test
