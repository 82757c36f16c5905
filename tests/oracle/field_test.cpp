// Innocent traffic that live stacks have sent through networks that lose, repeat and reorder: each
// case is cut down from a capture that an audit once accused.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl {
namespace {

using oracle::AuditOptions;
using oracle::Vantage;

constexpr std::uint8_t kAck = Flags::kAck;
constexpr std::uint8_t kFin = Flags::kFin | Flags::kAck;
constexpr std::uint8_t kRst = Flags::kRst;
constexpr std::uint8_t kSyn = Flags::kSyn;
constexpr Address kA = test::ipv4(10, 7, 0, 1);
constexpr Address kB = test::ipv4(10, 7, 0, 2);

/// A segment from A or B; its numbers count from the sender's SYN, and from the other's.
struct Sent {
  double at_s = 0;
  char from = 'A';
  std::uint8_t flags = 0;
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::uint16_t ip_id = 0;
  std::uint8_t hops = 64;
};

const std::vector<Sent> kOpening{
    {0.00, 'A', kSyn, 0, 0, 1}, {0.01, 'B', kSyn | kAck, 0, 1, 2}, {0.02, 'A', kAck, 1, 1, 3}};

test::Packet packet_of(const Sent& sent) {
  const Socket a{kA, 40'000};
  const Socket b{kB, 80};
  SegmentView segment{.flags = {sent.flags}};
  segment.source = sent.from == 'A' ? a : b;
  segment.destination = sent.from == 'A' ? b : a;
  segment.seq = (sent.from == 'A' ? 1'000 : 900'000) + sent.seq;
  segment.ack = (sent.flags & kAck) == 0 ? 0 : (sent.from == 'A' ? 900'000 : 1'000) + sent.ack;
  segment.window = 1'000;
  segment.hops = sent.hops;
  segment.ip_id = sent.ip_id;
  return {static_cast<std::int64_t>(sent.at_s * 1e9), test::ethernet(test::ip_packet(segment))};
}

/// The findings on the opening and what follows it, as "frame verdict class".
std::vector<std::string> findings(const std::vector<Sent>& then, const AuditOptions& options = {}) {
  std::vector<test::Packet> packets;
  for (const auto* part : {&kOpening, &then}) {
    for (const Sent& sent : *part) packets.push_back(packet_of(sent));
  }
  std::vector<std::string> words;
  for (const auto& finding : oracle::audit_bytes(test::pcap_file(packets), options).findings) {
    words.push_back(std::to_string(finding.at.frame) + ' ' + std::string(name(finding.verdict)) +
                    ' ' + std::string(name(finding.rule)));
    EXPECT_TRUE(is_within_rule(finding)) << words.back();
  }
  return words;
}

using Words = std::vector<std::string>;

// B closes first; A, the passive closer, answers the acknowledgement of its FIN with a RST.
std::vector<Sent> last_ack_reset(std::uint8_t hops_of_a = 64) {
  return {{0.10, 'B', kFin, 1, 1, 4},
          {0.11, 'A', kFin, 1, 2, 5, hops_of_a},
          {0.12, 'B', kAck, 2, 2, 6},
          {0.13, 'A', kRst, 2, 0, 0, hops_of_a}};
}

TEST(LastAckAbandoned, IsUndeterminedForAnAbortInLastAckIsSilent) {
  //= rfc9293#3.5.2 RFC9293-3.5.2-D2 type=test
  const Words undetermined{"7 undetermined last-ack-abandoned"};
  EXPECT_EQ(findings(last_ack_reset()), undetermined);
  EXPECT_EQ(findings(last_ack_reset(63)), undetermined);
  EXPECT_EQ(findings(last_ack_reset(), {.vantage = Vantage::host, .vantage_address = kA}),
            undetermined);
}

TEST(LastAckAbandoned, IsNotWhatAnAcknowledgementDeliveredTwiceMeetsInClosed) {
  auto sent = last_ack_reset();
  sent.insert(sent.end() - 1, {0.1204, 'B', kAck, 2, 2, 6});
  EXPECT_EQ(findings(sent), Words{});
}

TEST(LastAckAbandoned, IsNotTheEndOfAConnectionThatThePartyHasReset) {
  auto sent = last_ack_reset();
  sent.insert(sent.begin() + 2, {0.115, 'A', kRst | kAck, 2, 2, 7});
  EXPECT_EQ(findings(sent), Words{});
}

TEST(LastAckAbandoned, IsNotTheEndOfAConnectionThatItsPeerHasReset) {
  auto sent = last_ack_reset();
  sent.insert(sent.begin() + 2, {0.115, 'B', kRst, 2});
  EXPECT_EQ(findings(sent), Words{"6 violation fin-wait-2-lost"}) << "which is B's affair";
}

TEST(LastAckAbandoned, IsNotAnAbortThatCrossesTheAcknowledgement) {
  auto sent = last_ack_reset();
  sent.back() = {0.13, 'A', kRst | kAck, 2, 2, 7};
  EXPECT_EQ(findings(sent), Words{});
  sent.insert(sent.end() - 1, {0.125, 'B', kAck, 2, 2, 8});
  EXPECT_EQ(findings(sent), Words{}) << "nor has it the wrong form";
}

TEST(FinWait2Lost, IsNotAnAbortThatCrossesThePeersFin) {
  const std::vector<Sent> sent{{0.10, 'A', kFin, 1, 1, 4},
                               {0.11, 'B', kAck, 1, 2, 5},
                               {0.12, 'B', kFin, 1, 2, 6},
                               {0.13, 'A', kRst | kAck, 2, 1, 7}};
  EXPECT_EQ(findings(sent), Words{});
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6 type=test
  //= rfc9293#3.5.2 RFC9293-3.5.2-D3 type=test
  auto answered = sent;
  answered.back().ack = 2;
  EXPECT_EQ(findings(answered), (Words{"7 violation fin-wait-2-lost", "7 deviation rst-form"}));
}

}  // namespace
}  // namespace twomsl
