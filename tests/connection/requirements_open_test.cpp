// Requirements on how a connection opens, what its options say, and how it ends in TIME-WAIT: what
// no row of the transition table asks.
#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

//= rfc9293#3.5 MUST-10 type=test
TEST(SimultaneousOpen, EstablishesBothEnds) {
  End a;
  End b;
  b.initial.iss = {9000};
  const Segment from_a = a.call(EventKind::open_active).segment;
  const Segment from_b = b.call(EventKind::open_active).segment;
  const Segment a_answers = a.arrive(from_b).segment;
  const Segment b_answers = b.arrive(from_a).segment;
  EXPECT_TRUE(a_answers.syn && a_answers.has_ack && b_answers.syn && b_answers.has_ack);
  EXPECT_EQ(a.c.state, State::syn_received);
  EXPECT_EQ(b.c.state, State::syn_received);
  const Segment a_confirms = a.arrive(b_answers).segment;
  const Segment b_confirms = b.arrive(a_answers).segment;
  a.arrive(b_confirms);
  b.arrive(a_confirms);
  EXPECT_EQ(a.c.state, State::established);
  EXPECT_EQ(b.c.state, State::established);
}

//= rfc9293#3.2 MUST-65 type=test
//= rfc9293#3.7.1 MUST-14 type=test
//= rfc9293#3.7.1 SHLD-5 type=test
//= rfc9293#3.7.1 MAY-3 type=test
TEST(Mss, IsOnEverySynAndOnNothingElse) {
  End active;
  for (const Segment& syn :
       {active.call(EventKind::open_active).segment, active.retransmit().segment,
        active.arrive({.seq = {5000}, .wnd = 100, .syn = true}).segment}) {
    EXPECT_TRUE(syn.syn && syn.has_mss);
    EXPECT_EQ(syn.mss_bytes, active.policy.mss_bytes);
  }
  End end = established();
  for (const Outcome& answer :
       {end.call(EventKind::send, 100), end.arrive(ack_of(5001, 1101, 10)), end.retransmit(),
        end.call(EventKind::close), end.call(EventKind::abort)}) {
    EXPECT_FALSE(answer.segment.syn);
    EXPECT_FALSE(answer.segment.has_mss);
  }
}

//= rfc7323#2.2 RFC7323-2.2-1 type=test
//= rfc7323#2.2 RFC7323-2.2-2 type=test
//= rfc7323#2.2 RFC7323-2.2-4 type=test
//= rfc7323#2.2 RFC7323-2.2-5 type=test
TEST(WindowScale, IsOfferedOnTheFirstSynEvenIfTheShiftIsZero) {
  End end;
  end.policy.scale = 0;
  const Outcome syn = end.call(EventKind::open_active);
  EXPECT_TRUE(syn.segment.syn && !syn.segment.has_ack);
  EXPECT_TRUE(syn.segment.has_scale);
  EXPECT_EQ(syn.segment.scale, 0u);
}

//= rfc7323#2.3 RFC7323-2.3-2 type=test
//= rfc7323#2.3 RFC7323-2.3-3 type=test
TEST(WindowScale, IsTheShiftThatOurWindowsAreToldBy) {
  End end;
  end.policy.scale = 5;
  EXPECT_EQ(end.call(EventKind::open_active).segment.scale, 5u);
  end.arrive(syn_ack_of(kModern));
  EXPECT_EQ(end.c.rcv.scale, 5u);
}

//= rfc7323#2.2 RFC7323-2.2-8 type=test
TEST(WindowScale, DoesNotApplyToTheSynThatAnswers) {
  End end;
  end.call(EventKind::open_passive);
  Segment syn = syn_ack_of(kModern);
  syn.has_ack = false;
  const Outcome answer = end.arrive(syn);
  EXPECT_EQ(end.c.rcv.scale, end.policy.scale);
  EXPECT_EQ(answer.segment.wnd, 0xffffu);
  EXPECT_EQ(end.c.snd.wnd_bytes, 60'000u);
}

//= rfc7323#2.2 RFC7323-2.2-7 type=test
TEST(WindowScale, IsNotReadFromASegmentWithoutSyn) {
  End end = established(kModern);
  Segment segment = stamped(ack_of(5001, 1001, 10), 7001);
  segment.has_scale = true;
  segment.scale = 9;
  end.arrive(segment);
  EXPECT_EQ(end.c.rcv.nxt.value, 5011u);
  EXPECT_EQ(end.c.snd.scale, 3u);
}

//= rfc7323#3.2 RFC7323-3.2-5a type=test
//= rfc7323#3.2 RFC7323-3.2-7 type=test
TEST(Timestamps, AreOfferedOnTheFirstSynAndOnOnlyIfThePeerAgrees) {
  for (const bool agrees : {false, true}) {
    End end;
    EXPECT_TRUE(end.call(EventKind::open_active).segment.has_ts);
    end.arrive(syn_ack_of({.has_ts = agrees, .ts_val = 7000}));
    EXPECT_EQ(end.call(EventKind::send, 10).segment.has_ts, agrees);
  }
}

//= rfc7323#5.2 RFC7323-5.2-1 type=test
TEST(Paws, NeverRemembersAnOlderTimestamp) {
  End end = established(kModern);
  end.arrive(stamped(ack_of(5001, 1001, 10), 7050));
  EXPECT_EQ(end.c.ts.recent, 7050u);
  end.arrive(stamped(ack_of(5011, 1001, 10), 7049));
  EXPECT_EQ(end.c.ts.recent, 7050u);
}

//= rfc7323#5.3 RFC7323-5.3-3 type=test
TEST(Paws, DoesNotJudgeHeldTextAgainWhenItIsReached) {
  End end = established(kModern);
  end.arrive(stamped(ack_of(5101, 1001, 100), 7001));
  end.arrive(stamped(ack_of(5001, 1001, 100), 7999));
  EXPECT_EQ(end.c.rcv.nxt.value, 5201u);
}

//= rfc9293#3.8.3 MUST-22 type=test
//= rfc9293#3.8.3 RFC9293-3.8.3-U1 type=test
//= rfc5461#3.1 RFC5461-3.1-1 type=test
TEST(GivingUp, OnASynReportsAtR1AndTellsTheUserAtItsOwnR2) {
  End end;
  end.call(EventKind::open_active);
  const Instant<Concrete> opened = end.now;
  bool reported = false;
  Outcome answer;
  while (end.c.state != State::closed) {
    answer = end.retransmit();
    reported = reported || answer.signals.soft_error;
  }
  EXPECT_TRUE(reported);
  EXPECT_TRUE(answer.signals.aborted);
  EXPECT_LE(180'000'000u, (end.now - opened).us);
  EXPECT_LE(180'000'000u, end.policy.timeouts.r2_syn.us);
}

//= rfc6298#2 RFC6298-2-2 type=test
TEST(RetransmissionTimer, MayStartAtMoreThanASecond) {
  End end;
  end.policy.timeouts.rto_initial = {3'000'000};
  end.call(EventKind::open_active);
  EXPECT_EQ(end.c.rtx.at.us - end.now.us, 3'000'000u);
}

//= rfc9293#3.10.4 RFC9293-3.10.4-D1 type=test
TEST(Close, SendsOneFinHoweverOftenItIsCalled) {
  End end = established();
  EXPECT_TRUE(end.call(EventKind::close).segment.fin);
  const Outcome again = end.call(EventKind::close);
  EXPECT_EQ(again.why, Why::error_closing);
  EXPECT_FALSE(again.replies || again.may_send);
  EXPECT_FALSE(end.call(EventKind::transmit).replies);
  EXPECT_EQ(end.c.snd.nxt.value, 1002u);
}

//= rfc9293#3.6.1 MUST-13 type=test
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-4 type=test
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6 type=test
TEST(TimeWait, OfWhoClosesFirstLastsTwoMsl) {
  End end = established();
  end.call(EventKind::close);
  Segment fin = ack_of(5001, 1002);
  fin.fin = true;
  end.arrive(fin);
  ASSERT_EQ(end.c.state, State::time_wait);
  EXPECT_EQ(end.c.rtx.at.us, kNeverUs);
  end.wait(2 * kRfcMslUs - 1);
  EXPECT_EQ(end.call(EventKind::time_wait_timeout).why, Why::not_due);
  end.wait(1);
  EXPECT_EQ(end.call(EventKind::time_wait_timeout).why, Why::wait_over);
  EXPECT_EQ(end.c.state, State::closed);
}

}  // namespace
}  // namespace twomsl::test
