// From what the machine answers to the bytes of an IP packet.
#pragma once

#include <cstddef>
#include <span>

#include "core/codec/segment_view.hpp"
#include "spec/model/segment.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl {

/// Who makes TCP's checksums, and verifies those that arrive (Event::checksum_ok).
enum class Checksums : std::uint8_t {
  ours,
  of_the_device,  // the field is left zero for it to fill in
};

/// The second word of an IPv4 header. A packet that no router may cut needs no identification (RFC
/// 6864 section 4.1); one that a router may has one.
inline constexpr std::uint32_t kNeverCut = 0x4000;
[[nodiscard]] constexpr std::uint32_t may_be_cut(std::uint16_t identification) {
  return std::uint32_t{identification} << 16;
}

/// Where a packet comes from and goes to. REQUIRES: both of one family.
struct Route {
  Socket source{};
  Socket destination{};
  Checksums checksums = Checksums::ours;
};

/// The same as one end's tuple has it: from the local socket to the remote one.
template <class Tuple>
struct TupleRoute {
  const Tuple& tuple;
  Checksums checksums = Checksums::ours;
  std::uint32_t cutting = kNeverCut;  // of IPv4
};

/// What the headers of a packet take at most: those of IPv6 and of TCP with all options we send.
inline constexpr std::size_t kMostHeaderBytes = 40 + 20 + 20;

/// Writes the packet of `segment` into `packet`, that of IPv4 with its header's checksum, and
/// returns its length; 0 if there is no room, or if IP could not carry it. REQUIRES: `text` is
/// seg.text_bytes long.
[[nodiscard]] std::size_t encode_ip(const Segment<Concrete>& segment, const Route& route,
                                    std::span<const std::uint8_t> text,
                                    std::span<std::uint8_t> packet);
[[nodiscard]] std::size_t encode_ip(const Segment<Concrete>& segment,
                                    const TupleRoute<Ipv4Tuple<Concrete>>& route,
                                    std::span<const std::uint8_t> text,
                                    std::span<std::uint8_t> packet);
[[nodiscard]] std::size_t encode_ip(const Segment<Concrete>& segment,
                                    const TupleRoute<Ipv6Tuple<Concrete>>& route,
                                    std::span<const std::uint8_t> text,
                                    std::span<std::uint8_t> packet);

}  // namespace twomsl
