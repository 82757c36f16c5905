// pcap files, see draft-ietf-opsawg-pcap.
#include "oracle/capture/pcap.hpp"

#include <string>

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kKuznetsov = 0xa1b2cd34;
constexpr std::size_t kFileHeaderBytes = 24;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

bool is_known(std::uint32_t magic) {
  return magic == kMicroseconds || magic == kNanoseconds || magic == kKuznetsov;
}

std::uint32_t load32(const std::uint8_t* at, bool big_endian) {
  return big_endian ? load_be32(at) : load_le32(at);
}

std::uint16_t load16(const std::uint8_t* at, bool big_endian) {
  return big_endian ? load_be16(at) : load_le16(at);
}

ReadStatus fail_frame(ByteSource& source, std::uint64_t number, const std::string& what) {
  return source.fail("frame " + std::to_string(number) + " " + what);
}

}  // namespace

bool PcapReader::is_magic(std::uint32_t magic) {
  return is_known(magic) || is_known(__builtin_bswap32(magic));
}

PcapReader::PcapReader(ByteSource& source) {
  const auto header = source.peek(kFileHeaderBytes);
  if (header.size() < kFileHeaderBytes) {
    source.fail("truncated: the file ends inside the pcap file header; copy or capture it again");
    return;
  }
  big_endian_ = is_known(load_be32(header.data()));
  const std::uint32_t magic = load32(header.data(), big_endian_);
  fraction_ns_ = magic == kNanoseconds ? 1 : 1000;
  header_bytes_ = magic == kKuznetsov ? 24 : 16;
  const unsigned major = load16(header.data() + 4, big_endian_);
  const unsigned minor = load16(header.data() + 6, big_endian_);
  // Before 2.3 the two lengths of a record stood in the other order.
  if (major != 2 || minor < 3) {
    source.fail("malformed: pcap version " + std::to_string(major) + "." + std::to_string(minor) +
                " is not 2.3 or 2.4; convert it with editcap");
    return;
  }
  // The upper half says how long a frame check sequence is; lengths come from the IP header anyway.
  link_type_ = static_cast<std::uint16_t>(load32(header.data() + 20, big_endian_));
  source.skip(kFileHeaderBytes);
}

ReadStatus PcapReader::next(ByteSource& source, Frame& frame) {
  auto bytes = source.peek(header_bytes_);
  if (bytes.size() < header_bytes_) {
    return bytes.empty()
               ? source.end()
               : fail_frame(source, frames_ + 1, "truncated: the file ends in its header");
  }
  const std::size_t kept = load32(bytes.data() + 8, big_endian_);
  if (kept > kMaxBlockBytes) {
    return fail_frame(source, frames_ + 1,
                      "malformed: it claims " + std::to_string(kept) + " captured bytes");
  }
  bytes = source.peek(header_bytes_ + kept);
  if (bytes.size() < header_bytes_ + kept) {
    return fail_frame(source, frames_ + 1,
                      "truncated: the file ends after " +
                          std::to_string(bytes.size() - header_bytes_) + " of its " +
                          std::to_string(kept) + " bytes");
  }
  const std::uint8_t* header = bytes.data();
  frame.number = ++frames_;
  frame.time_ns = std::int64_t{load32(header, big_endian_)} * kNsPerSecond +
                  std::int64_t{load32(header + 4, big_endian_)} * fraction_ns_;
  frame.has_time = true;
  frame.interface = 0;
  frame.link_type = link_type_;
  frame.wire_bytes = load32(header + 12, big_endian_);
  frame.bytes = bytes.subspan(header_bytes_, kept);
  source.skip(header_bytes_ + kept);
  return ReadStatus::frame;
}

}  // namespace twomsl::oracle
