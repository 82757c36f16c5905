// IP fragments put together (RFC 791 section 3.2, RFC 8200 section 4.5), within bounds.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <span>
#include <vector>

#include "oracle/capture/link.hpp"

namespace twomsl::oracle {

/// Packets that wait for fragments; a newcomer takes the place of the oldest.
inline constexpr std::size_t kWaitingPackets = 1024;
/// What they may hold together; the oldest give way.
inline constexpr std::size_t kWaitingBytes = std::size_t{16} << 20;
/// How long one waits from its first fragment on: RFC 1122 section 3.3.2, RFC 8200 section 4.5.
inline constexpr std::int64_t kWaiting_ns = 60'000'000'000;

/// One fragment as its packet has it.
struct Fragment {
  NetworkLayer packet{};
  std::uint32_t packet_bytes = 0;  // by the IP header
  std::uint32_t header_bytes = 0;  // in front of the part, IPv6's fragment header included
  std::uint8_t protocol = 0;
  std::int64_t time_ns = 0;
};

/// What came of a fragment.
struct Reassembled {
  NetworkLayer packet{};        // the whole one, its bytes valid until the next that becomes whole
  std::uint64_t fragments = 0;  // that it was made of; 0 while some are missing
};

/// Of fragments that overlap a packet is not made, be they of IPv6 (RFC 5722) or of IPv4, where
/// hosts differ in what they read: the first copy, the last, or none. The same fragment once more
/// is passed over. Where a fragment was captured in part, the packet is cut there.
class Fragments {
 public:
  [[nodiscard]] Reassembled add(const Fragment& fragment);

 private:
  struct Key {
    std::array<std::uint64_t, 4> addresses{};
    std::uint32_t identification = 0;
    std::uint32_t scope = 0;
    std::uint8_t protocol = 0;  // of IPv4; IPv6 does without
    std::uint8_t version = 4;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Part {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool is_last = false;
    std::span<const std::uint8_t> bytes{};  // what was captured of it
  };
  struct Waiting;
  using Packets = std::list<Waiting>;
  struct Waiting {
    Key key{};
    std::int64_t since_ns = 0;
    LinkRejection spoiled = LinkRejection::none;     // it becomes no packet, whatever comes
    std::uint32_t end = 0;                           // of the last part, 0 while that is missing
    std::uint32_t held = 0;                          // bytes of all parts
    std::uint32_t captured = ~std::uint32_t{0};      // to here without a gap in what was captured
    std::map<std::uint32_t, std::uint32_t> parts{};  // begin to end, none overlap
    std::vector<std::uint8_t> header{};              // of the first part
    std::vector<std::uint8_t> bytes{};
  };

  [[nodiscard]] static Key key_of(const Fragment& fragment);
  [[nodiscard]] static Part part_of(const Fragment& fragment);
  [[nodiscard]] Waiting& find_or_make(const Fragment& fragment);
  void forget(Packets::iterator packet);
  void make_room(std::size_t bytes, const Waiting& except);
  [[nodiscard]] LinkRejection take(Waiting& waiting, const Part& part);
  [[nodiscard]] Reassembled complete(const Waiting& waiting, std::uint32_t scope);

  Packets waiting_;  // the oldest first
  std::map<Key, Packets::iterator> by_key_;
  std::size_t bytes_ = 0;
  std::vector<std::uint8_t> whole_;
};

}  // namespace twomsl::oracle
