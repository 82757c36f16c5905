// Damage to captures other than a cut: each kind has its words.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oracle/capture/capture.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/capture/capture_reading.hpp"

namespace twomsl::oracle {
namespace {

using test::Bytes;
using test::PcapngBuilder;
using test::read_bytes;
using test::Reading;

const test::Packet kPacket{1'000'000, Bytes(20, 0x45)};

Bytes text(const std::string& characters) { return {characters.begin(), characters.end()}; }

Bytes with_byte(Bytes file, std::size_t at, std::uint8_t byte) {
  file.at(at) = byte;
  return file;
}

struct DamageCase {
  std::string name;
  Bytes file;
  std::size_t good_frames;
  std::string words;
};

std::vector<DamageCase> foreign_files() {
  const std::string advice = "not a capture: ";
  return {
      {"Empty", {}, 0, "empty file: nothing was captured, or it is not yet written (tcpdump -U)"},
      {"Short", {0xd4, 0xc3}, 0, "truncated: too short to be a capture"},
      {"Text", text("No. Time Source"), 0,
       advice + "it begins neither as pcap nor as pcapng, plain or gzip"},
      {"Xz",
       text("\xfd"
            "7zXZ..."),
       0, advice + "compressed with xz: try xz -dc FILE | twomsl audit -"},
      {"Zstd", text("\x28\xb5\x2f\xfd...."), 0, advice + "compressed with zstd: "},
      {"Bzip2", text("BZh91AY&"), 0, advice + "compressed with bzip2: "},
      {"Lz4", text("\x04\x22\x4d\x18...."), 0, advice + "compressed with lz4: "},
      {"Zip", text("PK\x03\x04...."), 0, advice + "a zip archive"},
      {"Snoop", text("snoop..."), 0, advice + "a Solaris snoop file"},
      {"GzipOfText", test::gzip(text("No. Time")), 0, advice + "it begins neither"},
      {"GzipOfNothing", test::gzip({}), 0, "empty file"},
      {"GzipHeader",
       {0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0},
       0,
       "gzip damaged: unknown compression method; check it with gzip -t"},
  };
}

std::vector<DamageCase> damaged_pcap() {
  const Bytes file = test::pcap_file({kPacket, kPacket});
  const Bytes archive = test::gzip(file);
  return {
      {"PcapVersion", with_byte(file, 4, 3), 0,
       "malformed: pcap version 3.4 is not 2.3 or 2.4; convert it with editcap"},
      {"PcapOldVersion", with_byte(file, 6, 2), 0, "malformed: pcap version 2.2"},
      {"PcapLength", with_byte(file, 24 + 36 + 11, 0xff), 1,
       "frame 2 malformed: it claims 4278190100 captured bytes (at byte 60)"},
      {"PcapLengthJustAboveTheCap", with_byte(with_byte(file, 24 + 36 + 11, 1), 24 + 36 + 8, 1), 1,
       "frame 2 malformed: it claims 16777217 captured bytes"},
      {"PcapLengthOfTheCap", with_byte(with_byte(file, 24 + 36 + 11, 1), 24 + 36 + 8, 0), 1,
       "frame 2 truncated: the file ends after 20 of its 16777216 bytes (at byte 60)"},
      {"GzipTrailer", with_byte(archive, archive.size() - 5, archive[archive.size() - 5] ^ 1), 2,
       "gzip damaged: incorrect data check; check it with gzip -t (at byte 96, uncompressed)"},
      {"GzipThenGarbage", test::concat({archive, text("garbage!")}), 2,
       "gzip damaged: incorrect header check"},
  };
}

std::vector<DamageCase> damaged_pcapng() {
  const Bytes file = PcapngBuilder().interface(1).enhanced(0, 1, kPacket).bytes();
  constexpr std::size_t kInterfaceAt = 28, kPacketAt = 28 + 20;
  const auto interfaces = [] {
    PcapngBuilder builder;
    for (int n = 0; n <= 65'536; ++n) builder.interface(1);
    return builder.bytes();
  };
  return {
      {"PcapngByteOrder", with_byte(file, 8, 0), 0,
       "malformed: no byte order in the section header of block 1, after frame 0"},
      {"PcapngVersion", with_byte(file, 12, 2), 0, "malformed: pcapng version 2 is not 1"},
      {"PcapngShortSection", with_byte(file, 4, 24), 0, "malformed: a length of 24 of block 1"},
      {"PcapngShortInterface", with_byte(file, kInterfaceAt + 4, 16), 0,
       "malformed: a length of 16 of block 2"},
      {"PcapngShortPacket", with_byte(file, kPacketAt + 4, 28), 0, "malformed: a length of 28"},
      {"PcapngNoLength", with_byte(file, kPacketAt + 4, 0), 0, "malformed: a length of 0"},
      {"PcapngOddLength", with_byte(file, kPacketAt + 4, 53), 0,
       "malformed: a length of 53 of block 3, after frame 0 (at byte 48)"},
      {"PcapngHugeLength", with_byte(file, kPacketAt + 7, 0x7f), 0,
       "malformed: a length of 2130706484 of block 3"},
      {"PcapngOtherLength", with_byte(file, file.size() - 4, 0), 0,
       "malformed: two lengths that differ of block 3"},
      {"PcapngUnknownInterface", with_byte(file, kPacketAt + 8, 1), 0,
       "malformed: frame 1 is of interface 1, which nothing describes"},
      {"PcapngCapturedLength", with_byte(file, kPacketAt + 20, 21), 0,
       "malformed: frame 1 claims 21 bytes, more than its block holds"},
      {"PcapngSimplePacketWithoutSnapLength",
       PcapngBuilder().interface(1).simple({0, Bytes(20, 1), 1500}).bytes(), 0,
       "malformed: frame 1 claims 1500 bytes, more than its block holds"},
      {"PcapngInterfacesWithoutEnd", interfaces(), 0,
       "malformed: a section describes more than 65536 interfaces"},
  };
}

class CaptureDamage : public testing::TestWithParam<DamageCase> {};
const auto name_of = [](const auto& damage) { return damage.param.name; };
INSTANTIATE_TEST_SUITE_P(Foreign, CaptureDamage, testing::ValuesIn(foreign_files()), name_of);
INSTANTIATE_TEST_SUITE_P(Pcap, CaptureDamage, testing::ValuesIn(damaged_pcap()), name_of);
INSTANTIATE_TEST_SUITE_P(Pcapng, CaptureDamage, testing::ValuesIn(damaged_pcapng()), name_of);

TEST_P(CaptureDamage, IsNamedBehindTheGoodFrames) {
  const Reading reading = read_bytes(GetParam().file);
  EXPECT_EQ(ReadStatus::damaged, reading.last);
  EXPECT_EQ(GetParam().good_frames, reading.frames.size());
  EXPECT_EQ(GetParam().words, reading.damage.substr(0, GetParam().words.size()));
}

}  // namespace
}  // namespace twomsl::oracle
