// From the age of a wait to a verdict: slack, MSL, profiles, restarts, self-conviction, causes.
#include <gtest/gtest.h>

#include "oracle/report/explain.hpp"
#include "oracle/rules/habits.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::AuditOptions;
using oracle::Cause;
using oracle::Finding;
using oracle::Habit;
using oracle::Profile;

// The RST shows the slot gone at that age, to the microsecond.
Conversation released_at(double age) {
  return closed().age(age - 0.01).fin_again().age(age).reset_by_s();
}

const std::vector<std::string> kViolation{"S violation early-release-rst"};
const std::vector<std::string> kConditional{"S conditional early-release-rst"};
const std::vector<std::string> kSlack{"S undetermined early-release-rst (within-slack)"};

TEST(Verdict, LeavesOnePercentOfTheWaitUndetermined) {
  //= rfc9293#3.6.1 MUST-13 type=test
  expect_findings(kViolation, released_at(59.399999), with_msl(30));
  expect_findings(kSlack, released_at(59.400001), with_msl(30));
  expect_findings(kSlack, released_at(59.999999), with_msl(30));
  expect_findings(kInnocent, released_at(60), with_msl(30));
  expect_findings(kViolation, released_at(237.599999), with_msl(120));
  expect_findings(kSlack, released_at(237.600001), with_msl(120));
}

TEST(Verdict, LeavesAtLeastHalfASecondUndetermined) {
  expect_findings(kViolation, released_at(9.499999), with_msl(5));
  expect_findings(kSlack, released_at(9.500001), with_msl(5));
  expect_findings(kSlack, released_at(0.1), with_msl(0.25));
  expect_findings(kInnocent, released_at(0.5), with_msl(0.25));
}

TEST(Verdict, WithoutMslConvictsOnlyWhatNoMslOfASecondAllows) {
  expect_findings(kViolation, released_at(1.999999));
  expect_findings(kConditional, released_at(2));
  expect_findings(kConditional, released_at(59.999999));
  expect_findings(kInnocent, released_at(60));
}

TEST(Verdict, FollowsTheMslOfAProfile) {
  const auto with_profile = [](Profile profile) {
    return AuditOptions{.msl_s = oracle::msl_of(profile), .profile = profile};
  };
  expect_findings(kViolation, released_at(237), with_profile(Profile::strict));
  expect_findings(kViolation, released_at(59), with_profile(Profile::linux_stack));
  expect_findings(kInnocent, released_at(60), with_profile(Profile::linux_stack));
  expect_findings(kInnocent, released_at(60), with_profile(Profile::freebsd));
  expect_findings(kViolation, released_at(118), with_profile(Profile::lwip));
  expect_findings(kInnocent, released_at(120), with_profile(Profile::lwip));
  expect_findings(kConditional, released_at(59), with_profile(Profile::rfc9293));
}

TEST(Verdict, GivesHalfTheAgeAsMslMaxRoundedDownToSixDigits) {
  const auto msl_max_at = [](std::int64_t age_ns) {
    Finding finding;
    finding.has_age = true;
    finding.age_ns = age_ns;
    return oracle::msl_max(finding);
  };
  EXPECT_EQ("0.000000", msl_max_at(1'999));
  EXPECT_EQ("0.000001", msl_max_at(2'000));
  EXPECT_EQ("30.500000", msl_max_at(61'000'000'000));
  EXPECT_EQ("0.999999", msl_max_at(1'999'999'999));
  EXPECT_EQ("", oracle::msl_max(Finding{}));
}

TEST(Verdict, WithdrawsWhatRestsOnAnAssumptionNotGranted) {
  for (const Assumption assumption : {Assumption::no_abort, Assumption::no_user_timeout,
                                      Assumption::no_icmp_error, Assumption::no_reboot}) {
    AuditOptions options = with_msl(30);
    options.granted = options.granted.without(assumption);
    expect_findings({"S undetermined early-release-rst (assumption-withdrawn)"}, released_at(20),
                    options);
  }
  AuditOptions options = with_msl(30);
  options.granted = {Assumption::all_captured, Assumption::no_forger, Assumption::in_order};
  Conversation c =
      Conversation{}.open().s({.flags = kFin | kAck}).s({.seq = kIsnS + 2, .bytes = 9});
  expect_findings({"S violation data-after-fin"}, c, options);
  options.granted = {};
  expect_findings({"S undetermined data-after-fin (assumption-withdrawn)"}, c, options);
}

// Restarts: S acknowledged the FIN again at 50 s and was gone at 70 s.
TEST(WaitNotRestarted, IsADeviationWhereTheRestartIsYoungerThanTheWait) {
  Conversation c = closed().age(50).fin_again().s({}).age(70).fin_again().reset_by_s();
  expect_findings({"S deviation wait-not-restarted"}, c, with_msl(30));
  Conversation d = closed().age(50).fin_again().s({}).age(70).s({.flags = kSyn, .seq = kIsnS + 99});
  expect_findings({"S deviation wait-not-restarted"}, d, with_msl(30));
}

TEST(WaitNotRestarted, AcquitsAWaitCountedFromTheRestart) {
  Conversation c = closed().age(50).fin_again().s({}).age(111).fin_again().reset_by_s();
  expect_findings(kInnocent, c, with_msl(30));
  Conversation d = closed().age(50).fin_again().s({}).age(109.7).fin_again().reset_by_s();
  expect_findings({"S undetermined wait-not-restarted (within-slack)"}, d, with_msl(30));
}

TEST(WaitNotRestarted, CountsOnlyAnAnsweredFin) {
  Conversation unanswered = closed().age(50).fin_again().age(70).fin_again().reset_by_s();
  expect_findings(kInnocent, unanswered, with_msl(30));
  Conversation data = closed().age(50).p({.seq = kIsnP - 9, .bytes = 10}).s({});
  expect_findings(kInnocent, data.age(70).fin_again().reset_by_s(), with_msl(30));
}

TEST(WaitNotRestarted, IsLicensedByARstOfThePeer) {
  Conversation c = closed().age(50).fin_again().s({}).age(55).reset_by_p();
  expect_findings({"S hazard assassination"}, c.age(70).fin_again().reset_by_s(), with_msl(30));
}

// A close on another port of S, begun at `start`; what it answers shows how long it is held.
Conversation another(std::uint16_t port, double start) {
  Conversation c;
  c.s_port = port;
  return c.at(start).open().close();
}

Conversation held_until(double age, double start = 0) {
  return another(5000, start).age(age - 0.01).fin_again().age(age).s({});
}

TEST(SelfConviction, NeedsAnotherSlotHeldLongerByMoreThanTheSlack) {
  const std::vector<std::string> by_itself{"S violation early-release-rst by itself"};
  expect_findings(by_itself, released_at(20).beside(held_until(60)));
  expect_findings(by_itself, released_at(20).beside(held_until(20.52)));
  expect_findings(kConditional, released_at(20).beside(held_until(20.49)));
  expect_findings(by_itself, released_at(59.3).beside(held_until(60)));
  expect_findings(kConditional, released_at(59.5).beside(held_until(60)));
  expect_findings(kConditional, released_at(20).beside(held_until(19)));
}

TEST(SelfConviction, CountsFromTheLastSegmentBeforeTheProbe) {
  // What P said at 45 s may have restarted the other wait: it was held for 15 s only.
  Conversation other = another(5000, 0).age(45).p({}).age(59.99).fin_again().age(60).s({});
  expect_findings(kConditional, released_at(20).beside(other));
}

TEST(SelfConviction, IsNotByTheSameSlot) {
  Conversation c = closed().age(39.99).fin_again().age(40).s({}).age(41).fin_again().reset_by_s();
  expect_findings(kConditional, c);
}

TEST(SelfConviction, IsNotByASlotOfAnotherParty) {
  Conversation other;
  other.s_port = 5000;
  other.open().p({.flags = kFin | kAck}).s({}).s({.flags = kFin | kAck}).p({});
  other.at(60).s({.flags = kFin | kAck, .seq = kIsnS + 1}).p({});
  expect_findings(kConditional, released_at(20).beside(other));
}

TEST(SelfConviction, IsWithdrawnWithTheOneStack) {
  AuditOptions options;
  options.granted = Assumptions::all().without(Assumption::one_stack);
  expect_findings({"S undetermined early-release-rst (assumption-withdrawn)"},
                  released_at(20).beside(held_until(60)), options);
}

TEST(SelfConviction, IsNotInACaptureWhoseClockWentBack) {
  // It went back by 100 s, and so may have gone forward again while the other slot was held.
  Conversation went_back;
  went_back.s_port = 6000;
  went_back.at(200).open().at(100).s({});
  went_back.append(held_until(60, 110));
  went_back.append(another(7000, 300).age(20).fin_again().reset_by_s());
  expect_findings(kConditional, went_back);
}

TEST(SelfConviction, LeavesADeviationADeviation) {
  // Without an MSL, an old SYN accepted after 20 s where another slot was held for 60 s.
  Conversation c = closed().age(20).p({.flags = kSyn, .seq = kIsnP - 5000});
  c.s({.flags = kSyn | kAck, .seq = kIsnS + 70'000});
  expect_findings({"S deviation passive-reuse by itself"}, c.beside(held_until(60)));
}

Cause cause_of(const Conversation& conversation) {
  const auto findings = audit_of(conversation).findings;
  return findings.size() == 1 ? findings[0].cause : Cause::unknown;
}

TEST(Causes, PressureEvictionWhereAYoungerSlotOutlivedIt) {
  EXPECT_EQ(Cause::pressure_eviction, cause_of(released_at(20).beside(held_until(30, 5))));
  EXPECT_EQ(Cause::unknown, cause_of(released_at(20)));
}

TEST(Causes, NewcomerRefusedWhereItNeverLivedWhileAnOlderOneDid) {
  Conversation newcomer = another(6000, 10).age(0.2).fin_again().reset_by_s();
  EXPECT_EQ(Cause::newcomer_refused, cause_of(newcomer.beside(held_until(30, 0))));
}

// A wait that does not restart was not taken away.
TEST(Causes, NoneWhereTheWaitDidNotRestart) {
  Conversation c = closed().age(50).fin_again().s({}).age(70).fin_again().reset_by_s();
  EXPECT_EQ(Cause::unknown, cause_of(c.beside(held_until(80, 5))));
}

std::vector<Habit> habits_of(const Conversation& conversation, Profile profile) {
  const AuditOptions options{.msl_s = oracle::msl_of(profile), .profile = profile};
  std::vector<Habit> habits;
  for (const Finding& finding : audit_of(conversation, options).findings) {
    EXPECT_EQ(finding.habit == Habit::none, finding.verdict == Verdict::violation);
    habits.push_back(finding.habit);
  }
  return habits;
}

// What a stack does by default when it is short of slots is a deviation under its own profile.
TEST(Habits, AreNamedUnderTheProfileOfTheirStackAlone) {
  const Conversation evicted = released_at(20).beside(held_until(30, 5));
  const std::vector<Habit> none{Habit::none};
  EXPECT_EQ(std::vector{Habit::lwip_evicts_oldest}, habits_of(evicted, Profile::lwip));
  EXPECT_EQ(std::vector{Habit::freebsd_evicts_oldest}, habits_of(evicted, Profile::freebsd_to_13));
  EXPECT_EQ(none, habits_of(evicted, Profile::freebsd));
  EXPECT_EQ(none, habits_of(evicted, Profile::linux_stack));
  EXPECT_EQ(none, habits_of(evicted, Profile::strict));
  // Another, which is older, lived on: it was not the oldest that gave way.
  const Conversation older = another(7000, -3).age(30).fin_again().s({});
  const Conversation chosen = released_at(20).beside(held_until(30, 5)).beside(older);
  EXPECT_EQ(none, habits_of(chosen, Profile::lwip));
  EXPECT_EQ(none, habits_of(chosen, Profile::freebsd_to_13));
  const Conversation refused =
      another(6000, 10).age(0.2).fin_again().reset_by_s().beside(held_until(30, 0));
  const std::vector<Habit> named{Habit::linux_refuses_newcomer};
  EXPECT_EQ(named, habits_of(refused, Profile::linux_stack));
  EXPECT_EQ(named, habits_of(refused, Profile::linux_to_4_18));
  EXPECT_EQ(none, habits_of(refused, Profile::freebsd_to_13));
}

// From 4.19 on tcp_tw_reuse is 2: between addresses of the loopback, with timestamps.
TEST(Habits, LetLinuxReuseTheLoopbackWithTimestamps) {
  const std::vector<Habit> none{Habit::none};
  for (const bool timestamps : {false, true}) {
    Conversation c;
    c.timestamps = timestamps;
    c.open().close().age(5).s({.flags = kSyn, .seq = kIsnS + 70'000});
    EXPECT_EQ(none, habits_of(c, Profile::linux_stack));
  }
  Finding finding;
  finding.rule = RuleClass::active_reuse;
  finding.verdict = Verdict::violation;
  finding.has_timestamps = true;
  finding.party.address = {0, 0x7f00'0001, Family::ipv4};
  finding.peer.address = {0, 0x7f00'0002, Family::ipv4};
  const auto habit_under = [&finding](Profile profile) {
    Finding copy = finding;
    oracle::lessen_by_habit(profile, {}, copy);
    return copy.habit;
  };
  EXPECT_EQ(Habit::linux_reuses_loopback, habit_under(Profile::linux_stack));
  EXPECT_EQ(Habit::none, habit_under(Profile::linux_to_4_18));
  finding.has_timestamps = false;
  EXPECT_EQ(Habit::none, habit_under(Profile::linux_stack));
}

TEST(Causes, PeerRstWhereThatLicensedIt) {
  EXPECT_EQ(Cause::peer_rst, cause_of(closed().age(10).reset_by_p().fin_again().reset_by_s()));
}

TEST(Causes, AddressRewrittenWhereTheSynComesFromAnotherDistance) {
  const Say syn{.flags = kSyn, .seq = kIsnS + 70'000, .hops = 63};
  EXPECT_EQ(Cause::address_rewritten, cause_of(closed().age(1).s(syn)));
  EXPECT_EQ(Cause::unknown, cause_of(closed().age(1).s({.flags = kSyn, .seq = kIsnS + 70'000})));
}

std::string summary_in(const Conversation& conversation) {
  const auto findings = audit_of(conversation).findings;
  return findings.size() == 1 ? summary_of(findings[0]) : "";
}

TEST(Summaries, SayWhatHappenedAtOnceWithoutAZero) {
  EXPECT_EQ(
      "10.0.0.1:4000 reset a retransmitted FIN in the instant in which it entered "
      "TIME-WAIT: its slot was gone.",
      summary_in(closed().age(0).fin_again().age(0).reset_by_s()));
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck});
  EXPECT_EQ("10.0.0.1:4000 reset the first FIN of its peer, which acknowledged its own.",
            summary_in(c.p({.flags = kFin | kAck}).reset_by_s()));
  c = Conversation{}.open().s({.flags = kFin | kAck}).at(1).p({}).at(1).p({.flags = kFin | kAck});
  EXPECT_EQ("10.0.0.1:4000 reset the first FIN of its peer as it entered FIN-WAIT-2.",
            summary_in(c.at(1).reset_by_s()));
}

}  // namespace
}  // namespace twomsl::test
