// The encoder, beside a builder that writes the same packets byte by byte, and beside the decoder.
#include "core/codec/encode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/codec/checksum.hpp"
#include "core/codec/decode.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl {
namespace {

using test::Bytes;
using Seen = Segment<Concrete>;

const Route kIpv4Route{{test::ipv4(192, 0, 2, 1), 443}, {test::ipv4(198, 51, 100, 255), 50'000}};
const Route kIpv6Route{{test::ipv6(0x2001'0db8'0000'0001, 0xffff'ffff'0000'0001), 65'535},
                       {test::ipv6(0x2001'0db8'0000'0002, 0x8000'0000'0000'0002), 1}};

// Control bits by the header's low byte, options by the bits of `options`.
Seen segment_with(unsigned bits, unsigned options) {
  return {.seq = {0xfffffffe},
          .ack = {(bits & Flags::kAck) != 0 ? 0x80000001 : 0},
          .wnd = 0xfffe,
          .up = 0x8001,
          .syn = (bits & Flags::kSyn) != 0,
          .fin = (bits & Flags::kFin) != 0,
          .rst = (bits & Flags::kRst) != 0,
          .has_ack = (bits & Flags::kAck) != 0,
          .psh = (bits & Flags::kPsh) != 0,
          .urg = (bits & Flags::kUrg) != 0,
          .has_ts = (options & 4) != 0,
          .ts_val = (options & 4) != 0 ? 0xfedcba98 : 0,
          .ts_ecr = (options & 4) != 0 ? 0x12345678u : 0,
          .has_mss = (options & 1) != 0,
          .mss_bytes = (options & 1) != 0 ? 0xff01u : 0,
          .has_scale = (options & 2) != 0,
          .scale = (options & 2) != 0 ? 14u : 0};
}

Bytes text_of(std::size_t bytes) {
  Bytes text(bytes);
  std::iota(text.begin(), text.end(), std::uint8_t{0xa1});
  return text;
}

Bytes encoded(Seen segment, const Route& route, const Bytes& text) {
  Bytes packet(kMostHeaderBytes + text.size(), 0xee);
  segment.text_bytes = static_cast<std::uint32_t>(text.size());
  packet.resize(encode_ip(segment, route, text, packet));
  return packet;
}

// The same packet by hand.
Bytes built(const Seen& segment, const Route& route, const Bytes& text) {
  Bytes options;
  if (segment.has_mss) {
    test::append(options, test::mss_option(static_cast<std::uint16_t>(segment.mss_bytes)));
  }
  if (segment.has_scale) {
    const auto shift = static_cast<std::uint8_t>(segment.scale);
    test::append(options, test::concat({Bytes{1}, test::window_scale_option(shift)}));
  }
  if (segment.has_ts) {
    test::append(options, test::concat({Bytes{1, 1},
                                        test::timestamps_option(segment.ts_val, segment.ts_ecr)}));
  }
  const unsigned bits = (segment.fin ? 1u : 0u) | (segment.syn ? 2u : 0u) |
                        (segment.rst ? 4u : 0u) | (segment.psh ? 8u : 0u) |
                        (segment.has_ack ? 16u : 0u) | (segment.urg ? 32u : 0u);
  return test::ip_packet({.source = route.source,
                          .destination = route.destination,
                          .seq = segment.seq.value,
                          .ack = segment.ack.value,
                          .window = static_cast<std::uint16_t>(segment.wnd),
                          .urgent = static_cast<std::uint16_t>(segment.up),
                          .flags = {static_cast<std::uint8_t>(bits)},
                          .hops = 64,
                          .raw_options = options,
                          .payload = text});
}

// Calls `check` with every combination of control bits and options, both families, some lengths.
template <class Check>
void for_each_packet(const Check& check) {
  for (const Route& route : {kIpv4Route, kIpv6Route}) {
    for (const std::size_t text_bytes : {0u, 1u, 2u, 3u, 1460u}) {
      for (unsigned bits = 0; bits < 64; ++bits) {
        for (unsigned options = 0; options < 8; ++options) {
          SCOPED_TRACE(::testing::Message() << "control bits " << bits << ", options " << options
                                            << ", text " << text_bytes);
          check(segment_with(bits, options), route, text_of(text_bytes));
        }
      }
    }
  }
}

//= rfc9293#3.1 MUST-2 type=test
//= rfc9293#3.1 MUST-69 type=test
//= rfc9293#3.8.1 MAY-4 type=test
TEST(Encode, WritesTheBytesThatAreWrittenByHand) {
  for_each_packet([](const Seen& segment, const Route& route, const Bytes& text) {
    ASSERT_EQ(built(segment, route, text), encoded(segment, route, text));
  });
}

TEST(Encode, LeavesNothingButTheChecksumOfTcpToTheDevice) {
  for_each_packet([](const Seen& segment, Route route, const Bytes& text) {
    Bytes packet = encoded(segment, route, text);
    const std::size_t at = (route.source.address.family == Family::ipv4 ? 20u : 40u) + 16;
    packet[at] = packet[at + 1] = 0;
    route.checksums = Checksums::of_the_device;
    ASSERT_EQ(packet, encoded(segment, route, text));
  });
}

//= rfc9293#3.1 MUST-1 type=test
TEST(Encode, IsUndoneByTheDecoder) {
  for_each_packet([](Seen segment, const Route& route, const Bytes& text) {
    const Bytes packet = encoded(segment, route, text);
    const Decoded decoded = decode_ip(packet, 0);
    ASSERT_EQ("none", name(decoded.rejection));
    EXPECT_EQ(route.source, decoded.segment.source);
    EXPECT_EQ(route.destination, decoded.segment.destination);
    EXPECT_TRUE(std::ranges::equal(text, decoded.segment.payload));
    segment.text_bytes = static_cast<std::uint32_t>(text.size());
    const Seen again = segment_of(decoded.segment);
    for_each_field([](const char* field, const auto& sent,
                      const auto& seen) { ASSERT_TRUE(sent == seen) << field; },
                   segment, again);
  });
}

// What is found in a packet without a view, sent back by whoever receives it: the same packet.
template <class Tuple>
void expect_same_again(Family family, const Bytes& packet) {
  const TcpParts parts = locate_tcp(family, packet, 0);
  ASSERT_EQ("none", name(parts.rejection));
  EXPECT_TRUE(are_checksums_right(family, packet, parts));
  Tuple tuple;
  write_tuple(packet.data(), parts.header, tuple);
  Seen segment = segment_with(~0u, ~0u);
  write_segment(parts, segment);
  Bytes again(packet.size());
  const Tuple sender = mirrored(tuple);
  again.resize(encode_ip(segment, TupleRoute<Tuple>{sender}, parts.payload, again));
  EXPECT_EQ(packet, again);
}

TEST(Encode, IsUndoneByTheDecoderThatMakesNoView) {
  for_each_packet([](const Seen& segment, const Route& route, const Bytes& text) {
    const Bytes packet = encoded(segment, route, text);
    const Family family = route.source.address.family;
    if (family == Family::ipv4) {
      expect_same_again<Ipv4Tuple<Concrete>>(family, packet);
      EXPECT_EQ(Rejection::not_ip, locate_tcp(Family::ipv6, packet, 0).rejection);
    } else {
      expect_same_again<Ipv6Tuple<Concrete>>(family, packet);
      EXPECT_EQ(Rejection::not_ip, locate_tcp(Family::ipv4, packet, 0).rejection);
    }
  });
}

//= rfc9293#3.1 RFC9293-3.1-D1 type=test
TEST(Encode, SendsReservedBitsAsZeroAndTheDecoderIgnoresThem) {
  for (const Route& route : {kIpv4Route, kIpv6Route}) {
    const Seen segment = segment_with(Flags::kAck, 4);
    Bytes packet = encoded(segment, route, {});
    const std::size_t at = (route.source.address.family == Family::ipv4 ? 20u : 40u) + 12;
    EXPECT_EQ(packet[at] & 0x0f, 0);
    packet[at] = static_cast<std::uint8_t>(packet[at] | 0x0f);
    const Seen again = segment_of(decode_ip(packet, 0).segment);
    EXPECT_EQ(again.seq, segment.seq);
    EXPECT_EQ(again.ts_val, segment.ts_val);
    EXPECT_EQ(again.text_bytes, 0u);
  }
}

TEST(Encode, KeepsNoAckThatTheControlBitsDoNotAnnounce) {
  EXPECT_EQ(0u, segment_of({.ack = 7, .flags = {Flags::kSyn}}).ack.value);
  EXPECT_EQ(7u, segment_of({.ack = 7, .flags = {Flags::kAck}}).ack.value);
}

TEST(Encode, RefusesABufferThatIsOneByteShort) {
  const Bytes text = text_of(7);
  const Seen segment{.text_bytes = 7};
  for (const Route& route : {kIpv4Route, kIpv6Route}) {
    const std::size_t whole = encoded(segment, route, text).size();
    Bytes packet(whole);
    EXPECT_EQ(whole, encode_ip(segment, route, text, packet));
    EXPECT_EQ(0u, encode_ip(segment, route, text, std::span(packet).first(whole - 1)));
  }
}

TEST(Encode, RefusesWhatIpCannotCarry) {
  EXPECT_EQ(65'535u, encoded({}, kIpv4Route, text_of(65'495)).size());
  EXPECT_EQ(0u, encoded({}, kIpv4Route, text_of(65'496)).size());
  EXPECT_EQ(65'575u, encoded({}, kIpv6Route, text_of(65'515)).size());
  EXPECT_EQ(0u, encoded({}, kIpv6Route, text_of(65'516)).size());
}

TEST(Checksum, IsThatOfTheTwinForSumsThatCarryManyTimes) {
  for (const std::size_t bytes : {1u, 2u, 3u, 4u, 5u, 20u, 1460u, 65'535u}) {
    const Bytes ones(bytes, 0xff);
    EXPECT_EQ(~test::checksum_sum(ones) & 0xffff, checksum_of(sum_words(ones))) << bytes;
  }
  EXPECT_EQ(0u, checksum_of(~std::uint64_t{0}));
}

}  // namespace
}  // namespace twomsl
