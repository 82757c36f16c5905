// Window scale, timestamps and PAWS (RFC 7323), and the limit on answers (RFC 5961 section 7).
#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

//= rfc7323#2.2 RFC7323-2.2-3 type=test
//= rfc7323#2.3 RFC7323-2.3-4 type=test
//= rfc7323#2.3 RFC7323-2.3-3 type=test
TEST(WindowScale, NeedsBothEnds) {
  EXPECT_EQ(established(kModern).c.snd.scale, 3u);
  EXPECT_EQ(established(kModern).c.rcv.scale, 7u);
  EXPECT_EQ(established({}).c.snd.scale, 0u);
  EXPECT_EQ(established({}).c.rcv.scale, 0u);
}

//= rfc7323#2.2 RFC7323-2.2-8 type=test
//= rfc7323#2.3 RFC7323-2.3-5 type=test
//= rfc9293#3.1 REC-1 type=test
//= rfc7323#2.3 RFC7323-2.3-3 type=test
TEST(WindowScale, DoesNotApplyToTheSynAndAppliesToAllElse) {
  End end = established(kModern);
  EXPECT_EQ(end.c.snd.wnd_bytes, 60'000u);
  end.arrive(stamped(ack_of(5001, 1001), 7001));
  EXPECT_EQ(end.c.snd.wnd_bytes, 60'000u << 3);
}

//= rfc7323#2.3 RFC7323-2.3-6 type=test
TEST(WindowScale, ShiftsWhatWeOfferTheOtherWay) {
  End end = established(kModern);
  const Outcome answer = end.arrive(stamped(ack_of(5001, 1001, 100), 7001));
  EXPECT_EQ(answer.segment.wnd, end.c.rcv.wnd_bytes >> end.policy.scale);
}

//= rfc7323#2.3 RFC7323-2.3-8b type=test
TEST(WindowScale, TakesMoreThanFourteenForFourteen) {
  EXPECT_EQ(established({.has_scale = true, .scale = 200}).c.snd.scale, 14u);
}

//= rfc7323#2.2 RFC7323-2.2-6 type=test
//= rfc7323#3.2 RFC7323-3.2-5b type=test
//= rfc7323#2.3 RFC7323-2.3-1 type=test
TEST(Options, AreOfferedInAnswerOnlyToThoseWhoOffer) {
  for (const bool offered : {false, true}) {
    End end;
    end.call(EventKind::open_passive);
    const Outcome answer = end.arrive(
        {.seq = {5000}, .wnd = 100, .syn = true, .has_ts = offered, .has_scale = offered});
    EXPECT_EQ(answer.segment.has_scale, offered);
    EXPECT_EQ(answer.segment.has_ts, offered);
    EXPECT_TRUE(answer.segment.has_mss);
  }
}

//= rfc7323#3.2 RFC7323-3.2-1 type=test
//= rfc7323#3.2 RFC7323-3.2-2 type=test
//= rfc7323#3.2 RFC7323-3.2-6a type=test
//= rfc7323#3.2 RFC7323-3.2-3 type=test
TEST(Timestamps, AreOnEverySegmentAndEchoTheLast) {
  End end;
  EXPECT_EQ(end.call(EventKind::open_active).segment.ts_ecr, 0u);
  EXPECT_EQ(end.arrive(syn_ack_of(kModern)).segment.ts_ecr, 7000u);
  const Outcome answer = end.arrive(stamped(ack_of(5001, 1001, 10), 7050));
  EXPECT_TRUE(answer.segment.has_ts);
  EXPECT_EQ(answer.segment.ts_ecr, 7050u);
}

//= rfc7323#4.1 RFC7323-4.1-1 type=test
//= rfc7323#5.4 RFC7323-5.4-D1 type=test
//= rfc7323#5.4 RFC7323-5.4-1 type=test
//= rfc7323#5.4 RFC7323-5.4-2 type=test
//= rfc7323#5.4 RFC7323-5.4-3 type=test
TEST(Timestamps, TickAboutOnceAMillisecond) {
  End end = established(kModern);
  const std::uint32_t before = ts_now(end.c, end.now);
  end.wait(1'024'000);
  EXPECT_EQ(ts_now(end.c, end.now) - before, 1000u);
}

//= rfc7323#3.2 RFC7323-3.2-8 type=test
//= rfc7323#3.2 RFC7323-3.2-9 type=test
TEST(Timestamps, MissingOnesAreDroppedSilently) {
  End end = established(kModern);
  const Outcome answer = end.arrive(ack_of(5001, 1001, 10));
  EXPECT_EQ(answer.why, Why::timestamp_missing);
  EXPECT_FALSE(answer.replies);
  EXPECT_EQ(end.c.state, State::established);
}

//= rfc7323#3.2 RFC7323-3.2-10 type=test
TEST(Timestamps, UnaskedOnesAreIgnored) {
  End end = established();
  EXPECT_EQ(end.arrive(stamped(ack_of(5001, 1001, 10), 9)).why, Why::text_accepted);
  EXPECT_EQ(end.arrive(stamped(ack_of(5011, 1001, 10), 8)).why, Why::text_accepted);
}

//= rfc7323#5.3 RFC7323-5.3-2 type=test
//= rfc7323#5.3 RFC7323-5.3-D1 type=test
TEST(Paws, AnswersAnOldTimestampAndDropsTheSegment) {
  End end = established(kModern);
  const Outcome answer = end.arrive(stamped(ack_of(5001, 1001, 10), 6999));
  EXPECT_EQ(answer.why, Why::timestamp_old);
  EXPECT_TRUE(answer.replies);
  EXPECT_EQ(end.c.rcv.nxt.value, 5001u);
}

//= rfc7323#5.5 RFC7323-5.5-D1 type=test
TEST(Paws, ForgetsATimestampAfterTwentyFourDays) {
  for (const bool is_over : {false, true}) {
    End end = established(kModern);
    end.wait(kTimestampLifeUs + (is_over ? 1 : 0));
    const Outcome answer = end.arrive(stamped(ack_of(5001, 1001, 10), 6999));
    EXPECT_EQ(answer.why, is_over ? Why::text_accepted : Why::timestamp_old);
  }
}

//= rfc7323#5.5 RFC7323-5.5-1 type=test
TEST(Paws, BelievesATimestampForTwentyFourDaysAfterTheLastSegmentThatGaveOne) {
  End end = established(kModern);
  end.wait(kTimestampLifeUs);
  end.arrive(stamped(ack_of(5001, 1001, 10), 7000));
  end.wait(kTimestampLifeUs);
  EXPECT_EQ(end.arrive(stamped(ack_of(5011, 1001, 10), 6999)).why, Why::timestamp_old);
}

//= rfc7323#4.3 RFC7323-4.3-D1 type=test
//= rfc7323#4.3 RFC7323-4.3-2 type=test
//= rfc7323#4.3 RFC7323-4.3-3 type=test
//= rfc7323#5.3 RFC7323-5.3-D2 type=test
TEST(Paws, RemembersTheTimestampOfWhatIsNextAndNotOfWhatIsEarly) {
  End end = established(kModern);
  end.arrive(stamped(ack_of(5101, 1001, 10), 7100));
  EXPECT_EQ(end.c.ts.recent, 7000u);
  end.arrive(stamped(ack_of(5001, 1001, 100), 7090));
  EXPECT_EQ(end.c.ts.recent, 7090u);
}

//= rfc7323#5.2 RFC7323-5.2-5 type=test
TEST(Paws, DoesNotJudgeARst) {
  End end = established(kModern);
  end.arrive(stamped({.seq = {5001}, .rst = true}, 1));
  EXPECT_EQ(end.c.state, State::closed);
}

//= rfc5961#7 RFC5961-7-2 type=test
TEST(AckCredit, RunsOutAndIsEarnedAgain) {
  End end = established();
  const auto answers = [&end] {
    int count = 0;
    while (end.arrive(ack_of(4000, 1001)).replies) ++count;
    return count;
  };
  EXPECT_EQ(answers(), 10);
  end.wait(end.policy.ack_interval.us - 1);
  EXPECT_EQ(answers(), 0);
  end.wait(1);
  EXPECT_EQ(answers(), 1);
  end.wait(3'600'000'000);
  EXPECT_EQ(answers(), 10);
}

TEST(AckCredit, IsNotNeededForWhatIsAcceptable) {
  End end = established();
  while (end.arrive(ack_of(4000, 1001)).replies) {
  }
  EXPECT_TRUE(end.arrive(ack_of(5001, 1001, 10)).replies);
}

//= rfc5961#7 RFC5961-7-1 type=test
//= rfc5961#7 RFC5961-7-3 type=test
TEST(AckCredit, IsThePolicys) {
  End end = established();
  end.policy.ack_burst = end.policy.ack_interval;
  EXPECT_TRUE(end.arrive(ack_of(4000, 1001)).replies);
  EXPECT_FALSE(end.arrive(ack_of(4000, 1001)).replies);
}

}  // namespace
}  // namespace twomsl::test
