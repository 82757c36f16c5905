// The two buckets of ACKs for unacceptable segments.
#include "core/connection/segment_arrives/limited_ack.hpp"

#include <gtest/gtest.h>

#include "tests/connection/harness/end.hpp"

namespace twomsl::test {
namespace {

// A blind sender's segment: numbers spread over all, by a fixed stride.
Segment blind_segment(std::uint32_t i) {
  return ack_of(i * 2'654'435'761u, i * 2'246'822'519u + 77, 100);
}

// Twenty a second for a minute. How many were not answered: the credit of others is exhausted.
std::uint32_t flood(End& end) {
  std::uint32_t unanswered = 0;
  for (std::uint32_t i = 1; i <= 1200; ++i) {
    end.wait(kSecondUs / 20);
    unanswered += end.arrive(blind_segment(i)).replies ? 0u : 1u;
  }
  return unanswered;
}

//= rfc5961#7 RFC5961-7-2 type=test
TEST(LimitedAck, OfARetransmissionIsSentWhateverOthersHaveSpent) {
  End end = established();
  end.arrive(ack_of(5001, 1001, 1000));
  EXPECT_LT(100u, flood(end));
  for (int i = 0; i < 6; ++i) {
    end.wait(kSecondUs << i);
    const Outcome answer = end.arrive(ack_of(5001, 1001, 1000));
    EXPECT_TRUE(answer.replies && answer.spends_credit) << i;
  }
}

TEST(LimitedAck, OfAProbeIsSentWhateverOthersHaveSpent) {
  End end = established();
  end.c.rcv.wnd_bytes = 0;
  flood(end);
  EXPECT_TRUE(end.arrive(ack_of(5001, 1001, 1)).replies);
}

TEST(LimitedAck, OfRetransmissionsIsLimitedToo) {
  End end = established();
  end.arrive(ack_of(5001, 1001, 1000));
  const std::uint64_t most = end.policy.ack_burst.us / end.policy.ack_interval.us;
  std::uint64_t answers = 0;
  for (std::uint64_t i = 0; i < 2 * most; ++i) {
    answers += end.arrive(ack_of(5001, 1001, 1000)).replies ? 1u : 0u;
  }
  EXPECT_EQ(answers, most);
}

TEST(LimitedAck, LeavesTheBucketOfRetransmissionsAloneOutsideOfTheirClass) {
  End end = established({.has_ts = true, .ts_val = 100});
  Segment old = ack_of(5000, 1001, 0);
  old.has_ts = true;
  old.ts_val = 100;
  const auto touches = [&end](Segment segment) {
    End tried = end;
    tried.wait(kSecondUs);
    const Outcome answer = tried.arrive(segment);
    EXPECT_TRUE(answer.spends_credit);
    return !(tried.c.ack_credit.of_retransmissions == end.c.ack_credit.of_retransmissions);
  };
  EXPECT_TRUE(touches(old));
  Segment stale = old;
  stale.ts_val = 99;
  EXPECT_FALSE(touches(stale)) << "PAWS refuses it";
  Segment ahead = old;
  ahead.seq = end.c.rcv.nxt + end.c.rcv.wnd_bytes;
  EXPECT_FALSE(touches(ahead)) << "it lies ahead";
  Segment beyond = old;
  beyond.ack = end.c.snd.nxt + 1u;
  EXPECT_FALSE(touches(beyond)) << "it acknowledges what was not sent";
  Segment ancient = old;
  ancient.seq = end.c.rcv.nxt - end.c.rcv.buffer_bytes;
  EXPECT_FALSE(touches(ancient)) << "it ends a whole buffer behind";
}

// How many of the 2^64 pairs of SEQ and ACK a blind sender of bare ACKs may hit: the product of
// what either range holds, counted at every number of it.
TEST(LimitedAck, IsHitByASenderWhoSeesNothingOnceInTwoToTheThirtieth) {
  const End end = established();
  const Segment right = ack_of(end.c.rcv.nxt.value, end.c.snd.nxt.value);
  std::uint64_t seqs = 0;
  std::uint64_t acks = 0;
  const auto is_hit = [&end](const Segment& segment) {
    Connection<Concrete> c = end.c;
    Outcome out;
    const Event<Concrete> event{.kind = EventKind::segment_arrives, .segment = segment};
    return awaits_answer(StepContext<Concrete>{end.policy, event, end.now, c, out});
  };
  for (std::uint64_t i = 0; i < std::uint64_t{1} << 32; i += 1) {
    // All of the ranges lie within 2^20 of the right numbers; beyond, each 2^16th is tried.
    const std::uint32_t offset = static_cast<std::uint32_t>(i);
    if (offset > (1u << 20) && offset < ~(1u << 20) && (offset & 0xffffu) != 0) {
      i = (i | 0xffff);
      continue;
    }
    Segment segment = right;
    segment.seq = right.seq + offset;
    seqs += is_hit(segment) ? 1u : 0u;
    segment = right;
    segment.ack = right.ack + offset;
    acks += is_hit(segment) ? 1u : 0u;
  }
  EXPECT_EQ(seqs, end.c.rcv.buffer_bytes);
  EXPECT_EQ(acks, std::min(end.c.snd.max_wnd_bytes, end.c.snd.acked_count) + 1u);
  EXPECT_LE(seqs * acks, std::uint64_t{1} << 34) << "of 2^64: one in 2^30";
}

}  // namespace
}  // namespace twomsl::test
