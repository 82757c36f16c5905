// Reuse of a tuple in TIME-WAIT: by the holder's own SYN, or by its SYN-ACK to the peer's.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

constexpr std::uint32_t kHigherIsn = kIsnS + 1'000'000;

Conversation stamped(bool timestamps) {
  Conversation c;
  c.timestamps = timestamps;
  return c.open().close();
}

// P sends a SYN at an offset from RCV.NXT of S; S accepts it with an ISN above its old numbers, and
// with timestamps if P has them.
Conversation accepted(Conversation c, std::uint32_t offset, const Bytes& options = {}) {
  c.p({.flags = kSyn, .seq = c.nxt(End::p) + offset, .options = options});
  const Bytes answer = options.size() > 1 ? timestamps_option(900'000, 0) : options;
  return c.s({.flags = kSyn | kAck, .seq = kHigherIsn, .options = answer}).p({});
}

TEST(ActiveReuse, ConvictsASynOfTheHolderWithinItsWait) {
  //= rfc9293#3.6.1 MUST-13 type=test
  const Say syn{.flags = kSyn, .seq = kHigherIsn};
  expect_findings({"S violation active-reuse"}, closed().age(20).s(syn), with_msl(30));
  expect_findings({"S violation active-reuse"}, closed().age(0.001).s(syn));
  expect_findings({"S conditional active-reuse"}, closed().age(59.9).s(syn));
}

TEST(ActiveReuse, AcquitsASynAfterTheWait) {
  const Say syn{.flags = kSyn, .seq = kHigherIsn};
  expect_findings(kInnocent, closed().age(60).s(syn), with_msl(30));
  expect_findings(kInnocent, closed().age(60).s(syn));
}

TEST(ActiveReuse, AcquitsThePassiveCloser) {
  expect_findings(kInnocent, closed().age(0.5).p({.flags = kSyn, .seq = kIsnP + 90'000}),
                  with_msl(30));
}

TEST(ActiveReuse, ReportsARetransmittedSynOnce) {
  Conversation c = closed().age(10);
  for (const double age : {10.0, 11.0, 13.0}) c.age(age).s({.flags = kSyn, .seq = kHigherIsn});
  expect_findings({"S violation active-reuse"}, c, with_msl(30));
}

TEST(ActiveReuse, AcquitsALateDuplicateOfTheOldSyn) {
  expect_findings(kInnocent, closed().age(5).s({.flags = kSyn, .seq = kIsnS}), with_msl(30));
}

TEST(ActiveReuse, AcquitsALateDuplicateOfTheOldSynAfterASimultaneousClose) {
  Conversation c = Conversation{}.open();
  c.s({.flags = kFin | kAck}).p({.flags = kFin | kAck, .ack = kIsnS + 1}).s({}).p({});
  c.at(5).s({.flags = kSyn, .seq = kIsnS});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(ActiveReuse, AcquitsASynThatWasCapturedLate) {
  Conversation c;
  c.s({.flags = kSyn, .captured = false}).p({.flags = kSyn | kAck}).s({}).close();
  expect_findings(kInnocent, c.age(0.1).s({.flags = kSyn, .seq = kIsnS}));

  Conversation midstream;
  midstream.s({.flags = kSyn, .captured = false}).p({.flags = kSyn | kAck, .captured = false});
  midstream.s({.bytes = 10}).p({}).close();
  expect_findings(kInnocent, midstream.age(0.1).s({.flags = kSyn, .seq = kIsnS}));
}

TEST(ActiveReuse, AcquitsWhereTheConnectionWasResetInsteadOfClosed) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({.bytes = 100}).reset_by_s();
  expect_findings(kInnocent, c.at(1).s({.flags = kSyn, .seq = kHigherIsn}), with_msl(30));
}

TEST(ActiveReuse, JudgesEachIncarnationByItself) {
  Conversation c = closed().age(10).s({.flags = kSyn, .seq = kHigherIsn});
  c.p({.flags = kSyn | kAck, .seq = kIsnP + 90'000}).s({}).close();
  c.age(10).s({.flags = kSyn, .seq = kHigherIsn + 1'000'000});
  expect_findings({"S violation active-reuse", "S violation active-reuse"}, c, with_msl(30));
}

TEST(ActiveReuse, IsFoundAfterAnEarlyReleaseOfAWaitThatBeganInClosing) {
  Conversation c = Conversation{}.open();
  c.s({.flags = kFin | kAck}).p({.flags = kFin | kAck, .ack = kIsnS + 1}).s({}).p({});
  c.at(5).p({}).reset_by_s().at(6).s({.flags = kSyn, .seq = kHigherIsn});
  expect_findings({"S violation early-release-rst", "S violation active-reuse"}, c, with_msl(30));
}

// RFC 6191 section 2, case by case. TSval of the old connection ends below 1000.
struct NewSyn {
  const char* name;
  bool old_timestamps;
  Bytes options;
  std::uint32_t offset;  // of SEQ from RCV.NXT, which is one past the FIN's number
  bool newer;
};

std::vector<NewSyn> new_syns() {
  const Bytes later = timestamps_option(900'000, 0);
  const Bytes earlier = timestamps_option(3, 0);
  const Bytes none{1};  // no operation
  return {{"old TS, later TSval, SEQ below", true, later, 0u - 5000, true},
          {"old TS, later TSval, SEQ above", true, later, 5000, true},
          {"old TS, earlier TSval, SEQ above", true, earlier, 5000, false},
          {"old TS, earlier TSval, SEQ below", true, earlier, 0u - 5000, false},
          {"old TS, new without, SEQ above", true, none, 5000, true},
          {"old TS, new without, SEQ at RCV.NXT", true, none, 0, true},
          {"old TS, new without, SEQ of the FIN", true, none, 0u - 1, false},
          {"old without, new TS, SEQ below", false, later, 0u - 5000, true},
          {"old without, new without, SEQ above", false, none, 5000, true},
          {"old without, new without, SEQ at RCV.NXT", false, none, 0, true},
          {"old without, new without, SEQ of the FIN", false, none, 0u - 1, false},
          {"old without, new without, SEQ far below", false, none, 0u - 0x7ffffff0, false},
          {"old without, new without, SEQ far above", false, none, 0x7ffffff0, true}};
}

TEST(PassiveReuse, FollowsTheCasesOfRfc6191) {
  //= rfc6191#2 RFC6191-2-1 type=test
  for (const NewSyn& syn : new_syns()) {
    SCOPED_TRACE(syn.name);
    expect_findings(syn.newer ? kInnocent : std::vector<std::string>{"S deviation passive-reuse"},
                    accepted(stamped(syn.old_timestamps).age(10), syn.offset, syn.options),
                    with_msl(30));
  }
}

TEST(PassiveReuse, AtEqualTimestampsGoesBySequence) {
  Conversation c = stamped(true).age(10);
  const Bytes& last = c.said()[5].what.options;  // P's FIN
  expect_findings(kInnocent, accepted(c, 0, last), with_msl(30));
  expect_findings({"S deviation passive-reuse"}, accepted(c, 0u - 1, last), with_msl(30));
}

TEST(PassiveReuse, ComparesTimestampsThatWrapAround) {
  Conversation c;
  c.timestamps = true;
  c.ts_base = 0u - 45;  // P's ACK carries -5, its FIN 5
  c.open().close().age(10);
  const std::vector<std::string> deviation{"S deviation passive-reuse"};
  expect_findings(deviation, accepted(c, 5000, timestamps_option(4, 0)), with_msl(30));
  expect_findings(deviation, accepted(c, 5000, timestamps_option(0u - 1, 0)), with_msl(30));
  expect_findings(kInnocent, accepted(c, 0u - 5000, timestamps_option(6, 0)), with_msl(30));
}

TEST(PassiveReuse, TakesAnAnswerWithoutTimestampsForAConnectionWithout) {
  Conversation c = stamped(false).age(10);
  c.p({.flags = kSyn, .seq = c.nxt(End::p) - 50, .options = timestamps_option(900'000, 0)});
  c.s({.flags = kSyn | kAck, .seq = kHigherIsn});
  expect_findings({"S deviation passive-reuse"}, c, with_msl(30));
}

TEST(PassiveReuse, IsAViolationOnceAProbeHasShownTheSlotGone) {
  Conversation c = accepted(closed().age(9).fin_again().reset_by_s().age(10), 0u - 5000);
  expect_findings({"S violation early-release-rst", "S violation passive-reuse"}, c, with_msl(30));
}

TEST(PassiveReuse, AcquitsAnOldSynAnsweredByAnAckOrASilence) {
  Conversation c = closed().age(10);
  c.p({.flags = kSyn, .seq = c.nxt(End::p) - 5000});
  expect_findings(kInnocent, c, with_msl(30));
  expect_findings(kInnocent, Conversation(c).s({.ack = kIsnP + 2}), with_msl(30));
}

TEST(PassiveReuse, AcquitsAfterTheWait) {
  expect_findings(kInnocent, accepted(closed().age(60), 0u - 5000), with_msl(30));
}

TEST(PassiveReuse, AcquitsTheChallengeThatAGenuineClientResets) {
  // RFC 5961: SYN, ACK, RST at RCV.NXT, SYN again, SYN-ACK. No old segment is in it.
  Conversation c = closed().age(10);
  c.p({.flags = kSyn, .seq = kIsnP + 2 - 5000}).s({.ack = kIsnP + 2});
  c.p({.flags = kRst, .seq = kIsnP + 2});
  c.age(11).p({.flags = kSyn, .seq = kIsnP + 2 - 5000});
  c.s({.flags = kSyn | kAck, .seq = kHigherIsn});
  expect_findings(kInnocent, c, with_msl(30));
}

// P's old stream passes 2^31 numbers; what lies between is not in the capture.
Conversation long_stream(End end) {
  Conversation c = Conversation{}.open();
  const std::uint32_t isn = end == End::s ? kIsnS : kIsnP;
  for (std::uint32_t i = 1; i <= 5; ++i) {
    const Say text{.seq = isn + i * (1u << 29), .bytes = 1000};
    end == End::s ? c.s(text) : c.p(text);
  }
  return c.close().age(10);
}

TEST(PassiveReuse, SaysNothingOfNumbersThatMostOfAStreamIsMissingBetween) {
  Conversation c = long_stream(End::p);
  expect_findings(kInnocent, accepted(c, 0u - 5000), with_msl(30));
}

TEST(PassiveReuse, IsUndeterminedAtTheAntipode) {
  for (const std::uint32_t offset : {0x7fffffffu, 0x80000000u}) {
    SCOPED_TRACE(offset);
    expect_findings({"S undetermined passive-reuse (antipode)"}, accepted(closed().age(10), offset),
                    with_msl(30));
  }
}

TEST(PassiveReuse, IsUndeterminedWithoutTheSynAndItsTimestamp) {
  Conversation c = stamped(true).age(10);
  c.s({.flags = kSyn | kAck, .seq = kHigherIsn, .ack = c.nxt(End::p) - 5000, .options = {1}});
  expect_findings({"S undetermined passive-reuse (timestamps-unknown)"}, c, with_msl(30));
}

Conversation reopened_with(std::uint32_t offset) {
  Conversation c = closed().age(10);
  const std::uint32_t isn = c.nxt(End::s) + offset;
  c.p({.flags = kSyn, .seq = c.nxt(End::p) + 5000});
  return c.s({.flags = kSyn | kAck, .seq = isn});
}

TEST(ReopenIsn, ConvictsAnIsnBelowTheOldSndNxt) {
  //= rfc9293#3.6.1 MAY-2 type=test
  expect_findings({"S violation reopen-isn"}, reopened_with(0u - 1), with_msl(30));
  expect_findings({"S violation reopen-isn"}, reopened_with(0u - 0x7ffffff0), with_msl(30));
}

TEST(ReopenIsn, ConvictsOnceAProbeHasShownTheSlotGone) {
  Conversation c = closed().age(9).fin_again().reset_by_s().age(10);
  const std::uint32_t isn = c.nxt(End::s) - 7;
  c.p({.flags = kSyn, .seq = c.nxt(End::p) + 5000}).s({.flags = kSyn | kAck, .seq = isn});
  expect_findings({"S violation early-release-rst", "S violation reopen-isn"}, c, with_msl(30));
}

TEST(ReopenIsn, AcquitsAnIsnAtOrAboveTheOldSndNxt) {
  expect_findings(kInnocent, reopened_with(0), with_msl(30));
  expect_findings(kInnocent, reopened_with(65'537), with_msl(30));
  expect_findings(kInnocent, reopened_with(0x7ffffff0), with_msl(30));
}

TEST(ReopenIsn, IsUndeterminedAtTheAntipode) {
  expect_findings({"S undetermined reopen-isn (antipode)"}, reopened_with(0x80000000u),
                  with_msl(30));
}

TEST(ReopenIsn, AcquitsAfterTheWait) {
  Conversation c = closed().age(60);
  c.p({.flags = kSyn, .seq = c.nxt(End::p) + 5000});
  expect_findings(kInnocent, c.s({.flags = kSyn | kAck, .seq = kIsnS - 9}), with_msl(30));
}

TEST(ReopenIsn, AcquitsAListenerWhoseSlotARstOfThePeerMayHaveEnded) {
  Conversation c = closed().age(9).reset_by_p().age(10);
  c.p({.flags = kSyn, .seq = c.nxt(End::p) + 5000});
  expect_findings(kInnocent, c.s({.flags = kSyn | kAck, .seq = kIsnS - 9}), with_msl(30));
}

}  // namespace
}  // namespace twomsl::test
