// The table's account, transition by transition: what each reserves, holds and gives back.
#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

constexpr Place kOther{0, 1};  // another tuple of A's

TEST(HostAccount, CountsNothingForListenersAndHalfOpenConnections) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  EXPECT_EQ(listen(*hosts, kB, kAddressB, 80).result, HostResult::listening);
  hosts->put(kA, {.kind = EventKind::open_active});
  const auto taken = arrive_next(*hosts);
  EXPECT_EQ(taken.result, HostResult::created);
  EXPECT_EQ(taken.after, State::syn_received);
  EXPECT_EQ(words_of(taken.actions), "");
  EXPECT_EQ(account_of(*hosts, kB), "0+0");
  EXPECT_EQ(host_of(*hosts, kB).host.half_open, 1u);
}

TEST(HostAccount, ReservesForAnActiveOpen) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  const auto out = hosts->put(kA, {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::created);
  EXPECT_EQ(words_of(out.actions), "reserve");
  EXPECT_EQ(account_of(*hosts, kA), "1+0");
}

TEST(HostAccount, RefusesAnActiveOpenWithoutASlot) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {{{.waits = 1}, {.waits = 1}}});
  hosts->put(kA, {.kind = EventKind::open_active});
  const auto out = hosts->put(kOther, {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::no_slot);
  EXPECT_EQ(out.outcome.why, Why::error_resources);
  EXPECT_FALSE(out.outcome.replies);
  EXPECT_EQ(hosts->state_of(kOther), State::closed);
  EXPECT_EQ(account_of(*hosts, kA), "1+0");
}

TEST(HostAccount, ReservesForASendInListen) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  listen(*hosts, kA, kAddressA, 50'000);
  const auto out = hosts->put(kA, {.kind = EventKind::send, .bytes = 5});
  EXPECT_EQ(out.before, State::listen);
  EXPECT_EQ(out.after, State::syn_sent);
  EXPECT_EQ(words_of(out.actions), "reserve");
}

TEST(HostAccount, GivesTheSlotBackWhereAnOpenFails) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  const auto out = hosts->put(kA, {.kind = EventKind::open_active, .address_valid = false});
  EXPECT_EQ(out.outcome.why, Why::error_address);
  EXPECT_EQ(words_of(out.actions), "reserve give_back");
  EXPECT_EQ(account_of(*hosts, kA), "0+0");
}

TEST(HostAccount, ReservesWhenAPassiveOpenCompletes) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  EXPECT_EQ(hosts->state_of(kB), State::established);
  EXPECT_EQ(account_of(*hosts, kB), "1+0");
  EXPECT_EQ(host_of(*hosts, kB).host.half_open, 0u);
}

TEST(HostAccount, LeavesASynUnansweredWhereNoSlotIsFree) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {{{}, {.waits = 1}}});
  open_from(*hosts);
  hosts->put(kOther, {.kind = EventKind::open_active});
  const auto refused = arrive_next(*hosts);
  EXPECT_EQ(refused.result, HostResult::no_slot);
  EXPECT_EQ(refused.outcome.why, Why::error_resources);
  EXPECT_FALSE(refused.outcome.replies) << "the peer tries again";
  EXPECT_EQ(hosts->state_of({1, 1}), State::closed);
  EXPECT_EQ(hosts->state_of(kOther), State::syn_sent);
  EXPECT_EQ(account_of(*hosts, kB), "1+0");
  EXPECT_EQ(host_of(*hosts, kB).host.half_open, 0u);
}

TEST(HostAccount, AnswersByRstWhoLosesTheRaceForTheLastSlot) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {{{}, {.waits = 1}}});
  listen(*hosts, kB);
  hosts->put(kA, {.kind = EventKind::open_active});
  hosts->put(kOther, {.kind = EventKind::open_active});
  EXPECT_EQ(arrive_next(*hosts).result, HostResult::created);
  EXPECT_EQ(arrive_next(*hosts).result, HostResult::created) << "both are half-open";
  exchange(*hosts);
  EXPECT_EQ(hosts->state_of(kB), State::established);
  EXPECT_EQ(hosts->state_of({1, 1}), State::closed);
  EXPECT_EQ(hosts->state_of(kOther), State::closed) << "the RST ends the other end, too";
  EXPECT_EQ(account_of(*hosts, kB), "1+0");
  EXPECT_EQ(host_of(*hosts, kB).host.half_open, 0u);
}

/// A half-open connection at B, towards A.
Hosts half_open_hosts(const HostSize& size) {
  Hosts hosts = make_hosts(safe<Concrete>(), {{{}, size}});
  listen(*hosts, kB);
  hosts->put(kA, {.kind = EventKind::open_active});
  arrive_next(*hosts);
  return hosts;
}

TEST(HostAccount, ReservesForACloseInAPassiveSynReceived) {
  const Hosts hosts = half_open_hosts({});
  const auto out = hosts->put(kB, {.kind = EventKind::close});
  EXPECT_EQ(out.after, State::fin_wait_1);
  EXPECT_EQ(words_of(out.actions), "reserve");
  EXPECT_EQ(host_of(*hosts, kB).host.half_open, 0u);
}

TEST(HostAccount, RefusesACloseInAPassiveSynReceivedWithoutASlot) {
  const Hosts hosts = half_open_hosts({.waits = 1});
  hosts->put({1, 1}, {.kind = EventKind::open_active});
  const auto out = hosts->put(kB, {.kind = EventKind::close});
  EXPECT_EQ(out.result, HostResult::no_slot);
  EXPECT_EQ(out.outcome.why, Why::error_resources);
  EXPECT_FALSE(out.outcome.replies);
  EXPECT_EQ(hosts->state_of(kB), State::syn_received) << "the connection goes on as it was";
  EXPECT_EQ(host_of(*hosts, kB).host.half_open, 1u);
}

TEST(HostAccount, KeepsOneReservationThroughASimultaneousOpen) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  hosts->put(kA, {.kind = EventKind::open_active});
  hosts->put(kB, {.kind = EventKind::open_active});
  arrive_next(*hosts);
  const auto at_a = arrive_next(*hosts);
  EXPECT_EQ(at_a.after, State::syn_received);
  EXPECT_EQ(words_of(at_a.actions), "");
  exchange(*hosts);
  EXPECT_EQ(hosts->state_of(kA), State::established);
  EXPECT_EQ(hosts->state_of(kB), State::established);
  EXPECT_EQ(account_of(*hosts, kA), "1+0");
  EXPECT_EQ(account_of(*hosts, kB), "1+0");
}

TEST(HostAccount, HoldsOnEnteringTimeWaitAndGivesBackInCloseWait) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  call(*hosts, kA, EventKind::close);
  EXPECT_EQ(account_of(*hosts, kB), "0+0") << "CLOSE-WAIT gives its slot back";
  EXPECT_EQ(hosts->state_of(kB), State::close_wait);
  call(*hosts, kB, EventKind::close);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  EXPECT_EQ(account_of(*hosts, kA), "0+1");
  EXPECT_EQ(hosts->state_of(kB), State::closed);
  EXPECT_EQ(account_of(*hosts, kB), "0+0");
  EXPECT_EQ(host_of(*hosts, kA).host.blocks.size(), 0u);
}

TEST(HostAccount, StrictHoldsAtTheEndOfLastAck) {
  const Hosts hosts = make_hosts(strict<Concrete>());
  open_from(*hosts);
  call(*hosts, kA, EventKind::close);
  EXPECT_EQ(account_of(*hosts, kB), "1+0") << "CLOSE-WAIT keeps its slot";
  call(*hosts, kB, EventKind::close);
  EXPECT_EQ(account_of(*hosts, kA), "0+1");
  EXPECT_EQ(account_of(*hosts, kB), "0+1");
  EXPECT_EQ(hosts->state_of(kB), State::time_wait);
}

TEST(HostAccount, HoldsBothEndsOfASimultaneousClose) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  hosts->put(kA, {.kind = EventKind::close});
  hosts->put(kB, {.kind = EventKind::close});
  arrive_next(*hosts);
  EXPECT_EQ(arrive_next(*hosts).after, State::closing);
  EXPECT_EQ(account_of(*hosts, kA), "1+0");
  EXPECT_EQ(words_of(arrive_next(*hosts).actions), "hold");
  EXPECT_EQ(words_of(arrive_next(*hosts).actions), "hold");
  EXPECT_EQ(account_of(*hosts, kA), "0+1");
  EXPECT_EQ(account_of(*hosts, kB), "0+1");
}

TEST(HostAccount, GivesBackOnAbortResetAndUserTimeout) {
  for (const EventKind end : {EventKind::abort, EventKind::user_timeout}) {
    const Hosts hosts = make_hosts(safe<Concrete>());
    open_from(*hosts);
    const auto out = call(*hosts, kA, end);
    EXPECT_EQ(words_of(out.actions), "give_back") << name(end);
    EXPECT_EQ(account_of(*hosts, kA), "0+0") << name(end);
    EXPECT_EQ(account_of(*hosts, kB), end == EventKind::abort ? "0+0" : "1+0") << "RST at the peer";
  }
}

TEST(HostAccount, StrictHoldsOnAbortResetAndUserTimeout) {
  for (const EventKind end : {EventKind::abort, EventKind::user_timeout}) {
    const Hosts hosts = make_hosts(strict<Concrete>());
    open_from(*hosts);
    const auto out = call(*hosts, kA, end);
    EXPECT_EQ(words_of(out.actions), "hold") << name(end);
    EXPECT_EQ(account_of(*hosts, kA), "0+1") << name(end);
    EXPECT_EQ(hosts->state_of(kA), State::time_wait) << name(end);
    EXPECT_EQ(account_of(*hosts, kB), end == EventKind::abort ? "0+1" : "1+0") << "RST at the peer";
  }
}

TEST(HostAccount, GivesBackWhereAnActiveOpenIsRefused) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  call(*hosts, kA, EventKind::open_active);
  EXPECT_EQ(hosts->state_of(kA), State::closed) << "nobody listens";
  EXPECT_EQ(account_of(*hosts, kA), "0+0");
}

TEST(HostAccount, HoldsUntilTwoMslAndNotLonger) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  close_both(*hosts);
  const auto entered = hosts->now.us - 1000;  // the ACK of the FIN travelled after it
  hosts->wait_until({entered + 2 * kRfcMslUs - 1}, false);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  hosts->wait_until({entered + 2 * kRfcMslUs}, false);
  EXPECT_EQ(hosts->state_of(kA), State::closed);
  hosts->put(kA.end, {.kind = HostEventKind::expire, .now = hosts->now});
  EXPECT_EQ(account_of(*hosts, kA), "0+0");
}

}  // namespace
}  // namespace twomsl
