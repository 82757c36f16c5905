// What the diagrams of the HTML report are made of: the segments that are kept, and their time
// axis.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "oracle/report/formats/html/diagram/flow_reader.hpp"
#include "oracle/report/formats/html/diagram/time_axis.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::SecondReading;

TEST(HtmlFlowReader, KeepsTheOpeningAndWhatIsNearMarksAndCountsTheRest) {
  Conversation c = Conversation{}.open();
  for (int i = 0; i < 3'000; ++i) c.s({.bytes = 10}).p({});
  c.close();
  for (int i = 0; i < 50; ++i) c.age(1 + i).fin_again().s({});
  const Bytes bytes = capture_of(c);
  oracle::html::Exhibit exhibit;
  exhibit.party = {address_of(End::s), c.said().front().s_port};
  exhibit.peer = {address_of(End::p), 80};
  exhibit.marks = {{{0, 4'000}, "first"}, {{0, 6'004}, "second"}};
  oracle::html::FlowReader reader({});
  const std::size_t index = reader.want(exhibit);
  const SecondReading again{std::span<const std::uint8_t>(bytes)};
  EXPECT_EQ("", reader.read(again, c.said().size()));
  const oracle::html::DrawnFlow& flow = reader.flows()[index];
  using oracle::html::kAfter, oracle::html::kBefore, oracle::html::kOpening;
  EXPECT_EQ(kOpening + 2 * (kBefore + kAfter + 1), flow.segments.size());
  std::uint64_t total = flow.earlier + flow.later + flow.segments.size();
  for (const auto& segment : flow.segments) total += segment.omitted;
  EXPECT_EQ(c.said().size(), total);
  EXPECT_EQ(1u, flow.segments.front().at.frame);
}

// The capture, each packet inside another of IP.
Bytes tunnelled(const Bytes& file) {
  constexpr std::size_t kEthernet = 14;
  constexpr std::uint8_t kIpInIp = 4;
  SegmentView outer;
  outer.source.address = {0, 0xc0a80001, Family::ipv4};
  outer.destination.address = {0, 0xc0a80002, Family::ipv4};
  outer.hops = 64;
  std::vector<Packet> packets;
  oracle::Capture capture{std::span<const std::uint8_t>(file)};
  oracle::Frame frame;
  while (capture.next(frame) == oracle::ReadStatus::frame) {
    const auto packet = frame.bytes.subspan(kEthernet);
    packets.push_back({frame.time_ns, ethernet(ipv4_packet(outer, kIpInIp, packet))});
  }
  return pcap_file(packets);
}

TEST(HtmlFlowReader, FindsWhatATunnelCarries) {
  const Bytes bytes =
      tunnelled(capture_of(Conversation{}.open().close().age(1).fin_again().reset_by_s()));
  const oracle::Audit audit = oracle::audit_bytes(bytes, {});
  ASSERT_EQ(1u, audit.findings.size());
  oracle::html::FlowReader reader({});
  const std::size_t index = reader.want(oracle::html::exhibit_of(audit.findings[0]));
  EXPECT_EQ("", reader.read(SecondReading{std::span<const std::uint8_t>(bytes)}, 9));
  EXPECT_EQ(9u, reader.flows()[index].segments.size());
}

std::vector<std::optional<std::int64_t>> edges_of(const Conversation& c) {
  const Bytes bytes = capture_of(c);
  oracle::html::Exhibit exhibit;
  exhibit.party = {address_of(End::s), c.said().front().s_port};
  exhibit.peer = {address_of(End::p), 80};
  exhibit.marks = {{{0, c.said().size()}, "the last"}};
  oracle::html::FlowReader reader({});
  const std::size_t index = reader.want(exhibit);
  EXPECT_EQ("", reader.read(SecondReading{std::span<const std::uint8_t>(bytes)}, c.said().size()));
  const oracle::html::DrawnFlow& flow = reader.flows()[index];
  const unsigned s = flow.end[0] == exhibit.party ? 0 : 1;
  std::vector<std::optional<std::int64_t>> edges;
  for (const auto& step : window_edges(flow, s)) edges.push_back(step.edge);
  return edges;
}

// 1 is the number behind the SYN. A window is scaled by what both SYNs offer, theirs is not.
TEST(HtmlWindow, IsTheAckAndTheScaledWindow) {
  const Bytes scale_by_4{3, 3, 2, 0};
  Conversation c;
  c.s({.flags = kSyn, .options = scale_by_4});
  c.p({.flags = kSyn | kAck, .options = scale_by_4, .window = 700}).s({});
  c.s({.bytes = 500}).p({.window = 600}).p({.ack = kIsnS + 1, .window = 9}).p({.window = 0});
  using Edges = std::vector<std::optional<std::int64_t>>;
  EXPECT_EQ((Edges{701, 501 + 2400, 501}), edges_of(c)) << "an old ACK tells nothing";
  EXPECT_EQ((Edges{1001, 1001, 1001}),
            edges_of(Conversation{}.open().p({}).p({.options = scale_by_4})));
  EXPECT_EQ((Edges{}), edges_of(Conversation{}.s({.bytes = 9}).p({}))) << "who knows their scale";
}

TEST(HtmlWindow, IsUnknownFromANewSynOn) {
  const auto edges = edges_of(Conversation{}.open().s({.bytes = 8}).p({}).close().age(200).open());
  ASSERT_LT(2u, edges.size());
  EXPECT_EQ(1, std::ranges::count(edges, false, [](const auto& edge) { return edge.has_value(); }));
  EXPECT_EQ(1001, edges.back());
}

TEST(HtmlTimeAxis, NeverGoesBackAndStaysInItsRoom) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::int64_t> times;
    const std::size_t count = 1 + random() % 40;
    for (std::size_t i = 0; i < count; ++i) {
      times.push_back(static_cast<std::int64_t>(random() >> (3 + random() % 60)) -
                      (round % 2 == 0 ? 0 : 1'000'000));
    }
    const oracle::html::TimeAxis axis(times, 80, 900);
    std::sort(times.begin(), times.end());
    double last = 80;
    for (const std::int64_t time : times) {
      EXPECT_LE(last, axis.x(time) + 1e-6);
      EXPECT_GE(900 + 1e-6, axis.x(time));
      last = axis.x(time);
    }
  }
}

}  // namespace
}  // namespace twomsl::test
