// What shows at a host alone: RSTs that it was sent and did not obey, and that none was missed.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

// What is found where the capture was taken at one of them.
std::vector<RuleClass> found_at(End end, const Conversation& conversation) {
  std::vector<RuleClass> found;
  const oracle::AuditOptions options{.vantage = oracle::Vantage::host,
                                     .vantage_address = address_of(end)};
  for (const oracle::Finding& finding : audit_of(conversation, options).findings) {
    EXPECT_EQ(finding.party.address, address_of(End::s));
    found.push_back(finding.rule);
  }
  return found;
}

// S has FIN-WAIT-2. At neither host a RST of the peer could be missed; in between it could.
TEST(FinWait2Lost, IsLaidToWhoAcceptsAnewWhereNoRstOfThePeerCouldBeMissed) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.at(5)
      .p({.flags = kSyn, .seq = kIsnP + 90'000})
      .s({.flags = kSyn | kAck, .seq = kIsnS + 900'000});
  const std::vector<RuleClass> lost{RuleClass::fin_wait_2_lost};
  EXPECT_EQ(lost, found_at(End::s, c));
  EXPECT_EQ(lost, found_at(End::p, c));
  expect_findings(kInnocent, c, {.vantage = oracle::Vantage::middle});
}

// P resets at RCV.NXT of S, and S has acknowledged all that came.
Conversation reset_by_peer() {
  return Conversation{}.open().p({.bytes = 10}).s({}).p({.flags = kRst});
}

TEST(RstIgnored, ConvictsAtItsHostWhoGoesOnASecondLater) {
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U1 type=test
  //= rfc5961#3.2 RFC5961-3.2-2 type=test
  const Conversation c = reset_by_peer().at(3).s({.bytes = 5}).at(9).s({.bytes = 5});
  EXPECT_EQ(std::vector{RuleClass::rst_ignored}, found_at(End::s, c));
  EXPECT_TRUE(found_at(End::p, c).empty());
  expect_findings(kInnocent, c, {.vantage = oracle::Vantage::middle});
}

TEST(RstIgnored, AcquitsWhatWasUnderWayAndWhoIsSilentOrOpensAnew) {
  EXPECT_TRUE(found_at(End::s, reset_by_peer().at(0.5).s({.bytes = 5})).empty());
  EXPECT_TRUE(found_at(End::s, reset_by_peer().at(3).p({.bytes = 5}).reset_by_s()).empty());
  const Conversation anew = reset_by_peer().at(3).s({.flags = kSyn, .seq = kIsnS + 900'000}).at(5);
  EXPECT_TRUE(found_at(End::s, anew).empty());
}

TEST(RstIgnored, AcquitsWhereTheNumberIsNotSurelyRcvNxt) {
  Conversation beside = Conversation{}.open().p({.flags = kRst, .seq = kIsnP + 5});
  EXPECT_TRUE(found_at(End::s, beside.at(3).s({.bytes = 5})).empty());
  Conversation untold = Conversation{}.open().p({.bytes = 10}).p({.flags = kRst});
  EXPECT_TRUE(found_at(End::s, untold.at(3).s({.ack = kIsnP + 1, .bytes = 5})).empty());
}

// RFC 2385 and RFC 5925 refuse a segment without its signature.
TEST(RstIgnored, AcquitsWhoSignsItsSegments) {
  for (const std::uint8_t kind : {std::uint8_t{19}, std::uint8_t{29}}) {
    Bytes signature(18, 7);
    signature[0] = kind;
    signature[1] = 18;
    Conversation c = reset_by_peer();
    EXPECT_TRUE(found_at(End::s, c.at(3).s({.bytes = 5, .options = signature})).empty());
  }
}

TEST(RstIgnored, AcquitsWhereTheCaptureCutsWhatMayBeASignature) {
  Conversation c = reset_by_peer();
  c.at(3).s({.bytes = 5, .options = Bytes{19, 18, 7, 7}});
  EXPECT_TRUE(found_at(End::s, c).empty());
}

TEST(RstIgnored, IsUndeterminedWhereTheClockWentBack) {
  Conversation c = Conversation{}.at(9).open().p({.bytes = 10}).s({});
  c.at(2).p({.flags = kRst}).at(9).s({.bytes = 5});
  const oracle::Audit audit =
      audit_of(c, {.vantage = oracle::Vantage::host, .vantage_address = address_of(End::s)});
  ASSERT_EQ(audit.findings.size(), 1u);
  EXPECT_EQ(audit.findings[0].verdict, Verdict::undetermined);
  EXPECT_EQ(audit.findings[0].reason, oracle::Reason::clock_went_back);
}

TEST(RstIgnored, LeavesTimeWaitToRfc1337) {
  Conversation c = Conversation{}.open().close().age(1).reset_by_p().age(3).fin_again().s({});
  EXPECT_TRUE(found_at(End::s, c).empty());
}

}  // namespace
}  // namespace twomsl::test
