// What spec/DECISIONS.md decides about TIME-WAIT where the texts conflict or are silent, each shown
// once.
#include <gtest/gtest.h>

#include "tests/connection/harness/connection_machine.hpp"

namespace twomsl {
namespace {

constexpr Setup kRfc9293{.policy = rfc9293<Concrete>};
constexpr Setup kSafe{.policy = safe<Concrete>};
constexpr Setup kStrict{.policy = strict<Concrete>};
constexpr Setup kReopened{.policy = safe<Concrete>, .origin = Origin::reopened};

ConcreteSegment fin_again(const Machine& m) {
  ConcreteSegment segment = m.fin();
  segment.seq = segment.seq - 1;
  return segment;
}

//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D5 type=test
TEST(Decision, TheWaitRestartsOnTheFinThatEndsAtRcvNxtAlone) {
  Machine m = machine_in(State::time_wait, kRfc9293);
  const Instant<Concrete> first = m.c.closes_at;
  ConcreteSegment duplicate = m.text(10);
  duplicate.seq = duplicate.seq - 10;
  m.arrive(duplicate);
  EXPECT_EQ(Reply::ack, reply_of(m.out));
  EXPECT_EQ(first.us, m.c.closes_at.us) << "an old duplicate is answered and restarts nothing";
  const Instant<Concrete> now = m.now;
  m.arrive(fin_again(m));
  EXPECT_EQ(Reply::ack, reply_of(m.out));
  EXPECT_EQ((now + m.policy.msl + m.policy.msl).us, m.c.closes_at.us);
}

TEST(Decision, AFinThatPawsRefusesRestartsNothing) {
  Machine m = machine_in(State::time_wait, {.timestamps = true});
  const Instant<Concrete> first = m.c.closes_at;
  ConcreteSegment old = fin_again(m);
  old.ts_val = m.c.ts.recent - 1;
  EXPECT_EQ(Why::timestamp_old, m.arrive(old).why);
  EXPECT_EQ(first.us, m.c.closes_at.us);
}

TEST(Decision, ASynThatDoesNotReopenIsDroppedOrChallengedAsThePolicySays) {
  for (const auto& [setup, reply] : {std::pair{kRfc9293, Reply::none}, std::pair{kSafe, Reply::ack},
                                     std::pair{kStrict, Reply::none}}) {
    Machine m = machine_in(State::time_wait, setup);
    m.arrive(m.syn(m.c.rcv.nxt.value - 1));
    EXPECT_EQ(State::time_wait, m.c.state);
    EXPECT_EQ(reply, reply_of(m.out)) << describe_step(m.c, m.out);
  }
}

TEST(Decision, ARstEndsTheWaitUnderRfc9293Alone) {
  for (const auto& [setup, state] :
       {std::pair{kRfc9293, State::closed}, std::pair{kSafe, State::time_wait},
        std::pair{kStrict, State::time_wait}}) {
    Machine m = machine_in(State::time_wait, setup);
    m.arrive(m.rst());
    EXPECT_EQ(state, m.c.state);
    EXPECT_EQ(Reply::none, reply_of(m.out));
  }
}

TEST(Decision, AbortEndsTheWaitExceptUnderStrict) {
  for (const auto& [setup, state] :
       {std::pair{kRfc9293, State::closed}, std::pair{kSafe, State::closed},
        std::pair{kStrict, State::time_wait}}) {
    Machine m = machine_in(State::time_wait, setup);
    m.call(EventKind::abort);
    EXPECT_EQ(state, m.c.state);
    EXPECT_EQ(Reply::none, reply_of(m.out));
  }
}

TEST(Decision, TheUserTimeoutEndsTheWaitUnderRfc9293Alone) {
  for (const auto& [setup, state] :
       {std::pair{kRfc9293, State::closed}, std::pair{kSafe, State::time_wait},
        std::pair{kStrict, State::time_wait}}) {
    Machine m = machine_in(State::time_wait, setup);
    m.call(EventKind::user_timeout);
    EXPECT_EQ(state, m.c.state);
  }
}

TEST(Decision, ASynBeyondTheWindowMayReopenSinceMay2ComesBeforeTheSequenceTest) {
  Machine m = machine_in(State::time_wait, kSafe);
  m.arrive(m.syn(m.c.rcv.nxt.value + m.c.rcv.wnd_bytes + 1));
  EXPECT_EQ(State::syn_received, m.c.state);
  EXPECT_TRUE(is_before(m.c.old.record.snd_nxt, m.c.iss)) << "MAY-2's first condition";
}

// RFC 6191's way, which safe takes where both incarnations have timestamps: a client that is fast
// has an ISN behind RCV.NXT and a clock that has gone on.
TEST(Decision, ASynWithANewerTimestampReopensAtAnyNumber) {
  for (const std::uint32_t behind : {0u, 1u, 70'000u, 0x7fff'ffffu, 0x8000'0000u}) {
    for (const std::uint32_t later : {0u, 1u, 0x7fff'ffffu, 0x8000'0000u, ~0u}) {
      Machine m = machine_in(State::time_wait, {.policy = safe<Concrete>, .timestamps = true});
      ConcreteSegment syn = m.syn(m.c.rcv.nxt.value - behind);
      syn.ts_val = m.c.ts.recent + later;
      m.arrive(syn);
      const bool is_newer = later - 1 < 0x7fff'ffffu || (later == 0 && behind == 0);
      EXPECT_EQ(is_newer ? State::syn_received : State::time_wait, m.c.state)
          << behind << " behind, " << later << " later";
    }
  }
}

// Reopened by its timestamp at a number of the old incarnation: that one's RST, in the moment that
// RCV.NXT has its number, is ignored; one that is as new as what the peer has sent ends the
// connection, and so does any once the old wait would be over.
TEST(Decision, ARstOfTheOldIncarnationDoesNotEndTheNewOne) {
  enum class Rst { old, newer, after_the_wait, beyond_the_old_numbers };
  for (const Rst kind : {Rst::old, Rst::newer, Rst::after_the_wait, Rst::beyond_the_old_numbers}) {
    Machine m = machine_in(State::time_wait, {.policy = safe<Concrete>, .timestamps = true});
    const InterruptedWait<Concrete> old{{m.c.snd.nxt, m.c.rcv.nxt}, m.c.closes_at};
    ConcreteSegment syn = m.syn(m.c.rcv.nxt.value - 1000);
    syn.ts_val = m.c.ts.recent + 1;
    m.arrive(syn);
    ConcreteSegment ack = m.ack_all();
    ack.ts_val = syn.ts_val;
    m.arrive(ack);
    ASSERT_EQ(State::established, m.c.state);
    ConcreteSegment text = m.text(kind == Rst::beyond_the_old_numbers ? 1000 : 999);
    text.ts_val = syn.ts_val;
    m.arrive(text);
    if (kind == Rst::after_the_wait) m.now = old.ends_at;
    ConcreteSegment rst = m.rst();
    rst.has_ts = true;
    rst.ts_val = m.c.ts.recent - (kind == Rst::newer ? 0 : 1);
    m.arrive(rst);
    EXPECT_EQ(kind == Rst::old ? Why::rst_ignored : Why::reset, m.out.why);
    EXPECT_FALSE(m.out.replies) << "a challenge would be answered by the next RST";
    EXPECT_EQ(kind == Rst::old ? State::established : State::closed, m.c.state);
  }
}

TEST(Decision, ASynWithAckOrFinDoesNotReopen) {
  for (const bool has_ack : {true, false}) {
    Machine m = machine_in(State::time_wait, kSafe);
    ConcreteSegment syn = m.syn(m.c.rcv.nxt.value + 1);
    syn.has_ack = has_ack;
    syn.ack = m.c.snd.nxt;
    syn.fin = !has_ack;
    EXPECT_EQ(Why::syn_challenged, m.arrive(syn).why);
    EXPECT_EQ(State::time_wait, m.c.state);
  }
}

//= rfc9293#3.6.1 MAY-2 type=test
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D2 type=test
TEST(Decision, AFailedReopeningReturnsToTheSameWait) {
  for (const bool by_syn : {false, true}) {
    Machine m = machine_in(State::syn_received, kReopened);
    const InterruptedWait<Concrete> old = m.c.old;
    m.arrive(by_syn ? m.syn(m.c.rcv.nxt.value) : m.rst());
    EXPECT_EQ(State::time_wait, m.c.state);
    EXPECT_EQ(old.ends_at.us, m.c.closes_at.us);
    EXPECT_EQ(old.record.snd_nxt, m.c.snd.nxt);
    EXPECT_EQ(old.record.rcv_nxt, m.c.rcv.nxt);
  }
}

TEST(Decision, CloseOfAReopenedSynReceivedWaitsForEstablished) {
  Machine m = machine_in(State::syn_received, kReopened);
  EXPECT_EQ(Why::queued, m.call(EventKind::close).why);
  EXPECT_EQ(State::syn_received, m.c.state);
  m.arrive(m.ack_all());
  EXPECT_EQ(State::fin_wait_1, m.c.state);
}

TEST(Decision, StrictAnswersInTimeWaitOnlyWhatRestartsTheWait) {
  Machine m = machine_in(State::time_wait, kStrict);
  const Instant<Concrete> first = m.c.closes_at;
  ConcreteSegment ahead = m.text(10);
  for (const ConcreteSegment& segment : {ahead, m.ack(), m.rst(), m.syn(m.c.rcv.nxt.value + 5)}) {
    m.arrive(segment);
    EXPECT_EQ(Reply::none, reply_of(m.out)) << describe_step(m.c, m.out);
  }
  EXPECT_EQ(first.us, m.c.closes_at.us);
  m.arrive(fin_again(m));
  EXPECT_EQ(Reply::ack, reply_of(m.out));
  EXPECT_LT(first.us, m.c.closes_at.us);
}

}  // namespace
}  // namespace twomsl
