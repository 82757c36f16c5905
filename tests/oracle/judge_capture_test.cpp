// What a capture does to a conversation: frames twice, out of order, missing; clocks; VLANs.
#include <gtest/gtest.h>

#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

// An innocent life: data, a retransmission, a close with a FIN that comes again, a later reopening.
Conversation innocent_life() {
  Conversation c = Conversation{}.open().s({.bytes = 300}).p({.bytes = 700}).s({});
  c.s({.bytes = 50}).at(0.4).s({.seq = c.nxt(End::s) - 50, .bytes = 50}).p({});
  c.close().age(0.25).fin_again().s({}).age(70);
  c.s({.flags = kSyn, .seq = kIsnS + 2'000'000});
  c.p({.flags = kSyn | kAck, .seq = kIsnP + 3'000'000}).s({}).p({.bytes = 30}).s({}).close();
  return c;
}

Conversation without(const Conversation& whole, std::size_t frame) {
  Conversation c = whole;
  c.drop(frame);
  return c;
}

TEST(Capture, AnInnocentLifeIsInnocent) {
  expect_findings(kInnocent, innocent_life(), with_msl(30));
}

TEST(Capture, AnInnocentLifeStaysInnocentWhicheverFramesAreMissing) {
  const std::size_t frames = innocent_life().said().size();
  for (std::size_t first = 0; first < frames; ++first) {
    for (std::size_t second = first; second < frames; ++second) {
      SCOPED_TRACE(testing::Message() << "without " << first << " and " << second);
      expect_no_conviction(without(without(innocent_life(), second), first), with_msl(30));
    }
  }
}

TEST(Capture, AnInnocentLifeStaysInnocentWhereItBeginsAndEndsAnywhere) {
  const std::size_t frames = innocent_life().said().size();
  for (std::size_t begin = 0; begin < frames; ++begin) {
    for (std::size_t end = begin; end < frames; ++end) {
      SCOPED_TRACE(testing::Message() << "frames " << begin << " to " << end);
      Conversation c = innocent_life();
      for (std::size_t i = frames; i-- > 0;) {
        if (i < begin || i > end) c.drop(i);
      }
      expect_no_conviction(c, with_msl(30));
    }
  }
}

TEST(Capture, AnInnocentLifeStaysInnocentSeenInOneDirection) {
  for (const End end : {End::s, End::p}) {
    Conversation c = innocent_life();
    for (std::size_t i = c.said().size(); i-- > 0;) {
      if (c.said()[i].from != end) c.drop(i);
    }
    expect_no_conviction(c, with_msl(30));
  }
}

TEST(Capture, AnInnocentLifeStaysInnocentWithNeighboursSwapped) {
  const std::size_t frames = innocent_life().said().size();
  for (std::size_t i = 0; i + 1 < frames; ++i) {
    SCOPED_TRACE(testing::Message() << "frame " << i << " after its successor");
    Conversation c = innocent_life();
    if (c.said()[i + 1].time_ns - c.said()[i].time_ns > 20'000'000) continue;
    c.swap(i);
    expect_no_conviction(c, with_msl(30));
  }
}

TEST(Capture, AnInnocentLifeStaysInnocentWithAnyFrameDuplicatedLater) {
  const std::size_t frames = innocent_life().said().size();
  for (std::size_t i = 0; i < frames; ++i) {
    for (const std::int64_t delay_ns : {2'000'000, 30'000'000, 500'000'000}) {
      SCOPED_TRACE(testing::Message() << "frame " << i << " again after " << delay_ns << " ns");
      Conversation c = innocent_life();
      c.duplicate(i, delay_ns);
      expect_no_conviction(c, with_msl(30));
    }
  }
}

TEST(Capture, CountsFramesCapturedTwice) {
  const Bytes capture = capture_of(innocent_life(), {.each_frame_twice = true});
  const oracle::Audit audit = oracle::audit_bytes(capture, {});
  EXPECT_EQ(innocent_life().said().size(), audit.summary.skipped.at("captured-twice"));
  EXPECT_EQ(2u, audit.summary.connections);
  EXPECT_EQ(2u, audit.summary.closes);
}

TEST(Capture, AGuiltyCloseNeedsAllFourOfItsSegments) {
  Conversation guilty = closed().age(20).fin_again().reset_by_s();
  expect_findings({"S violation early-release-rst"}, guilty, with_msl(30));
  for (const std::size_t missing : {3u, 5u}) {  // S's FIN, P's FIN
    SCOPED_TRACE(missing);
    expect_no_conviction(without(guilty, missing), with_msl(30));
  }
  // Without S's ACK it was in TIME-WAIT or has given FIN-WAIT-2 up, which is against a SHOULD.
  expect_findings({"S deviation fin-wait-2-lost"}, without(guilty, 6), with_msl(30));
  // P's FIN acknowledges that of S, too.
  expect_findings({"S violation early-release-rst"}, without(guilty, 4), with_msl(30));
}

TEST(Capture, IsUndeterminedWhereItsClockWentBackDuringTheWait) {
  Conversation c = closed().at(-30).p({.flags = kFin | kAck, .seq = kIsnP + 1}).reset_by_s();
  expect_findings({"S undetermined early-release-rst (clock-went-back)"}, c, with_msl(30));
  Conversation d = closed().at(-30).s({.flags = kSyn, .seq = kIsnS + 99});
  expect_findings({"S undetermined active-reuse (clock-went-back)"}, d, with_msl(30));
  Conversation before = Conversation{}.at(50).open().at(10).close().age(20);
  expect_findings({"S violation early-release-rst"}, before.fin_again().reset_by_s(), with_msl(30));
}

TEST(Capture, ToleratesAClockThatGoesBackByLessThanTheSlack) {
  Conversation c = closed().age(20).s({}).age(19.6).fin_again().reset_by_s();
  expect_findings({"S violation early-release-rst"}, c, with_msl(30));
}

TEST(Capture, KeepsVlansApart) {
  // The same tuple on another VLAN is another connection.
  Conversation c = closed().age(20);
  expect_findings(kInnocent, c.s({.flags = kSyn, .seq = kIsnS + 90'000, .vlan = 7}), with_msl(30));
  EXPECT_EQ(2u, audit_of(c).summary.connections);
}

TEST(Capture, JoinsTheTwoDirectionsOfATupleThatAreTaggedApart) {
  for (const auto& [s, p] : {std::pair{10, 20}, {10, 0}, {0, 20}}) {
    Conversation c;
    c.vlan_s = static_cast<std::uint16_t>(s);
    c.vlan_p = static_cast<std::uint16_t>(p);
    c.open().close().age(20).fin_again().reset_by_s();
    expect_findings({"S violation early-release-rst"}, c, with_msl(30));
    EXPECT_EQ(1u, audit_of(c).summary.connections);
  }
}

TEST(Capture, KeepsVlansApartThatBeginAtTheSameTime) {
  Conversation a, b;
  a.vlan_s = a.vlan_p = 10;
  b.vlan_s = b.vlan_p = 20;
  a.open().close().beside(b.at(0.001).open().close());
  expect_findings(kInnocent, a, with_msl(30));
  EXPECT_EQ(2u, audit_of(a).summary.connections);
}

TEST(Capture, TakesNoOtherPortForTheSameTuple) {
  Conversation other;
  other.s_port = 4001;
  other.at(1).open();
  expect_findings(kInnocent, closed().beside(other), with_msl(30));
}

}  // namespace
}  // namespace twomsl::test
