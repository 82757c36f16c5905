// IP fragments: put together in any order, within bounds, and never where hosts would differ.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "oracle/capture/layers/opener.hpp"
#include "tests/capture/layers/layer_cases.hpp"

namespace twomsl::test {
namespace {

constexpr std::uint32_t kText = 70;  // of the longest segment, so that there are several parts

class Fragmented : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Families, Fragmented, testing::Bool(),
                         [](const auto& family) { return family.param ? "Ipv6" : "Ipv4"; });

std::vector<Bytes> parts_of(const Bytes& packet, std::size_t bytes, std::uint32_t id) {
  std::vector<Bytes> parts;
  const std::size_t payload = packet.size() - (is_ipv6(packet) ? 40 : 20);
  for (std::size_t begin = 0; begin < payload; begin += bytes) {
    parts.push_back(fragment_of(packet, {begin, bytes}, id));
  }
  return parts;
}

std::vector<Bytes> framed(std::vector<Bytes> packets) {
  for (Bytes& packet : packets) packet = ethernet(packet);
  return packets;
}

// The conversation with what `change` makes of each packet's parts.
Bytes capture_in_parts(bool over_ipv6, const std::function<void(std::vector<Bytes>&)>& change) {
  std::uint32_t id = 0;
  return layered_capture(convicted_conversation(over_ipv6, kText), kEthernet,
                         [&](const Told& told) {
                           std::vector<Bytes> parts = parts_of(told.packet, 8, ++id);
                           change(parts);
                           return framed(parts);
                         });
}

TEST_P(Fragmented, PacketsAreWholeInAnyOrder) {
  EXPECT_EQ(kConvicted, found_in(capture_in_parts(GetParam(), [](auto&) {})));
  const auto reversed = [](auto& parts) { std::ranges::reverse(parts); };
  EXPECT_EQ(kConvicted, found_in(capture_in_parts(GetParam(), reversed)));
  const auto last_first = [](auto& parts) { std::ranges::rotate(parts, parts.end() - 1); };
  EXPECT_EQ(kConvicted, found_in(capture_in_parts(GetParam(), last_first)));
}

// Each frame is accounted for: ten segments of three parts, one of twelve.
TEST_P(Fragmented, PacketsAreCountedOnce) {
  EXPECT_EQ("31 fragment-reassembled", skipped_in(capture_in_parts(GetParam(), [](auto&) {})));
}

TEST_P(Fragmented, PacketsMayHaveAPartTwice) {
  const auto twice = [](auto& parts) { parts.insert(parts.begin(), parts.front()); };
  EXPECT_EQ(kConvicted, found_in(capture_in_parts(GetParam(), twice)));
}

TEST_P(Fragmented, PacketsLackingAPartAreNotRead) {
  const auto lacking = [](auto& parts) { parts.erase(parts.begin() + 1); };
  const Bytes capture = capture_in_parts(GetParam(), lacking);
  EXPECT_EQ("0 connections", found_in(capture));
  EXPECT_EQ("31 fragment", skipped_in(capture));
}

Bytes capture_of_frames(const std::vector<Bytes>& packets, std::int64_t step_ns = 0) {
  std::vector<Packet> frames;
  std::int64_t time_ns = 0;
  for (const Bytes& packet : packets) {
    frames.push_back({time_ns, ethernet(packet)});
    time_ns += step_ns;
  }
  return pcap_file(frames);
}

Bytes long_packet(bool over_ipv6) { return convicted_conversation(over_ipv6, kText)[3].packet; }

// RFC 5722 for IPv6; of IPv4 hosts some read the first copy, others the last.
TEST_P(Fragmented, PacketsWhosePartsOverlapAreNotRead) {
  const Bytes packet = long_packet(GetParam());
  const std::vector<Bytes> overlapping{fragment_of(packet, {0, 16}, 1),
                                       fragment_of(packet, {8, 16}, 1),
                                       fragment_of(packet, {24, 1000}, 1)};
  EXPECT_EQ("1 fragment, 2 fragments-overlap", skipped_in(capture_of_frames(overlapping)));
  std::vector<Bytes> parts = parts_of(packet, 8, 1);
  Bytes other = parts[2];
  other.back() ^= 1;
  parts.insert(parts.begin() + 3, other);
  EXPECT_EQ("0 connections", found_in(capture_of_frames(parts)));
}

TEST_P(Fragmented, PacketsWhosePartsContradictEachOtherAreNotRead) {
  const Bytes packet = long_packet(GetParam());
  const Bytes half(packet.begin(), packet.end() - 40);
  // Not of whole words though more follow; two ends; a part behind the end.
  EXPECT_EQ("1 fragment-invalid", skipped_in(capture_of_frames({fragment_of(packet, {0, 12}, 1)})));
  Bytes shorter = packet;
  shorter.resize(packet.size() - 8);
  EXPECT_EQ("1 fragment, 1 fragment-invalid",
            skipped_in(capture_of_frames(
                {fragment_of(packet, {40, 1000}, 1), fragment_of(shorter, {48, 1000}, 1)})));
  EXPECT_EQ("1 fragment, 1 fragment-invalid",
            skipped_in(capture_of_frames(
                {fragment_of(packet, {56, 8}, 1), fragment_of(half, {16, 1000}, 1)})));
}

TEST_P(Fragmented, PacketsWaitAMinute) {
  const auto parts = parts_of(long_packet(GetParam()), 48, 1);
  ASSERT_EQ(2u, parts.size());
  EXPECT_EQ("1 fragment-reassembled", skipped_in(capture_of_frames(parts, 60'000'000'000)));
  EXPECT_EQ("2 fragment", skipped_in(capture_of_frames(parts, 60'001'000'000)));
}

TEST_P(Fragmented, PacketsWaitNoLongerWhenTheClockRunsFromEndToEnd) {
  const auto parts = parts_of(long_packet(GetParam()), 48, 1);
  oracle::Opener opener;
  const auto open = [&](const Bytes& part, std::int64_t time_ns) {
    return opener.open({.wire_bytes = static_cast<std::uint32_t>(part.size()), .bytes = part},
                       time_ns);
  };
  using Limits = std::numeric_limits<std::int64_t>;
  EXPECT_EQ("fragment", name(open(parts[0], Limits::min()).packet.rejection));
  EXPECT_EQ("fragment", name(open(parts[1], Limits::max()).packet.rejection));
}

TEST_P(Fragmented, PacketsAreOnesOfTheirIdentification) {
  const Bytes packet = long_packet(GetParam());
  const auto first = parts_of(packet, 48, 1);
  const auto second = parts_of(packet, 48, 2);
  EXPECT_EQ("2 fragment", skipped_in(capture_of_frames({first[0], second[1]})));
  const std::string skipped =
      skipped_in(capture_of_frames({first[0], second[0], first[1], second[1]}));
  EXPECT_TRUE(skipped.ends_with("2 fragment-reassembled")) << skipped;
}

TEST_P(Fragmented, PacketsAreOnesOfTheirHost) {
  const Bytes packet = long_packet(GetParam());
  Bytes to_another = packet;
  to_another[is_ipv6(packet) ? 39 : 19] ^= 1;
  Bytes from_another = packet;
  from_another[is_ipv6(packet) ? 23 : 15] ^= 1;
  const auto first = parts_of(packet, 48, 1);
  for (const Bytes& other : {to_another, from_another}) {
    EXPECT_EQ("2 fragment", skipped_in(capture_of_frames({first[0], parts_of(other, 48, 1)[1]})));
  }
}

// A flood of parts that never become whole: the oldest give way, and only they.
TEST_P(Fragmented, PacketsWaitWithinBounds) {
  const Bytes packet = long_packet(GetParam());
  for (const std::uint32_t others : {1023u, 1024u}) {
    std::vector<Bytes> packets{fragment_of(packet, {0, 48}, 0)};
    for (std::uint32_t id = 1; id <= others; ++id) {
      packets.push_back(fragment_of(packet, {0, 48}, id));
    }
    packets.push_back(fragment_of(packet, {48, 1000}, 0));
    const bool is_within = others == 1023;
    EXPECT_EQ(is_within ? "1023 fragment, 1 fragment-reassembled" : "1026 fragment",
              skipped_in(capture_of_frames(packets)));
  }
}

TEST_P(Fragmented, PacketsWaitWithinABoundOfBytes) {
  Bytes large = long_packet(GetParam());
  large.resize(60'000, 'y');
  std::vector<Bytes> packets{fragment_of(large, {0, 48}, 0)};
  for (std::uint32_t id = 1; id <= 300; ++id) {
    packets.push_back(fragment_of(large, {59'000, 48}, id));
  }
  packets.push_back(fragment_of(large, {48, 100'000}, 0));
  EXPECT_EQ("302 fragment", skipped_in(capture_of_frames(packets)));
}

// Where the capture has less of a part than was sent, the packet is cut there.
TEST_P(Fragmented, PacketsMayBeCutByTheCapture) {
  const auto parts = parts_of(long_packet(GetParam()), 48, 1);
  std::vector<Packet> frames{{0, ethernet(parts[0])}, {0, ethernet(parts[1])}};
  for (Packet& frame : frames) {
    frame.wire_bytes = static_cast<std::uint32_t>(frame.bytes.size());
    frame.bytes.resize(frame.bytes.size() - 4);
  }
  const Bytes capture = pcap_file(frames);
  EXPECT_EQ("1 connections", found_in(capture));
  EXPECT_EQ("1 fragment-reassembled", skipped_in(capture));
}

TEST_P(Fragmented, PacketsHoldTunnels) {
  std::uint32_t id = 0;
  const Bytes capture = layered_capture(
      convicted_conversation(GetParam(), kText), kEthernet, [&id](const Told& told) {
        std::vector<Bytes> frames;
        for (const Bytes& part : parts_of(told.packet, 40, ++id)) {
          const Bytes outer = outer_ipv4(told.way, 17, vxlan(7, ethernet(part)));
          for (const Bytes& piece : parts_of(outer, 64, ++id)) frames.push_back(ethernet(piece));
        }
        return frames;
      });
  EXPECT_EQ(kConvicted, found_in(capture));
}

TEST_P(Fragmented, PacketsOfOtherProtocolsDoNotWait) {
  Bytes packet = long_packet(GetParam());
  packet[GetParam() ? 6 : 9] = GetParam() ? 58 : 1;
  EXPECT_EQ("1 not-tcp", skipped_in(capture_of_frames({fragment_of(packet, {0, 48}, 1)})));
  packet[GetParam() ? 6 : 9] = 50;
  EXPECT_EQ("1 encrypted", skipped_in(capture_of_frames({fragment_of(packet, {0, 48}, 1)})));
}

// More than IP can carry, once put together.
TEST_P(Fragmented, PacketsAreNotLongerThanIpAllows) {
  Bytes large = long_packet(GetParam());
  large.resize((GetParam() ? 40 : 20) + 65'535, 'y');
  EXPECT_EQ("2 fragment, 1 fragment-invalid",
            skipped_in(capture_of_frames({fragment_of(large, {65'528, 1000}, 1),
                                          fragment_of(large, {0, 65'000}, 1),
                                          fragment_of(large, {65'000, 528}, 1)})));
}

// Segments of an IPv4 host whose options tell lies are dropped by who receives them.
TEST(Ipv4Options, ThatAreMalformedDropThePacket) {
  const Bytes tcp(20, 0x50);
  const auto skipped = [&tcp](const Bytes& options) {
    return skipped_in(capture_of_frames({ipv4_packet({.hops = 64}, 6, tcp, options)}));
  };
  EXPECT_EQ("", skipped({1, 1, 1, 0}));
  EXPECT_EQ("", skipped({7, 3, 4, 0}));
  EXPECT_EQ("", skipped({148, 4, 0, 0}));
  EXPECT_EQ("", skipped({0, 9, 9, 9}));
  for (const Bytes& options : {Bytes{7, 0, 4, 0}, Bytes{7, 1, 4, 0}, Bytes{7, 5, 4, 0},
                               Bytes{1, 1, 1, 7}, Bytes{1, 148, 4, 0}}) {
    EXPECT_EQ("1 ip-header-invalid", skipped(options));
  }
}

}  // namespace
}  // namespace twomsl::test
