// See draft-ietf-opsawg-pcapng.
#include "oracle/report/formats/pcapng_blocks.hpp"

#include <bit>

namespace twomsl::oracle {
namespace {

enum Option : std::uint16_t { kEnd = 0, kComment = 1, kDescription = 3, kApplication = 4 };
enum InterfaceOption : std::uint16_t { kResolution = 9, kOffset = 14 };

void append(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i);
}

void pad(std::string& out) { out.resize((out.size() + 3) / 4 * 4); }

void append_padded(std::string& out, std::span<const std::uint8_t> bytes) {
  out.append(bytes.begin(), bytes.end());
  pad(out);
}

// Options behind the fixed part of a block, whose size is a multiple of four.
void append_option(std::string& out, std::uint16_t code, std::string_view value) {
  append(out, code, 2);
  append(out, value.size(), 2);
  out += value;
  pad(out);
}

std::string block(std::uint32_t type, const std::string& body) {
  const std::size_t total = body.size() + 12;
  std::string out;
  out.reserve(total);
  append(out, type, 4);
  append(out, total, 4);
  out += body;
  append(out, total, 4);
  return out;
}

}  // namespace

std::string section_block() {
  std::string body;
  append(body, 0x1a2b'3c4d, 4);        // the order of bytes
  append(body, 1, 4);                  // version 1.0
  append(body, ~std::uint64_t{0}, 8);  // its length is not said
  append_option(body, kApplication, "twomsl");
  append_option(body, kEnd, "");
  return block(0x0a0d'0d0a, body);
}

std::string interface_block(const InterfaceDescription& interface) {
  std::string body;
  append(body, interface.link_type, 4);
  append(body, interface.snap_bytes, 4);
  append_option(body, kDescription, interface.description);
  append_option(body, kResolution, "\x09");
  if (interface.offset_s != 0) {
    std::string offset;
    append(offset, std::bit_cast<std::uint64_t>(interface.offset_s), 8);
    append_option(body, kOffset, offset);
  }
  append_option(body, kEnd, "");
  return block(1, body);
}

std::string packet_block(const PacketOfInterface& packet,
                         const std::vector<std::string>& comments) {
  std::string body;
  append(body, packet.interface, 4);
  append(body, packet.time_ns >> 32, 4);
  append(body, packet.time_ns, 4);
  append(body, packet.bytes.size(), 4);
  append(body, packet.wire_bytes, 4);
  append_padded(body, packet.bytes);
  for (const std::string& comment : comments) append_option(body, kComment, comment);
  if (!comments.empty()) append_option(body, kEnd, "");
  return block(6, body);
}

std::string untimed_packet_block(std::uint32_t wire_bytes, std::span<const std::uint8_t> bytes) {
  std::string body;
  append(body, wire_bytes, 4);
  append_padded(body, bytes);
  return block(3, body);
}

}  // namespace twomsl::oracle
