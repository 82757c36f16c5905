// The codec: every field of a whole packet, a reason for every damaged one.
#include "core/codec/decode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/support/packet_builder.hpp"

namespace twomsl {
namespace {

using test::Bytes;
using test::concat;

constexpr std::uint8_t kHopByHop = 0, kIpInIp = 4, kUdp = 17, kRouting = 43, kFragment = 44,
                       kGre = 47, kEsp = 50, kAuthentication = 51, kIcmpV6 = 58,
                       kDestinationOptions = 60;

const Bytes kText{'t', 'i', 'm', 'e', '-', 'w', 'a', 'i', 't'};
const Bytes kOptions = concat({test::mss_option(1460), test::sack_permitted_option(),
                               test::timestamps_option(0x01020304, 0x05060708), Bytes{1},
                               test::window_scale_option(7)});

SegmentView segment_of(Family family) {
  SegmentView segment;
  const bool v4 = family == Family::ipv4;
  segment.source = {v4 ? test::ipv4(10, 1, 2, 3) : test::ipv6(0x20010db800000001, 0xa), 49152};
  segment.destination = {v4 ? test::ipv4(192, 0, 2, 77) : test::ipv6(0x20010db800000002, 0xb), 80};
  segment.seq = 0xdeadbeef;
  segment.ack = 0x89abcdef;
  segment.window = 0xfedc;
  segment.urgent = 0x1234;
  segment.flags = {0xd9};
  segment.hops = 63;
  segment.ip_id = v4 ? 0xbeef : 0;
  segment.payload_bytes = static_cast<std::uint32_t>(kText.size());
  segment.raw_options = kOptions;
  segment.payload = kText;
  return segment;
}

Decoded decode(const Bytes& packet) {
  return decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) text += {kDigits[byte >> 4], kDigits[byte & 15], ' '};
  return text;
}

void expect_rejection(Rejection wanted, const Bytes& packet, std::uint32_t wire_bytes) {
  const Decoded decoded = decode_ip(packet, wire_bytes);
  EXPECT_EQ(name(wanted), name(decoded.rejection))
      << "wire " << wire_bytes << ", packet " << hex(packet);
}

void expect_rejection(Rejection wanted, const Bytes& packet) {
  expect_rejection(wanted, packet, static_cast<std::uint32_t>(packet.size()));
}

void expect_same(const SegmentView& wanted, const SegmentView& got) {
  EXPECT_EQ(wanted.source, got.source);
  EXPECT_EQ(wanted.destination, got.destination);
  EXPECT_EQ(wanted.seq, got.seq);
  EXPECT_EQ(wanted.ack, got.ack);
  EXPECT_EQ(wanted.window, got.window);
  EXPECT_EQ(wanted.urgent, got.urgent);
  EXPECT_EQ(wanted.flags, got.flags);
  EXPECT_EQ(wanted.hops, got.hops);
  EXPECT_EQ(wanted.ip_id, got.ip_id);
  EXPECT_EQ(wanted.payload_bytes, got.payload_bytes);
  EXPECT_EQ(hex(wanted.raw_options), hex(got.raw_options));
  EXPECT_EQ(hex(wanted.payload), hex(got.payload));
}

class DecodeOfFamily : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(Families, DecodeOfFamily, testing::Values(Family::ipv4, Family::ipv6),
                         [](const auto& family) {
                           return family.param == Family::ipv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(DecodeOfFamily, ReadsEveryFieldOfASegment) {
  const SegmentView sent = segment_of(GetParam());
  const Bytes packet = test::ip_packet(sent);
  const Decoded decoded = decode(packet);
  ASSERT_EQ("none", name(decoded.rejection)) << hex(packet);
  expect_same(sent, decoded.segment);
}

TEST_P(DecodeOfFamily, KeepsWhatTheSnapLengthLeaves) {
  const Bytes packet = test::ip_packet(segment_of(GetParam()));
  const std::size_t tcp_at = GetParam() == Family::ipv4 ? 20 : 40;
  const std::size_t text_at = packet.size() - kText.size();
  for (std::size_t kept = 0; kept <= packet.size(); ++kept) {
    SCOPED_TRACE("kept " + std::to_string(kept) + " bytes");
    const Bytes captured(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(kept));
    const Decoded decoded = decode_ip(captured, static_cast<std::uint32_t>(packet.size()));
    if (kept < tcp_at) {
      EXPECT_EQ("ip-header-cut", name(decoded.rejection));
    } else if (kept < tcp_at + 20) {
      EXPECT_EQ("tcp-header-cut", name(decoded.rejection));
    } else {
      ASSERT_EQ("none", name(decoded.rejection));
      EXPECT_EQ(kText.size(), decoded.segment.payload_bytes);
      EXPECT_EQ(kept < text_at, decoded.segment.options.cut);
      EXPECT_FALSE(decoded.segment.options.malformed);
      EXPECT_EQ(std::min(kept, text_at) - tcp_at - 20, decoded.segment.raw_options.size());
      EXPECT_EQ(kept - std::min(kept, text_at), decoded.segment.payload.size());
    }
  }
}

TEST_P(DecodeOfFamily, RejectsAPacketThatTheWireCutShort) {
  const Bytes packet = test::ip_packet(segment_of(GetParam()));
  const std::size_t header = GetParam() == Family::ipv4 ? 20 : 40;
  for (std::size_t sent = 0; sent < packet.size(); ++sent) {
    const Bytes rest(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(sent));
    expect_rejection(sent < header ? Rejection::ip_header_cut : Rejection::ip_header_invalid, rest);
  }
}

TEST_P(DecodeOfFamily, TakesTheWireLengthWhereTheHeaderHasNone) {
  Bytes packet = test::ip_packet(segment_of(GetParam()));
  const std::size_t length_at = GetParam() == Family::ipv4 ? 2 : 4;
  packet[length_at] = packet[length_at + 1] = 0;
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()) + 90'000);
  ASSERT_EQ("none", name(decoded.rejection));
  EXPECT_EQ(kText.size() + 90'000, decoded.segment.payload_bytes);
  EXPECT_EQ(hex(kText), hex(decoded.segment.payload));
}

TEST_P(DecodeOfFamily, DoesNotTakeLinkPaddingForText) {
  const SegmentView sent = segment_of(GetParam());
  const Decoded decoded = decode(concat({test::ip_packet(sent), Bytes(6, 0)}));
  ASSERT_EQ("none", name(decoded.rejection));
  expect_same(sent, decoded.segment);
}

TEST_P(DecodeOfFamily, RejectsATcpHeaderThatContradictsThePacket) {
  const SegmentView segment = segment_of(GetParam());
  const std::size_t offset_at = (GetParam() == Family::ipv4 ? 20u : 40u) + 12;
  SegmentView bare = segment;
  bare.raw_options = {};
  bare.payload = {};
  Bytes packet = test::ip_packet(bare);
  for (const unsigned offset : {0u, 1u, 4u, 6u, 15u}) {
    packet[offset_at] = static_cast<std::uint8_t>(offset << 4);
    expect_rejection(Rejection::tcp_header_invalid, packet);
  }
  const Bytes stub(19, 0x50);
  expect_rejection(Rejection::tcp_header_invalid, GetParam() == Family::ipv4
                                                      ? test::ipv4_packet(segment, 6, stub)
                                                      : test::ipv6_packet(segment, 6, stub));
}

TEST_P(DecodeOfFamily, NamesWhatIsNotTcp) {
  const SegmentView segment = segment_of(GetParam());
  const Bytes inside(48, 0);
  const auto packet = [&](std::uint8_t protocol) {
    return GetParam() == Family::ipv4 ? test::ipv4_packet(segment, protocol, inside)
                                      : test::ipv6_packet(segment, protocol, inside);
  };
  for (const std::uint8_t protocol : {kUdp, kIcmpV6, std::uint8_t{59}, std::uint8_t{255}}) {
    expect_rejection(Rejection::not_tcp, packet(protocol));
  }
  for (const std::uint8_t protocol : {kIpInIp, std::uint8_t{41}, kGre, std::uint8_t{137}}) {
    expect_rejection(Rejection::tunnel, packet(protocol));
  }
  expect_rejection(Rejection::encrypted, packet(kEsp));
}

TEST(Decode, NamesWhatIsNoIpPacket) {
  expect_rejection(Rejection::ip_header_cut, {});
  for (int nibble = 0; nibble < 16; ++nibble) {
    if (nibble == 4 || nibble == 6) continue;
    expect_rejection(Rejection::not_ip, Bytes(60, static_cast<std::uint8_t>(nibble << 4)));
  }
}

//= rfc9293#3.9.2 MUST-50 type=test
TEST(Decode, SkipsIpv4Options) {
  SegmentView sent = segment_of(Family::ipv4);
  for (std::size_t bytes = 4; bytes <= 40; bytes += 4) {
    const Bytes options(bytes, 1);
    const Bytes packet =
        test::ipv4_packet(sent, test::kProtocolTcp, test::tcp_bytes(sent), options);
    const Decoded decoded = decode(packet);
    ASSERT_EQ("none", name(decoded.rejection)) << hex(packet);
    expect_same(sent, decoded.segment);
  }
}

TEST(Decode, RejectsIpv4LengthsThatContradictEachOther) {
  const Bytes good = test::ip_packet(segment_of(Family::ipv4));
  Bytes short_header = good;
  short_header[0] = 0x44;
  expect_rejection(Rejection::ip_header_invalid, short_header);
  Bytes short_total = good;
  short_total[2] = 0;
  short_total[3] = 19;
  expect_rejection(Rejection::ip_header_invalid, short_total);
  Bytes long_header(good.begin(), good.begin() + 24);
  long_header[0] = 0x4f;
  expect_rejection(Rejection::ip_header_cut, long_header, static_cast<std::uint32_t>(good.size()));
}

TEST(Decode, RejectsEveryIpv4FragmentOfTcpAlone) {
  const SegmentView segment = segment_of(Family::ipv4);
  for (const auto& [protocol, rejection] : {std::pair{test::kProtocolTcp, Rejection::fragment},
                                            {kUdp, Rejection::not_tcp},
                                            {kIpInIp, Rejection::tunnel}}) {
    for (const auto& [high, low] : {std::pair{0x20, 0}, {0x20, 5}, {0, 1}, {0x1f, 0xff}}) {
      Bytes packet = test::ipv4_packet(segment, protocol, test::tcp_bytes(segment));
      packet[6] = static_cast<std::uint8_t>(high);
      packet[7] = static_cast<std::uint8_t>(low);
      expect_rejection(rejection, packet);
    }
  }
}

TEST(Decode, ReadsBehindAnAuthenticationHeader) {
  const SegmentView sent = segment_of(Family::ipv4);
  const Bytes header = concat({Bytes{test::kProtocolTcp, 4, 0, 0}, Bytes(20, 0xaa)});
  const Bytes payload = concat({header, test::tcp_bytes(sent)});
  const Decoded decoded = decode(test::ipv4_packet(sent, kAuthentication, payload));
  ASSERT_EQ("none", name(decoded.rejection));
  expect_same(sent, decoded.segment);
}

// Hop-by-hop options, routing, destination options, an atomic fragment, authentication; then TCP.
Bytes chain_of_extensions(const SegmentView& segment) {
  const Bytes routing = concat({Bytes{kDestinationOptions, 2, 0, 0}, Bytes(20, 0)});
  return concat({Bytes{kRouting, 0, 1, 4, 0, 0, 0, 0}, routing,
                 Bytes{kFragment, 0, 1, 4, 0, 0, 0, 0}, Bytes{kAuthentication, 0, 0, 0, 1, 2, 3, 4},
                 Bytes{test::kProtocolTcp, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                 test::tcp_bytes(segment)});
}

TEST(Decode, SkipsIpv6ExtensionHeaders) {
  const SegmentView sent = segment_of(Family::ipv6);
  const Bytes packet = test::ipv6_packet(sent, kHopByHop, chain_of_extensions(sent));
  const Decoded decoded = decode(packet);
  ASSERT_EQ("none", name(decoded.rejection)) << hex(packet);
  expect_same(sent, decoded.segment);
}

TEST(Decode, NamesEveryCutInIpv6ExtensionHeaders) {
  const SegmentView sent = segment_of(Family::ipv6);
  const Bytes packet = test::ipv6_packet(sent, kHopByHop, chain_of_extensions(sent));
  constexpr std::size_t kTcpAt = 40 + 8 + 24 + 8 + 8 + 12;
  for (std::size_t kept = 0; kept < kTcpAt + 20; ++kept) {
    const Bytes captured(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(kept));
    expect_rejection(kept < kTcpAt ? Rejection::ip_header_cut : Rejection::tcp_header_cut, captured,
                     static_cast<std::uint32_t>(packet.size()));
  }
}

TEST(Decode, RejectsIpv6ExtensionHeadersThatLeaveThePacket) {
  const SegmentView segment = segment_of(Family::ipv6);
  const Bytes too_long{test::kProtocolTcp, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  expect_rejection(Rejection::ip_header_invalid,
                   test::ipv6_packet(segment, kDestinationOptions, too_long));
  expect_rejection(Rejection::ip_header_invalid,
                   test::ipv6_packet(segment, kHopByHop, Bytes(7, 0)));
  const Bytes nothing_behind{test::kProtocolTcp, 0, 1, 4, 0, 0, 0, 0};
  expect_rejection(Rejection::tcp_header_invalid,
                   test::ipv6_packet(segment, kHopByHop, nothing_behind));
}

TEST(Decode, RejectsIpv6FragmentsOfTcpAlone) {
  const SegmentView segment = segment_of(Family::ipv6);
  for (const std::uint8_t inside : {test::kProtocolTcp, kDestinationOptions, kUdp}) {
    for (const auto& [high, low] : {std::pair{0, 1}, {0, 8}, {0xff, 0xf8}}) {
      const Bytes header{
          inside, 0, static_cast<std::uint8_t>(high), static_cast<std::uint8_t>(low), 0, 0, 0, 1};
      const Bytes payload = concat({header, test::tcp_bytes(segment)});
      expect_rejection(inside == kUdp ? Rejection::not_tcp : Rejection::fragment,
                       test::ipv6_packet(segment, kFragment, payload));
    }
  }
}

TEST(Decode, HasAWordForEveryReason) {
  std::set<std::string_view> names;
  for (int reason = 0; reason <= static_cast<int>(Rejection::tcp_header_invalid); ++reason) {
    names.insert(name(static_cast<Rejection>(reason)));
  }
  EXPECT_EQ(10u, names.size());
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace twomsl
