// Early release: a RST, or silence, in answer to a FIN that TIME-WAIT must acknowledge.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::AuditOptions;
using oracle::Vantage;

AuditOptions at_host(std::optional<double> msl_s = {}) {
  return {.msl_s = msl_s, .vantage = Vantage::host, .vantage_address = address_of(End::s)};
}

TEST(EarlyReleaseRst, ConvictsAResetOfTheFinWithinTheWait) {
  //= rfc9293#3.6.1 MUST-13 type=test
  expect_findings({"S violation early-release-rst"}, closed().age(20).fin_again().reset_by_s(),
                  with_msl(30));
  expect_findings({"S violation early-release-rst"}, closed().age(1.9).fin_again().reset_by_s());
  expect_findings({"S conditional early-release-rst"}, closed().age(20).fin_again().reset_by_s());
}

TEST(EarlyReleaseRst, AcquitsAResetAfterTheWait) {
  expect_findings(kInnocent, closed().age(60).fin_again().reset_by_s(), with_msl(30));
  expect_findings(kInnocent, closed().age(60).fin_again().reset_by_s());
}

TEST(EarlyReleaseRst, AcquitsAnAcknowledgementAtAnyAge) {
  Conversation c = closed();
  for (const double age : {0.5, 20.0, 59.0, 118.0}) c.age(age).fin_again().s({});
  expect_findings(kInnocent, c, with_msl(30));
  expect_findings(kInnocent, c);
}

TEST(EarlyReleaseRst, NeedsTheNumberOfTheFirstFin) {
  Conversation c = closed().age(20);
  c.p({.flags = kFin | kAck, .seq = c.nxt(End::p) - 40}).reset_by_s();
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(EarlyReleaseRst, NeedsTheNumberOfTheFirstFinEvenWhereTheFinCameTwiceAlready) {
  Conversation c = closed().age(10).fin_again().s({}).age(20);
  c.p({.flags = kFin | kAck, .seq = c.nxt(End::p) - 3000}).reset_by_s();
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(EarlyReleaseRst, NeedsAnAckNoOlderThanThatOfTheFirstFin) {
  Conversation c = closed().age(20);
  c.p({.flags = kFin | kAck, .seq = c.nxt(End::p) - 1, .ack = c.nxt(End::s) - 500});
  c.s({.flags = kRst, .seq = c.nxt(End::s) - 500});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(EarlyReleaseRst, NeedsARstThatAnswersTheFinByItsNumbers) {
  Conversation c = closed().age(20).fin_again();
  c.s({.flags = kRst, .seq = c.nxt(End::s) + 77});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(EarlyReleaseRst, IsNotDecidedByARstFromAnotherDistance) {
  expect_findings({"S undetermined early-release-rst (sender-unclear)"},
                  closed().age(20).fin_again().s({.flags = kRst, .hops = 250}), with_msl(30));
}

TEST(EarlyReleaseRst, AllowsAnotherInitialHopCountInARst) {
  expect_findings({"S violation early-release-rst"},
                  closed().age(20).fin_again().s({.flags = kRst, .hops = 255}), with_msl(30));
}

TEST(EarlyReleaseRst, IsNotConvictedWhereTheEndItselfResetUnasked) {
  Conversation c = closed().age(5).reset_by_s().age(6).fin_again().reset_by_s();
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(EarlyReleaseRst, AcquitsThePassiveCloser) {
  Conversation c = closed().age(1);
  c.s({.flags = kFin | kAck, .seq = kIsnS + 1}).p({.flags = kRst});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(EarlyReleaseRst, IsReportedOnceForAnIncarnationAndKeepsTheConsequences) {
  Conversation c = closed();
  for (const double age : {10.0, 11.0, 13.0}) c.age(age).fin_again().reset_by_s();
  expect_findings({"S violation early-release-rst"}, c, with_msl(30));
  const oracle::Audit audit = audit_of(c, with_msl(30));
  ASSERT_EQ(1u, audit.findings.size());
  const oracle::Finding& finding = audit.findings[0];
  EXPECT_EQ(9u, finding.at.frame);
  std::vector<std::uint64_t> consequences;
  for (std::size_t i = 0; i < finding.evidence_used; ++i) {
    if (finding.evidence[i].role == oracle::Role::consequence) {
      consequences.push_back(finding.evidence[i].at.frame);
    }
  }
  EXPECT_EQ((std::vector<std::uint64_t>{11, 13}), consequences);
}

TEST(EarlyReleaseRst, CountsFromTheEarliestPossibleEntryWhereTheFirstAckWasNotCaptured) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).p({.flags = kFin | kAck});
  c.at(20).fin_again().s({});
  c.at(59.9).fin_again().reset_by_s();
  expect_findings({"S undetermined early-release-rst (within-slack)"}, c, with_msl(30));
}

TEST(EarlyReleaseRst, ConvictsAResetOfAnythingThatTheWaitWouldHaveIgnoredOrAcknowledged) {
  expect_findings({"S violation early-release-rst"}, closed().age(20).p({}).reset_by_s(),
                  with_msl(30));
  // A copy of what P said before it had the FIN of S.
  const Say copy{.seq = kIsnP + 1, .ack = kIsnS + 1};
  expect_findings({"S violation early-release-rst"},
                  closed().age(20).p(copy).s({.flags = kRst, .seq = kIsnS + 1}), with_msl(30));
  expect_findings(kInnocent, closed().age(60).p({}).reset_by_s(), with_msl(30));
}

// TIME-WAIT owes an ACK no answer, so nothing shows that a RST long after it is one.
TEST(EarlyReleaseRst, AcquitsAResetThatNothingDrewOrASynDid) {
  const Conversation c = closed().age(1.6).p({});
  expect_findings(kInnocent, Conversation(c).age(3.6).reset_by_s(), with_msl(30));
  expect_findings(kInnocent, Conversation(c).age(3.6).reset_by_s(), at_host(30));
  Conversation by_syn = c;
  by_syn.age(2)
      .p({.flags = kSyn, .seq = by_syn.nxt(End::p) + 9})
      .s({.flags = kRst, .seq = kIsnS + 2});
  expect_findings(kInnocent, by_syn, at_host(30));
}

TEST(EarlyReleaseRst, KnowsOnlyAtItsHostThatTheRstForAnOlderIncarnationIsNotLate) {
  Conversation c = closed().age(20).p({.seq = kIsnP - 9000, .ack = kIsnS - 5000});
  c.s({.flags = kRst, .seq = kIsnS - 5000});
  expect_findings(kInnocent, c, with_msl(30));
  expect_findings({"S violation early-release-rst"}, c, at_host(30));
}

TEST(EarlyReleaseRst, TakesACopyOfTheFinThatAcknowledgesLessForTheFin) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).p({.flags = kFin | kAck});
  c.s({}).at(20).p({.flags = kFin | kAck, .seq = c.nxt(End::p) - 1, .ack = kIsnS + 1});
  expect_findings({"S violation early-release-rst"}, c.s({.flags = kRst, .seq = kIsnS + 1}),
                  with_msl(30));
}

// Both close at once, and the FIN of S comes again: what acknowledged it had not arrived.
TEST(EarlyReleaseRst, AcquitsAnEndWhoseFinsShowThatItHasGivenUpSince) {
  //= rfc9293#3.8.3 MUST-20 type=test
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck});
  c.p({.flags = kFin | kAck, .ack = kIsnS + 1}).s({}).p({});
  for (const double seconds : {111.0, 111.9}) {
    c.at(seconds).s({.flags = kFin | kAck, .seq = kIsnS + 1}).p({});
  }
  expect_findings(kInnocent, c.at(112).reset_by_s(), with_msl(120));
}

// The FIN of P lies ahead of text that comes five seconds later.
TEST(EarlyReleaseRst, CountsAtItsHostFromTheTextThatMadeTheFinCount) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.p({.flags = kFin | kAck, .seq = kIsnP + 101}).s({.ack = kIsnP + 1});
  c.at(4.9).s({.ack = kIsnP + 1});
  c.at(5).p({.seq = kIsnP + 1, .bytes = 100}).s({.ack = kIsnP + 102});
  c.at(62).fin_again().s({.flags = kRst, .seq = kIsnS + 2});
  expect_findings({"S violation early-release-rst"}, c, at_host(30));
}

Conversation silent(std::initializer_list<double> ages) {
  Conversation c = closed();
  for (const double age : ages) c.age(age).fin_again();
  return c;
}

TEST(EarlyReleaseSilence, ConvictsThreeUnansweredFinsSeenAtTheHost) {
  expect_findings({"S violation early-release-silence"}, silent({10, 11, 13}), at_host(30));
  expect_findings({"S conditional early-release-silence"}, silent({10, 11, 13}), at_host());
}

TEST(EarlyReleaseSilence, IsUndeterminedAwayFromTheHost) {
  const std::vector<std::string> wanted{"S undetermined early-release-silence (vantage-not-host)"};
  expect_findings(wanted, silent({10, 11, 13}), with_msl(30));
  expect_findings(wanted, silent({10, 11, 13}), {.msl_s = 30, .vantage = Vantage::middle});
  expect_findings(wanted, silent({10, 11, 13}),
                  {.msl_s = 30, .vantage = Vantage::peer, .vantage_address = address_of(End::s)});
}

// S in FIN-WAIT-2, whose answers to the FINs of P nobody has seen.
Conversation silent_in_fin_wait_2(std::initializer_list<double> again) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).p({.flags = kFin | kAck});
  for (const double seconds : again) c.at(seconds).fin_again();
  return c;
}

TEST(EarlyReleaseSilence, ConvictsFinWait2AtTheHostWhateverTheMsl) {
  const std::vector<std::string> wanted{"S violation early-release-silence"};
  expect_findings(wanted, silent_in_fin_wait_2({1, 2, 4}), at_host());
  expect_findings(wanted, silent_in_fin_wait_2({100, 200, 400}), at_host(30));
  expect_findings(kInnocent, silent_in_fin_wait_2({1, 2, 4}), with_msl(30));
  expect_findings(kInnocent, silent_in_fin_wait_2({1, 2}), at_host(30));
  expect_findings(kInnocent, silent_in_fin_wait_2({1, 2, 4}).s({}), at_host(30));
  expect_findings({"S deviation fin-wait-2-lost"}, silent_in_fin_wait_2({1, 2, 4}).reset_by_s(),
                  at_host(30));
}

TEST(EarlyReleaseSilence, IsUndeterminedWithFewerThanThreeProbes) {
  expect_findings({"S undetermined early-release-silence (too-few-probes)"}, silent({10}),
                  at_host(30));
  expect_findings({"S undetermined early-release-silence (too-few-probes)"}, silent({10, 12}),
                  at_host(30));
}

TEST(EarlyReleaseSilence, CountsOnlyProbesHalfASecondApart) {
  expect_findings({"S undetermined early-release-silence (too-few-probes)"},
                  silent({10, 10.2, 10.4, 10.45}), at_host(30));
  expect_findings({"S violation early-release-silence"}, silent({10, 10.2, 10.5, 10.7, 11}),
                  at_host(30));
}

TEST(EarlyReleaseSilence, AcquitsWhereAnyProbeIsAnswered) {
  expect_findings(kInnocent, silent({10, 11}).s({}), at_host(30));
  expect_findings(kInnocent, silent({10, 11, 13}).s({}), at_host(30));
}

TEST(EarlyReleaseSilence, IsNotForgottenWhenTheSilentEndOpensAnew) {
  expect_findings({"S violation early-release-silence"},
                  silent({10, 11, 13}).age(70).s({.flags = kSyn, .seq = kIsnS + 900'000}),
                  at_host(30));
}

// P has had no time to answer.
TEST(EarlyReleaseSilence, IsNotLaidToThePeerOfWhoOpensAnew) {
  Conversation c = Conversation{}.open();
  c.p({.flags = kFin | kAck}).s({.flags = kFin | kAck}).p({}).age(9);
  c.s({.flags = kFin | kAck, .seq = c.nxt(End::s) - 1});
  c.s({.flags = kSyn, .seq = kIsnS + 900'000}).p({.ack = kIsnS + 2});
  expect_findings(kInnocent, c, at_host(30));
}

TEST(EarlyReleaseSilence, AcquitsSilenceAfterTheWait) {
  expect_findings(kInnocent, silent({60, 61, 63}), at_host(30));
}

TEST(EarlyReleaseSilence, IsUndeterminedWhereTheThirdProbeComesAfterTheWait) {
  expect_findings({"S undetermined early-release-silence (too-few-probes)"}, silent({50, 59, 60.5}),
                  at_host(30));
}

}  // namespace
}  // namespace twomsl::test
