// The TIME-WAIT table by example: its account (+R reserve, -R give back, +H hold, -H release),
// every refusal, the ways out of RFC 9293 section 3.10.7.4, and what a change of configuration
// does.
#include <gtest/gtest.h>

#include "tests/table/slots_story.hpp"

namespace twomsl {
namespace {

TEST(TimeWaitTable, ReservesBeforeAConnectionMayCloseAndHoldsWhenItDoes) {
  Story story(table_policy(strict<Concrete>(), 4));
  EXPECT_EQ(story.tell(TableVerb::reserve), TableResult::done);
  EXPECT_EQ(story.account(), Account(1, 0));
  EXPECT_EQ(story.tell(TableVerb::hold), TableResult::done);
  EXPECT_EQ(story.account(), Account(0, 1));
  EXPECT_TRUE(story.holds());
  EXPECT_FALSE(story.holds(1));
}

TEST(TimeWaitTable, GivesBackAReservationThatCanNoLongerBeUsed) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.tell(TableVerb::reserve);
  EXPECT_EQ(story.tell(TableVerb::give_back), TableResult::done);
  EXPECT_EQ(story.account(), Account(0, 0));
  EXPECT_EQ(story.tell(TableVerb::give_back), TableResult::not_reserved);
}

TEST(TimeWaitTable, RemembersWhatTheConnectionLeftBehindThroughARestart) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter();
  story.tell(TableVerb::restart);
  const TableAnswer<Concrete> answer = look_up(story.trial.table, trial_key(0), story.trial.now);
  EXPECT_EQ(answer.record.snd_nxt.value, 2000u);
  EXPECT_EQ(answer.record.rcv_nxt.value, 1000u);
  EXPECT_TRUE(answer.record.ts_on);
  EXPECT_EQ(answer.record.ts_recent, 500u);
}

TEST(TimeWaitTable, RefusesANewcomerInsteadOfScavenging) {
  Story story(table_policy(strict<Concrete>(), 2));
  story.enter(0);
  story.enter(1);
  EXPECT_EQ(story.tell(TableVerb::reserve), TableResult::full);
  EXPECT_TRUE(story.holds(0));
  EXPECT_TRUE(story.holds(1));
}

TEST(TimeWaitTable, RefusesToHoldWithoutAReservation) {
  Story story(table_policy(strict<Concrete>(), 4));
  EXPECT_EQ(story.tell(TableVerb::hold), TableResult::not_reserved);
  EXPECT_FALSE(story.holds());
}

TEST(TimeWaitTable, RefusesToHoldATupleTwiceAndKeepsTheReservation) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter();
  story.tell(TableVerb::reserve);
  EXPECT_EQ(story.tell(TableVerb::hold), TableResult::already_held);
  EXPECT_EQ(story.account(), Account(1, 1));
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(TimeWaitTable, HoldsForTwoMslAndNotAMicrosecondLonger) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter();
  story.wait(kTwoMslUs - 1);
  EXPECT_TRUE(story.holds());
  story.wait(1);
  EXPECT_FALSE(story.holds());
}

TEST(TimeWaitTable, KeepsASlotThatIsOverOnTheAccountUntilItIsCollected) {
  Story story(table_policy(strict<Concrete>(), 1));
  story.enter(0);
  story.wait(kTwoMslUs);
  EXPECT_EQ(story.account(), Account(0, 1));
  EXPECT_EQ(story.tell(TableVerb::reserve), TableResult::full);
  EXPECT_EQ(story.tell(TableVerb::expire), TableResult::done);
  EXPECT_EQ(story.account(), Account(0, 0));
}

TEST(TimeWaitTable, ReusesTheSlotOfItsOwnTupleWhenTheWaitIsOver) {
  Story story(table_policy(strict<Concrete>(), 2));
  story.enter();
  story.wait(kTwoMslUs);
  EXPECT_EQ(story.enter(), TableResult::done);
  EXPECT_EQ(story.account(), Account(0, 1));
  EXPECT_TRUE(story.holds());
}

//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D5 type=test
TEST(TimeWaitTable, RestartsTheWaitOnARetransmittedFin) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter();
  story.wait(kTwoMslUs - 1);
  EXPECT_EQ(story.tell(TableVerb::restart), TableResult::done);
  story.wait(kTwoMslUs - 1);
  EXPECT_TRUE(story.holds());
  story.wait(1);
  EXPECT_FALSE(story.holds());
}

TEST(TimeWaitTable, ExpiresInTheOrderOfRestartsNotOfEntries) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter(0);
  story.wait(10);
  story.enter(1);
  story.wait(10);
  story.tell(TableVerb::restart, 0);
  story.wait(kTwoMslUs - 10);
  story.tell(TableVerb::expire);
  EXPECT_TRUE(story.holds(0));
  EXPECT_FALSE(story.holds(1));
  EXPECT_EQ(story.account(), Account(0, 1));
}

TEST(TimeWaitTable, RestartsNothingThatIsFreeOverOrFrozen) {
  Story story(table_policy(safe<Concrete>(), 4));
  EXPECT_EQ(story.tell(TableVerb::restart), TableResult::not_held);
  story.enter();
  story.syn({.seq = {1000}});
  EXPECT_EQ(story.tell(TableVerb::restart), TableResult::frozen);
  story.tell(TableVerb::thaw);
  story.wait(kTwoMslUs);
  EXPECT_EQ(story.tell(TableVerb::restart), TableResult::not_held);
}

TEST(TimeWaitRelease, ByTheLicencesOfEachPolicyAndNoOther) {
  const Licence unconditional[] = {Licence::abort, Licence::user_timeout, Licence::hard_icmp_error,
                                   Licence::security_mismatch, Licence::loss_of_memory};
  for (const auto& policy : {table_policy(strict<Concrete>(), 4), table_policy(safe<Concrete>(), 4),
                             table_policy(rfc9293<Concrete>(), 4), every_licence(4)}) {
    for (const Licence licence : unconditional) {
      Story story(policy);
      story.enter();
      const bool enabled = policy.enables(licence);
      EXPECT_EQ(story.release(licence), enabled ? TableResult::done : TableResult::not_enabled)
          << name(licence);
      EXPECT_EQ(story.holds(), !enabled) << name(licence);
      EXPECT_EQ(story.account(), Account(0, enabled ? 0 : 1)) << name(licence);
    }
  }
}

TEST(TimeWaitRelease, ByAResetOnlyAtRcvNxt) {
  Story story(table_policy(rfc9293<Concrete>(), 4));
  story.enter();
  EXPECT_EQ(story.release(Licence::acceptable_rst, 1001), TableResult::guard_failed);
  EXPECT_EQ(story.release(Licence::acceptable_rst, 999), TableResult::guard_failed);
  EXPECT_EQ(story.release(Licence::acceptable_rst, 1000), TableResult::done);
}

TEST(TimeWaitRelease, ByASynInTheWindowOnlyWithoutRfc5961) {
  Story modern(table_policy(rfc9293<Concrete>(), 4));
  modern.enter();
  EXPECT_EQ(modern.release(Licence::in_window_syn, 1000), TableResult::not_enabled);
  Story old(every_licence(4));
  old.enter();
  EXPECT_EQ(old.release(Licence::in_window_syn, 1010), TableResult::guard_failed);
  EXPECT_EQ(old.release(Licence::in_window_syn, 999), TableResult::guard_failed);
  EXPECT_EQ(old.release(Licence::in_window_syn, 1009), TableResult::done);
}

TEST(TimeWaitRelease, NeverOfWhatIsFreeOrFrozen) {
  Story story(table_policy(safe<Concrete>(), 4));
  EXPECT_EQ(story.release(Licence::abort), TableResult::not_held);
  story.enter();
  story.syn({.seq = {1000}});
  EXPECT_EQ(story.release(Licence::abort), TableResult::frozen);
  EXPECT_TRUE(story.holds());
}

TEST(TimeWaitConfiguration, RefusesAnMslOfZeroOrOverAnHour) {
  Story story(table_policy(strict<Concrete>(), 4));
  EXPECT_EQ(story.set_msl(0), TableResult::msl_out_of_range);
  EXPECT_EQ(story.set_msl(kLongestMslUs + 1), TableResult::msl_out_of_range);
  EXPECT_EQ(story.set_msl(1), TableResult::done);
  EXPECT_EQ(story.set_msl(kLongestMslUs), TableResult::done);
}

TEST(TimeWaitConfiguration, AppliesANewMslToLaterWaitsAndRestartsOnly) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter(0);
  story.enter(1);
  story.set_msl(1000);
  story.enter(2);
  story.tell(TableVerb::restart, 1);
  story.wait(2000);
  story.tell(TableVerb::expire);
  EXPECT_TRUE(story.holds(0));
  EXPECT_FALSE(story.holds(1));
  EXPECT_FALSE(story.holds(2));
}

TEST(TimeWaitConfiguration, RefusesACapacityBelowWhatIsClaimedOrAboveTheSlots) {
  Story story(table_policy(strict<Concrete>(), 4));
  story.enter();
  story.tell(TableVerb::reserve);
  EXPECT_EQ(story.set_capacity(1), TableResult::capacity_in_use);
  EXPECT_EQ(story.set_capacity(5), TableResult::capacity_too_large);
  EXPECT_EQ(story.set_capacity(2), TableResult::done);
  EXPECT_EQ(story.tell(TableVerb::reserve), TableResult::full);
}

}  // namespace
}  // namespace twomsl
