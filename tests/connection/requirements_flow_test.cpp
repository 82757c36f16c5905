// Requirements on text, windows and timers of an established connection that its other tests do
// not ask for: PSH, probes after a window has shrunk, ACKs without delay, measurements.
#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

Segment window_of(std::uint32_t ack, std::uint32_t wnd) {
  return {.seq = {5001}, .ack = {ack}, .wnd = wnd, .has_ack = true};
}

//= rfc9293#3.9.1.2 MUST-60 type=test
//= rfc9293#3.9.1.2 MUST-61 type=test
//= rfc9293#3.9.1.2 SHLD-28 type=test
TEST(Push, StandsOnTheLastOfFullSegmentsAndNothingIsHeldBack) {
  End end = established();
  end.policy.nagle = false;
  Outcome answer = end.call(EventKind::send, 3000);
  for (const std::uint32_t bytes : {1460u, 1460u, 80u}) {
    EXPECT_EQ(answer.segment.text_bytes, bytes);
    EXPECT_EQ(answer.segment.psh, bytes == 80);
    answer = end.call(EventKind::transmit);
  }
  EXPECT_FALSE(answer.replies);
}

//= rfc9293#3.9.1.2 SHLD-27 type=test
//= rfc9293#3.9.1.2 MAY-16 type=test
TEST(Push, OfSeveralSendsIsOneWhereTheyShareASegment) {
  End end = established({.wnd = 0});
  end.call(EventKind::send, 100);
  end.call(EventKind::send, 200);
  const Outcome opened = end.arrive(window_of(1001, 250));
  EXPECT_TRUE(opened.may_send);
  const Outcome first = end.call(EventKind::transmit);
  EXPECT_EQ(first.segment.text_bytes, 250u);
  EXPECT_FALSE(first.segment.psh);
  end.arrive(window_of(1251, 250));
  const Outcome second = end.call(EventKind::transmit);
  EXPECT_EQ(second.segment.text_bytes, 50u);
  EXPECT_TRUE(second.segment.psh);
}

//= rfc9293#3.8.6 MUST-35 type=test
//= rfc9293#3.8.6 SHLD-17 type=test
TEST(ZeroWindow, ThatShrankBelowWhatIsInFlightIsProbedAndBorne) {
  End end = established();
  end.call(EventKind::send, 4000);
  while (end.call(EventKind::transmit).replies) {
  }
  for (int probes = 0; probes < 100; ++probes) {
    end.arrive(window_of(1001, 0));
    const Outcome probe = end.retransmit();
    ASSERT_EQ(probe.segment.text_bytes, 1u) << "after " << probes << " probes";
    ASSERT_EQ(probe.segment.seq.value, 1001u);
  }
  EXPECT_EQ(end.c.state, State::established);
}

//= rfc9293#3.8.6.1 SHLD-29 type=test
TEST(ZeroWindow, IsProbedFirstWhenItHasLastedOneRto) {
  End end = established();
  end.call(EventKind::send, 100);
  end.wait(kSecondUs / 2);
  end.arrive(window_of(1101, 0));
  end.wait(kSecondUs / 2);
  end.call(EventKind::send, 100);
  end.arrive(window_of(1101, 0));
  EXPECT_EQ((end.c.rtx.at - end.now).us, end.c.rtx.rto.us);
  EXPECT_EQ(end.retransmit().why, Why::probed);
}

//= rfc9293#3.8.6.1 MAY-8 type=test
TEST(ClosedWindow, StaysClosedForAsLongAsTheUserDoesNotReceive) {
  End end = established();
  end.c.rcv.buffer_bytes = 1000;
  end.c.rcv.wnd_bytes = 1000;
  end.arrive(ack_of(5001, 1001, 1000));
  for (int probes = 0; probes < 100; ++probes) {
    end.wait(60 * kSecondUs);
    const Outcome answer = end.arrive(ack_of(6001, 1001, 1));
    ASSERT_TRUE(answer.replies && answer.spends_credit);
    ASSERT_EQ(answer.why, Why::unacceptable);
    ASSERT_EQ(answer.segment.wnd, 0u);
  }
  EXPECT_EQ(end.c.state, State::established);
}

//= rfc9293#3.8.6.3 MUST-40 type=test
//= rfc9293#3.8.6.3 SHLD-19 type=test
//= rfc5681#4.2 RFC5681-4.2-2 type=test
//= rfc5681#4.2 RFC5681-4.2-3a type=test
//= rfc5681#4.2 RFC5681-4.2-3b type=test
//= rfc5681#4.2 RFC5681-4.2-7 type=test
//= rfc5681#4.2 RFC5681-4.2-11 type=test
TEST(Ack, OfEachSegmentWithTextIsOneAndComesAtOnce) {
  End end = established();
  for (std::uint32_t segment = 0; segment < 5; ++segment) {
    const Outcome answer = end.arrive(ack_of(5001 + 1460 * segment, 1001, 1460));
    EXPECT_TRUE(answer.replies);
    EXPECT_EQ(answer.segment.ack.value, 5001 + 1460 * (segment + 1));
    EXPECT_FALSE(answer.may_send);
    EXPECT_FALSE(end.arrive(ack_of(5001 + 1460 * (segment + 1), 1001)).replies);
  }
}

//= rfc9293#3.8.3 SHLD-11 type=test
TEST(GivingUp, TakesAHundredSecondsUnderEveryPolicyWithAName) {
  for (const Policy<Concrete>& policy :
       {strict<Concrete>(), safe<Concrete>(), rfc9293<Concrete>()}) {
    End end;
    end.policy = policy;
    end.call(EventKind::open_active);
    end.arrive(syn_ack_of({}));
    end.call(EventKind::send, 100);
    const Instant<Concrete> sent = end.now;
    while (end.c.state != State::closed) {
      end.retransmit();
    }
    EXPECT_LE(100 * kSecondUs, (end.now - sent).us);
    EXPECT_LE(100 * kSecondUs, policy.timeouts.r2.us);
  }
}

//= rfc6298#3 RFC6298-3-3 type=test
//= rfc8961#4 RFC8961-4-3 type=test
TEST(RetransmissionTimer, MeasuresEveryRoundTrip) {
  End end = established();
  for (std::uint32_t round = 0; round < 20; ++round) {
    end.call(EventKind::send, 100);
    const auto before = end.c.rtx.srtt;
    end.wait((round + 1) * 10'000);
    end.arrive(ack_of(5001, 1101 + 100 * round));
    EXPECT_NE(end.c.rtx.srtt, before) << "round " << round;
  }
}

//= rfc8961#4 RFC8961-4-9 type=test
TEST(RetransmissionTimer, ForgetsItsBackOffAtTheNextMeasurement) {
  End end = established();
  end.call(EventKind::send, 100);
  end.retransmit();
  end.retransmit();
  EXPECT_EQ(end.c.rtx.rto.us, 4 * kSecondUs);
  end.arrive(ack_of(5001, 1101));
  end.call(EventKind::send, 100);
  end.wait(1000);
  end.arrive(ack_of(5001, 1201));
  EXPECT_EQ(end.c.rtx.rto.us, kSecondUs);
}

//= rfc6298#4 RFC6298-4-1 type=test
TEST(RetransmissionTimer, AddsOneTickWhereTheVarianceIsZero) {
  Timeouts<Concrete> limits = safe<Concrete>().timeouts;
  limits.rto_min = {1};
  Retransmission<Concrete> rtx;
  rtx.srtt = {8 * 500};
  measure<Concrete>(rtx, limits, {500});
  EXPECT_EQ(rtx.rttvar.us, 0u);
  EXPECT_EQ(rtx.rto.us, 501u);
}

//= rfc9293#3.8.5 MUST-33 type=test
TEST(Urgent, IsKnownToRemainUntilTheUserHasReceivedAllOfIt) {
  End end = established();
  Segment text = ack_of(5001, 1001, 100);
  text.urg = true;
  text.up = 80;
  end.arrive(text);
  end.call(EventKind::receive, 79);
  EXPECT_TRUE(end.c.rcv.urgent);
  EXPECT_EQ(end.c.rcv.up - end.c.rcv.consumed, 1u);
  end.call(EventKind::receive, 1);
  EXPECT_FALSE(end.c.rcv.urgent);
}

//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D7 type=test
//= rfc7323#2.4 RFC7323-2.4-2 type=test
TEST(ReceiveWindow, KeepsItsRightEdgeWhileTextIsTakenUpToIt) {
  End end = established();
  end.c.rcv.buffer_bytes = 4000;
  end.c.rcv.wnd_bytes = 4000;
  const Seq<Concrete> edge = end.c.rcv.nxt + 4000;
  end.arrive(ack_of(5001, 1001, 1000));
  EXPECT_EQ(end.c.rcv.nxt + end.c.rcv.wnd_bytes, edge);
  end.arrive(ack_of(6001, 1001, 3500));
  EXPECT_EQ(end.c.rcv.nxt, edge) << "what lies beyond the edge is cut";
}

//= rfc7323#2.4 RFC7323-2.4-3 type=test
TEST(ReceiveWindow, IsKnownToTheByteThoughItIsToldInUnitsOfItsScale) {
  End end = established({.has_scale = true});
  end.c.rcv.buffer_bytes = 1000;
  end.c.rcv.wnd_bytes = 1000;
  const Seq<Concrete> edge = end.c.rcv.nxt + 1000;
  EXPECT_EQ(end.arrive(ack_of(5001, 1001, 300)).segment.wnd, 700u >> 7);
  EXPECT_EQ(end.c.rcv.nxt + end.c.rcv.wnd_bytes, edge);
  end.arrive(ack_of(5301, 1001, 700));
  EXPECT_EQ(end.c.rcv.nxt, edge);
}

}  // namespace
}  // namespace twomsl::test
