// What a RST of the peer may do to a TIME-WAIT: assassination, RSTs beside RCV.NXT, no return.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::AuditOptions;
using oracle::Profile;

constexpr std::uint32_t kBeyond = 1u << 20;

// The window of S is 1000 bytes; with `scale` both SYNs offered it.
Conversation scaled(std::optional<std::uint8_t> scale = 3) {
  Conversation c;
  if (scale) c.syn_options = window_scale_option(*scale);
  return c.open().close();
}

Conversation released(Conversation c) { return c.age(12).fin_again().reset_by_s(); }

TEST(Assassination, IsAHazardWhereARstAtRcvNxtLicensedIt) {
  expect_findings({"S hazard assassination"}, released(scaled().age(10).reset_by_p()),
                  with_msl(30));
}

TEST(Assassination, IsSilentWhereNoOldSegmentMetTheGap) {
  expect_findings(kInnocent,
                  scaled().age(10).reset_by_p().s({.flags = kSyn, .seq = kIsnS + 70'000}),
                  with_msl(30));
}

TEST(Assassination, IsAViolationUnderTheStrictProfileAlone) {
  const Conversation c = released(scaled().age(10).reset_by_p());
  expect_findings({"S violation assassination"}, c, {.msl_s = 120, .profile = Profile::strict});
  expect_findings({"S hazard assassination"}, c, {.msl_s = 30, .profile = Profile::linux_stack});
}

TEST(Assassination, IsUndeterminedWhereAnAbortMayHaveEndedTheWait) {
  oracle::AuditOptions options = with_msl(30);
  options.granted.erase(Assumption::no_abort);
  expect_findings({"S undetermined assassination (assumption-withdrawn)"},
                  released(scaled().age(10).reset_by_p()), options);
}

TEST(Assassination, RestsOnWhatPacketsSupportAsWell) {
  Conversation c = scaled().age(10).reset_by_p().p({.flags = kSyn, .seq = kIsnP - 5'000});
  c.s({.flags = kSyn | kAck, .seq = kIsnS + 70'000, .hops = 60});
  expect_findings({"S hazard assassination"}, c, with_msl(30));
  oracle::AuditOptions options = with_msl(30);
  options.granted.erase(Assumption::no_forger);
  expect_findings({"S undetermined assassination (assumption-withdrawn)"}, c, options);
}

TEST(Assassination, IsSilentWhereNothingShowsTheSlotGone) {
  expect_findings(kInnocent, scaled().age(10).reset_by_p(), with_msl(30));
}

TEST(Assassination, AlsoCountsARstSentBeforeTheEntry) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.p({.flags = kFin | kAck}).reset_by_p().s({});
  c.at(10).fin_again().reset_by_s();
  expect_findings({"S hazard assassination"}, c, with_msl(30));
}

TEST(Assassination, IsNoExcuseWhereTheSlotWasSeenAliveAfterTheRst) {
  Conversation c = scaled().age(10).reset_by_p().age(11).fin_again().s({});
  expect_findings({"S violation early-release-rst"}, released(c), with_msl(30));
}

TEST(Assassination, IsAnExcuseWhereTheAckAfterTheRstMayAnswerWhatCameBeforeIt) {
  Conversation c = scaled().age(10).fin_again().reset_by_p().s({});
  expect_findings({"S hazard assassination"}, released(c), with_msl(30));
}

TEST(Assassination, StandsWhereAnotherRstFollows) {
  const Conversation c = scaled().age(10).reset_by_p().age(10.5).reset_by_p(kBeyond);
  expect_findings({"S hazard assassination"}, released(c), with_msl(30));
  const Conversation d = scaled().age(10).reset_by_p().age(10.5).reset_by_p(5);
  expect_findings({"S hazard assassination"}, released(d), with_msl(30));
}

// Losses come in bursts.
TEST(Assassination, MayBeByTheLastOfThreeRstsOfWhichTwoWereLostTogether) {
  const auto survived = [](double first, double second) {
    Conversation c = scaled().age(first).reset_by_p().age(second).reset_by_p();
    return released(c.age(10).fin_again().s({}).age(11).reset_by_p());
  };
  expect_findings({"S undetermined assassination (rst-lost)"}, survived(8, 8.02), with_msl(30));
  expect_findings({"S violation early-release-rst"}, survived(6, 8), with_msl(30));
}

TEST(Assassination, IsCountedFromTheFinThatRestartedTheWait) {
  Conversation c = scaled().age(62).fin_again().s({}).age(65).reset_by_p();
  c.age(70).fin_again().reset_by_s();
  expect_findings({"S hazard assassination"}, c, with_msl(30));
  EXPECT_LT(audit_of(c, with_msl(30)).findings.at(0).age_ns, 10'000'000'000);
}

TEST(RstInexact, IsADeviationInTheWindow) {
  const Conversation c = released(scaled().age(9).fin_again().s({}).age(10).reset_by_p(1));
  expect_findings({"S deviation rst-inexact"}, c, with_msl(30));
  expect_findings({"S deviation rst-inexact"}, released(scaled().age(10).reset_by_p(7999)),
                  with_msl(30));
}

TEST(RstInexact, IsNoExcuseOutsideTheWindow) {
  for (const std::uint32_t offset : {8000u, kBeyond, 0u - 1, 0x80000000u}) {
    SCOPED_TRACE(offset);
    expect_findings({"S violation early-release-rst"},
                    released(scaled().age(10).reset_by_p(offset)), with_msl(30));
  }
}

TEST(RstInexact, TakesTheWindowAsItIsWhereNoScaleWasAgreed) {
  expect_findings({"S deviation rst-inexact"}, released(scaled({}).age(10).reset_by_p(999)),
                  with_msl(30));
  expect_findings({"S violation early-release-rst"}, released(scaled({}).age(10).reset_by_p(1000)),
                  with_msl(30));
}

TEST(RstInexact, IsUndeterminedWhereTheScaleWasNotCaptured) {
  const Conversation c = Conversation{}.s({}).p({}).close();
  expect_findings({"S deviation rst-inexact"}, released(Conversation(c).age(10).reset_by_p(999)),
                  with_msl(30));
  expect_findings({"S undetermined rst-inexact (window-unknown)"},
                  released(Conversation(c).age(10).reset_by_p(1000)), with_msl(30));
  expect_findings({"S violation early-release-rst"},
                  released(Conversation(c).age(10).reset_by_p(0u - 5)), with_msl(30));
}

TEST(RstInexact, IsNoExcuseWhereTheSlotWasSeenAliveAfterTheRst) {
  Conversation c = scaled().age(10).reset_by_p(1).age(11).fin_again().s({});
  expect_findings({"S violation early-release-rst"}, released(c), with_msl(30));
}

// S accepts a SYN above RCV.NXT in TIME-WAIT; P resets the SYN-ACK: it had sent none of late.
Conversation disowned(bool timestamps) {
  Conversation c;
  c.timestamps = timestamps;
  c.open().close().age(10);
  c.p({.flags = kSyn,
       .seq = kIsnP + 9000,
       .options = timestamps ? timestamps_option(90'000, 0) : Bytes{}});
  c.s({.flags = kSyn | kAck,
       .seq = kIsnS + 70'000,
       .ack = kIsnP + 9001,
       .options = timestamps ? timestamps_option(11, 90'000) : Bytes{}});
  return c.p({.flags = kRst, .seq = kIsnP + 9001});
}

Conversation with_old_fin(Conversation c) {
  return c.age(11).p({.flags = kFin | kAck, .seq = kIsnP + 1, .ack = kIsnS + 2});
}

const Say kRstOfOldFin{.flags = kRst, .seq = kIsnS + 2};

TEST(NoReturn, ConvictsARstForTheOldFinAfterADisownedReopening) {
  //= rfc9293#3.6.1 MAY-2 type=test
  //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D2 type=test
  expect_findings({"S violation no-return"}, with_old_fin(disowned(false)).s(kRstOfOldFin),
                  with_msl(30));
  expect_findings({"S conditional no-return"}, with_old_fin(disowned(false)).s(kRstOfOldFin));
}

TEST(NoReturn, AcquitsWhoAcknowledgesTheOldFin) {
  const Conversation c = with_old_fin(disowned(false)).s({.seq = kIsnS + 2, .ack = kIsnP + 2});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(NoReturn, AsksNothingOfAReopeningByTimestamp) {
  expect_findings(kInnocent, with_old_fin(disowned(true)).s(kRstOfOldFin), with_msl(30));
}

TEST(NoReturn, NeedsARstThatAnswersTheSynAck) {
  Conversation c = Conversation{}.open().close().age(10);
  c.p({.flags = kSyn, .seq = kIsnP + 9000});
  c.s({.flags = kSyn | kAck, .seq = kIsnS + 70'000, .ack = kIsnP + 9001});
  c.p({.flags = kRst, .seq = kIsnP + 9300});
  expect_findings(kInnocent, with_old_fin(c).s(kRstOfOldFin), with_msl(30));
}

TEST(NoReturn, AcquitsAfterTheOldWait) {
  Conversation c = disowned(false).age(60);
  c.p({.flags = kFin | kAck, .seq = kIsnP + 1, .ack = kIsnS + 2}).s(kRstOfOldFin);
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(NoReturn, IsAnAssassinationWhereARstOfThePeerMayHaveEndedTheWaitBefore) {
  Conversation c = Conversation{}.open().close().age(9).reset_by_p().age(10);
  c.p({.flags = kSyn, .seq = kIsnP + 9000});
  c.s({.flags = kSyn | kAck, .seq = kIsnS + 70'000, .ack = kIsnP + 9001});
  c.p({.flags = kRst, .seq = kIsnP + 9001});
  expect_findings({"S hazard assassination"}, with_old_fin(c).s(kRstOfOldFin), with_msl(30));
}

// In TIME-WAIT an ABORT may look like the answer to an ACK: so the form rests on that there was
// none.
TEST(RstForm, IsSeenWhereAnAckShowsTheWaitGone) {
  const Say answer{.flags = kRst | kAck};
  Conversation c = Conversation{}.open().close().age(20).p({}).s(answer);
  expect_findings({"S violation early-release-rst", "S deviation rst-form"}, c, with_msl(30));
  expect_findings(kInnocent, Conversation{}.open().close().age(70).p({}).s(answer), with_msl(30));
  const auto findings = audit_of(c, with_msl(30)).findings;
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_TRUE(findings[1].needs.contains(Assumption::no_abort));
  Conversation by_fin = Conversation{}.open().close().age(20).fin_again().s(answer);
  const auto others = audit_of(by_fin, with_msl(30)).findings;
  ASSERT_EQ(others.size(), 2u);
  EXPECT_EQ(others[1].rule, RuleClass::rst_form);
  EXPECT_FALSE(others[1].needs.contains(Assumption::no_abort));
}

TEST(NoReturn, IsExpectedOfLinux) {
  expect_findings(kInnocent, with_old_fin(disowned(false)).s(kRstOfOldFin),
                  {.msl_s = 30, .profile = Profile::linux_stack});
}

}  // namespace
}  // namespace twomsl::test
