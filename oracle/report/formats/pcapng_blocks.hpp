// Blocks of a pcapng file as it is written here: little-endian, times in nanoseconds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twomsl::oracle {

/// How many interfaces one section has at most.
inline constexpr std::uint32_t kMaxInterfacesOfSection = 65'536;

/// What a section begins with.
[[nodiscard]] std::string section_block();

struct InterfaceDescription {
  std::uint16_t link_type = 0;
  std::uint32_t snap_bytes = 0;  // 0: no limit
  std::int64_t offset_s = 0;     // added to every time
  std::string description{};     // UTF-8
};

[[nodiscard]] std::string interface_block(const InterfaceDescription& interface);

struct PacketOfInterface {
  std::uint32_t interface = 0;
  std::uint64_t time_ns = 0;  // since the offset of its interface
  std::uint32_t wire_bytes = 0;
  std::span<const std::uint8_t> bytes{};
};

/// Each comment is UTF-8 of at most 65,535 bytes.
[[nodiscard]] std::string packet_block(const PacketOfInterface& packet,
                                       const std::vector<std::string>& comments);

/// A packet without a time, of the first interface of its section, whose limit says how many of
/// the bytes on the wire were kept.
[[nodiscard]] std::string untimed_packet_block(std::uint32_t wire_bytes,
                                               std::span<const std::uint8_t> bytes);

}  // namespace twomsl::oracle
