// Damage to captures other than a cut: each kind has its words.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oracle/capture/capture.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/capture/capture_reading.hpp"
#include "tests/capture/layers/layer_builder.hpp"

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
  const std::string advice = "not a capture that is read here: ";
  const std::string convert = ": convert it with editcap -F pcapng FILE OUT.pcapng";
  const std::string of_ethernet =
      ": if it is of Ethernet, convert it with editcap -F pcapng -T ether FILE OUT.pcapng";
  return {
      {"Empty", {}, 0, "empty file: nothing was captured, or it is not yet written (tcpdump -U)"},
      {"Short", {0xd4, 0xc3}, 0, "truncated: too short to be a capture"},
      {"Text", text("No. Time Source"), 0,
       "not a capture: it begins neither as pcap nor as pcapng, plain, gzip or zstd; if Wireshark "
       "opens it, convert it with editcap -F pcapng FILE OUT.pcapng"},
      {"Xz",
       text("\xfd"
            "7zXZ..."),
       0, advice + "compressed with xz: try xz -dc FILE | twomsl audit -"},
      {"Bzip2", text("BZh91AY&"), 0, advice + "compressed with bzip2: "},
      {"Lz4", text("\x04\x22\x4d\x18...."), 0, advice + "compressed with lz4: "},
      {"Zip", text("PK\x03\x04...."), 0, advice + "a zip archive"},
      {"Snoop", text("snoop..."), 0, advice + "a Solaris snoop file" + convert},
      {"NetMon2", text("GMBU...."), 0, advice + "a Microsoft Network Monitor 2 file" + convert},
      {"NetMon1", text("RTSS...."), 0, advice + "a Microsoft Network Monitor 1 file" + convert},
      {"NetXRay", text("XCP....."), 0, advice + "a NetXRay or Windows Sniffer file" + convert},
      {"Sniffer", text("TRSNIFF data   \x1a"), 0, advice + "a DOS Sniffer file" + convert},
      {"Iptrace", text("iptrace 2.0."), 0, advice + "an AIX iptrace file" + convert},
      {"Observer", text("ObserverPktBufferVersion"), 0,
       advice + "a Network Instruments Observer file" + convert},
      {"Peek", text("\177ver...."), 0, advice + "a Savvius (Peek) file" + convert},
      {"VisualNetworks", text("\005VNF...."), 0, advice + "a Visual Networks file" + convert},
      {"Nettl", {0x54, 0x52, 0, 0x64, 0, 0, 0, 0}, 0, advice + "an HP-UX nettl file" + of_ethernet},
      {"Erf",
       test::concat(
           {test::numbers({{0, 4}, {0xa5f6295a, 4}, {2, 1}, {4, 1}, {80, 2}, {0, 2}, {60, 2}}),
            Bytes(64, 0)}),
       0, advice + "perhaps an Endace ERF file" + of_ethernet},
      {"ErfThatTellsOfItselfFirst",
       test::concat(
           {test::numbers({{0, 8}, {0x9b, 1}, {4, 1}, {80, 2}, {0, 2}, {60, 2}}), Bytes(64, 0)}),
       0, advice + "perhaps an Endace ERF file"},
      {"GzipOfText", test::gzip(text("No. Time")), 0, "not a capture: it begins neither"},
      {"GzipOfNothing", test::gzip({}), 0, "empty file"},
      {"GzipHeader",
       {0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0},
       0,
       "gzip damaged: unknown compression method; check it with gzip -t"},
  };
}

std::vector<DamageCase> damaged_zstd() {
  const Bytes file = test::pcap_file({kPacket, kPacket});
  const Bytes archive = test::zstd(file);
  // A window of 2^41 bytes, the largest that the format knows of its first kind.
  const Bytes window{0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0};
  return {
      {"ZstdOfText", test::zstd(text("No. Time")), 0, "not a capture: it begins neither"},
      {"ZstdOfNothing", test::zstd({}), 0, "empty file"},
      {"ZstdCut",
       {archive.begin(), archive.end() - 3},
       2,
       "zstd damaged: the compressed data end early; copy it again (at byte 96, uncompressed)"},
      {"ZstdTrailer", with_byte(archive, archive.size() - 1, archive.back() ^ 1), 0,
       "zstd damaged: Restored data doesn't match checksum; check it with zstd -t"},
      {"ZstdThenGarbage", test::concat({archive, text("garbage!")}), 2,
       "zstd damaged: Unknown frame descriptor; check it with zstd -t"},
      {"ZstdWindow", window, 0,
       "zstd cannot be read: its window is above 128 MiB; try zstd -dc --long=31 FILE | twomsl "
       "audit -"},
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
INSTANTIATE_TEST_SUITE_P(Zstd, CaptureDamage, testing::ValuesIn(damaged_zstd()), name_of);
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
