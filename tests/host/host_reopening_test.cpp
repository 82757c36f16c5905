// What a tuple's next incarnation begins from: reopening from TIME-WAIT, the return to it, and the
// floor under the ISS.
#include "historical/connection_policies.hpp"
#include "tests/host/host_pair.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kPort = 50'000;
const auto kKey = tuple_from(kPort);

/// A is in TIME-WAIT, having closed first; B has no connection any more.
HostPair waiting_pair(const Policy<Concrete>& policy) {
  HostPair pair(policy);
  pair.open(kPort);
  pair.call(pair.a, kKey, EventKind::close);
  pair.call(pair.b, mirrored(kKey), EventKind::close);
  pair.listen(pair.a, 0, kPort);
  return pair;
}

TimeWaitRecord<Concrete> closing_at_a(const HostPair& pair) {
  return look_up(pair.a.host.waits, kKey, pair.now).record;
}

Segment<Concrete> reopening_syn(const HostPair& pair) {
  const TimeWaitRecord<Concrete> old = closing_at_a(pair);
  Segment<Concrete> syn;
  syn.seq = old.rcv_nxt + 100;
  syn.syn = true;
  syn.wnd = 1000;
  syn.has_ts = old.ts_on;
  syn.ts_val = old.ts_recent + 1;
  return syn;
}

//= rfc9293#3.6.1 MAY-2 type=test
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-5 type=test
TEST(HostReopening, FreezesTheSlotAndExchangesItWhenEstablished) {
  HostPair pair = waiting_pair(safe<Concrete>());
  const TimeWaitRecord<Concrete> old = closing_at_a(pair);
  const auto syn = reopening_syn(pair);
  const auto reopened = pair.arrive(pair.a, kKey, syn);
  EXPECT_EQ(reopened.result, HostResult::created);
  EXPECT_EQ(words_of(reopened.actions), "freeze");
  EXPECT_EQ(account_of(pair.a), "0+1");
  EXPECT_TRUE(is_before(old.snd_nxt, reopened.outcome.segment.seq));
  Segment<Concrete> ack = syn;
  ack.syn = false;
  ack.seq = syn.seq + 1;
  ack.has_ack = true;
  ack.ack = reopened.outcome.segment.seq + 1;
  const auto established = pair.arrive(pair.a, kKey, ack);
  EXPECT_EQ(established.after, State::established);
  EXPECT_EQ(words_of(established.actions), "complete_reopening");
  EXPECT_EQ(account_of(pair.a), "1+0");
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostReopening, ReturnsToTheSameWaitAndKeepsItsDeadline) {
  HostPair pair = waiting_pair(safe<Concrete>());
  const Instant<Concrete> entered{pair.now.us - 1000};
  const auto syn = reopening_syn(pair);
  pair.pass_time(5'000'000);
  const auto reopened = pair.arrive(pair.a, kKey, syn);
  ASSERT_EQ(reopened.after, State::syn_received);
  Segment<Concrete> rst;
  rst.seq = syn.seq + 1;
  rst.rst = true;
  const auto returned = pair.arrive(pair.a, kKey, rst);
  EXPECT_EQ(returned.outcome.why, Why::returned_to_time_wait);
  EXPECT_EQ(words_of(returned.actions), "thaw");
  pair.now = {entered.us + 2 * kRfcMslUs - 1};
  EXPECT_EQ(pair.state_a(kPort), State::time_wait);
  pair.now = {entered.us + 2 * kRfcMslUs};
  EXPECT_EQ(pair.state_a(kPort), State::closed);
}

//= rfc9293#3.6.1 MAY-2 type=test
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D1 type=test
TEST(HostReopening, ChoosesALaterIssEachTimeThatItReopens) {
  HostPair pair = waiting_pair(safe<Concrete>());
  Segment<Concrete> syn = reopening_syn(pair);
  const auto first = pair.arrive(pair.a, kKey, syn);
  Segment<Concrete> rst;
  rst.seq = syn.seq + 1;
  rst.rst = true;
  pair.arrive(pair.a, kKey, rst);
  const auto second = pair.arrive(pair.a, kKey, syn);
  ASSERT_EQ(second.after, State::syn_received);
  EXPECT_TRUE(is_before(first.outcome.segment.seq, second.outcome.segment.seq));
}

/// A waits, and what RFC 6528 offers for its next ISS lies `ahead` of the old SND.NXT.
HostPair waiting_pair_offered(std::uint32_t ahead) {
  constexpr std::uint64_t kUsPerNumber = 4;
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  pair.pass_time((ahead - 1'000'000u) * kUsPerNumber);
  pair.call(pair.a, kKey, EventKind::close);
  pair.call(pair.b, mirrored(kKey), EventKind::close);
  const Seq<Concrete> wanted = closing_at_a(pair).snd_nxt + ahead;
  const std::uint32_t left = wanted - pair.a.host.source.iss(kKey, pair.now);
  pair.pass_time(left * kUsPerNumber);
  return pair;
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostReopening, BeginsAfterEveryFailedOneOrNotAtAll) {
  for (const std::uint32_t ahead : {0x7ffffffcu, 0x7ffffffdu, 0x7ffffffeu, 0x7fffffffu}) {
    HostPair pair = waiting_pair_offered(ahead);
    const Seq<Concrete> old_end = closing_at_a(pair).snd_nxt;
    const Segment<Concrete> syn = reopening_syn(pair);
    const auto first = pair.arrive(pair.a, kKey, syn);
    ASSERT_EQ(first.outcome.segment.seq, old_end + ahead);
    pair.arrive(pair.a, kKey, {.seq = syn.seq + 1, .rst = true});
    const auto second = pair.arrive(pair.a, kKey, syn);
    const bool has_number_left = ahead < 0x7ffffffeu;
    EXPECT_EQ(second.after, has_number_left ? State::syn_received : State::time_wait);
    if (has_number_left) {
      EXPECT_EQ(second.outcome.segment.seq, first.outcome.segment.seq + 2);
      EXPECT_TRUE(is_before(old_end, second.outcome.segment.seq));
    }
  }
}

TEST(HostReopening, RestartsTheWaitOnARetransmittedFin) {
  HostPair pair = waiting_pair(safe<Concrete>());
  const TimeWaitRecord<Concrete> old = closing_at_a(pair);
  pair.pass_time(10'000'000);
  Segment<Concrete> fin;
  fin.seq = old.rcv_nxt - 1;
  fin.fin = true;
  fin.has_ack = true;
  fin.ack = old.snd_nxt;
  fin.has_ts = old.ts_on;
  fin.ts_val = old.ts_recent;
  const auto out = pair.arrive(pair.a, kKey, fin);
  EXPECT_EQ(words_of(out.actions), "restart");
  EXPECT_TRUE(out.outcome.replies);
  pair.pass_time(2 * kRfcMslUs - 1);
  EXPECT_EQ(pair.state_a(kPort), State::time_wait);
  pair.pass_time(1);
  EXPECT_EQ(pair.state_a(kPort), State::closed);
}

TEST(HostReopening, EndsAWaitOnlyByTheLicencesOfThePolicy) {
  for (const auto& policy : {strict<Concrete>(), safe<Concrete>(), rfc9293<Concrete>()}) {
    HostPair pair = waiting_pair(policy);
    Segment<Concrete> rst;
    rst.seq = closing_at_a(pair).rcv_nxt;
    rst.rst = true;
    pair.arrive(pair.a, kKey, rst);
    EXPECT_EQ(pair.state_a(kPort) == State::closed, policy.time_wait.accepts_rst);
    pair.one(pair.a, kKey, {.kind = EventKind::user_timeout});
    EXPECT_EQ(pair.state_a(kPort) == State::closed, policy.time_wait.ends_on_user_timeout);
    pair.one(pair.a, kKey, {.kind = EventKind::abort});
    EXPECT_EQ(pair.state_a(kPort) == State::closed, policy.time_wait.ends_on_abort);
  }
}

TEST(HostReopening, RefusesAnOpenOnAHeldTuple) {
  HostPair pair = waiting_pair(safe<Concrete>());
  const auto out = pair.one(pair.a, kKey, {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::waited);
  EXPECT_EQ(out.outcome.why, Why::error_exists);
  EXPECT_EQ(account_of(pair.a), "0+1");
}

TEST(HostReopening, BindReuseTakesAHeldTupleThatUsedTimestamps) {
  HostPair pair = waiting_pair(bind_reuse<Concrete>());
  const auto out = pair.one(pair.a, kKey, {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::created);
  EXPECT_EQ(words_of(out.actions), "release reserve");
}

TEST(HostReopening, AnswersNoMoreThanItsCreditInTimeWait) {
  HostPair pair = waiting_pair(safe<Concrete>());
  Segment<Concrete> old = reopening_syn(pair);
  old.seq = closing_at_a(pair).rcv_nxt - 1000;
  std::uint32_t answers = 0;
  for (int i = 0; i < 100; ++i) {
    answers += pair.arrive(pair.a, kKey, old).outcome.replies ? 1u : 0u;
  }
  EXPECT_EQ(answers, 10u) << "what ack_burst and ack_interval make";
}

TEST(HostReopening, TakesTheCreditOfTheConnectionIntoTimeWait) {
  HostPair pair(safe<Concrete>());
  pair.delay = {0};
  pair.open(kPort);
  Segment<Concrete> syn;
  syn.syn = true;
  std::uint32_t answers = 0;
  for (int i = 0; i < 7; ++i) {
    answers += pair.arrive(pair.a, kKey, syn).outcome.replies ? 1u : 0u;
  }
  pair.call(pair.a, kKey, EventKind::close);
  pair.call(pair.b, mirrored(kKey), EventKind::close);
  ASSERT_EQ(pair.state_a(kPort), State::time_wait);
  Segment<Concrete> old = reopening_syn(pair);
  old.seq = closing_at_a(pair).rcv_nxt - 1000;
  for (int i = 0; i < 100; ++i) {
    answers += pair.arrive(pair.a, kKey, old).outcome.replies ? 1u : 0u;
  }
  EXPECT_EQ(answers, 10u);
}

/// Sends `bytes` from B to A at one instant, and ends by LAST-ACK at B.
Seq<Concrete> send_fast_and_end(HostPair& pair, std::uint32_t bytes) {
  pair.delay = {0};
  pair.open(kPort);
  const auto peer = mirrored(kKey);
  for (std::uint32_t sent = 0; sent < bytes; sent += 1000) {
    pair.call(pair.b, peer, EventKind::send, 1000);
    pair.call(pair.a, kKey, EventKind::receive, 100'000);
  }
  pair.call(pair.a, kKey, EventKind::close);
  const auto block = pair.b.host.blocks.find(peer);
  const Seq<Concrete> end = pair.b.host.blocks.connection(block).snd.nxt;
  pair.call(pair.b, peer, EventKind::close);
  return end;
}

TEST(HostFloor, KeepsTheNextIssAboveAFastConnectionForTwoMsl) {
  HostPair pair(safe<Concrete>());
  const auto peer = mirrored(kKey);
  const Seq<Concrete> end = send_fast_and_end(pair, 200'000);
  ASSERT_EQ(pair.state_b(kPort), State::closed) << "LAST-ACK forgets";
  ASSERT_TRUE(is_before(pair.b.host.source.iss(peer, pair.now), end))
      << "RFC 6528 alone would begin inside the old numbers";
  Segment<Concrete> syn;
  syn.syn = true;
  syn.wnd = 1000;
  const auto out = pair.arrive(pair.b, peer, syn);
  ASSERT_EQ(out.after, State::syn_received);
  EXPECT_TRUE(is_before(end, out.outcome.segment.seq));
}

TEST(HostFloor, IsNeededUnlessTheClockStaysAheadForTwoMsl) {
  const Seq<Concrete> sent{1000};
  const Duration<Concrete> msl{4};  // in 8 us the clock may tick three times
  EXPECT_TRUE(needs_iss_floor(sent, sent, msl));
  EXPECT_TRUE(needs_iss_floor(sent, sent - 1, msl));
  EXPECT_FALSE(needs_iss_floor(sent, sent + 1, msl));
  EXPECT_FALSE(needs_iss_floor(sent, sent + (0x7fffffffu - 3), msl));
  EXPECT_TRUE(needs_iss_floor(sent, sent + (0x7fffffffu - 2), msl));
}

TEST(HostFloor, IsNoneUnderRfc9293AndWhereTheClockHasOvertaken) {
  HostPair plain(rfc9293<Concrete>());
  const auto peer = mirrored(kKey);
  send_fast_and_end(plain, 200'000);
  Segment<Concrete> syn;
  syn.syn = true;
  syn.wnd = 1000;
  const auto begun = plain.arrive(plain.b, peer, syn);
  EXPECT_EQ(begun.outcome.segment.seq, plain.b.host.source.iss(peer, plain.now));
  HostPair slow = waiting_pair(safe<Concrete>());
  EXPECT_EQ(slow.b.host.iss_floors.account.held, 0u) << "nothing to remember";
  EXPECT_EQ(slow.b.host.iss_floors.account.reserved, 0u);
}

}  // namespace
}  // namespace twomsl
