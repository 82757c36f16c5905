// pcapng: sections, interfaces, the three kinds of packet blocks, and clocks of any resolution.
#include <gtest/gtest.h>

#include <limits>

#include "oracle/capture/clock.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/capture/capture_reading.hpp"

namespace twomsl::oracle {
namespace {

using test::ByteOrder;
using test::Bytes;
using test::PcapngBuilder;
using test::read_bytes;
using test::Reading;

constexpr std::uint16_t kEthernet = 1, kRaw = 101;
constexpr std::uint16_t kEndOfOptions = 0, kComment = 1, kResolution = 9, kOffset = 14;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
const test::Packet kShortened{0, Bytes(21, 0x45), 100};

Reading read(const PcapngBuilder& file) {
  Reading reading = read_bytes(file.bytes());
  EXPECT_EQ("", reading.damage);
  return reading;
}

TEST(Pcapng, GivesEachFrameTheLinkTypeOfItsInterface) {
  const Reading reading = read(PcapngBuilder()
                                   .interface(kEthernet)
                                   .interface(kRaw)
                                   .enhanced(1, 7, kShortened)
                                   .enhanced(0, 8, kShortened));
  ASSERT_EQ(2u, reading.frames.size());
  EXPECT_EQ(kRaw, reading.frames[0].link_type);
  EXPECT_EQ(1u, reading.frames[0].interface);
  EXPECT_EQ(7'000, reading.frames[0].time_ns);
  EXPECT_EQ(100u, reading.frames[0].wire_bytes);
  EXPECT_EQ(kShortened.bytes, reading.frames[0].bytes);
  EXPECT_EQ(kEthernet, reading.frames[1].link_type);
}

TEST(Pcapng, CountsInterfacesOverSectionsOfEitherByteOrder) {
  const Reading reading = read(PcapngBuilder(ByteOrder::little)
                                   .interface(kEthernet)
                                   .interface(kEthernet)
                                   .enhanced(1, 1, kShortened)
                                   .section(ByteOrder::big)
                                   .interface(kRaw)
                                   .enhanced(0, 2, kShortened)
                                   .section(ByteOrder::little)
                                   .interface(kRaw)
                                   .enhanced(0, 3, kShortened));
  ASSERT_EQ(3u, reading.frames.size());
  EXPECT_EQ(1u, reading.frames[0].interface);
  EXPECT_EQ(2u, reading.frames[1].interface);
  EXPECT_EQ(3u, reading.frames[2].interface);
  EXPECT_EQ(2u, reading.frames[1].number);
  EXPECT_EQ(kRaw, reading.frames[1].link_type);
  EXPECT_EQ(2'000, reading.frames[1].time_ns);
}

TEST(Pcapng, ForgetsInterfacesWithTheirSection) {
  const auto file =
      PcapngBuilder().interface(kEthernet).section(ByteOrder::little).enhanced(0, 1, kShortened);
  EXPECT_NE("", read_bytes(file.bytes()).damage);
}

TEST(Pcapng, PassesOverBlocksThatItDoesNotKnow) {
  const Reading reading = read(PcapngBuilder()
                                   .block(0x0bad, Bytes(24, 1))
                                   .interface(kEthernet)
                                   .block(4, Bytes(8, 0))
                                   .block(0x80000001, {})
                                   .enhanced(0, 1, kShortened)
                                   .block(5, Bytes(12, 0)));
  ASSERT_EQ(1u, reading.frames.size());
  EXPECT_EQ(1u, reading.frames[0].number);
}

TEST(Pcapng, ReadsObsoletePacketBlocks) {
  const Reading reading =
      read(PcapngBuilder(ByteOrder::big).interface(kRaw).obsolete(0, 1ull << 40, kShortened));
  ASSERT_EQ(1u, reading.frames.size());
  EXPECT_EQ((1ll << 40) * 1000, reading.frames[0].time_ns);
  EXPECT_EQ(kShortened.bytes, reading.frames[0].bytes);
}

TEST(Pcapng, CutsSimplePacketsAtTheSnapLengthAndGivesThemNoTime) {
  const Reading reading = read(PcapngBuilder()
                                   .interface(kEthernet, 16)
                                   .simple({0, Bytes(16, 1), 1500})
                                   .simple({0, Bytes(5, 2)})
                                   .section(ByteOrder::little)
                                   .interface(kEthernet)
                                   .simple({0, Bytes(7, 3)}));
  ASSERT_EQ(3u, reading.frames.size());
  EXPECT_EQ(Bytes(16, 1), reading.frames[0].bytes);
  EXPECT_EQ(1500u, reading.frames[0].wire_bytes);
  EXPECT_FALSE(reading.frames[0].has_time);
  EXPECT_EQ(Bytes(5, 2), reading.frames[1].bytes);
  EXPECT_EQ(Bytes(7, 3), reading.frames[2].bytes);
}

TEST(Pcapng, ReadsTheClockOutOfTheOptions) {
  Bytes offset;
  test::append_le(offset, 1'000'000'000, 8);
  const Reading reading =
      read(PcapngBuilder()
               .interface(kEthernet, 0,
                          {{kComment, Bytes(5, 'x')}, {kResolution, {9}}, {kOffset, offset}})
               .interface(kEthernet, 0, {{kOffset, offset}, {kResolution, {0x8a}}})
               .interface(kEthernet, 0, {{kEndOfOptions, {}}, {kResolution, {0}}})
               .enhanced(0, 5, kShortened)
               .enhanced(1, 1536, kShortened)
               .enhanced(2, 1, kShortened));
  ASSERT_EQ(3u, reading.frames.size());
  EXPECT_EQ(1'000'000'000'000'000'005, reading.frames[0].time_ns);
  EXPECT_EQ(1'000'000'001'500'000'000, reading.frames[1].time_ns);
  EXPECT_EQ(1'000, reading.frames[2].time_ns);
}

TEST(Pcapng, PassesOverOptionsThatLeaveTheirBlock) {
  for (const Bytes& options : {Bytes{9, 0, 5, 0}, Bytes{9, 0, 1, 0}, Bytes{9, 0, 0xff, 0xff},
                               Bytes{9, 0, 0, 0}, Bytes{14, 0, 4, 0, 1, 1, 1, 1}}) {
    const Bytes content = test::concat({Bytes{1, 0, 0, 0, 0, 0, 0, 0}, options});
    const Reading reading = read(PcapngBuilder().block(1, content).enhanced(0, 3, kShortened));
    ASSERT_EQ(1u, reading.frames.size());
    EXPECT_EQ(3'000, reading.frames[0].time_ns);
  }
}

TEST(Clock, CountsAnyResolution) {
  constexpr std::uint64_t kEveryBit = std::numeric_limits<std::uint64_t>::max();
  struct {
    std::uint8_t resolution;
    std::uint64_t ticks;
    std::int64_t time_ns;
  } const cases[] = {
      {0, 1, 1'000'000'000},
      {6, 1, 1'000},
      {6, kEveryBit / 2000, 9'223'372'036'854'775'000},
      {9, 1, 1},
      {9, kMost, kMost},
      {9, kEveryBit, kMost},
      {0, kEveryBit, kMost},
      {10, 19, 1},
      {12, 2'000, 2},
      {28, kEveryBit, 1},
      {29, kEveryBit, 0},
      {127, kEveryBit, 0},
      {0x80, 3, 3'000'000'000},
      {0x80, kEveryBit, kMost},
      {0x81, 3, 1'500'000'000},
      {0x8a, 1, 976'562},
      {0xa0, 1ull << 31, 500'000'000},
      {0xc0, 1ull << 63, 500'000'000},
      {0xbf, 1ull << 63, 1'000'000'000},
      {0xa4, kEveryBit, 268'435'455'999'999'999},
      {0xdf, kEveryBit, 0},
      {0xe0, kEveryBit, 0},
      {0xff, kEveryBit, 0},
  };
  for (const auto& [resolution, ticks, time_ns] : cases) {
    EXPECT_EQ(time_ns, nanoseconds(clock_of(resolution, 0), ticks))
        << "resolution " << int{resolution} << ", " << ticks << " ticks";
  }
}

TEST(Clock, AddsAnyOffsetWithoutOverflow) {
  EXPECT_EQ(-3'999'999'000, nanoseconds({6, false, -4}, 1));
  EXPECT_EQ(kMost, nanoseconds({9, false, kMost}, 0));
  EXPECT_EQ(kLeast, nanoseconds({9, false, kLeast}, kMost));
  EXPECT_EQ(kMost, nanoseconds({9, false, 1}, kMost));
  EXPECT_EQ(kLeast, nanoseconds({9, false, -9'223'372'037}, 0));
  EXPECT_EQ(kMost - 9'000'000'000, nanoseconds({9, false, -9}, kMost));
}

}  // namespace
}  // namespace twomsl::oracle
