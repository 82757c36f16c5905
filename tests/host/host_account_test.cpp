// The table's account, transition by transition: what each reserves, holds and gives back.
#include "tests/host/host_pair.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kPort = 50'000;

TEST(HostAccount, CountsNothingForListenersAndHalfOpenConnections) {
  HostPair pair(safe<Concrete>());
  EXPECT_EQ(pair.listen(pair.b, kAddressB, 80).result, HostResult::listening);
  const auto syn = pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  const auto taken = pair.arrive(pair.b, mirrored(tuple_from(kPort)), syn.outcome.segment);
  EXPECT_EQ(taken.result, HostResult::created);
  EXPECT_EQ(taken.after, State::syn_received);
  EXPECT_EQ(words_of(taken.actions), "");
  EXPECT_EQ(account_of(pair.b), "0+0");
  EXPECT_EQ(pair.b.host.half_open, 1u);
}

TEST(HostAccount, ReservesForAnActiveOpen) {
  HostPair pair(safe<Concrete>());
  const auto out = pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::created);
  EXPECT_EQ(words_of(out.actions), "reserve");
  EXPECT_EQ(account_of(pair.a), "1+0");
}

TEST(HostAccount, RefusesAnActiveOpenWithoutASlot) {
  HostPair pair(safe<Concrete>(), {.waits = 1});
  pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  const auto out = pair.one(pair.a, tuple_from(kPort + 1), {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::no_slot);
  EXPECT_EQ(out.outcome.why, Why::error_resources);
  EXPECT_FALSE(out.outcome.replies);
  EXPECT_EQ(pair.state_a(kPort + 1), State::closed);
  EXPECT_EQ(account_of(pair.a), "1+0");
}

TEST(HostAccount, ReservesForASendInListen) {
  HostPair pair(safe<Concrete>());
  pair.listen(pair.a, kAddressA, kPort);
  const auto out = pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::send, .bytes = 5});
  EXPECT_EQ(out.before, State::listen);
  EXPECT_EQ(out.after, State::syn_sent);
  EXPECT_EQ(words_of(out.actions), "reserve");
}

TEST(HostAccount, GivesTheSlotBackWhereAnOpenFails) {
  HostPair pair(safe<Concrete>());
  const auto out =
      pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active, .address_valid = false});
  EXPECT_EQ(out.outcome.why, Why::error_address);
  EXPECT_EQ(words_of(out.actions), "reserve give_back");
  EXPECT_EQ(account_of(pair.a), "0+0");
}

TEST(HostAccount, ReservesWhenAPassiveOpenCompletes) {
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  EXPECT_EQ(pair.state_b(kPort), State::established);
  EXPECT_EQ(account_of(pair.b), "1+0");
  EXPECT_EQ(pair.b.host.half_open, 0u);
}

TEST(HostAccount, AnswersByRstWhereAPassiveOpenFindsNoSlot) {
  HostPair pair(safe<Concrete>(), {.waits = 1});
  pair.open(kPort);
  pair.listen(pair.b, kAddressB, 80);
  const auto a2 = make_host<Ipv4Stores>(safe<Concrete>(), {}, {5, 6});
  pair.a = a2;
  pair.call(pair.a, tuple_from(kPort + 1), EventKind::open_active);
  EXPECT_EQ(pair.state_b(kPort + 1), State::closed);
  EXPECT_EQ(pair.state_a(kPort + 1), State::closed) << "the RST ends the other end, too";
  EXPECT_EQ(account_of(pair.b), "1+0");
  EXPECT_EQ(pair.b.host.half_open, 0u);
}

/// A half-open connection at B, towards A.
HostPair half_open_pair(const HostSize& size) {
  HostPair pair(safe<Concrete>(), size);
  pair.listen(pair.b, kAddressB, 80);
  const auto syn = pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  pair.arrive(pair.b, mirrored(tuple_from(kPort)), syn.outcome.segment);
  return pair;
}

TEST(HostAccount, ReservesForACloseInAPassiveSynReceived) {
  HostPair pair = half_open_pair({});
  const auto out = pair.one(pair.b, mirrored(tuple_from(kPort)), {.kind = EventKind::close});
  EXPECT_EQ(out.after, State::fin_wait_1);
  EXPECT_EQ(words_of(out.actions), "reserve");
  EXPECT_EQ(pair.b.host.half_open, 0u);
}

TEST(HostAccount, RefusesACloseInAPassiveSynReceivedWithoutASlot) {
  HostPair pair = half_open_pair({.waits = 1});
  pair.one(pair.b, {kAddressB, kAddressA, 1 << 16 | 1}, {.kind = EventKind::open_active});
  const auto out = pair.one(pair.b, mirrored(tuple_from(kPort)), {.kind = EventKind::close});
  EXPECT_EQ(out.result, HostResult::no_slot);
  EXPECT_EQ(out.outcome.why, Why::error_resources);
  EXPECT_FALSE(out.outcome.replies);
  EXPECT_EQ(pair.state_b(kPort), State::syn_received) << "the connection goes on as it was";
  EXPECT_EQ(pair.b.host.half_open, 1u);
}

TEST(HostAccount, KeepsOneReservationThroughASimultaneousOpen) {
  HostPair pair(safe<Concrete>());
  const auto key = tuple_from(kPort);
  const auto syn_a = pair.one(pair.a, key, {.kind = EventKind::open_active});
  const auto syn_b = pair.one(pair.b, mirrored(key), {.kind = EventKind::open_active});
  const auto a2 = pair.arrive(pair.a, key, syn_b.outcome.segment);
  const auto b2 = pair.arrive(pair.b, mirrored(key), syn_a.outcome.segment);
  EXPECT_EQ(a2.after, State::syn_received);
  EXPECT_EQ(words_of(a2.actions), "");
  pair.carry(pair.a, key, a2);
  pair.carry(pair.b, mirrored(key), b2);
  EXPECT_EQ(pair.state_a(kPort), State::established);
  EXPECT_EQ(pair.state_b(kPort), State::established);
  EXPECT_EQ(account_of(pair.a), "1+0");
  EXPECT_EQ(account_of(pair.b), "1+0");
}

TEST(HostAccount, HoldsOnEnteringTimeWaitAndGivesBackInCloseWait) {
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  pair.call(pair.a, tuple_from(kPort), EventKind::close);
  EXPECT_EQ(account_of(pair.b), "0+0") << "CLOSE-WAIT gives its slot back";
  EXPECT_EQ(pair.state_b(kPort), State::close_wait);
  pair.call(pair.b, mirrored(tuple_from(kPort)), EventKind::close);
  EXPECT_EQ(pair.state_a(kPort), State::time_wait);
  EXPECT_EQ(account_of(pair.a), "0+1");
  EXPECT_EQ(pair.state_b(kPort), State::closed);
  EXPECT_EQ(account_of(pair.b), "0+0");
  EXPECT_EQ(pair.a.host.blocks.size(), 0u);
}

TEST(HostAccount, StrictHoldsAtTheEndOfLastAck) {
  HostPair pair(strict<Concrete>());
  pair.open(kPort);
  pair.call(pair.a, tuple_from(kPort), EventKind::close);
  EXPECT_EQ(account_of(pair.b), "1+0") << "CLOSE-WAIT keeps its slot";
  pair.call(pair.b, mirrored(tuple_from(kPort)), EventKind::close);
  EXPECT_EQ(account_of(pair.a), "0+1");
  EXPECT_EQ(account_of(pair.b), "0+1");
  EXPECT_EQ(pair.state_b(kPort), State::time_wait);
}

TEST(HostAccount, HoldsBothEndsOfASimultaneousClose) {
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  const auto key = tuple_from(kPort);
  const auto fin_a = pair.one(pair.a, key, {.kind = EventKind::close});
  const auto fin_b = pair.one(pair.b, mirrored(key), {.kind = EventKind::close});
  const auto ack_a = pair.arrive(pair.a, key, fin_b.outcome.segment);
  const auto ack_b = pair.arrive(pair.b, mirrored(key), fin_a.outcome.segment);
  EXPECT_EQ(ack_a.after, State::closing);
  EXPECT_EQ(account_of(pair.a), "1+0");
  EXPECT_EQ(words_of(pair.arrive(pair.a, key, ack_b.outcome.segment).actions), "hold");
  EXPECT_EQ(words_of(pair.arrive(pair.b, mirrored(key), ack_a.outcome.segment).actions), "hold");
  EXPECT_EQ(account_of(pair.a), "0+1");
  EXPECT_EQ(account_of(pair.b), "0+1");
}

TEST(HostAccount, GivesBackOnAbortResetAndUserTimeout) {
  for (const EventKind end : {EventKind::abort, EventKind::user_timeout}) {
    HostPair pair(safe<Concrete>());
    pair.open(kPort);
    const auto out = pair.call(pair.a, tuple_from(kPort), end);
    EXPECT_EQ(words_of(out.actions), "give_back") << name(end);
    EXPECT_EQ(account_of(pair.a), "0+0") << name(end);
    EXPECT_EQ(account_of(pair.b), end == EventKind::abort ? "0+0" : "1+0") << "RST at the peer";
  }
}

TEST(HostAccount, StrictHoldsOnAbortResetAndUserTimeout) {
  for (const EventKind end : {EventKind::abort, EventKind::user_timeout}) {
    HostPair pair(strict<Concrete>());
    pair.open(kPort);
    const auto out = pair.call(pair.a, tuple_from(kPort), end);
    EXPECT_EQ(words_of(out.actions), "hold") << name(end);
    EXPECT_EQ(account_of(pair.a), "0+1") << name(end);
    EXPECT_EQ(pair.state_a(kPort), State::time_wait) << name(end);
    EXPECT_EQ(account_of(pair.b), end == EventKind::abort ? "0+1" : "1+0") << "RST at the peer";
  }
}

TEST(HostAccount, GivesBackWhereAnActiveOpenIsRefused) {
  HostPair pair(safe<Concrete>());
  pair.call(pair.a, tuple_from(kPort), EventKind::open_active);
  EXPECT_EQ(pair.state_a(kPort), State::closed) << "nobody listens";
  EXPECT_EQ(account_of(pair.a), "0+0");
}

TEST(HostAccount, HoldsUntilTwoMslAndNotLonger) {
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  pair.call(pair.a, tuple_from(kPort), EventKind::close);
  pair.call(pair.b, mirrored(tuple_from(kPort)), EventKind::close);
  const auto entered = pair.now.us - 1000;  // the ACK of the FIN travelled after it
  pair.now = {entered + 2 * kRfcMslUs - 1};
  EXPECT_EQ(pair.state_a(kPort), State::time_wait);
  pair.now = {entered + 2 * kRfcMslUs};
  EXPECT_EQ(pair.state_a(kPort), State::closed);
  (void)pair.a.step({.kind = HostEventKind::expire, .now = pair.now});
  EXPECT_EQ(account_of(pair.a), "0+0");
}

}  // namespace
}  // namespace twomsl
