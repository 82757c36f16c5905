// The retransmission timer of RFC 6298, and giving up (RFC 9293 section 3.8.3).
#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

//= rfc6298#2 RFC6298-2-1 type=test
//= rfc8961#4 RFC8961-4-1 type=test
TEST(RetransmissionTimer, StartsAtOneSecond) {
  End end;
  end.call(EventKind::open_active);
  EXPECT_EQ(end.c.rtx.at.us - end.now.us, kSecondUs);
}

//= rfc6298#2 RFC6298-2-3 type=test
//= rfc6298#2 RFC6298-2-7 type=test
//= rfc6298#2 RFC6298-2-8 type=test
//= rfc9293#3.8.1 MUST-18 type=test
//= rfc6298#1 RFC6298-1-1 type=test
//= rfc6298#1 RFC6298-1-2 type=test
//= rfc8961#4 RFC8961-4-4 type=test
TEST(RetransmissionTimer, TakesItsFirstMeasurementFromTheSyn) {
  End end;
  end.call(EventKind::open_active);
  end.wait(800'000);
  end.arrive(syn_ack_of({}));
  EXPECT_EQ(end.c.rtx.srtt.us, 8 * 800'000u);
  EXPECT_EQ(end.c.rtx.rttvar.us, 4 * 400'000u);
  EXPECT_EQ(end.c.rtx.rto.us, 800'000u + 4 * 400'000u);
}

//= rfc6298#2 RFC6298-2-4 type=test
//= rfc6298#2 RFC6298-2-5 type=test
//= rfc6298#2 RFC6298-2-6 type=test
//= rfc9293#3.8.1 MUST-18 type=test
//= rfc6298#1 RFC6298-1-1 type=test
//= rfc6298#1 RFC6298-1-2 type=test
//= rfc8961#4 RFC8961-4-2 type=test
TEST(RetransmissionTimer, SmoothsLaterMeasurementsByAnEighthAndAQuarter) {
  End end;
  end.call(EventKind::open_active);
  end.wait(800'000);
  end.arrive(syn_ack_of({}));
  end.call(EventKind::send, 100);
  end.wait(1'600'000);
  end.arrive(ack_of(5001, 1101));
  EXPECT_EQ(end.c.rtx.rttvar.us / 4, (3 * 400'000 + 800'000) / 4u);
  EXPECT_EQ(end.c.rtx.srtt.us / 8, (7 * 800'000 + 1'600'000) / 8u);
}

TEST(RetransmissionTimer, NeverFallsBelowItsMinimum) {
  End end;
  end.call(EventKind::open_active);
  end.wait(10);
  end.arrive(syn_ack_of({}));
  EXPECT_EQ(end.c.rtx.rto.us, kSecondUs);
}

//= rfc6298#5 RFC6298-5-3 type=test
//= rfc6298#2 RFC6298-2-9 type=test
//= rfc9293#3.8.2 MUST-19 type=test
//= rfc8961#4 RFC8961-4-8 type=test
//= rfc8961#4 RFC8961-4-10 type=test
//= rfc8961#4 RFC8961-4-11 type=test
TEST(RetransmissionTimer, DoublesOnEveryExpiryUpToAMinute) {
  End end = established();
  end.policy.timeouts.r2 = {kLongestTimeoutUs};
  end.call(EventKind::send, 100);
  for (const std::uint64_t seconds : {2u, 4u, 8u, 16u, 32u, 60u, 60u}) {
    const Outcome answer = end.retransmit();
    EXPECT_EQ(answer.why, Why::retransmitted);
    EXPECT_EQ(end.c.rtx.at.us - end.now.us, seconds * kSecondUs);
  }
}

//= rfc6298#3 RFC6298-3-1 type=test
//= rfc6298#3 RFC6298-3-2 type=test
//= rfc9293#3.8.1 MUST-18 type=test
//= rfc8961#4 RFC8961-4-5 type=test
//= rfc8961#4 RFC8961-4-6 type=test
TEST(RetransmissionTimer, MeasuresNothingThatWasSentTwice) {
  End end = established();
  const auto srtt = end.c.rtx.srtt;
  end.call(EventKind::send, 100);
  end.retransmit();
  end.wait(5 * kSecondUs);
  end.arrive(ack_of(5001, 1101));
  EXPECT_EQ(end.c.snd.una.value, 1101u);
  EXPECT_EQ(end.c.rtx.srtt, srtt);
}

//= rfc6298#5 RFC6298-5-4 type=test
TEST(RetransmissionTimer, IsThreeSecondsAtLeastAfterASynThatWasRepeated) {
  for (const bool repeated : {false, true}) {
    End end;
    end.call(EventKind::open_active);
    if (repeated) end.retransmit();
    end.arrive(syn_ack_of({}));
    EXPECT_EQ(end.c.rtx.rto.us, repeated ? 3 * kSecondUs : kSecondUs);
  }
}

// What was sent again is measured by the timestamp that the peer echoes, unless that cannot be.
TEST(RetransmissionTimer, IsNotMeasuredByTimestampsThatNobodySent) {
  struct Echo {
    std::uint32_t ticks_ago;
    bool is_zero;
    bool counts;
  };
  constexpr std::uint32_t kMinuteTicks = 60'000'000 >> 10;
  for (const Echo& echo : {Echo{100, false, true}, Echo{0, true, false}, Echo{~0u, false, false},
                           Echo{kMinuteTicks + 2, false, false}}) {
    End end;
    end.call(EventKind::open_active);
    Segment answer = syn_ack_of({});
    answer.has_ts = true;
    answer.ts_ecr = ts_now(end.c, end.now);
    end.arrive(answer);
    end.call(EventKind::send, 100);
    end.wait(2'000'000);
    end.retransmit();
    const Duration<Concrete> backed_off = end.c.rtx.rto;
    Segment ack = ack_of(5001, 1101);
    ack.has_ts = true;
    ack.ts_val = answer.ts_val;
    ack.ts_ecr = echo.is_zero ? 0 : ts_now(end.c, end.now) - echo.ticks_ago;
    end.arrive(ack);
    EXPECT_EQ(echo.counts, end.c.rtx.rto < backed_off) << echo.ticks_ago;
  }
}

//= rfc6298#5 RFC6298-5-D1 type=test
//= rfc6298#5 RFC6298-5-2 type=test
TEST(RetransmissionTimer, StopsWhenAllIsAcknowledgedAndStartsAnewWhenSomeIs) {
  End end = established();
  end.policy.nagle = false;
  end.call(EventKind::send, 2000);
  end.call(EventKind::transmit);
  end.wait(500'000);
  end.arrive(ack_of(5001, 2461));
  EXPECT_EQ(end.c.rtx.at.us - end.now.us, end.c.rtx.rto.us);
  end.arrive(ack_of(5001, 3001));
  EXPECT_EQ(end.c.rtx.at.us, kNeverUs);
}

//= rfc6298#5 RFC6298-5-D2 type=test
//= rfc6298#5 RFC6298-5-1 type=test
TEST(RetransmissionTimer, SendsTheEarliestSegmentAgainAndNotBeforeItIsDue) {
  End end = established();
  const Outcome first = end.call(EventKind::send, 2000);
  end.call(EventKind::transmit);
  end.wait(999'999);
  EXPECT_EQ(end.call(EventKind::retransmission_timeout).why, Why::not_due);
  end.wait(1);
  const Outcome again = end.call(EventKind::retransmission_timeout);
  EXPECT_TRUE(again.replies);
  EXPECT_EQ(again.segment.seq, first.segment.seq);
  EXPECT_EQ(again.segment.text_bytes, first.segment.text_bytes);
}

TEST(RetransmissionTimer, GoesOnWithTheNextHoleWhenAnAckComes) {
  End end = established();
  end.call(EventKind::send, 4000);
  while (end.call(EventKind::transmit).replies) {
  }
  end.retransmit();
  const Outcome answer = end.arrive(ack_of(5001, 2461));
  EXPECT_TRUE(answer.may_send);
  EXPECT_EQ(end.call(EventKind::transmit).segment.seq.value, 2461u);
  EXPECT_FALSE(end.call(EventKind::transmit).replies);
}

//= rfc9293#3.8.3 MUST-20 type=test
TEST(GivingUp, ReportsAtR1AndEndsAtR2) {
  End end = established();
  end.call(EventKind::send, 100);
  const Instant<Concrete> sent = end.now;
  Outcome answer = end.retransmit();
  while (!answer.signals.soft_error) {
    ASSERT_LT((end.now - sent).us, end.policy.timeouts.r2.us);
    answer = end.retransmit();
  }
  EXPECT_LE(end.policy.timeouts.r1, end.now - sent);
  while (end.c.state != State::closed) {
    answer = end.retransmit();
  }
  EXPECT_LE(end.policy.timeouts.r2, end.now - sent);
  EXPECT_TRUE(answer.signals.aborted);
  EXPECT_FALSE(answer.replies);
}

TEST(GivingUp, CountsFromTheLastAnswerWhereAPartIsAcknowledged) {
  End end = established();
  end.policy.nagle = false;
  end.call(EventKind::send, 2000);
  end.call(EventKind::transmit);
  end.wait(500'000);
  end.arrive(ack_of(5001, 2461));
  const Instant<Concrete> answered = end.now;
  while (end.c.state != State::closed &&
         end.now - answered < Duration<Concrete>{3600 * kSecondUs}) {
    end.retransmit();
  }
  EXPECT_EQ(end.c.state, State::closed);
  EXPECT_LE(end.policy.timeouts.r2, end.now - answered);
}

TEST(GivingUp, CountsFromTheOpeningOfAWindowThatWasClosed) {
  End end = established();
  end.call(EventKind::send, 1000);
  Segment closed = ack_of(5001, 1001);
  closed.wnd = 0;
  end.arrive(closed);
  end.wait(500'000);
  end.arrive(ack_of(5001, 1001));
  const Instant<Concrete> opened = end.now;
  while (end.c.state != State::closed && end.now - opened < Duration<Concrete>{3600 * kSecondUs}) {
    end.retransmit();
  }
  EXPECT_EQ(end.c.state, State::closed);
  EXPECT_LE(end.policy.timeouts.r2, end.now - opened);
}

//= rfc9293#3.8.3 MUST-23 type=test
TEST(GivingUp, WaitsThreeMinutesForTheAnswerToASyn) {
  End end;
  end.call(EventKind::open_active);
  const Instant<Concrete> opened = end.now;
  while (end.c.state != State::closed) {
    const Outcome answer = end.retransmit();
    EXPECT_TRUE(!answer.replies || (answer.segment.syn && answer.segment.seq.value == 1000));
  }
  EXPECT_LE(180 * kSecondUs, (end.now - opened).us);
}

//= rfc9293#3.10.8 RFC9293-3.10.8-D1 type=test
TEST(GivingUp, TellsTheUserOfTheUserTimeout) {
  End end = established();
  const Outcome answer = end.call(EventKind::user_timeout);
  EXPECT_EQ(end.c.state, State::closed);
  EXPECT_TRUE(answer.signals.aborted);
  EXPECT_EQ(end.c.rtx.at.us, kNeverUs);
}

//= rfc9293#3.5.2 RFC9293-3.5.2-D1 type=test
TEST(GivingUp, BoundsFinWait2ByARstAndStillWaits) {
  End end = established();
  end.call(EventKind::close);
  end.arrive(ack_of(5001, 1002));
  ASSERT_EQ(end.c.state, State::fin_wait_2);
  EXPECT_EQ(end.call(EventKind::closing_timeout).why, Why::not_due);
  end.wait(end.policy.timeouts.fin_wait_2.us);
  const Outcome answer = end.call(EventKind::closing_timeout);
  EXPECT_TRUE(answer.segment.rst);
  EXPECT_EQ(end.c.state, State::time_wait);
}

TEST(GivingUp, LeavesAHalfCloseOpenAsLongAsTextArrives) {
  End end = established();
  end.call(EventKind::close);
  end.arrive(ack_of(5001, 1002));
  end.wait(end.policy.timeouts.fin_wait_2.us - 1);
  end.arrive(ack_of(5001, 1002, 100));
  end.wait(1);
  EXPECT_EQ(end.call(EventKind::closing_timeout).why, Why::not_due);
}

}  // namespace
}  // namespace twomsl::test
