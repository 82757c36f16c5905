// Which format is it? The answer for what is none helps to get on.
#include "oracle/capture/capture.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "core/codec/bytes.hpp"
#include "oracle/capture/byte_source.hpp"
#include "oracle/capture/pcap.hpp"
#include "oracle/capture/pcapng.hpp"

namespace twomsl::oracle {
namespace {

struct Foreign {
  std::string_view magic;
  std::string_view advice;
};

// Formats that are often handed in by mistake, and how to get on from there.
constexpr std::array kForeign = {
    Foreign{"\xfd"
            "7zXZ",
            "compressed with xz: try xz -dc FILE | twomsl audit -"},
    Foreign{"\x28\xb5\x2f\xfd", "compressed with zstd: try zstd -dc FILE | twomsl audit -"},
    Foreign{"BZh", "compressed with bzip2: try bzip2 -dc FILE | twomsl audit -"},
    Foreign{"\x04\x22\x4d\x18", "compressed with lz4: try lz4 -dc FILE | twomsl audit -"},
    Foreign{"PK\x03\x04", "a zip archive: unpack it first"},
    Foreign{"snoop", "a Solaris snoop file: convert it with editcap -F pcap"},
};

std::string why_not_a_capture(std::span<const std::uint8_t> begin) {
  if (begin.empty())
    return "empty file: nothing was captured, or it is not yet written (tcpdump -U)";
  const std::string text(begin.begin(), begin.end());
  for (const Foreign& foreign : kForeign) {
    if (text.starts_with(foreign.magic)) return "not a capture: " + std::string(foreign.advice);
  }
  if (begin.size() < 4) return "truncated: too short to be a capture";
  return "not a capture: it begins neither as pcap nor as pcapng, plain or gzip";
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
    const auto begin = bytes.peek(8);
    const std::uint32_t magic = begin.size() < 4 ? 0 : load_be32(begin.data());
    if (PcapReader::is_magic(magic)) {
      reader.emplace<PcapReader>(bytes);
    } else if (magic == PcapngReader::kMagic) {
      reader.emplace<PcapngReader>(bytes);
    } else {
      bytes.fail(why_not_a_capture(begin.first(std::min<std::size_t>(begin.size(), 8))));
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
