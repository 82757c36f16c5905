// Closes and opens of unusual shape: both ends at once, one end with itself, one end half.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

// Both FINs cross, and each is acknowledged: S at 0.05 s, P at 0.06 s.
Conversation closed_by_both() {
  Conversation c = Conversation{}.open();
  c.s({.flags = kFin | kAck}).p({.flags = kFin | kAck, .ack = kIsnS + 1});
  return c.s({}).p({});
}

const Say kFinOfS{.flags = kFin | kAck, .seq = kIsnS + 1};
const Say kFinOfP{.flags = kFin | kAck, .seq = kIsnP + 1};

TEST(SimultaneousClose, HoldsBothEnds) {
  //= rfc9293#3.6.1 MUST-13 type=test
  const std::vector<std::string> by_s{"S violation early-release-rst"};
  const std::vector<std::string> by_p{"P violation early-release-rst"};
  expect_findings(by_s, closed_by_both().at(20).p(kFinOfP).s({.flags = kRst}), with_msl(30));
  expect_findings(by_p, closed_by_both().at(20).s(kFinOfS).p({.flags = kRst}), with_msl(30));
  constexpr std::uint32_t kNew = 1'000'000;
  const std::vector<std::string> reuse_by_s{"S violation active-reuse"};
  const std::vector<std::string> reuse_by_p{"P violation active-reuse"};
  expect_findings(reuse_by_s, closed_by_both().at(20).s({.flags = kSyn, .seq = kNew}),
                  with_msl(30));
  expect_findings(reuse_by_p, closed_by_both().at(20).p({.flags = kSyn, .seq = kNew}),
                  with_msl(30));
}

TEST(SimultaneousClose, AcquitsBothEndsAfterTheWait) {
  expect_findings(kInnocent, closed_by_both().at(60.1).s(kFinOfS).p({.flags = kRst}), with_msl(30));
  expect_findings(kInnocent, closed_by_both().at(60.1).p({.flags = kSyn, .seq = 1}), with_msl(30));
}

TEST(SimultaneousClose, AcquitsEndsThatRetransmitTheirFinsUntilAcknowledged) {
  Conversation c = Conversation{}.open();
  c.s({.flags = kFin | kAck}).p({.flags = kFin | kAck, .ack = kIsnS + 1});
  // Both first ACKs are lost on the way; each FIN comes again and is acknowledged again.
  c.s({}).p({}).at(0.3).s(kFinOfS).p({}).p(kFinOfP).s({});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(SimultaneousClose, CountsFromTheArrivalOfTheAcknowledgementOfTheOwnFin) {
  // S acknowledges P's FIN at once but its own FIN is acknowledged 3 s later: only then it waits.
  Conversation c = Conversation{}.open();
  c.s({.flags = kFin | kAck}).p({.flags = kFin | kAck, .ack = kIsnS + 1}).s({});
  c.at(3).p({}).at(62.9).p(kFinOfP).s({.flags = kRst});
  expect_findings({"S undetermined early-release-rst (within-slack)"}, c, with_msl(30));
}

TEST(SimultaneousClose, IsToldFromAPassiveCloseByWhatTheFinAcknowledges) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({.flags = kFin | kAck}).s({});
  expect_findings(kInnocent, Conversation(c).at(1).p({.flags = kSyn, .seq = 1}), with_msl(30));
  expect_findings({"S violation active-reuse"},
                  Conversation(c).at(1).s({.flags = kSyn, .seq = kIsnS + 90'000}), with_msl(30));
}

TEST(SimultaneousClose, AcquitsThePassiveCloserWhoseFirstFinWasNotCaptured) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  c.p({.flags = kFin | kAck, .captured = false}).at(0.5).p(kFinOfP).s({});
  expect_findings(kInnocent, c.at(1).p({.flags = kSyn, .seq = 1}), with_msl(30));
}

// Both SYNs cross.
Conversation opened_by_both() {
  Conversation c;
  c.s({.flags = kSyn}).p({.flags = kSyn});
  c.s({.flags = kSyn | kAck, .seq = kIsnS}).p({.flags = kSyn | kAck, .seq = kIsnP});
  return c;
}

TEST(SimultaneousOpen, IsOneConnectionAndInnocent) {
  Conversation c = opened_by_both().s({.bytes = 10}).p({}).close();
  expect_findings(kInnocent, c, with_msl(30));
  EXPECT_EQ(1u, audit_of(c).summary.connections);
  EXPECT_EQ(1u, audit_of(c).summary.closes);
}

TEST(SimultaneousOpen, IsJudgedAsAnyOther) {
  expect_findings({"S violation early-release-rst"},
                  opened_by_both().close().age(5).fin_again().reset_by_s(), with_msl(30));
}

TEST(SimultaneousOpen, AfterTheWaitIsInnocent) {
  Conversation c = Conversation{}.open().close().age(61);
  c.s({.flags = kSyn, .seq = 7000}).p({.flags = kSyn, .seq = 9000});
  c.s({.flags = kSyn | kAck, .seq = 7000}).p({.flags = kSyn | kAck, .seq = 9000}).close();
  expect_findings(kInnocent, c, with_msl(30));
  EXPECT_EQ(2u, audit_of(c).summary.connections);
}

TEST(SelfConnect, IsInnocent) {
  // S and P are one endpoint: each of its segments comes from and goes to itself.
  std::vector<Packet> packets;
  const Socket self{ipv4(10, 0, 0, 1), 4000};
  const auto say = [&](std::uint8_t flags, std::uint32_t seq, std::uint32_t ack) {
    SegmentView view{.source = self, .destination = self, .seq = seq, .ack = ack};
    view.flags = {flags};
    view.hops = 64;
    const auto number = static_cast<std::int64_t>(packets.size());
    packets.push_back({number * 10'000'000, ethernet(ip_packet(view))});
  };
  for (std::uint32_t isn : {100u, 5000u}) {
    say(kSyn, isn, 0);
    say(kSyn | kAck, isn, isn + 1);
    say(kFin | kAck, isn + 1, isn + 1);
    say(kFin | kAck, isn + 1, isn + 2);
    say(kAck, isn + 2, isn + 2);
    say(kRst, isn + 2, 0);
  }
  EXPECT_TRUE(oracle::audit_bytes(pcap_file(packets), with_msl(30)).findings.empty());
}

TEST(HalfClose, AcquitsAnEndThatAcknowledgesDataLongAfterItsFin) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  for (const double at : {10.0, 100.0, 1000.0}) c.at(at).p({.bytes = 500}).s({});
  c.p({.flags = kFin | kAck}).s({});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(HalfClose, CountsTheWaitFromThePeersFin) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).at(100);
  c.p({.flags = kFin | kAck}).s({}).at(120).fin_again().reset_by_s();
  expect_findings({"S violation early-release-rst"}, c, with_msl(30));
}

TEST(HalfDuplexClose, AcquitsAnEndThatResetsDataAndOpensAgain) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).p({.bytes = 10});
  c.reset_by_s().p({.flags = kFin | kAck}).reset_by_s();
  expect_findings(kInnocent, c.at(1).s({.flags = kSyn, .seq = kIsnS + 500}), with_msl(30));
}

TEST(Abort, AcquitsARstThatCrossesTheFin) {
  Conversation c = Conversation{}.open().s({.bytes = 10}).p({}).s({.flags = kRst | kAck});
  c.p({.flags = kFin | kAck}).s({.flags = kRst}).at(0.5).s({.flags = kSyn, .seq = kIsnS + 500});
  expect_findings(kInnocent, c, with_msl(30));
}

TEST(FastOpen, AcquitsASynWithDataOnATupleWhoseWaitIsOver) {
  Conversation c = Conversation{}.open().close().age(61);
  c.p({.flags = kSyn, .seq = kIsnP + 9000, .bytes = 20});
  c.s({.flags = kSyn | kAck, .seq = kIsnS + 90'000}).p({}).close();
  expect_findings(kInnocent, c, with_msl(30));
}

}  // namespace
}  // namespace twomsl::test
