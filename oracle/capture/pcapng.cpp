// pcapng files, see draft-ietf-opsawg-pcapng.
#include "oracle/capture/pcapng.hpp"

#include <algorithm>
#include <string>

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {
namespace {

enum BlockType : std::uint32_t {
  kInterfaceDescription = 1,
  kObsoletePacket = 2,
  kSimplePacket = 3,
  kEnhancedPacket = 6,
};

enum OptionCode : std::uint16_t { kEndOfOptions = 0, kResolution = 9, kOffset = 14 };

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::size_t kFrameBytes = 12;  // a block's type and two lengths
constexpr std::size_t kBodyAt = 8;
constexpr std::size_t kMaxInterfaces = 65'536;  // in one section; memory must not follow the input

std::size_t least_body(std::uint32_t type) {
  if (type == kEnhancedPacket || type == kObsoletePacket) return 20;
  if (type == kSimplePacket) return 4;
  if (type == kInterfaceDescription) return 8;
  return type == PcapngReader::kMagic ? 16 : 0;
}

bool is_packet(std::uint32_t type) {
  return type == kEnhancedPacket || type == kSimplePacket || type == kObsoletePacket;
}

}  // namespace

PcapngReader::PcapngReader(ByteSource& source) {
  Block block;
  if (read_block(source, block) == ReadStatus::frame) {
    static_cast<void>(take_section(source, block));
  }
}

ReadStatus PcapngReader::next(ByteSource& source, Frame& frame) {
  const std::uint64_t before = frames_;
  ReadStatus status = ReadStatus::frame;
  while (status == ReadStatus::frame && frames_ == before) {
    Block block;
    status = read_block(source, block);
    if (status == ReadStatus::frame) status = take_block(source, block, frame);
  }
  return status;
}

// ReadStatus::frame stands for a block. It is skipped already, and its bytes are still there.
ReadStatus PcapngReader::read_block(ByteSource& source, Block& block) {
  auto bytes = source.peek(kFrameBytes);
  if (bytes.empty()) return source.end();
  ++blocks_;
  if (bytes.size() < kFrameBytes)
    return fail_block(source, "truncated: the file ends in the header");
  block.type = load32(bytes.data());
  if (block.type == kMagic) {
    big_endian_ = load_be32(bytes.data() + kBodyAt) == kByteOrderMagic;
    if (load32(bytes.data() + kBodyAt) != kByteOrderMagic) {
      return fail_block(source, "malformed: no byte order in the section header");
    }
  }
  const std::size_t total = load32(bytes.data() + 4);
  if (total < kFrameBytes + least_body(block.type) || total % 4 != 0 || total > kMaxBlockBytes) {
    return fail_block(source, "malformed: a length of " + std::to_string(total));
  }
  bytes = source.peek(total);
  if (bytes.size() < total) return fail_block(source, "truncated: the file ends in the middle");
  if (load32(bytes.data() + total - 4) != total) {
    return fail_block(source, "malformed: two lengths that differ");
  }
  block.body = bytes.subspan(kBodyAt, total - kFrameBytes);
  source.skip(total);
  return ReadStatus::frame;
}

ReadStatus PcapngReader::fail_block(ByteSource& source, const std::string& what) const {
  return source.fail(what + " of block " + std::to_string(blocks_) + ", after frame " +
                     std::to_string(frames_));
}

ReadStatus PcapngReader::take_block(ByteSource& source, const Block& block, Frame& frame) {
  if (is_packet(block.type)) return take_packet(source, block, frame);
  if (block.type == kInterfaceDescription) return take_interface(source, block);
  if (block.type == kMagic) return take_section(source, block);
  return ReadStatus::frame;
}

ReadStatus PcapngReader::take_section(ByteSource& source, const Block& block) {
  const unsigned major = load16(block.body.data() + 4);
  if (major != 1) {
    return source.fail("malformed: pcapng version " + std::to_string(major) + " is not 1");
  }
  first_interface_ += static_cast<std::uint32_t>(interfaces_.size());
  interfaces_.clear();
  return ReadStatus::frame;
}

ReadStatus PcapngReader::take_interface(ByteSource& source, const Block& block) {
  if (interfaces_.size() == kMaxInterfaces) {
    return source.fail("malformed: a section describes more than " +
                       std::to_string(kMaxInterfaces) + " interfaces");
  }
  Interface& interface = interfaces_.emplace_back();
  interface.link_type = load16(block.body.data());
  interface.snap_bytes = load32(block.body.data() + 4);
  take_interface_options(block.body.subspan(8), interface);
  return ReadStatus::frame;
}

void PcapngReader::take_interface_options(std::span<const std::uint8_t> options,
                                          Interface& interface) const {
  while (options.size() >= 4) {
    const std::uint16_t code = load16(options.data());
    const std::size_t bytes = load16(options.data() + 2);
    const std::size_t padded = 4 + (bytes + 3) / 4 * 4;
    if (code == kEndOfOptions || padded > options.size()) return;
    if (code == kResolution && bytes >= 1) {
      interface.clock = clock_of(options[4], interface.clock.offset_s);
    } else if (code == kOffset && bytes >= 8) {
      interface.clock.offset_s = static_cast<std::int64_t>(load64(options.data() + 4));
    }
    options = options.subspan(padded);
  }
}

ReadStatus PcapngReader::take_packet(ByteSource& source, const Block& block, Frame& frame) {
  Packet packet = packet_of(block);
  if (packet.interface >= interfaces_.size()) {
    return source.fail("malformed: frame " + std::to_string(frames_ + 1) + " is of interface " +
                       std::to_string(packet.interface) + ", which nothing describes");
  }
  const Interface& interface = interfaces_[packet.interface];
  // A Simple Packet Block gives the length on the wire alone.
  if (block.type == kSimplePacket && interface.snap_bytes != 0) {
    packet.kept_bytes = std::min<std::size_t>(packet.kept_bytes, interface.snap_bytes);
  }
  if (packet.kept_bytes > block.body.size() - packet.at) {
    return source.fail("malformed: frame " + std::to_string(frames_ + 1) + " claims " +
                       std::to_string(packet.kept_bytes) + " bytes, more than its block holds");
  }
  frame.number = ++frames_;
  frame.has_time = block.type != kSimplePacket;
  frame.time_ns = frame.has_time ? nanoseconds(interface.clock, packet.ticks) : 0;
  frame.interface = first_interface_ + packet.interface;
  frame.link_type = interface.link_type;
  frame.wire_bytes = packet.wire_bytes;
  frame.bytes = block.body.subspan(packet.at, packet.kept_bytes);
  return ReadStatus::frame;
}

PcapngReader::Packet PcapngReader::packet_of(const Block& block) const {
  const std::uint8_t* body = block.body.data();
  if (block.type == kSimplePacket) return {0, 0, load32(body), load32(body), 4};
  const std::uint32_t interface = block.type == kEnhancedPacket ? load32(body) : load16(body);
  const std::uint64_t ticks = std::uint64_t{load32(body + 4)} << 32 | load32(body + 8);
  return {interface, ticks, load32(body + 12), load32(body + 16), 20};
}

std::uint16_t PcapngReader::load16(const std::uint8_t* at) const {
  return big_endian_ ? load_be16(at) : load_le16(at);
}

std::uint32_t PcapngReader::load32(const std::uint8_t* at) const {
  return big_endian_ ? load_be32(at) : load_le32(at);
}

std::uint64_t PcapngReader::load64(const std::uint8_t* at) const {
  const std::uint64_t first = load32(at);
  const std::uint64_t second = load32(at + 4);
  return big_endian_ ? first << 32 | second : second << 32 | first;
}

}  // namespace twomsl::oracle
