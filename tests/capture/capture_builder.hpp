// Capture files made in memory: pcap, pcapng and gzip or zstd around them.
#pragma once

#include <zlib.h>
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/support/packet_builder.hpp"

namespace twomsl::test {

enum class ByteOrder : std::uint8_t { little, big };

inline void append_in(ByteOrder order, Bytes& bytes, std::uint64_t value, int count) {
  order == ByteOrder::big ? append_be(bytes, value, count) : append_le(bytes, value, count);
}

/// One frame to write. A wire length of 0 stands for that of the bytes.
struct Packet {
  std::int64_t time_ns = 0;
  Bytes bytes{};
  std::uint32_t wire_bytes = 0;

  [[nodiscard]] std::uint32_t on_the_wire() const {
    return wire_bytes != 0 ? wire_bytes : static_cast<std::uint32_t>(bytes.size());
  }
};

constexpr std::uint32_t kPcapMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kPcapNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kPcapKuznetsov = 0xa1b2cd34;

struct PcapLayout {
  ByteOrder order = ByteOrder::little;
  std::uint32_t magic = kPcapMicroseconds;
  std::uint32_t link_type = 1;
};

[[nodiscard]] inline Bytes pcap_file(const std::vector<Packet>& packets, PcapLayout layout = {}) {
  Bytes file;
  append_in(layout.order, file, layout.magic, 4);
  append_in(layout.order, file, 2, 2);
  append_in(layout.order, file, 4, 2);
  append_in(layout.order, file, 0, 8);
  append_in(layout.order, file, 262'144, 4);
  append_in(layout.order, file, layout.link_type, 4);
  const std::int64_t unit_ns = layout.magic == kPcapNanoseconds ? 1 : 1000;
  for (const Packet& packet : packets) {
    append_in(layout.order, file, static_cast<std::uint64_t>(packet.time_ns / 1'000'000'000), 4);
    append_in(layout.order, file,
              static_cast<std::uint64_t>(packet.time_ns % 1'000'000'000 / unit_ns), 4);
    append_in(layout.order, file, packet.bytes.size(), 4);
    append_in(layout.order, file, packet.on_the_wire(), 4);
    if (layout.magic == kPcapKuznetsov) append_in(layout.order, file, 0, 8);
    append(file, packet.bytes);
  }
  return file;
}

/// A pcapng option; its value is padded to a multiple of four.
struct PcapngOption {
  std::uint16_t code = 0;
  Bytes value{};
};

/// Writes pcapng block by block; `bytes()` is the file so far.
class PcapngBuilder {
 public:
  explicit PcapngBuilder(ByteOrder order = ByteOrder::little) { section(order); }

  PcapngBuilder& section(ByteOrder order) {
    order_ = order;
    return block(0x0a0d0d0a, body({{0x1a2b3c4d, 4}, {1, 2}, {0, 2}, {~std::uint64_t{0}, 8}}));
  }

  PcapngBuilder& interface(std::uint16_t link_type, std::uint32_t snap_bytes = 0,
                           const std::vector<PcapngOption>& options = {}) {
    Bytes content = body({{link_type, 2}, {0, 2}, {snap_bytes, 4}});
    for (const PcapngOption& option : options) {
      append(content, body({{option.code, 2}, {option.value.size(), 2}}));
      append_padded(content, option.value);
    }
    if (!options.empty()) append(content, body({{0, 4}}));
    return block(1, content);
  }

  /// Ticks are of the interface's resolution, microseconds without an option.
  PcapngBuilder& enhanced(std::uint32_t interface, std::uint64_t ticks, const Packet& packet) {
    return block(6, packet_body(body({{interface, 4}}), ticks, packet));
  }

  PcapngBuilder& obsolete(std::uint16_t interface, std::uint64_t ticks, const Packet& packet) {
    return block(2, packet_body(body({{interface, 2}, {0xffff, 2}}), ticks, packet));
  }

  PcapngBuilder& simple(const Packet& packet) {
    Bytes content = body({{packet.on_the_wire(), 4}});
    append_padded(content, packet.bytes);
    return block(3, content);
  }

  PcapngBuilder& block(std::uint32_t type, std::span<const std::uint8_t> content) {
    const std::size_t total = content.size() + 12;
    append(bytes_, body({{type, 4}, {total, 4}}));
    append(bytes_, content);
    append(bytes_, body({{total, 4}}));
    return *this;
  }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  struct Field {
    std::uint64_t value;
    int count;
  };

  [[nodiscard]] Bytes body(std::initializer_list<Field> fields) const {
    Bytes content;
    for (const Field& field : fields) append_in(order_, content, field.value, field.count);
    return content;
  }

  [[nodiscard]] Bytes packet_body(Bytes content, std::uint64_t ticks, const Packet& packet) const {
    append(content, body({{ticks >> 32, 4},
                          {ticks & 0xffff'ffff, 4},
                          {packet.bytes.size(), 4},
                          {packet.on_the_wire(), 4}}));
    append_padded(content, packet.bytes);
    return content;
  }

  static void append_padded(Bytes& bytes, const Bytes& more) {
    append(bytes, more);
    bytes.resize(bytes.size() + (4 - more.size() % 4) % 4);
  }

  ByteOrder order_ = ByteOrder::little;
  Bytes bytes_;
};

/// The bytes as a gzip file of one member.
[[nodiscard]] inline Bytes gzip(std::span<const std::uint8_t> bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  Bytes input(bytes.begin(), bytes.end());
  Bytes file(deflateBound(&stream, input.size()) + 32);
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = file.data();
  stream.avail_out = static_cast<uInt>(file.size());
  deflate(&stream, Z_FINISH);
  file.resize(stream.total_out);
  deflateEnd(&stream);
  return file;
}

/// The bytes as a zstd file of one frame with a checksum.
[[nodiscard]] inline Bytes zstd(std::span<const std::uint8_t> bytes) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  Bytes file(ZSTD_compressBound(bytes.size()));
  file.resize(ZSTD_compress2(context, file.data(), file.size(), bytes.data(), bytes.size()));
  ZSTD_freeCCtx(context);
  return file;
}

}  // namespace twomsl::test
