// Two captures of simulated traffic, and what the link between them is known to have done.
#include "oracle/both/comparison.hpp"

#include <cmath>

#include "core/codec/bytes.hpp"
#include "oracle/both/report/report.hpp"
#include "tests/both/two_captures.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::both::ClockKnowledge;
using oracle::both::Clocks;
using oracle::both::Comparison;
using oracle::both::Direction;
using oracle::both::Rewrite;
using oracle::both::Side;

constexpr std::uint64_t kSeeds = 250;

void expect_truth(const Comparison& comparison, const TwoCaptures& truth) {
  const auto all = totals_of(comparison);
  for (std::size_t by = 0; by < 2; ++by) {
    const Direction& direction = all[by];
    EXPECT_EQ(truth.sent[by], direction.sent);
    EXPECT_EQ(truth.arrived[by], direction.arrived);
    EXPECT_EQ(truth.sent[by] - truth.arrived[by], direction.lost);
    EXPECT_EQ(0u, direction.missed);
    EXPECT_EQ(0u, direction.beyond);
    EXPECT_EQ(0u, direction.copies);
    EXPECT_EQ(0u, direction.appeared);
    EXPECT_EQ(0u, direction.cut_anew);
  }
}

void expect_offset(std::int64_t ahead_ns, const Clocks& clocks) {
  EXPECT_EQ(ClockKnowledge::bounded, clocks.knowledge);
  EXPECT_LE(std::abs(clocks.offset_ns - ahead_ns), clocks.uncertainty_ns);
}

std::uint64_t rewrites(const Comparison& comparison, Rewrite what, Side sender) {
  std::uint64_t segments = 0;
  for (const auto& compared : comparison.connections) {
    for (const auto& one : compared.rewritten) {
      if (one.what == what && one.sender == sender) segments += one.segments;
    }
  }
  return segments;
}

TEST(TwoCapturesOfALink, AreCountedExactlyAndTheirClocksFoundWithinTheUncertainty) {
  std::uint64_t lost = 0;
  std::uint64_t overtaken = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    TwoCaptures truth = traffic_of(seed);
    const auto ahead_ns =
        static_cast<std::int64_t>(sim::drawn(seed, "ahead") % 20'000'000'000'000) -
        10'000'000'000'000;
    set_clock(truth.frames[1], ahead_ns);
    const Comparison comparison = compare(truth.frames);
    ASSERT_NO_FATAL_FAILURE(expect_truth(comparison, truth));
    expect_offset(ahead_ns, comparison.clocks);
    EXPECT_FALSE(comparison.clocks.drifts);
    EXPECT_FALSE(comparison.is_turned);
    // The link holds a packet for its latency at least: so the bounds are that far apart.
    const auto latency_ns = static_cast<std::int64_t>(truth.link.latency_us) * 1000;
    EXPECT_GE(comparison.clocks.uncertainty_ns, latency_ns);
    const std::int64_t slowest_ns =
        latency_ns + static_cast<std::int64_t>(truth.link.longest_delay_us) * 1000;
    for (const Direction& direction : totals_of(comparison)) {
      EXPECT_LE(direction.delay_ns[2], slowest_ns + comparison.clocks.uncertainty_ns);
      lost += direction.lost;
      overtaken += direction.overtaken;
    }
    for (const auto& compared : comparison.connections) {
      EXPECT_TRUE(compared.rewritten.empty()) << name(compared.rewritten.front().what);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(lost, kSeeds);
  EXPECT_GT(overtaken, kSeeds);
}

TEST(TwoCapturesOfALink, ThatAreGivenInTheWrongOrderAreToldSo) {
  TwoCaptures truth = traffic_of(1);
  std::swap(truth.frames[0], truth.frames[1]);
  std::swap(truth.sent[0], truth.sent[1]);
  std::swap(truth.arrived[0], truth.arrived[1]);
  const Comparison comparison = compare(truth.frames);
  EXPECT_TRUE(comparison.is_turned);
  expect_truth(comparison, truth);
}

TEST(ClocksOfTwoCaptures, ThatDriftAreFoundWithinTheUncertainty) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    TwoCaptures truth = traffic_of(seed, 3600);
    const double ppm = static_cast<double>(sim::drawn(seed, "ppm") % 400) - 200;
    constexpr std::int64_t kAhead_ns = 7'000'000'000;
    set_clock(truth.frames[1], kAhead_ns, ppm);
    const Comparison comparison = compare(truth.frames);
    expect_truth(comparison, truth);
    const Clocks& clocks = comparison.clocks;
    ASSERT_EQ(ClockKnowledge::bounded, clocks.knowledge);
    if (std::abs(ppm) > 20) {
      EXPECT_TRUE(clocks.drifts) << ppm;
    }
    if (!clocks.drifts) continue;
    EXPECT_LE(std::abs(clocks.drift - ppm / 1e6), clocks.drift_uncertainty);
    const double then = static_cast<double>(kAhead_ns) +
                        static_cast<double>(clocks.middle_ns - kBegin_ns) * ppm / 1e6;
    EXPECT_LE(std::abs(static_cast<double>(clocks.offset_ns) - then),
              static_cast<double>(clocks.uncertainty_ns));
  }
}

TEST(ClocksOfTwoCaptures, WithoutOneDirectionAreBoundedFromOneSide) {
  TwoCaptures truth = traffic_of(3);
  const Address a = view_of(truth.frames[0].front()).source.address;
  for (Frames& frames : truth.frames) {
    std::erase_if(frames, [&](const Packet& one) { return view_of(one).source.address != a; });
  }
  set_clock(truth.frames[1], 1'000'000'000);
  const Comparison comparison = compare(truth.frames);
  EXPECT_EQ(ClockKnowledge::one_sided, comparison.clocks.knowledge);
  EXPECT_GE(comparison.clocks.offset_ns, 1'000'000'000);
  const auto all = totals_of(comparison);
  EXPECT_EQ(truth.sent[0] - truth.arrived[0], all[0].lost);
  EXPECT_EQ(0u, all[0].appeared + all[1].sent + all[1].appeared);
}

TEST(ClocksOfTwoCaptures, ThatWereSetAreToldToBeUnsteady) {
  TwoCaptures truth = traffic_of(5);
  Frames& frames = truth.frames[1];
  Frames late(frames.begin() + static_cast<std::ptrdiff_t>(frames.size() / 2), frames.end());
  frames.resize(frames.size() / 2);
  set_clock(late, -60'000'000'000);
  frames.insert(frames.end(), late.begin(), late.end());
  EXPECT_EQ(ClockKnowledge::unsteady, compare(truth.frames).clocks.knowledge);
}

// The server's end sees 192.0.2.7 and other ports.
void translate(Frames& frames, const Address& client) {
  rewrite(frames, [&](const SegmentView& view, std::span<std::uint8_t> packet) {
    const bool by_client = view.source.address == client;
    store_be32(&packet[by_client ? 12 : 16], 0xc0000207);
    store_be16(&packet[by_client ? 20 : 22],
               static_cast<std::uint16_t>((by_client ? view.source : view.destination).port + 999));
  });
}

TEST(BoxesBetweenTwoCaptures, ThatTranslateAddressesAreSeenThrough) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    if (seed % 4 == 0) continue;  // IPv6
    SCOPED_TRACE(seed);
    TwoCaptures truth = traffic_of(seed);
    translate(truth.frames[1], view_of(truth.frames[0].front()).source.address);
    const Comparison comparison = compare(truth.frames);
    expect_truth(comparison, truth);
    expect_offset(0, comparison.clocks);
    EXPECT_EQ(truth.arrived[0], rewrites(comparison, Rewrite::addresses, Side::client));
    EXPECT_EQ(0u, rewrites(comparison, Rewrite::addresses, Side::server));
    EXPECT_EQ(ipv4(192, 0, 2, 7).low, 0xc0000207u);
  }
}

// Other sequence numbers of either direction, a smaller MSS, another hop count.
void shift_numbers(Frames& frames, const Address& client) {
  rewrite(frames, [&](const SegmentView& view, std::span<std::uint8_t> packet) {
    const bool by_client = view.source.address == client;
    const std::uint32_t seq_shift = by_client ? 0x12345678 : 0x9abcdef0;
    const std::uint32_t ack_shift = by_client ? 0x9abcdef0 : 0x12345678;
    store_be32(&packet[24], view.seq + seq_shift);
    if (view.flags.ack()) store_be32(&packet[28], view.ack + ack_shift);
    if (view.options.has_mss) store_be16(&packet[42], 1200);
    packet[8] = static_cast<std::uint8_t>(packet[8] - 3);
  });
}

TEST(BoxesBetweenTwoCaptures, ThatShiftSequenceNumbersAreSeenThrough) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    if (seed % 4 == 0) continue;
    SCOPED_TRACE(seed);
    TwoCaptures truth = traffic_of(seed);
    const Address client = view_of(truth.frames[0].front()).source.address;
    const bool has_mss = view_of(truth.frames[0].front()).options.has_mss;
    shift_numbers(truth.frames[1], client);
    translate(truth.frames[1], client);
    const Comparison comparison = compare(truth.frames);
    expect_truth(comparison, truth);
    expect_offset(0, comparison.clocks);
    EXPECT_EQ(truth.arrived[0], rewrites(comparison, Rewrite::sequence_numbers, Side::client));
    EXPECT_EQ(truth.arrived[1], rewrites(comparison, Rewrite::sequence_numbers, Side::server));
    EXPECT_EQ(truth.arrived[0], rewrites(comparison, Rewrite::hops, Side::client));
    EXPECT_EQ(has_mss, rewrites(comparison, Rewrite::mss, Side::client) != 0);
    EXPECT_EQ(0u, rewrites(comparison, Rewrite::text, Side::client));
  }
}

TEST(BoxesBetweenTwoCaptures, ThatChangeTextAreToldOf) {
  TwoCaptures truth = traffic_of(1);
  const Address client = view_of(truth.frames[0].front()).source.address;
  std::uint64_t changed = 0;
  rewrite(truth.frames[1], [&](const SegmentView& view, std::span<std::uint8_t> packet) {
    packet[1] = 0xba;  // EF and ECT(0)
    if (view.source.address != client || view.payload_bytes < 500) return;
    packet.back() ^= 0x20;
    ++changed;
  });
  const Comparison comparison = compare(truth.frames);
  expect_truth(comparison, truth);
  ASSERT_GT(changed, 0u);
  EXPECT_EQ(changed, rewrites(comparison, Rewrite::text, Side::client));
  EXPECT_EQ(truth.arrived[0], rewrites(comparison, Rewrite::dscp, Side::client));
  EXPECT_EQ(truth.arrived[0], rewrites(comparison, Rewrite::ecn, Side::client));
}

TEST(SegmentsOfNobody, AreThoseThatAForgerSends) {
  TwoCaptures truth = traffic_of(1);
  Frames& at_client = truth.frames[0];
  const SegmentView first = view_of(at_client.front());
  Packet forged = at_client[20];
  forged.bytes.resize(40);
  SegmentView rst;
  rst.source = first.destination;
  rst.destination = first.source;
  rst.flags = {Flags::kRst};
  rst.seq = 99;
  rst.hops = 50;
  forged.bytes = ip_packet(rst);
  at_client.insert(at_client.begin() + 21, forged);
  const Comparison comparison = compare(truth.frames);
  const auto all = totals_of(comparison);
  EXPECT_EQ(1u, all[1].appeared);
  EXPECT_EQ(0u, all[0].appeared);
  EXPECT_EQ(truth.sent[1] - truth.arrived[1], all[1].lost);
  const std::string text = in_one_line(report_text(comparison, {}));
  EXPECT_NE(
      text.find("NOBODY'S client frame 22: RST, seq 99: nobody at the server sent it; its hop "
                "count is 50"),
      std::string::npos)
      << text;
}

TEST(SegmentsThatTheCaptureMissed, AreNotTakenForLost) {
  TwoCaptures truth = traffic_of(2);
  Frames& at_server = truth.frames[1];
  const Address client = view_of(truth.frames[0].front()).source.address;
  const auto text = std::ranges::find_if(at_server, [&](const Packet& one) {
    return view_of(one).source.address == client && view_of(one).payload_bytes != 0;
  });
  ASSERT_NE(at_server.end(), text);
  at_server.erase(text);
  const auto all = totals_of(compare(truth.frames));
  EXPECT_EQ(1u, all[0].missed);
  EXPECT_EQ(truth.sent[0] - truth.arrived[0], all[0].lost);
}

TEST(SegmentsThatAreCutAnew, AreNotTakenForLost) {
  const auto frames = [](std::initializer_list<std::uint32_t> sizes) {
    Conversation c = Conversation{}.open();
    for (const std::uint32_t bytes : sizes) c.s({.bytes = bytes});
    return c.p({}).close();
  };
  const auto read = [](const Conversation& c) { return oracle::both::record_bytes(capture_of(c)); };
  const Comparison comparison =
      oracle::both::compare({read(frames({3000, 100})), read(frames({1000, 1000, 1000, 100}))});
  const auto all = totals_of(comparison);
  EXPECT_EQ(1u, all[0].cut_anew);
  EXPECT_EQ(0u, all[0].lost + all[0].appeared + all[1].lost + all[1].appeared);
}

TEST(CapturesWithNothingInCommon, AreToldSoInWords) {
  const Comparison other = compare({traffic_of(1).frames[0], traffic_of(2).frames[1]});
  EXPECT_NE("", why_incomparable(other));
  const Comparison empty = compare({traffic_of(1).frames[0], {}});
  EXPECT_EQ("the server's capture  holds no TCP segment", why_incomparable(empty));
  EXPECT_EQ("", why_incomparable(compare(traffic_of(1).frames)));
}

TEST(CapturesThatOverlapInPart, CountNothingAsLostThatTheOtherCannotHave) {
  TwoCaptures truth = traffic_of(1);
  Frames& at_server = truth.frames[1];
  const std::size_t half = at_server.size() / 2;
  at_server.erase(at_server.begin(), at_server.begin() + static_cast<std::ptrdiff_t>(half));
  const auto all = totals_of(compare(truth.frames));
  EXPECT_GT(all[0].beyond, half / 4);
  EXPECT_LE(all[0].lost, truth.sent[0] - truth.arrived[0]);
  EXPECT_EQ(0u, all[0].appeared + all[1].appeared);
}

}  // namespace
}  // namespace twomsl::test
