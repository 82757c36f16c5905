// The TIME-WAIT table by example: its account (+R reserve, -R give back, +H hold, -H release),
// every refusal, the ways out of RFC 9293 section 3.10.7.4, and what a change of configuration
// does.
#include <gtest/gtest.h>

#include "historical/table_policies.hpp"
#include "tests/table/table_fixture.hpp"

namespace twomsl {
namespace {

TEST(TimeWaitTable, ReservesBeforeAConnectionMayCloseAndHoldsWhenItDoes) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  EXPECT_EQ(table.apply(TableVerb::reserve), TableResult::done);
  EXPECT_EQ(table.account(), Account(1, 0));
  EXPECT_EQ(table.apply(TableVerb::hold), TableResult::done);
  EXPECT_EQ(table.account(), Account(0, 1));
  EXPECT_TRUE(table.holds());
  EXPECT_FALSE(table.holds(1));
}

TEST(TimeWaitTable, GivesBackAReservationThatCanNoLongerBeUsed) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.apply(TableVerb::reserve);
  EXPECT_EQ(table.apply(TableVerb::give_back), TableResult::done);
  EXPECT_EQ(table.account(), Account(0, 0));
  EXPECT_EQ(table.apply(TableVerb::give_back), TableResult::not_reserved);
}

TEST(TimeWaitRecord, IsEqualToNoneThatDiffersInOneMember) {
  const TimeWaitRecord<Concrete> record{{2000}, {1000}, true, 500, true};
  for (int i = 0; i < 5; ++i) {
    TimeWaitRecord<Concrete> other = record;
    if (i == 0) other.snd_nxt = {2001};
    if (i == 1) other.rcv_nxt = {1001};
    if (i == 2) other.ts_on = false;
    if (i == 3) other.ts_recent = 501;
    if (i == 4) other.fin_received = false;
    EXPECT_FALSE(record == other) << "member " << i;
  }
  EXPECT_TRUE(record == record);
}

TEST(TimeWaitTable, RemembersWhatTheConnectionLeftBehindThroughARestart) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter();
  table.apply(TableVerb::restart);
  const TableAnswer<Concrete> answer = look_up(table.harness.table, test_key(0), table.harness.now);
  EXPECT_EQ(answer.record.snd_nxt.value, 2000u);
  EXPECT_EQ(answer.record.rcv_nxt.value, 1000u);
  EXPECT_TRUE(answer.record.ts_on);
  EXPECT_EQ(answer.record.ts_recent, 500u);
}

TEST(TimeWaitTable, RefusesANewcomerInsteadOfScavenging) {
  TableFixture table(table_policy(strict<Concrete>(), 2));
  table.enter(0);
  table.enter(1);
  EXPECT_EQ(table.apply(TableVerb::reserve), TableResult::full);
  EXPECT_TRUE(table.holds(0));
  EXPECT_TRUE(table.holds(1));
}

TEST(TimeWaitTable, RefusesToHoldWithoutAReservation) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  EXPECT_EQ(table.apply(TableVerb::hold), TableResult::not_reserved);
  EXPECT_FALSE(table.holds());
}

TEST(TimeWaitTable, RefusesToHoldATupleTwiceAndKeepsTheReservation) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter();
  table.apply(TableVerb::reserve);
  EXPECT_EQ(table.apply(TableVerb::hold), TableResult::already_held);
  EXPECT_EQ(table.account(), Account(1, 1));
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(TimeWaitTable, HoldsForTwoMslAndNotAMicrosecondLonger) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter();
  table.wait(kTwoMslUs - 1);
  EXPECT_TRUE(table.holds());
  table.wait(1);
  EXPECT_FALSE(table.holds());
}

TEST(TimeWaitTable, KeepsASlotThatIsOverOnTheAccountUntilItIsCollected) {
  TableFixture table(table_policy(strict<Concrete>(), 1));
  table.enter(0);
  table.wait(kTwoMslUs);
  EXPECT_EQ(table.account(), Account(0, 1));
  EXPECT_EQ(table.apply(TableVerb::reserve), TableResult::full);
  EXPECT_EQ(table.apply(TableVerb::expire), TableResult::done);
  EXPECT_EQ(table.account(), Account(0, 0));
}

TEST(TimeWaitTable, ReusesTheSlotOfItsOwnTupleWhenTheWaitIsOver) {
  TableFixture table(table_policy(strict<Concrete>(), 2));
  table.enter();
  table.wait(kTwoMslUs);
  EXPECT_EQ(table.enter(), TableResult::done);
  EXPECT_EQ(table.account(), Account(0, 1));
  EXPECT_TRUE(table.holds());
}

//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D5 type=test
TEST(TimeWaitTable, RestartsTheWaitOnARetransmittedFin) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter();
  table.wait(kTwoMslUs - 1);
  EXPECT_EQ(table.apply(TableVerb::restart), TableResult::done);
  table.wait(kTwoMslUs - 1);
  EXPECT_TRUE(table.holds());
  table.wait(1);
  EXPECT_FALSE(table.holds());
}

TEST(TimeWaitTable, ExpiresInTheOrderOfRestartsNotOfEntries) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter(0);
  table.wait(10);
  table.enter(1);
  table.wait(10);
  table.apply(TableVerb::restart, 0);
  table.wait(kTwoMslUs - 10);
  table.apply(TableVerb::expire);
  EXPECT_TRUE(table.holds(0));
  EXPECT_FALSE(table.holds(1));
  EXPECT_EQ(table.account(), Account(0, 1));
}

TEST(TimeWaitTable, RestartsNothingThatIsFreeOverOrFrozen) {
  TableFixture table(table_policy(safe<Concrete>(), 4));
  EXPECT_EQ(table.apply(TableVerb::restart), TableResult::not_held);
  table.enter();
  table.syn({.seq = {1000}});
  EXPECT_EQ(table.apply(TableVerb::restart), TableResult::frozen);
  table.apply(TableVerb::thaw);
  table.wait(kTwoMslUs);
  EXPECT_EQ(table.apply(TableVerb::restart), TableResult::not_held);
}

TEST(TimeWaitRelease, ByTheLicencesOfEachPolicyAndNoOther) {
  const Licence unconditional[] = {Licence::abort, Licence::user_timeout, Licence::hard_icmp_error,
                                   Licence::security_mismatch, Licence::loss_of_memory};
  for (const auto& policy : {table_policy(strict<Concrete>(), 4), table_policy(safe<Concrete>(), 4),
                             table_policy(rfc9293<Concrete>(), 4), every_licence(4)}) {
    for (const Licence licence : unconditional) {
      TableFixture table(policy);
      table.enter();
      const bool enabled = policy.enables(licence);
      EXPECT_EQ(table.release(licence), enabled ? TableResult::done : TableResult::not_enabled)
          << name(licence);
      EXPECT_EQ(table.holds(), !enabled) << name(licence);
      EXPECT_EQ(table.account(), Account(0, enabled ? 0 : 1)) << name(licence);
    }
  }
}

TEST(TimeWaitRelease, ByAResetOnlyAtRcvNxt) {
  TableFixture table(table_policy(rfc9293<Concrete>(), 4));
  table.enter();
  EXPECT_EQ(table.release(Licence::acceptable_rst, 1001), TableResult::guard_failed);
  EXPECT_EQ(table.release(Licence::acceptable_rst, 999), TableResult::guard_failed);
  EXPECT_EQ(table.release(Licence::acceptable_rst, 1000), TableResult::done);
}

TEST(TimeWaitRelease, ByASynInTheWindowOnlyWithoutRfc5961) {
  TableFixture modern(table_policy(rfc9293<Concrete>(), 4));
  modern.enter();
  EXPECT_EQ(modern.release(Licence::in_window_syn, 1000), TableResult::not_enabled);
  TableFixture old(every_licence(4));
  old.enter();
  EXPECT_EQ(old.release(Licence::in_window_syn, 1010), TableResult::guard_failed);
  EXPECT_EQ(old.release(Licence::in_window_syn, 999), TableResult::guard_failed);
  EXPECT_EQ(old.release(Licence::in_window_syn, 1009), TableResult::done);
}

TEST(TimeWaitRelease, NeverOfWhatIsFreeOrFrozen) {
  TableFixture table(table_policy(safe<Concrete>(), 4));
  EXPECT_EQ(table.release(Licence::abort), TableResult::not_held);
  table.enter();
  table.syn({.seq = {1000}});
  EXPECT_EQ(table.release(Licence::abort), TableResult::frozen);
  EXPECT_TRUE(table.holds());
}

TEST(TimeWaitConfiguration, RefusesAnMslOfZeroOrOverAnHour) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  EXPECT_EQ(table.set_msl(0), TableResult::msl_out_of_range);
  EXPECT_EQ(table.set_msl(kLongestMslUs + 1), TableResult::msl_out_of_range);
  EXPECT_EQ(table.set_msl(1), TableResult::done);
  EXPECT_EQ(table.set_msl(kLongestMslUs), TableResult::done);
}

TEST(TimeWaitConfiguration, AppliesANewMslToLaterWaitsAndToNoneUnderWay) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter(0);
  table.enter(1);
  table.set_msl(1000);
  table.enter(2);
  table.apply(TableVerb::restart, 1);
  table.wait(2000);
  table.apply(TableVerb::expire);
  EXPECT_TRUE(table.holds(0));
  EXPECT_TRUE(table.holds(1)) << "a restart takes the later of both ends";
  EXPECT_FALSE(table.holds(2));
}

TEST(TimeWaitConfiguration, LengthensAWaitThatIsRestartedUnderALongerMsl) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.set_msl(1000);
  table.enter(0);
  table.enter(1);
  table.set_msl(2000);
  table.apply(TableVerb::restart, 1);
  table.wait(2000);
  table.apply(TableVerb::expire);
  EXPECT_FALSE(table.holds(0));
  EXPECT_TRUE(table.holds(1));
}

TEST(TimeWaitConfiguration, RefusesACapacityBelowWhatIsClaimedOrAboveTheSlots) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter();
  table.apply(TableVerb::reserve);
  EXPECT_EQ(table.set_capacity(1), TableResult::capacity_in_use);
  EXPECT_EQ(table.set_capacity(5), TableResult::capacity_too_large);
  EXPECT_EQ(table.set_capacity(2), TableResult::done);
  EXPECT_EQ(table.apply(TableVerb::reserve), TableResult::full);
}

TEST(TimeWaitTable, MovesItsCursorPastAsManySlotsAsAreToBeVisited) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  expire(table.harness.table, table.harness.now, 3);
  EXPECT_EQ(table.harness.table.sweep_cursor, 3u);
}

TEST(TimeWaitTable, DoesNotFindInAFullTableWhatIsNotThere) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  for (std::uint32_t key = 0; key < 4; ++key) {
    ASSERT_EQ(table.enter(key), TableResult::done);
  }
  const auto& full = table.harness.table;
  EXPECT_TRUE(full.search(full, test_key(3)).found);
  EXPECT_FALSE(full.search(full, test_key(4)).found);
}

TEST(TimeWaitMuseum, EvictsTheOldestWhereverItLies) {
  for (std::uint32_t oldest = 0; oldest < 4; ++oldest) {
    TableFixture table(evict_oldest_policy<Concrete>(4, 4));
    for (std::uint32_t key = 0; key < 4; ++key) {
      table.enter(key);
    }
    table.wait(1);
    for (std::uint32_t key = 0; key < 4; ++key) {
      if (key != oldest) table.apply(TableVerb::restart, key);
      table.wait(1);
    }
    EXPECT_EQ(table.apply(TableVerb::reserve, 4), TableResult::done);
    for (std::uint32_t key = 0; key < 4; ++key) {
      EXPECT_EQ(table.holds(key), key != oldest) << "key " << key;
    }
  }
}

}  // namespace
}  // namespace twomsl
