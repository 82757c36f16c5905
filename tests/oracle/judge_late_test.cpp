// What comes late, or after the end has given up: copies that show nothing of their sender as it is
// now, and segments of a later incarnation of which the capture lacks the first.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::AuditOptions;

const AuditOptions kAtS{
    .msl_s = 30, .vantage = oracle::Vantage::host, .vantage_address = address_of(End::s)};

Say syn_of_s(std::uint32_t ahead) { return {.flags = kSyn, .seq = kIsnS + ahead}; }

TEST(LateCopy, OfAnAckIsNoProofThatTheWaitSurvivedARst) {
  const Conversation c = closed().age(10).reset_by_p().age(11).s({}).age(20).s(syn_of_s(70'000));
  expect_findings(kInnocent, c, with_msl(30));
  expect_findings({"S violation active-reuse"}, c, kAtS);
}

TEST(LateCopy, OfAnAckIsNoProofThatTheEndDidNotReset) {
  const Conversation c = closed().age(10).reset_by_s().age(11).s({}).age(20).s(syn_of_s(70'000));
  expect_findings(kInnocent, c, with_msl(30));
}

// The window is what it was before S's last segment.
TEST(LateCopy, OfAnAckIsNoProofEitherWhereItComesPromptlyBehindWhatIsUnanswered) {
  const auto answered = [](std::uint16_t window) {
    Conversation c = closed().age(4).s({.window = 2'000}).reset_by_p();
    c.age(12).p({.flags = kSyn, .seq = kIsnP}).s({.ack = kIsnP + 2, .window = window});
    return c.age(24).s({.flags = kSyn | kAck, .seq = kIsnS + 70'000, .ack = kIsnP + 1});
  };
  expect_findings({"S hazard assassination"}, answered(1'000), with_msl(30));
  expect_findings({"S deviation passive-reuse"}, answered(2'000), with_msl(30));
}

TEST(LateCopy, OfASynIsNumberedBeforeTheLast) {
  const Conversation c = closed().age(20).s({.flags = kSyn, .seq = kIsnS - 1'000});
  expect_findings({"S undetermined active-reuse (late-copy)"}, c, with_msl(30));
  expect_findings({"S violation active-reuse"}, c, kAtS);
}

TEST(LateCopy, OfASynIsNumberedBeforeTheLastThoughItComesTwice) {
  const Say old{.flags = kSyn, .seq = kIsnS - 1'000};
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).s(old);
  c.p({.flags = kFin | kAck, .ack = kIsnS + 2}).s(old);
  expect_findings(
      {"S undetermined fin-wait-2-lost (late-copy)", "S undetermined active-reuse (late-copy)"}, c,
      with_msl(30));
}

TEST(LateCopy, OfASynAckIsKnownByBothItsNumbers) {
  Conversation c = closed().age(70).s(syn_of_s(70'000));
  c.p({.flags = kSyn | kAck, .seq = kIsnP + 70'000}).s({});
  c.p({.flags = kFin | kAck}).s({}).s({.flags = kFin | kAck}).p({}).at(75).reset_by_s();
  c.at(80).p({.flags = kSyn | kAck, .seq = kIsnP, .ack = kIsnS + 1});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(SlowAck, LetsTheWaitBeginWithTheFin) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.at(1).p({.flags = kFin | kAck}).at(1.9).s({});
  expect_findings(kInnocent, Conversation(c).at(61.05).s(syn_of_s(70'000)), with_msl(30));
  expect_findings({"S violation active-reuse"}, c.at(60).s(syn_of_s(70'000)), with_msl(30));
}

TEST(GivingUpAtR2, IsCountedFromWhatTheSenderItselfWasSeenToSend) {
  //= rfc9293#3.8.3 MUST-20 type=test
  const auto reset_after = [](double seconds) {
    Conversation c = Conversation{}.open().at(50).p({.bytes = 9});
    c.at(seconds).s({.flags = kFin | kAck}).p({});
    return c.p({.flags = kFin | kAck}).reset_by_s();
  };
  expect_findings(kInnocent, reset_after(101));
  expect_findings({"S violation fin-wait-2-lost"}, reset_after(99));
}

// Its FINs again may be lost like whatever would have answered P.
TEST(GivingUpAtR2, IsNotSeenToComeWhereThePathFails) {
  const auto reset_at_140 = [](bool fails) {
    Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
    if (fails) c.at(10).p({.bytes = 9});
    c.at(140).p({.flags = kFin | kAck});
    return c.s({.flags = kRst, .seq = kIsnS + 2});
  };
  expect_findings(kInnocent, reset_at_140(true));
  expect_findings({"S deviation fin-wait-2-lost"}, reset_at_140(false));
}

TEST(GivingUpAtR2, MayComeAtAnyTimeWhereTheAcknowledgementLiesBeyondTheWindow) {
  const auto reopened_at_60 = [](std::uint32_t beyond) {
    Conversation c = Conversation{}.open().s({.flags = kFin | kAck, .window = 1});
    return c.p({.seq = kIsnP + 1 + beyond}).at(60).s(syn_of_s(70'000));
  };
  expect_findings(kInnocent, reopened_at_60(1));
  expect_findings({"S deviation fin-wait-2-lost"}, reopened_at_60(0));
}

TEST(GivingUpAtR2, MayComeAtAnyTimeAfterFinsThatWereHeldUpOnTheirWay) {
  const auto reset_after = [](int fins) {
    Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
    for (int i = 1; i < fins; ++i) c.s({.flags = kFin | kAck, .seq = kIsnS + 1}).p({});
    return c.at(3).p({.flags = kFin | kAck}).reset_by_s();
  };
  expect_findings(kInnocent, reset_after(3));
  expect_findings({"S deviation fin-wait-2-lost"}, reset_after(1));
}

TEST(GivingUpAtR2, EndsLastAckToo) {
  Conversation c = Conversation{}.open().p({.flags = kFin | kAck}).s({.flags = kFin | kAck});
  expect_findings(kInnocent, Conversation(c).at(101).p({}).reset_by_s());
  expect_findings({"S undetermined last-ack-abandoned (silent-abort)"},
                  c.at(99).p({}).reset_by_s());
}

TEST(LaterIncarnation, IsKnownByTheSynThatItsTextAcknowledges) {
  Conversation c = closed().age(300);
  c.p({.flags = kSyn, .seq = c.nxt(End::p) - 1});
  c.s({.flags = kSyn | kAck, .seq = kIsnS + 4, .captured = false});
  expect_findings(kInnocent, c.s({.flags = kFin | kAck}), with_msl(30));
}

TEST(LaterIncarnation, MayHaveTheNumberOfTheOneBefore) {
  Conversation c = closed().age(300).s(syn_of_s(70'000));
  c.p({.flags = kSyn | kAck, .seq = kIsnP, .ack = kIsnS + 70'001});
  c.s({.ack = kIsnP + 1}).s({.ack = kIsnP + 1, .bytes = 100});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(ForeignFin, LeavesTextBeyondItUndetermined) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck, .hops = 3});
  expect_findings({"S undetermined data-after-fin (sender-unclear)"}, c.s({.bytes = 50}));
}

TEST(TimestampClock, ThatIsAheadOfTheCaptureSaysThatTheCaptureWasSetBack) {
  const auto reopened_at = [](std::uint32_t ticks) {
    Conversation c;
    c.timestamps = true;
    c.open().close().age(1).s(
        {.flags = kSyn, .seq = kIsnS + 70'000, .options = timestamps_option(7 + ticks, 0)});
    return c;
  };
  expect_findings({"S undetermined active-reuse (clock-went-back)"}, reopened_at(65'000),
                  with_msl(30));
  expect_findings({"S violation active-reuse"}, reopened_at(30'000), with_msl(30));
}

TEST(Checksum, ThatIsWrongAmongRightOnesIsOfASegmentThatNobodyReceived) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.s({.seq = kIsnS + 9, .bytes = 3, .checksum_wrong = true});
  expect_findings(kInnocent, c);
  EXPECT_EQ(audit_of(c).summary.skipped.at("checksum-wrong"), 1u);
}

// Nothing was known of its sender when it came.
TEST(Checksum, ThatIsWrongBeforeRightOnesIsDoubtedInTheEnd) {
  Conversation c = Conversation{}.s({.flags = kFin | kAck, .bytes = 8, .checksum_wrong = true});
  c.p({.ack = kIsnS + 9});
  for (int i = 0; i < 3; ++i) c.s({.bytes = 3});
  expect_findings({"S undetermined data-after-fin (frame-damaged)"}, c);
}

// Another tuple has shown that the sender's checksums are right.
TEST(Checksum, ThatIsWrongIsDoubtedForWhatElseItsSenderSends) {
  Conversation c = Conversation{}.open();
  Conversation beside;
  beside.s_port = 4001;
  beside.at(1).s({.flags = kFin | kAck, .bytes = 8, .checksum_wrong = true});
  beside.p({.ack = kIsnS + 9}).s({.bytes = 3});
  expect_findings({"S undetermined data-after-fin (frame-damaged)"}, c.beside(beside));
}

// RSTs of refused ports are right, all else is filled in by the interface: none of it is lost, and
// what rests on it is doubted.
TEST(Checksum, ThatIsWrongBesideRightRstsLosesNoSegment) {
  Conversation c;
  for (std::uint16_t port = 4001; port < 4021; ++port) {
    Conversation refused;
    refused.s_port = port;
    c.append(refused.p({.flags = kSyn}).s({.flags = kRst | kAck, .zero_seq = true}));
  }
  Conversation open;
  open.s({.flags = kSyn, .checksum_wrong = true}).p({.flags = kSyn | kAck});
  open.s({.checksum_wrong = true}).p({.flags = kFin | kAck}).s({.checksum_wrong = true});
  open.at(60).s({.flags = kFin | kAck, .checksum_wrong = true}).p({.flags = kRst});
  const oracle::Audit audit = audit_of(c.append(open));
  EXPECT_EQ(audit.summary.skipped.count("checksum-wrong"), 0u);
  ASSERT_EQ(audit.findings.size(), 1u);
  EXPECT_EQ(audit.findings.front().reason, oracle::Reason::frame_damaged);
}

// One of its tuples goes through an interface that fills them in.
TEST(Checksum, ThatIsAlwaysWrongOnATupleIsLeftToTheInterfaceThere) {
  Conversation c;
  for (std::uint16_t port = 4001; port < 4009; ++port) {
    Conversation right;
    right.s_port = port;
    c.append(right.open().close());
  }
  Conversation wrong;
  wrong.at(2).s({.flags = kSyn, .checksum_wrong = true}).p({.flags = kSyn | kAck});
  for (int i = 0; i < 6; ++i) wrong.s({.bytes = 3, .checksum_wrong = true}).p({});
  wrong.s({.flags = kFin | kAck, .checksum_wrong = true}).p({});
  wrong.s({.bytes = 3, .checksum_wrong = true});
  expect_findings({"S violation data-after-fin"}, c.append(wrong));
}

TEST(Checksum, ThatIsAlwaysWrongIsLeftToTheInterface) {
  Conversation c = Conversation{}.s({.flags = kSyn, .checksum_wrong = true});
  c.p({.flags = kSyn | kAck}).s({.checksum_wrong = true});
  c.s({.flags = kFin | kAck, .checksum_wrong = true}).p({});
  c.s({.bytes = 3, .checksum_wrong = true});
  expect_findings({"S violation data-after-fin"}, c);
  const std::vector<oracle::WrongChecksums> senders = audit_of(c).summary.wrong_checksums;
  ASSERT_EQ(1u, senders.size());
  EXPECT_EQ(4u, senders.front().segments);
}

}  // namespace
}  // namespace twomsl::test
