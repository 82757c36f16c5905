// The peer of a conversation: it sends whole IPv4 packets, the same to every implementation.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/codec/checksum.hpp"
#include "core/codec/segment_view.hpp"

namespace twomsl::bench {

inline constexpr std::uint32_t kPeerAddress = 0xc6120001;   // 198.18.0.1 (RFC 2544)
inline constexpr std::uint32_t kLocalAddress = 0xc6120002;  // 198.18.0.2
inline constexpr std::uint16_t kLocalPort = 80;
inline constexpr std::uint32_t kTextBytes = 1460;

/// One connection as its peer knows it.
struct PeerEnd {
  std::uint16_t port = 0;
  std::uint32_t snd_nxt = 0;
  std::uint32_t rcv_nxt = 0;
};

/// Builds packets in one buffer, without checksums unless they are verified. Headers are written by
/// whole words, as a device writes them: a number read back from two stores would be waited for.
class Peer {
 public:
  /// With timestamps every segment carries them.
  Peer(bool timestamps, bool checksums) : timestamps_(timestamps), checksums_(checksums) {
    packet_[8] = 64;
    packet_[9] = 6;
    store_be32(&packet_[12], kPeerAddress);
    store_be32(&packet_[16], kLocalAddress);
  }

  /// A segment in sequence, with MSS and window scale if it is a SYN. SND.NXT moves over it. What
  /// lwIP converts to its own byte order in place is written anew each time.
  [[nodiscard]] std::span<std::uint8_t> send(PeerEnd& end, unsigned flags,
                                             std::uint32_t text_bytes) {
    const bool opens = (flags & Flags::kSyn) != 0;
    std::uint8_t* tcp = &packet_[20];
    const std::uint32_t header_bytes = 20u + (opens ? 8u : 0u) + (timestamps_ ? 12u : 0u);
    const std::uint32_t packet_bytes = 20u + header_bytes + text_bytes;
    store_be32(&packet_[0], 0x45000000u | packet_bytes);
    store_be32(tcp, std::uint32_t{end.port} << 16 | kLocalPort);
    store_be32(tcp + 4, end.snd_nxt);
    store_be32(tcp + 8, end.rcv_nxt);
    store_be32(tcp + 12, header_bytes << 26 | flags << 16 | 0xffffu);
    write_options(tcp + 20, opens);
    if (checksums_) write_checksums(packet_bytes);
    end.snd_nxt += text_bytes + (opens ? 1u : 0u) + (flags & Flags::kFin);
    return std::span(packet_).first(packet_bytes);
  }

 private:
  void write_options(std::uint8_t* at, bool opens) {
    if (opens) {
      store_be32(at, 0x02040000u | kTextBytes);
      store_be32(at + 4, 0x01030307u);
      at += 8;
    }
    if (timestamps_) {
      store_be32(at, 0x0101080au);
      store_be32(at + 4, ++clock_);
      store_be32(at + 8, 0);
    }
  }

  void write_checksums(std::uint32_t packet_bytes) {
    const std::span<const std::uint8_t> packet = std::span(packet_).first(packet_bytes);
    store_be16(&packet_[10], 0);
    store_be16(&packet_[10], checksum_of(sum_words(packet.first(20))));
    store_be16(&packet_[36], 0);
    const std::uint64_t pseudo = 6u + packet_bytes - 20u;
    store_be16(&packet_[36], checksum_of(pseudo + sum_words(packet.subspan(12))));
  }

  bool timestamps_ = false;
  bool checksums_ = false;
  std::uint32_t clock_ = 0;
  std::array<std::uint8_t, 20 + 20 + 40 + kTextBytes> packet_{};
};

}  // namespace twomsl::bench
