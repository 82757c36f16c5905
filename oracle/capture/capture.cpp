// Which format is it? The answer for what is none helps to get on.
#include "oracle/capture/capture.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "core/codec/bytes.hpp"
#include "oracle/capture/input/byte_source.hpp"
#include "oracle/capture/pcap.hpp"
#include "oracle/capture/pcapng.hpp"

namespace twomsl::oracle {
namespace {

struct Foreign {
  std::string_view magic;
  std::string_view name;
  std::string_view advice;
};

constexpr std::string_view kConvert = "convert it with editcap -F pcapng FILE OUT.pcapng";
// Where Wireshark would keep a header of the format's own before each frame.
constexpr std::string_view kConvertEthernet =
    "if it is of Ethernet, convert it with editcap -F pcapng -T ether FILE OUT.pcapng";

// Formats that are handed in now and then, and how to get on from there.
constexpr std::array kForeign = {
    Foreign{"\xfd"
            "7zXZ",
            "compressed with xz", "try xz -dc FILE | twomsl audit -"},
    Foreign{"BZh", "compressed with bzip2", "try bzip2 -dc FILE | twomsl audit -"},
    Foreign{"\x04\x22\x4d\x18", "compressed with lz4", "try lz4 -dc FILE | twomsl audit -"},
    Foreign{"PK\x03\x04", "a zip archive", "unpack it first"},
    Foreign{"snoop", "a Solaris snoop file", kConvert},
    Foreign{"GMBU", "a Microsoft Network Monitor 2 file", kConvert},
    Foreign{"RTSS", "a Microsoft Network Monitor 1 file", kConvert},
    Foreign{"XCP", "a NetXRay or Windows Sniffer file", kConvert},
    Foreign{"TRSNIFF data", "a DOS Sniffer file", kConvert},
    Foreign{"iptrace ", "an AIX iptrace file", kConvert},
    Foreign{"ObserverPktBuf", "a Network Instruments Observer file", kConvert},
    Foreign{"\177ver", "a Savvius (Peek) file", kConvert},
    Foreign{"\x05VNF", "a Visual Networks file", kConvert},
    Foreign{"\x54\x52\x00\x64", "an HP-UX nettl file", kConvertEthernet},
};

constexpr std::size_t kLookedAt = 20;  // bytes: a record header of ERF, and more than any magic

// Endace's ERF has no magic. Its first record has a type that is known, a time after the seconds of
// 1990 unless it tells of the file, a length that is not less than its own header, and one on the
// wire.
bool may_be_erf(std::span<const std::uint8_t> begin) {
  constexpr std::uint32_t kSecondsOf1990 = 631'152'000;
  constexpr std::size_t kRecordBytes = 16;
  constexpr int kLastType = 48, kOfTheFile = 27;
  if (begin.size() < kRecordBytes) return false;
  const int type = begin[8] & 0x7f;
  const std::size_t record = load_be16(&begin[10]);
  const std::size_t wire = load_be16(&begin[14]);
  const bool has_time = load_le32(&begin[4]) > kSecondsOf1990 || type == kOfTheFile;
  return type > 0 && type <= kLastType && has_time && record >= kRecordBytes && wire != 0 &&
         wire < 16'384 && record <= wire + 64 && begin[12] == 0 && begin[13] == 0;
}

std::string why_not_a_capture(std::span<const std::uint8_t> begin) {
  if (begin.empty())
    return "empty file: nothing was captured, or it is not yet written (tcpdump -U)";
  const std::string text(begin.begin(), begin.end());
  for (const Foreign& foreign : kForeign) {
    if (!text.starts_with(foreign.magic)) continue;
    return "not a capture that is read here: " + std::string(foreign.name) + ": " +
           std::string(foreign.advice);
  }
  if (begin.size() < 4) return "truncated: too short to be a capture";
  if (may_be_erf(begin)) {
    return "not a capture that is read here: perhaps an Endace ERF file: " +
           std::string(kConvertEthernet);
  }
  return "not a capture: it begins neither as pcap nor as pcapng, plain, gzip or zstd; if "
         "Wireshark opens it, " +
         std::string(kConvert) + " (or with -T ether, too)";
}

}  // namespace

struct Capture::Source {
  ByteSource bytes;
  std::variant<std::monostate, PcapReader, PcapngReader> reader;

  template <class Input>
  explicit Source(const Input& input) : bytes(input) {
    if (bytes.damage().empty()) detect();
  }

  void detect() {
    const auto begin = bytes.peek(kLookedAt);
    const std::uint32_t magic = begin.size() < 4 ? 0 : load_be32(begin.data());
    if (PcapReader::is_magic(magic)) {
      reader.emplace<PcapReader>(bytes);
    } else if (magic == PcapngReader::kMagic) {
      reader.emplace<PcapngReader>(bytes);
    } else {
      bytes.fail(why_not_a_capture(begin.first(std::min(begin.size(), kLookedAt))));
    }
  }
};

Capture::Capture(const std::string& path) : source_(std::make_unique<Source>(path)) {}
Capture::Capture(std::span<const std::uint8_t> bytes) : source_(std::make_unique<Source>(bytes)) {}
Capture::~Capture() = default;
Capture::Capture(Capture&&) noexcept = default;
Capture& Capture::operator=(Capture&&) noexcept = default;

bool Capture::ok() const { return source_->bytes.damage().empty(); }

const std::string& Capture::damage() const { return source_->bytes.damage(); }

ReadStatus Capture::next(Frame& frame) {
  if (!ok()) return ReadStatus::damaged;
  if (auto* pcap = std::get_if<PcapReader>(&source_->reader)) {
    return pcap->next(source_->bytes, frame);
  }
  return std::get<PcapngReader>(source_->reader).next(source_->bytes, frame);
}

}  // namespace twomsl::oracle
