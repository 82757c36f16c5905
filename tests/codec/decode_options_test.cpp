// TCP options. RFC 9293 sections 3.1 and 3.2.
#include "core/codec/decode_options.hpp"

#include <gtest/gtest.h>

#include "core/codec/decode.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl {
namespace {

using test::Bytes;
using test::concat;

Options options_of(const Bytes& bytes) { return decode_options(bytes, bytes.size()); }

// A value that was not sent is not compared.
void expect_same(const Options& wanted, const Options& got) {
  EXPECT_EQ(wanted.has_mss, got.has_mss);
  EXPECT_EQ(wanted.mss_bytes, got.mss_bytes);
  EXPECT_EQ(wanted.has_window_scale, got.has_window_scale);
  EXPECT_EQ(wanted.window_scale, got.window_scale);
  EXPECT_EQ(wanted.has_sack_permitted, got.has_sack_permitted);
  EXPECT_EQ(wanted.has_timestamps, got.has_timestamps);
  EXPECT_EQ(wanted.ts_val, got.ts_val);
  EXPECT_EQ(wanted.ts_ecr, got.ts_ecr);
  EXPECT_EQ(wanted.malformed, got.malformed);
  EXPECT_EQ(wanted.cut, got.cut);
}

const Bytes kAll =
    concat({test::mss_option(536), test::sack_permitted_option(),
            test::timestamps_option(7, 0xffffffff), Bytes{1}, test::window_scale_option(14)});
constexpr Options kAllParsed{.ts_val = 7,
                             .ts_ecr = 0xffffffff,
                             .mss_bytes = 536,
                             .window_scale = 14,
                             .has_timestamps = true,
                             .has_mss = true,
                             .has_window_scale = true,
                             .has_sack_permitted = true};

//= rfc9293#3.1 MUST-4 type=test
TEST(DecodeOptions, ReadsEachKindThatTcpKnows) { expect_same(kAllParsed, options_of(kAll)); }

TEST(DecodeOptions, FindsNoneInAnEmptyHeader) { expect_same({}, options_of({})); }

//= rfc9293#3.1 MUST-5 type=test
TEST(DecodeOptions, AreAcceptedOnAnySegment) {
  for (int flags = 0; flags < 256; ++flags) {
    SegmentView segment;
    segment.flags.bits = static_cast<std::uint8_t>(flags);
    segment.raw_options = kAll;
    const Bytes packet = test::ip_packet(segment);
    const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
    ASSERT_EQ("none", name(decoded.rejection)) << "flags " << flags;
    expect_same(kAllParsed, decoded.segment.options);
  }
}

//= rfc9293#3.1 MUST-6 type=test
//= rfc9293#3.1 MUST-68 type=test
//= rfc9293#3.2 MUST-64 type=test
//= rfc5482#3 RFC5482-3-5 type=test
//= rfc5482#4.1 RFC5482-4.1-1 type=test
TEST(DecodeOptions, SkipsUnknownKindsByTheirLength) {
  for (int kind = 5; kind < 256; ++kind) {
    if (kind == 8) continue;
    for (std::uint8_t bytes = 2; bytes <= 17; ++bytes) {
      Bytes unknown(bytes, 8);  // looks like timestamps to whoever reads inside
      unknown[0] = static_cast<std::uint8_t>(kind);
      unknown[1] = bytes;
      SCOPED_TRACE("kind " + std::to_string(kind) + ", length " + std::to_string(bytes));
      expect_same(kAllParsed, options_of(concat({unknown, kAll})));
    }
  }
}

TEST(DecodeOptions, SkipsKnownKindsOfAForeignLength) {
  for (const Bytes& foreign : {Bytes{2, 3, 9}, Bytes{2, 5, 9, 9, 9}, Bytes{3, 2}, Bytes{3, 4, 9, 9},
                               Bytes{4, 3, 9}, Bytes{8, 6, 9, 9, 9, 9}}) {
    expect_same(kAllParsed, options_of(concat({foreign, kAll})));
  }
}

//= rfc9293#3.1 MUST-4 type=test
TEST(DecodeOptions, StopsAtTheEndOfTheList) {
  expect_same({}, options_of(concat({Bytes{0}, kAll})));
  Options mss{.mss_bytes = 536, .has_mss = true};
  expect_same(mss, options_of(concat({test::mss_option(536), Bytes{0, 3, 1}})));
}

TEST(DecodeOptions, LetsTheLastOfARepeatedKindCount) {
  const Bytes repeated = concat({test::mss_option(1), test::mss_option(1220)});
  expect_same({.mss_bytes = 1220, .has_mss = true}, options_of(repeated));
}

//= rfc9293#3.1 MUST-7 type=test
TEST(DecodeOptions, KeepsWhatCameBeforeAnIllegalLength) {
  for (const Bytes& illegal : {Bytes{8, 0}, Bytes{8, 1}, Bytes{254, 0}, Bytes{254, 1}, Bytes{8, 10},
                               Bytes{2, 5, 1, 1}, Bytes{77, 255}, Bytes{2}, Bytes{99}}) {
    Options wanted = kAllParsed;
    wanted.malformed = true;
    expect_same(wanted, options_of(concat({kAll, illegal})));
  }
}

TEST(DecodeOptions, AreCutButNotMalformedWhereTheCaptureEnds) {
  for (std::size_t kept = 0; kept < kAll.size(); ++kept) {
    const Options options = decode_options(std::span(kAll).first(kept), kAll.size());
    EXPECT_TRUE(options.cut) << kept;
    EXPECT_FALSE(options.malformed) << kept;
    EXPECT_EQ(kept >= 4, options.has_mss) << kept;
    EXPECT_EQ(kept >= 6, options.has_sack_permitted) << kept;
    EXPECT_EQ(kept >= 16, options.has_timestamps) << kept;
  }
}

TEST(DecodeOptions, AreMalformedIfTheyLeaveTheHeaderEvenWhereTheCaptureEnds) {
  const Bytes illegal{99, 12};
  EXPECT_TRUE(decode_options(illegal, 8).malformed);
  EXPECT_FALSE(decode_options(illegal, 12).malformed);
}

TEST(DecodeOptions, ReadsAlignedTimestampsLikeAnyOther) {
  const Bytes aligned = concat({Bytes{1, 1}, test::timestamps_option(0x11223344, 0x55667788)});
  const Options wanted{.ts_val = 0x11223344, .ts_ecr = 0x55667788, .has_timestamps = true};
  expect_same(wanted, options_of(aligned));
  expect_same(wanted, options_of(concat({aligned, Bytes{0, 0, 0, 0}})));
  Options with_mss = wanted;
  with_mss.has_mss = true;
  with_mss.mss_bytes = 536;
  expect_same(with_mss, options_of(concat({aligned, test::mss_option(536)})));
}

}  // namespace
}  // namespace twomsl
