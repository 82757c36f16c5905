// The pcapng format: sections of either byte order, interfaces with their own link types and
// clocks, packets in Enhanced, Simple and obsolete Packet Blocks. Other blocks are passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "oracle/capture/capture.hpp"
#include "oracle/capture/clock.hpp"
#include "oracle/capture/input/byte_source.hpp"

namespace twomsl::oracle {

class PcapngReader {
 public:
  /// A Section Header Block's type, the same in both byte orders.
  static constexpr std::uint32_t kMagic = 0x0a0d0d0a;

  /// Reads the first Section Header Block; what is wrong with it stands in the source's damage().
  explicit PcapngReader(ByteSource& source);
  [[nodiscard]] ReadStatus next(ByteSource& source, Frame& frame);

 private:
  struct Interface {
    std::uint16_t link_type = 0;
    std::uint32_t snap_bytes = 0;  // 0: no limit
    Clock clock{};
  };
  struct Block {
    std::uint32_t type = 0;
    std::span<const std::uint8_t> body{};  // between the two lengths
  };
  struct Packet {
    std::uint32_t interface = 0;
    std::uint64_t ticks = 0;
    std::size_t kept_bytes = 0;
    std::uint32_t wire_bytes = 0;
    std::size_t at = 0;  // of the first byte in the block's body
  };

  [[nodiscard]] ReadStatus read_block(ByteSource& source, Block& block);
  ReadStatus fail_block(ByteSource& source, const std::string& what) const;
  [[nodiscard]] ReadStatus take_block(ByteSource& source, const Block& block, Frame& frame);
  [[nodiscard]] ReadStatus take_section(ByteSource& source, const Block& block);
  [[nodiscard]] ReadStatus take_interface(ByteSource& source, const Block& block);
  void take_interface_options(std::span<const std::uint8_t> options, Interface& interface) const;
  [[nodiscard]] ReadStatus take_packet(ByteSource& source, const Block& block, Frame& frame);
  [[nodiscard]] Packet packet_of(const Block& block) const;

  [[nodiscard]] std::uint16_t load16(const std::uint8_t* at) const;
  [[nodiscard]] std::uint32_t load32(const std::uint8_t* at) const;
  [[nodiscard]] std::uint64_t load64(const std::uint8_t* at) const;

  bool big_endian_ = false;
  std::uint32_t first_interface_ = 0;  // of this section, counted over the file
  std::uint64_t frames_ = 0;
  std::uint64_t blocks_ = 0;
  std::vector<Interface> interfaces_;  // of this section
};

}  // namespace twomsl::oracle
