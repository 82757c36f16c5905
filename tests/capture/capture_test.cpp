// The capture reader on whole files, and on what is left of them after every cut.
#include "oracle/capture/capture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/capture/capture_builder.hpp"
#include "tests/capture/capture_reading.hpp"

namespace twomsl::oracle {
namespace {

using test::ByteOrder;
using test::Bytes;
using test::OwnedFrame;
using test::Packet;
using test::read_bytes;
using test::Reading;

const std::vector<Packet> kPackets{
    {1'500'000'001'123'456'000, Bytes(60, 0xaa)},
    {1'500'000'001'123'457'000, Bytes{}, 9},
    {4'294'967'295'999'999'000, Bytes{1, 2, 3}, 1514},
    {0, Bytes(61, 0x55)},
};

std::vector<OwnedFrame> expected(const std::vector<Packet>& packets) {
  std::vector<OwnedFrame> frames;
  frames.reserve(packets.size());
  for (const Packet& packet : packets) {
    frames.push_back({.number = frames.size() + 1,
                      .time_ns = packet.time_ns,
                      .link_type = 1,
                      .wire_bytes = packet.on_the_wire(),
                      .bytes = packet.bytes});
  }
  return frames;
}

Bytes pcapng_file(ByteOrder order) {
  test::PcapngBuilder file(order);
  file.interface(1);
  for (const Packet& packet : kPackets) {
    file.enhanced(0, static_cast<std::uint64_t>(packet.time_ns / 1000), packet);
  }
  return file.bytes();
}

struct FormatCase {
  std::string name;
  Bytes file;
};

std::vector<FormatCase> formats() {
  std::vector<FormatCase> cases;
  for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
    const std::string suffix = order == ByteOrder::little ? "Little" : "Big";
    cases.push_back({"Pcap" + suffix, test::pcap_file(kPackets, {.order = order})});
    cases.push_back({"PcapNanoseconds" + suffix,
                     test::pcap_file(kPackets, {order, test::kPcapNanoseconds, 1})});
    cases.push_back(
        {"PcapKuznetsov" + suffix, test::pcap_file(kPackets, {order, test::kPcapKuznetsov, 1})});
    cases.push_back({"PcapWithFcsBits" + suffix,
                     test::pcap_file(kPackets, {.order = order, .link_type = 0x2400'0001})});
    cases.push_back({"Pcapng" + suffix, pcapng_file(order)});
  }
  return cases;
}

class CaptureFormat : public testing::TestWithParam<FormatCase> {};
INSTANTIATE_TEST_SUITE_P(Formats, CaptureFormat, testing::ValuesIn(formats()),
                         [](const auto& format) { return format.param.name; });

TEST_P(CaptureFormat, GivesEveryFrameAsItWasWritten) {
  const Reading reading = read_bytes(GetParam().file);
  EXPECT_EQ(expected(kPackets), reading.frames);
  EXPECT_EQ(ReadStatus::end, reading.last);
  EXPECT_EQ("", reading.damage);
}

TEST_P(CaptureFormat, ReadsTheSameThroughGzip) {
  const Reading reading = read_bytes(test::gzip(GetParam().file));
  EXPECT_EQ(expected(kPackets), reading.frames);
  EXPECT_EQ("", reading.damage);
}

TEST_P(CaptureFormat, ReadsTheSameThroughZstd) {
  const Reading reading = read_bytes(test::zstd(GetParam().file));
  EXPECT_EQ(expected(kPackets), reading.frames);
  EXPECT_EQ("", reading.damage);
}

// pzstd writes frames that are to be skipped, and many of data.
TEST_P(CaptureFormat, ReadsZstdOfSeveralFrames) {
  const Bytes& file = GetParam().file;
  const auto half = std::span(file).first(file.size() / 2);
  const auto rest = std::span(file).subspan(file.size() / 2);
  const Bytes skippable{0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4};
  const Reading reading =
      read_bytes(test::concat({skippable, test::zstd(half), skippable, test::zstd(rest)}));
  EXPECT_EQ(expected(kPackets), reading.frames);
  EXPECT_EQ("", reading.damage);
}

TEST_P(CaptureFormat, ReadsGzipOfSeveralMembersAndPadding) {
  const Bytes& file = GetParam().file;
  const auto half = std::span(file).first(file.size() / 2);
  const auto rest = std::span(file).subspan(file.size() / 2);
  const Reading reading =
      read_bytes(test::concat({test::gzip(half), test::gzip(rest), Bytes(512, 0)}));
  EXPECT_EQ(expected(kPackets), reading.frames);
  EXPECT_EQ("", reading.damage);
}

// The frames before a cut are good, and what is cut is named unless nothing is.
TEST_P(CaptureFormat, EveryTruncationNamesItsDamage) {
  const auto frames = expected(kPackets);
  const std::size_t header_bytes = GetParam().name.starts_with("Pcapng") ? 28 : 24;
  for (std::size_t kept = 0; kept < GetParam().file.size(); ++kept) {
    SCOPED_TRACE("the first " + std::to_string(kept) + " bytes");
    const Reading reading = read_bytes(Bytes(
        GetParam().file.begin(), GetParam().file.begin() + static_cast<std::ptrdiff_t>(kept)));
    ASSERT_LT(reading.frames.size(), frames.size());
    EXPECT_TRUE(std::equal(reading.frames.begin(), reading.frames.end(), frames.begin()));
    if (reading.last == ReadStatus::damaged) {
      EXPECT_TRUE(reading.damage.starts_with(kept == 0 ? "empty file" : "truncated") ||
                  reading.damage.find(" truncated: ") != std::string::npos)
          << reading.damage;
      const bool has_position = reading.damage.find("(at byte ") != std::string::npos;
      EXPECT_EQ(kept >= header_bytes, has_position) << reading.damage;
    } else {
      EXPECT_EQ("", reading.damage);
    }
  }
}

TEST_P(CaptureFormat, EveryTruncationOfGzipNamesItsDamage) {
  const Bytes file = test::gzip(GetParam().file);
  for (std::size_t kept = 2; kept < file.size(); ++kept) {
    const Reading reading =
        read_bytes(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(kept)));
    EXPECT_EQ(ReadStatus::damaged, reading.last);
    EXPECT_TRUE(reading.damage.starts_with("gzip damaged: ")) << kept << ": " << reading.damage;
  }
}

TEST(Capture, StaysAtItsEnd) {
  const Bytes file = test::pcap_file({kPackets[0]});
  Capture capture{std::span<const std::uint8_t>(file)};
  Frame frame;
  EXPECT_TRUE(capture.ok());
  EXPECT_EQ(ReadStatus::frame, capture.next(frame));
  EXPECT_EQ(ReadStatus::end, capture.next(frame));
  EXPECT_EQ(ReadStatus::end, capture.next(frame));
  EXPECT_TRUE(capture.ok());
}

TEST(Capture, StaysDamaged) {
  Bytes file = test::pcap_file({kPackets[0], kPackets[3]});
  file.pop_back();
  Capture capture{std::span<const std::uint8_t>(file)};
  Frame frame;
  EXPECT_EQ(ReadStatus::frame, capture.next(frame));
  EXPECT_EQ(ReadStatus::damaged, capture.next(frame));
  EXPECT_EQ(ReadStatus::damaged, capture.next(frame));
  EXPECT_FALSE(capture.ok());
  EXPECT_EQ("frame 2 truncated: the file ends after 60 of its 61 bytes (at byte 100)",
            capture.damage());
}

TEST(Capture, ReadsAFileWithoutFrames) {
  for (const Bytes& file : {test::pcap_file({}), test::PcapngBuilder().bytes()}) {
    const Reading reading = read_bytes(file);
    EXPECT_TRUE(reading.frames.empty());
    EXPECT_EQ(ReadStatus::end, reading.last);
  }
}

TEST(Capture, ToleratesMoreCapturedThanOnTheWire) {
  const Reading reading = read_bytes(test::pcap_file({{0, Bytes(60, 1), 14}}));
  ASSERT_EQ(1u, reading.frames.size());
  EXPECT_EQ(14u, reading.frames[0].wire_bytes);
  EXPECT_EQ(60u, reading.frames[0].bytes.size());
}

TEST(Capture, DoesNotOverflowOnFractionsBeyondASecond) {
  Bytes file = test::pcap_file({{4'294'967'295'000'000'000, Bytes{}}});
  for (std::size_t at = 28; at < 32; ++at) file[at] = 0xff;
  const Reading reading = read_bytes(file);
  ASSERT_EQ(1u, reading.frames.size());
  EXPECT_EQ(4'294'967'295'000'000'000 + 4'294'967'295'000, reading.frames[0].time_ns);
}

}  // namespace
}  // namespace twomsl::oracle
