// Flow control (RFC 9293 section 3.8.6): probes, the window that is granted, and text out
// of order.
#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

//= rfc9293#3.7.1 MUST-15 type=test
//= rfc9293#3.7.1 MUST-14 type=test
TEST(SegmentSize, Is536UnlessThePeerSaysMore) {
  EXPECT_EQ(established({.has_mss = false}).c.snd.mss_bytes, 536u);
  EXPECT_EQ(established({.mss_bytes = 1200}).c.snd.mss_bytes, 1200u);
}

//= rfc9293#3.7.1 MUST-16 type=test
TEST(SegmentSize, IsTheSmallerOfBothEndsLessTheOptions) {
  End end = established({.mss_bytes = 9000, .has_ts = true, .ts_val = 1});
  const Outcome answer = end.call(EventKind::send, 5000);
  EXPECT_EQ(answer.segment.text_bytes, 1460u - 12u);
}

TEST(SegmentSize, IsNeverBelievedToBeTooSmallForText) {
  EXPECT_EQ(established({.mss_bytes = 0}).c.snd.mss_bytes, kSmallestMss);
}

//= rfc9293#3.8.6.1 MUST-36 type=test
//= rfc9293#3.8.6.1 SHLD-30 type=test
TEST(ZeroWindow, IsProbedWithOneByteAndMoreAndMoreSlowly) {
  End end = established({.wnd = 0});
  EXPECT_FALSE(end.call(EventKind::send, 100).replies);
  end.arrive(Segment{.seq = {5001}, .ack = {1001}, .wnd = 0, .has_ack = true});
  Outcome probe = end.retransmit();
  EXPECT_EQ(probe.why, Why::probed);
  EXPECT_EQ(probe.segment.seq.value, 1001u);
  EXPECT_EQ(probe.segment.text_bytes, 1u);
  const auto first = end.c.rtx.rto;
  probe = end.retransmit();
  EXPECT_EQ(probe.segment.text_bytes, 1u);
  EXPECT_LT(first, end.c.rtx.rto);
}

//= rfc9293#3.8.6.1 MUST-37 type=test
TEST(ZeroWindow, IsBorneForAsLongAsThePeerAnswers) {
  End end = established({.wnd = 0});
  end.call(EventKind::send, 100);
  for (int probes = 0; probes < 100; ++probes) {
    end.arrive(Segment{.seq = {5001}, .ack = {1001}, .wnd = 0, .has_ack = true});
    ASSERT_TRUE(end.retransmit().replies) << "after " << probes << " probes";
  }
  EXPECT_EQ(end.c.state, State::established);
}

TEST(ZeroWindow, IsProbedEvenIfItWasClosedFromTheBeginning) {
  End end = established({.wnd = 0});
  end.call(EventKind::send, 100);
  EXPECT_NE(end.c.rtx.at.us, kNeverUs);
}

//= rfc9293#3.4 MUST-66 type=test
TEST(ZeroWindow, StillTakesAckUrgAndRst) {
  End end = established();
  end.c.rcv.wnd_bytes = 0;
  end.call(EventKind::send, 100);
  Segment segment = ack_of(5001, 1101, 10);
  segment.urg = true;
  segment.up = 5;
  const Outcome answer = end.arrive(segment);
  EXPECT_EQ(end.c.snd.una.value, 1101u);
  EXPECT_TRUE(answer.urgent);
  EXPECT_EQ(end.c.rcv.nxt.value, 5001u);
  EXPECT_TRUE(answer.replies && answer.spends_credit);
  end.arrive(Segment{.seq = {5001}, .rst = true});
  EXPECT_EQ(end.c.state, State::closed);
}

//= rfc9293#3.8.6.2.2 MUST-39 type=test
TEST(ReceiveWindow, OpensOnlyByAWorthwhileStep) {
  End end = established();
  end.c.rcv.wnd_bytes = 0;
  end.c.rcv.buffer_bytes = 10'000;
  end.c.rcv.consumed = end.c.rcv.nxt - 10'000;
  EXPECT_FALSE(end.call(EventKind::receive, 1000).replies);
  const Outcome answer = end.call(EventKind::receive, 1000);
  EXPECT_TRUE(answer.replies);
  EXPECT_EQ(answer.segment.wnd, 2000u);
}

//= rfc9293#3.8.6 SHLD-14 type=test
TEST(ReceiveWindow, NeverGivesBackWhatItHasPromised) {
  End end = established();
  const Seq<Concrete> edge = end.c.rcv.nxt + end.c.rcv.wnd_bytes;
  const Outcome answer = end.arrive(ack_of(5001, 1001, 1000));
  EXPECT_TRUE(is_at_or_before(edge, answer.segment.ack + answer.segment.wnd));
}

//= rfc9293#3.10.7.4 SHLD-31 type=test
//= rfc5681#3.2 RFC5681-3.2-1 type=test
//= rfc5681#3.2 RFC5681-3.2-2 type=test
//= rfc5681#4.2 RFC5681-4.2-8 type=test
//= rfc5681#4.2 RFC5681-4.2-9 type=test
//= rfc5681#4.2 RFC5681-4.2-10 type=test
//= rfc6582#5 RFC6582-5-1 type=test
//= rfc9293#3.10.7.4 MAY-13 type=test
TEST(Reassembly, HoldsWhatComesEarlyAndTakesItInOrder) {
  End end = established();
  Outcome answer = end.arrive(ack_of(5201, 1001, 100));
  EXPECT_EQ(answer.why, Why::text_held);
  EXPECT_EQ(answer.segment.ack.value, 5001u);
  EXPECT_EQ(answer.intake.take_bytes, 100u);
  answer = end.arrive(ack_of(5001, 1001, 100));
  EXPECT_EQ(answer.segment.ack.value, 5101u);
  answer = end.arrive(ack_of(5101, 1001, 100));
  EXPECT_EQ(answer.segment.ack.value, 5301u);
  EXPECT_FALSE(end.c.rcv.has_held);
}

TEST(Reassembly, HoldsSixtyFourRangesRefusesTheNextAndLosesNothing) {
  End end = established();
  for (std::uint32_t i = 1; i <= 65; ++i) {
    const Outcome answer = end.arrive(ack_of(5001 + 20 * i, 1001, 10));
    EXPECT_EQ(answer.intake.take_bytes, i <= 64 ? 10u : 0u) << "range " << i;
  }
  for (std::uint32_t i = 0; i < 64; ++i) {
    const Outcome answer = end.arrive(ack_of(5011 + 20 * i, 1001, 10));
    if (i == 0) {
      EXPECT_EQ(answer.why, Why::text_held);
      EXPECT_EQ(end.arrive(ack_of(5001, 1001, 10)).segment.ack.value, 5031u);
    } else {
      EXPECT_EQ(answer.segment.ack.value, 5031 + 20 * i) << "range " << i;
    }
  }
  EXPECT_FALSE(end.c.rcv.has_held);
}

TEST(Reassembly, TakesAFinThatCameEarly) {
  End end = established();
  Segment fin = ack_of(5101, 1001, 10);
  fin.fin = true;
  EXPECT_EQ(end.arrive(fin).why, Why::text_held);
  const Outcome answer = end.arrive(ack_of(5001, 1001, 100));
  EXPECT_EQ(answer.why, Why::fin_accepted);
  EXPECT_EQ(answer.segment.ack.value, 5112u);
  EXPECT_EQ(end.c.state, State::close_wait);
}

TEST(Reassembly, DropsAFinThatContradictsHeldText) {
  End end = established();
  end.arrive(ack_of(5201, 1001, 100));
  Segment fin = ack_of(5001, 1001, 50);
  fin.fin = true;
  end.arrive(fin);
  EXPECT_EQ(end.c.state, State::established);
  EXPECT_EQ(end.c.rcv.nxt.value, 5051u);
}

TEST(Text, EndsWhereAFinThatCameEarlierSaysSo) {
  End end = established();
  Segment fin = ack_of(5011, 1001);
  fin.fin = true;
  EXPECT_EQ(end.arrive(fin).why, Why::text_held);
  EXPECT_EQ(end.arrive(ack_of(5006, 1001, 20)).intake.take_bytes, 5u);
  EXPECT_EQ(end.arrive(ack_of(5001, 1001, 5)).why, Why::fin_accepted);
  EXPECT_EQ(end.c.rcv.nxt.value, 5012u);
  EXPECT_EQ(end.c.state, State::close_wait);
}

//= rfc9293#3.8.5 MUST-31 type=test
//= rfc6093#3.3 RFC6093-3.3-1 type=test
TEST(Urgent, TellsTheUserOnceForEachAdvance) {
  End end = established();
  Segment urgent = ack_of(5001, 1001, 100);
  urgent.urg = true;
  urgent.up = 200;
  EXPECT_TRUE(end.arrive(urgent).urgent);
  Segment same = ack_of(5101, 1001, 50);
  same.urg = true;
  same.up = 100;
  EXPECT_FALSE(end.arrive(same).urgent);
}

// 3 * 10^9 bytes, more than 2^31: the old RCV.UP looks as if it lay ahead.
//= rfc9293#3.8.5 MUST-32 type=test
TEST(Urgent, TellsTheUserAgainAfterAnyAmountOfOtherText) {
  End end = established();
  Segment text = ack_of(5001, 1001, 60'000);
  text.urg = true;
  text.up = 1;
  EXPECT_TRUE(end.arrive(text).urgent);
  text.urg = false;
  for (int i = 0; i < 50'000; ++i) {
    end.call(EventKind::receive, 60'000);
    text.seq = end.c.rcv.nxt;
    end.arrive(text);
  }
  text.seq = end.c.rcv.nxt;
  text.urg = true;
  EXPECT_TRUE(end.arrive(text).urgent);
}

//= rfc9293#3.8.5 MUST-62 type=test
//= rfc6093#4 RFC6093-4-D1 type=test
TEST(Urgent, PointsAfterTheLastUrgentByte) {
  End end = established();
  const Outcome answer = end.take({.kind = EventKind::send, .bytes = 10, .urgent = true});
  EXPECT_TRUE(answer.segment.urg);
  EXPECT_EQ(answer.segment.up, 10u);
}

// RFC 9293 section 3.10.3: in LISTEN "queue for processing after entering ESTABLISHED state".
TEST(Call, ReceiveInListenIsSatisfiedOnceTheConnectionIsEstablished) {
  for (const std::uint32_t text_bytes : {0u, 100u}) {
    End end;
    end.call(EventKind::open_passive);
    EXPECT_EQ(end.call(EventKind::receive, 60).why, Why::queued);
    end.arrive({.seq = {5000}, .wnd = 60'000, .syn = true});
    const Outcome opened = end.arrive(ack_of(5001, 1001, text_bytes));
    EXPECT_TRUE(opened.signals.opened);
    const Outcome later = end.arrive(ack_of(5001 + text_bytes, 1001, 100));
    EXPECT_EQ(opened.delivery.bytes + later.delivery.bytes, 60u);
  }
}

TEST(Call, HandsTextOverBeforeReceiveIsRefused) {
  End end = established();
  end.call(EventKind::close);
  end.arrive(ack_of(5001, 1002, 100));
  Segment fin = ack_of(5101, 1002);
  fin.fin = true;
  const Outcome answer = end.arrive(fin);
  EXPECT_EQ(end.c.state, State::time_wait);
  EXPECT_EQ(answer.delivery.at.value, 5001u);
  EXPECT_EQ(answer.delivery.bytes, 100u);
}

}  // namespace
}  // namespace twomsl::test
