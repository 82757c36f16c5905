// The headers of a pcap file as it is written here: that of libpcap, little-endian, microseconds,
// raw IP packets.
#pragma once

#include <array>
#include <cstdint>

namespace twomsl::oracle {

template <std::size_t kWords>
[[nodiscard]] constexpr std::array<std::uint8_t, 4 * kWords> as_le32(
    const std::array<std::uint64_t, kWords>& words) {
  std::array<std::uint8_t, 4 * kWords> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(words[i / 4] >> 8 * (i % 4));
  }
  return bytes;
}

/// What a file begins with. Of each packet at most `snap_bytes` are kept.
[[nodiscard]] constexpr std::array<std::uint8_t, 24> pcap_file_header(std::uint32_t snap_bytes) {
  constexpr std::uint64_t kMagic = 0xa1b2'c3d4;
  constexpr std::uint64_t kVersion = 2 | 4 << 16;
  constexpr std::uint64_t kRawIp = 101;  // the link type
  return as_le32<6>({kMagic, kVersion, 0, 0, snap_bytes, kRawIp});
}

/// What stands before the `kept_bytes` of a packet that has `bytes`.
[[nodiscard]] constexpr std::array<std::uint8_t, 16> pcap_packet_header(std::uint64_t time_us,
                                                                        std::uint64_t kept_bytes,
                                                                        std::uint64_t bytes) {
  return as_le32<4>({time_us / 1'000'000, time_us % 1'000'000, kept_bytes, bytes});
}

}  // namespace twomsl::oracle
