// What a tuple's next incarnation begins from: reopening from TIME-WAIT, the return to it, and the
// floor under the ISS.
#include "historical/connection_policies.hpp"
#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

/// A is in TIME-WAIT, having closed first; B has no connection any more.
Hosts waiting_hosts(const Policy<Concrete>& policy) {
  Hosts hosts = make_hosts(policy);
  open_from(*hosts);
  close_both(*hosts);
  listen(*hosts, kA);
  return hosts;
}

Segment<Concrete> reopening_syn(Network& network) {
  const TimeWaitRecord<Concrete> old = wait_at_a(network);
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
  const Hosts hosts = waiting_hosts(safe<Concrete>());
  const TimeWaitRecord<Concrete> old = wait_at_a(*hosts);
  const auto syn = reopening_syn(*hosts);
  const auto reopened = arrive(*hosts, kA, syn);
  EXPECT_EQ(reopened.result, HostResult::created);
  EXPECT_EQ(words_of(reopened.actions), "freeze");
  EXPECT_EQ(account_of(*hosts, kA), "0+1");
  EXPECT_TRUE(is_before(old.snd_nxt, reopened.outcome.segment.seq));
  Segment<Concrete> ack = syn;
  ack.syn = false;
  ack.seq = syn.seq + 1;
  ack.has_ack = true;
  ack.ack = reopened.outcome.segment.seq + 1;
  const auto established = arrive(*hosts, kA, ack);
  EXPECT_EQ(established.after, State::established);
  EXPECT_EQ(words_of(established.actions), "complete_reopening");
  EXPECT_EQ(account_of(*hosts, kA), "1+0");
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostReopening, ReturnsToTheSameWaitAndKeepsItsDeadline) {
  const Hosts hosts = waiting_hosts(safe<Concrete>());
  const Instant<Concrete> entered{hosts->now.us - 1000};
  const auto syn = reopening_syn(*hosts);
  pass_time(*hosts, 5'000'000);
  const auto reopened = arrive(*hosts, kA, syn);
  ASSERT_EQ(reopened.after, State::syn_received);
  Segment<Concrete> rst;
  rst.seq = syn.seq + 1;
  rst.rst = true;
  const auto returned = arrive(*hosts, kA, rst);
  EXPECT_EQ(returned.outcome.why, Why::returned_to_time_wait);
  EXPECT_EQ(words_of(returned.actions), "thaw");
  hosts->wait_until({entered.us + 2 * kRfcMslUs - 1}, false);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  hosts->wait_until({entered.us + 2 * kRfcMslUs}, false);
  EXPECT_EQ(hosts->state_of(kA), State::closed);
}

//= rfc9293#3.6.1 MAY-2 type=test
//= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D1 type=test
TEST(HostReopening, ChoosesALaterIssEachTimeThatItReopens) {
  const Hosts hosts = waiting_hosts(safe<Concrete>());
  Segment<Concrete> syn = reopening_syn(*hosts);
  const auto first = arrive(*hosts, kA, syn);
  Segment<Concrete> rst;
  rst.seq = syn.seq + 1;
  rst.rst = true;
  arrive(*hosts, kA, rst);
  const auto second = arrive(*hosts, kA, syn);
  ASSERT_EQ(second.after, State::syn_received);
  EXPECT_TRUE(is_before(first.outcome.segment.seq, second.outcome.segment.seq));
}

/// A waits, and what RFC 6528 offers for its next ISS lies `ahead` of the old SND.NXT.
Hosts waiting_hosts_offered(std::uint32_t ahead) {
  constexpr std::uint64_t kUsPerNumber = 4;
  Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  pass_time(*hosts, (ahead - 1'000'000u) * kUsPerNumber);
  close_both(*hosts);
  const Seq<Concrete> wanted = wait_at_a(*hosts).snd_nxt + ahead;
  const std::uint32_t left = wanted - host_of(*hosts, kA).host.source.iss(key_of(kA), hosts->now);
  pass_time(*hosts, left * kUsPerNumber);
  return hosts;
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostReopening, BeginsAfterEveryFailedOneOrNotAtAll) {
  for (const std::uint32_t ahead : {0x7ffffffcu, 0x7ffffffdu, 0x7ffffffeu, 0x7fffffffu}) {
    const Hosts hosts = waiting_hosts_offered(ahead);
    const Seq<Concrete> old_end = wait_at_a(*hosts).snd_nxt;
    const Segment<Concrete> syn = reopening_syn(*hosts);
    const auto first = arrive(*hosts, kA, syn);
    ASSERT_EQ(first.outcome.segment.seq, old_end + ahead);
    arrive(*hosts, kA, {.seq = syn.seq + 1, .rst = true});
    const auto second = arrive(*hosts, kA, syn);
    const bool has_number_left = ahead < 0x7ffffffeu;
    EXPECT_EQ(second.after, has_number_left ? State::syn_received : State::time_wait);
    if (has_number_left) {
      EXPECT_EQ(second.outcome.segment.seq, first.outcome.segment.seq + 2);
      EXPECT_TRUE(is_before(old_end, second.outcome.segment.seq));
    }
  }
}

// The clock lies half the number space ahead of what the wait remembers, and is no help any more;
// what the failed reopening has sent lies just behind it.
//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostReopening, BeginsAfterAFailedOneThoughTheClockHasGoneTooFar) {
  const Hosts hosts = waiting_hosts_offered(0x7ffffff0u);
  const Segment<Concrete> syn = reopening_syn(*hosts);
  const auto first = arrive(*hosts, kA, syn);
  arrive(*hosts, kA, {.seq = syn.seq + 1, .rst = true});
  pass_time(*hosts, 1'000'000);
  const auto second = arrive(*hosts, kA, syn);
  ASSERT_EQ(second.after, State::syn_received);
  EXPECT_TRUE(is_before(first.outcome.segment.seq, second.outcome.segment.seq));
}

TEST(HostReopening, RestartsTheWaitOnARetransmittedFin) {
  const Hosts hosts = waiting_hosts(safe<Concrete>());
  const TimeWaitRecord<Concrete> old = wait_at_a(*hosts);
  pass_time(*hosts, 10'000'000);
  Segment<Concrete> fin;
  fin.seq = old.rcv_nxt - 1;
  fin.fin = true;
  fin.has_ack = true;
  fin.ack = old.snd_nxt;
  fin.has_ts = old.ts_on;
  fin.ts_val = old.ts_recent;
  const auto out = arrive(*hosts, kA, fin);
  EXPECT_EQ(words_of(out.actions), "restart");
  EXPECT_TRUE(out.outcome.replies);
  pass_time(*hosts, 2 * kRfcMslUs - 1);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  pass_time(*hosts, 1);
  EXPECT_EQ(hosts->state_of(kA), State::closed);
}

TEST(HostReopening, EndsAWaitOnlyByTheLicencesOfThePolicy) {
  for (const auto& policy : {strict<Concrete>(), safe<Concrete>(), rfc9293<Concrete>()}) {
    const Hosts hosts = waiting_hosts(policy);
    Segment<Concrete> rst;
    rst.seq = wait_at_a(*hosts).rcv_nxt;
    rst.rst = true;
    arrive(*hosts, kA, rst);
    EXPECT_EQ(hosts->state_of(kA) == State::closed, policy.time_wait.accepts_rst);
    hosts->put(kA, {.kind = EventKind::user_timeout});
    EXPECT_EQ(hosts->state_of(kA) == State::closed, policy.time_wait.ends_on_user_timeout);
    hosts->put(kA, {.kind = EventKind::abort});
    EXPECT_EQ(hosts->state_of(kA) == State::closed, policy.time_wait.ends_on_abort);
  }
}

TEST(HostReopening, RefusesAnOpenOnAHeldTuple) {
  const Hosts hosts = waiting_hosts(safe<Concrete>());
  const auto out = hosts->put(kA, {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::waited);
  EXPECT_EQ(out.outcome.why, Why::error_exists);
  EXPECT_EQ(account_of(*hosts, kA), "0+1");
}

TEST(HostReopening, BindReuseTakesAHeldTupleThatUsedTimestamps) {
  const Hosts hosts = waiting_hosts(bind_reuse<Concrete>());
  const auto out = hosts->put(kA, {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::created);
  EXPECT_EQ(words_of(out.actions), "release reserve");
  expect_breach(*hosts, "INV-TW-2");
}

TEST(HostReopening, AnswersNoMoreThanItsCreditInTimeWait) {
  const Hosts hosts = waiting_hosts(safe<Concrete>());
  Segment<Concrete> old = reopening_syn(*hosts);
  old.seq = wait_at_a(*hosts).rcv_nxt - 1000;
  old.ts_val = wait_at_a(*hosts).ts_recent;
  std::uint32_t answers = 0;
  for (int i = 0; i < 100; ++i) {
    answers += arrive(*hosts, kA, old).outcome.replies ? 1u : 0u;
  }
  EXPECT_EQ(answers, 10u) << "what ack_burst and ack_interval make";
}

TEST(HostReopening, TakesTheCreditOfTheConnectionIntoTimeWait) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {}, 0);
  open_from(*hosts);
  Segment<Concrete> syn;
  syn.syn = true;
  std::uint32_t answers = 0;
  for (int i = 0; i < 7; ++i) {
    answers += arrive(*hosts, kA, syn).outcome.replies ? 1u : 0u;
  }
  close_both(*hosts);
  ASSERT_EQ(hosts->state_of(kA), State::time_wait);
  Segment<Concrete> old = reopening_syn(*hosts);
  old.seq = wait_at_a(*hosts).rcv_nxt - 1000;
  old.ts_val = wait_at_a(*hosts).ts_recent;
  for (int i = 0; i < 100; ++i) {
    answers += arrive(*hosts, kA, old).outcome.replies ? 1u : 0u;
  }
  EXPECT_EQ(answers, 10u);
}

/// Sends `bytes` from B to A at one instant, and ends by LAST-ACK at B.
Seq<Concrete> send_fast_and_end(Network& network, std::uint32_t bytes) {
  open_from(network);
  for (std::uint32_t sent = 0; sent < bytes; sent += 1000) {
    send_from(network, kB, 1000);
    receive(network, kA, 1000);
    exchange(network);
  }
  call(network, kA, EventKind::close);
  const Seq<Concrete> end = network.block_of(kB)->snd.nxt;
  call(network, kB, EventKind::close);
  return end;
}

Seq<Concrete> offered_at_b(Network& network) {
  return host_of(network, kB).host.source.iss(key_of(kB), network.now);
}

TEST(HostFloor, KeepsTheNextIssAboveAFastConnectionForTwoMsl) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {}, 0);
  const Seq<Concrete> end = send_fast_and_end(*hosts, 200'000);
  ASSERT_EQ(hosts->state_of(kB), State::closed) << "LAST-ACK forgets";
  ASSERT_TRUE(is_before(offered_at_b(*hosts), end))
      << "RFC 6528 alone would begin inside the old numbers";
  Segment<Concrete> syn;
  syn.syn = true;
  syn.wnd = 1000;
  const auto out = arrive(*hosts, kB, syn);
  ASSERT_EQ(out.after, State::syn_received);
  EXPECT_TRUE(is_before(end, out.outcome.segment.seq));
}

TEST(HostFloor, LastsUntilTheClockHasOvertakenAndIsNoneIfThatStaysAheadForTwoMsl) {
  const Seq<Concrete> sent{1000};
  const auto lasts_us = [&](std::uint32_t lead, std::uint64_t msl_us) {
    return iss_floor_lasts<Concrete>(sent, sent + lead, {msl_us}).us;
  };
  const std::uint64_t msl_us = 4;  // in 8 us the clock may tick three times
  EXPECT_EQ(lasts_us(0, msl_us), 4u);
  EXPECT_EQ(lasts_us(0u - 1, msl_us), 8u);
  EXPECT_EQ(lasts_us(0u - 2, msl_us), 8u) << "2*MSL at most";
  EXPECT_EQ(lasts_us(0u - 2, 1000), 12u);
  EXPECT_EQ(lasts_us(1, msl_us), 0u);
  EXPECT_EQ(lasts_us(0x7fffffffu - 3, msl_us), 0u);
  EXPECT_EQ(lasts_us(0x7fffffffu - 2, msl_us), 8u);
  EXPECT_EQ(lasts_us(0x7fffffffu, msl_us), 8u);
  EXPECT_EQ(lasts_us(0x80000000u, msl_us), 8u);
}

TEST(HostFloor, IsOverWhenTheClockHasOvertaken) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {}, 0);
  const Seq<Concrete> sent = send_fast_and_end(*hosts, 200'000) + 1u;  // the FIN
  const auto floor_is_held = [&] {
    return static_cast<bool>(
        look_up(host_of(*hosts, kB).host.iss_floors, key_of(kB), hosts->now).held);
  };
  ASSERT_TRUE(floor_is_held());
  const std::uint64_t overtakes_us = (std::uint64_t{sent - offered_at_b(*hosts)} + 1) * 4;
  ASSERT_LT(overtakes_us, 1'000'000u);
  pass_time(*hosts, overtakes_us - 1);
  EXPECT_TRUE(floor_is_held());
  pass_time(*hosts, 1);
  EXPECT_FALSE(floor_is_held());
  EXPECT_TRUE(is_before(sent, offered_at_b(*hosts)));
}

TEST(HostFloor, IsNoneUnderRfc9293AndWhereTheClockHasOvertaken) {
  const Hosts plain = make_hosts(rfc9293<Concrete>(), {}, 0);
  send_fast_and_end(*plain, 200'000);
  Segment<Concrete> syn;
  syn.syn = true;
  syn.wnd = 1000;
  const auto begun = arrive(*plain, kB, syn);
  EXPECT_EQ(begun.outcome.segment.seq, offered_at_b(*plain));
  const Hosts slow = waiting_hosts(safe<Concrete>());
  EXPECT_EQ(host_of(*slow, kB).host.iss_floors.account.held, 0u) << "nothing to remember";
  EXPECT_EQ(host_of(*slow, kB).host.iss_floors.account.reserved, 0u);
}

}  // namespace
}  // namespace twomsl
