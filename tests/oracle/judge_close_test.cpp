// Rules on the close itself: FIN-WAIT-2, LAST-ACK, text after a FIN, the form of a RST.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::Profile;

// S is in FIN-WAIT-2 from 0.04 s on.
Conversation half_closed() { return Conversation{}.open().s({.flags = kFin | kAck}).p({}); }

Conversation with_fin_of_p(Conversation c, double seconds) {
  return c.at(seconds).p({.flags = kFin | kAck});
}

TEST(FinWait2Lost, IsAViolationWithinASecondOfTheAcknowledgement) {
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6 type=test
  expect_findings({"S violation fin-wait-2-lost"}, with_fin_of_p(half_closed(), 0.1).reset_by_s());
  expect_findings({"S violation fin-wait-2-lost"}, with_fin_of_p(half_closed(), 1.03).reset_by_s());
}

TEST(FinWait2Lost, IsADeviationAfterThat) {
  expect_findings({"S deviation fin-wait-2-lost"}, with_fin_of_p(half_closed(), 1.1).reset_by_s());
  expect_findings({"S deviation fin-wait-2-lost"}, with_fin_of_p(half_closed(), 61).reset_by_s());
}

TEST(FinWait2Lost, IsExpectedOfStacksThatTimeItOutButNotWithinASecond) {
  for (const Profile profile : {Profile::linux_stack, Profile::freebsd, Profile::lwip}) {
    expect_findings(kInnocent, with_fin_of_p(half_closed(), 61).reset_by_s(),
                    {.msl_s = 30, .profile = profile});
    expect_findings({"S violation fin-wait-2-lost"}, with_fin_of_p(half_closed(), 0.1).reset_by_s(),
                    {.msl_s = 30, .profile = profile});
  }
}

// What S has sent is acknowledged 100 s after its first FIN, that may have been lost before the
// tap.
TEST(FinWait2Lost, AcquitsAnEndThatMayHaveGivenUpAtR2) {
  //= rfc9293#3.8.3 MUST-20 type=test
  const Conversation late = Conversation{}.open().s({.flags = kFin | kAck}).at(101).p({});
  expect_findings(kInnocent, with_fin_of_p(late, 101.1).reset_by_s());
  const Conversation idle = Conversation{}.open().at(120).s({.flags = kFin | kAck}).p({});
  expect_findings(kInnocent, with_fin_of_p(idle, 120.1).reset_by_s());
}

TEST(FinWait2Lost, ConvictsAtItsHostWhereTheFirstFinIsSeen) {
  const Conversation idle = Conversation{}.open().at(120).s({.flags = kFin | kAck}).p({});
  expect_findings({"S violation fin-wait-2-lost"}, with_fin_of_p(idle, 120.1).reset_by_s(),
                  {.vantage = oracle::Vantage::host, .vantage_address = address_of(End::s)});
}

TEST(FinWait2Lost, IsADeviationHoweverLongAfterAPromptAcknowledgement) {
  expect_findings({"S deviation fin-wait-2-lost"}, with_fin_of_p(half_closed(), 200).reset_by_s());
}

TEST(FinWait2Lost, AcquitsAnAcknowledgedFin) {
  expect_findings(kInnocent, with_fin_of_p(half_closed(), 0.1).s({}));
}

TEST(FinWait2Lost, AcquitsARstToDataAfterTheClose) {
  expect_findings(kInnocent, half_closed().p({.bytes = 100}).reset_by_s());
  expect_findings(kInnocent, half_closed().p({.flags = kFin | kAck, .bytes = 100}).reset_by_s());
}

// Acknowledged is not read: the user may have called CLOSE since.
TEST(FinWait2Lost, AcquitsWhereDataCameAfterTheCloseAndMayLieUnread) {
  const Conversation c = half_closed().p({.bytes = 100});
  expect_findings(kInnocent, with_fin_of_p(c, 0.2).reset_by_s());
  expect_findings(kInnocent, with_fin_of_p(Conversation(c).s({}), 0.2).reset_by_s());
}

// A RST in the window, which RFC 793 obeys, has ended it.
TEST(FinWait2Lost, IsNotLaidAtItsHostToWhoObeysARstAndAcceptsAnew) {
  Conversation c = half_closed().p({.flags = kRst, .seq = kIsnP + 101});
  c.at(5)
      .p({.flags = kSyn, .seq = kIsnP + 90'000})
      .s({.flags = kSyn | kAck, .seq = kIsnS + 900'000});
  expect_findings(kInnocent, c,
                  {.vantage = oracle::Vantage::host, .vantage_address = address_of(End::s)});
}

// The timestamps of S go on as the clock of the capture does.
TEST(FinWait2Lost, IsNotLaidToAClockThatRan) {
  Conversation c;
  c.timestamps = true;
  c.open().s({.flags = kFin | kAck}).p({});
  expect_findings({"S deviation fin-wait-2-lost"},
                  c.at(70).s({.flags = kSyn, .seq = kIsnS + 900'000}), with_msl(30));
}

TEST(FinWait2Lost, AcquitsWhereTheDataBeforeTheFinIsNotAcknowledged) {
  Conversation c = Conversation{}.open().p({.bytes = 100});
  c.s({.flags = kFin | kAck, .ack = kIsnP + 1}).p({}).p({.flags = kFin | kAck});
  expect_findings(kInnocent, c.reset_by_s());
}

TEST(FinWait2Lost, AcquitsAnAbortThatHasNotSeenTheFin) {
  Conversation c = with_fin_of_p(half_closed(), 0.1);
  c.s({.flags = kRst | kAck, .ack = kIsnP + 1});
  expect_findings(kInnocent, c);
}

TEST(FinWait2Lost, AcquitsAnEndThatHadResetBefore) {
  Conversation c = half_closed().p({.bytes = 100}).reset_by_s();
  expect_findings(kInnocent, with_fin_of_p(c, 0.2).reset_by_s());
}

TEST(FinWait2Lost, AcquitsAnEndWhosePeerHadResetBefore) {
  Conversation c = half_closed().reset_by_p();
  expect_findings(kInnocent, with_fin_of_p(c, 0.2).reset_by_s());
}

TEST(FinWait2Lost, AcquitsWhereItsOwnFinWasNotAcknowledged) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck});
  c.p({.flags = kFin | kAck, .ack = kIsnS + 1}).s({.flags = kRst, .seq = kIsnS + 1});
  expect_findings(kInnocent, c);
}

TEST(FinWait2Lost, LeavesASecondFinToTimeWaitWhichOwesItTheSameAnswer) {
  Conversation c = with_fin_of_p(half_closed(), 0.1);
  expect_findings({"S violation early-release-rst"}, c.at(0.4).fin_again().reset_by_s());
}

// P closes first, S is in LAST-ACK; P acknowledges its FIN.
Conversation last_ack() {
  Conversation c = Conversation{}.open().p({.flags = kFin | kAck}).s({.flags = kFin | kAck});
  return c.at(1).p({});
}

TEST(LastAckAbandoned, NamesARstInAnswerToTheAcknowledgement) {
  //= rfc9293#3.5.2 RFC9293-3.5.2-D2 type=test
  expect_findings({"S undetermined last-ack-abandoned (silent-abort)"}, last_ack().reset_by_s());
  expect_findings({"S undetermined last-ack-abandoned (silent-abort)"},
                  last_ack().at(1.5).reset_by_s());
}

TEST(LastAckAbandoned, AcquitsARstThatComesLater) {
  expect_findings(kInnocent, last_ack().at(1.51).reset_by_s());
}

TEST(LastAckAbandoned, AcquitsARstToADuplicateOfTheAcknowledgement) {
  expect_findings(kInnocent, last_ack().p({}).reset_by_s());
}

TEST(LastAckAbandoned, AcquitsAnythingBetween) {
  expect_findings(kInnocent, last_ack().s({}).reset_by_s());
}

TEST(LastAckAbandoned, NeedsTheNumberOfTheAcknowledgement) {
  expect_findings(kInnocent, last_ack().s({.flags = kRst, .seq = kIsnS + 1}));
  expect_findings(kInnocent, last_ack().s({.flags = kRst, .seq = kIsnS + 3}));
}

TEST(LastAckAbandoned, AcquitsAnEndThatResetsInsteadOfClosing) {
  Conversation c = Conversation{}.open().p({.flags = kFin | kAck}).s({}).reset_by_s();
  expect_findings(kInnocent, c);
}

TEST(DataAfterFin, ConvictsTextAtOrBeyondTheFin) {
  //= rfc9293#3.10.4 RFC9293-3.10.4-D1 type=test
  const Conversation c = half_closed();
  expect_findings({"S violation data-after-fin"},
                  Conversation(c).s({.seq = kIsnS + 1, .bytes = 3}));
  expect_findings({"S violation data-after-fin"},
                  Conversation(c).s({.seq = kIsnS + 2, .bytes = 100}));
  expect_findings({"S violation data-after-fin"},
                  Conversation(c).s({.seq = kIsnS + 2, .bytes = 1}));
}

TEST(DataAfterFin, ConvictsAFinThatMoved) {
  expect_findings({"S violation data-after-fin"},
                  half_closed().s({.flags = kFin | kAck, .seq = kIsnS + 11}));
}

TEST(DataAfterFin, IsReportedOnceForAnIncarnation) {
  const Say text{.seq = kIsnS + 2, .bytes = 100};
  expect_findings({"S violation data-after-fin"}, half_closed().s(text).at(1).s(text));
}

Conversation with_text_then_fin() {
  return Conversation{}.open().s({.bytes = 100}).s({.bytes = 100}).s({.flags = kFin | kAck});
}

TEST(DataAfterFin, AcquitsRetransmissionsOfWhatLiesBeforeTheFin) {
  Conversation c = with_text_then_fin();
  c.at(0.3).s({.seq = kIsnS + 1, .bytes = 100}).s({.seq = kIsnS + 1, .bytes = 200});
  c.s({.flags = kFin | kAck, .seq = kIsnS + 101, .bytes = 100});
  c.s({.flags = kFin | kAck, .seq = kIsnS + 201});
  expect_findings(kInnocent, c);
}

TEST(DataAfterFin, AcquitsTextCapturedAfterTheFinThatOvertookIt) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck, .seq = kIsnS + 101});
  c.s({.seq = kIsnS + 1, .bytes = 100});
  expect_findings(kInnocent, c);
}

TEST(DataAfterFin, AcquitsAKeepAliveWithAnOctetAtTheFinsNumber) {
  const Say keep_alive{.seq = kIsnS + 1, .bytes = 1};
  expect_findings(kInnocent, half_closed().at(75).s(keep_alive).at(150).s(keep_alive));
  expect_findings(kInnocent, half_closed().at(75).s({.seq = kIsnS + 1}));
  // The peer's FIN was lost on its way: S does not know it yet.
  Conversation c = half_closed()
                       .at(74)
                       .p({.flags = kFin | kAck})
                       .at(75)
                       .s({.seq = kIsnS + 1, .ack = kIsnP + 1, .bytes = 1});
  expect_findings(kInnocent, c);
}

TEST(DataAfterFin, AcquitsANewIncarnationWhoseSynsWereNotCaptured) {
  Conversation c = Conversation{}.open().close().age(300);
  c.s({.seq = kIsnS + 50'000, .ack = kIsnP + 90'000, .bytes = 10});
  c.p({.seq = kIsnP + 90'000, .ack = kIsnS + 50'010, .bytes = 10});
  expect_findings(kInnocent, c);
}

TEST(DataAfterFin, AcquitsAnEndInWhoseNameAnOldFinCame) {
  // A FIN without ACK, and one that acknowledges what was never sent: neither is S's.
  Conversation c = Conversation{}.open().s({.flags = kFin}).s({.seq = kIsnS + 1, .bytes = 50});
  expect_findings(kInnocent, c);
  Conversation d = Conversation{}.open();
  d.s({.flags = kFin | kAck, .seq = kIsnS + 30, .ack = kIsnP + (1u << 30)});
  d.s({.seq = kIsnS + 1, .bytes = 50});
  expect_findings(kInnocent, d);
}

TEST(DataAfterFin, AcquitsAPureAckAndARstAfterTheFin) {
  Conversation c = half_closed();
  c.p({.bytes = 100}).s({}).s({.flags = kRst, .seq = kIsnS + 2});
  expect_findings(kInnocent, c);
}

// S is provably CLOSED: its LAST-ACK was acknowledged long before.
Conversation closed_for_good() { return last_ack().at(5); }

TEST(RstForm, ConvictsAnAckInTheAnswerToASegmentWithAck) {
  //= rfc9293#3.5.2 RFC9293-3.5.2-D3 type=test
  Conversation c = closed_for_good().p({});
  expect_findings({"S deviation rst-form"}, c.s({.flags = kRst | kAck}));
}

TEST(RstForm, AcquitsSeqOfTheAckWithoutAck) {
  expect_findings(kInnocent, closed_for_good().p({}).reset_by_s());
}

TEST(RstForm, ConvictsARstWithoutAckInTheAnswerToASegmentWithout) {
  Conversation c = closed_for_good().p({.flags = 0, .seq = kIsnP - 9, .bytes = 10});
  const Say well_formed{.flags = kRst | kAck, .ack = kIsnP + 1, .zero_seq = true};
  expect_findings(kInnocent, Conversation(c).s(well_formed));
  expect_findings({"S deviation rst-form"},
                  Conversation(c).s({.flags = kRst | kAck, .ack = kIsnP + 1}));
}

TEST(RstForm, LooksAwayWhereTheStateIsUnknown) {
  // An established end may abort with RST and ACK.
  Conversation c = Conversation{}.open().p({.bytes = 10}).s({.flags = kRst | kAck});
  expect_findings(kInnocent, c);
}

TEST(RstForm, LooksAwayWhereTheNumbersDoNotSayWhatIsAnswered) {
  Conversation c = closed_for_good().p({});
  c.s({.flags = kRst | kAck, .seq = kIsnS + 50, .ack = kIsnP + 99});
  expect_findings(kInnocent, c);
}

TEST(RstForm, IsExpectedOfLwip) {
  Conversation c = closed_for_good().p({}).s({.flags = kRst | kAck});
  expect_findings(kInnocent, c, {.msl_s = 60, .profile = Profile::lwip});
}

}  // namespace
}  // namespace twomsl::test
