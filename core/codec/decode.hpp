// From the bytes of an IP packet to a TCP segment, or the reason why not.
//
// Total: any bytes give either a segment or a Rejection; nothing is read outside `captured`.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/codec/segment_view.hpp"
#include "spec/model/segment.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl {

/// Why a packet holds no segment that can be judged. A closed list: reports count by it.
enum class Rejection : std::uint8_t {
  none,
  not_ip,              // first nibble neither 4 nor 6
  ip_header_cut,       // the capture ends inside the IP header or its extensions
  ip_header_invalid,   // lengths contradict each other
  fragment,            // any fragment, the first included: the segment is not whole
  tunnel,              // IP in IP, GRE, compressed and the like: not opened here
  encrypted,           // ESP
  not_tcp,             // another transport protocol
  tcp_header_cut,      // the capture ends inside the fixed TCP header
  tcp_header_invalid,  // data offset below 5 or beyond the packet
};

/// The words for a reason, as reports print them: lower case, hyphens, no spaces.
[[nodiscard]] std::string_view name(Rejection reason);

struct Decoded {
  Rejection rejection = Rejection::not_ip;
  SegmentView segment{};  // meaningful only if rejection is none
};

/// Decodes one IP packet. `wire_bytes` is its length on the wire, `captured` what the capture kept
/// of it (never longer). Used where the IPv4 total length is 0, as in captures of offloaded sends.
[[nodiscard]] Decoded decode_ip(std::span<const std::uint8_t> captured, std::uint32_t wire_bytes);

/// Where the parts of a TCP segment stand in its packet.
struct TcpParts {
  Rejection rejection = Rejection::not_ip;  // the rest is meaningful only if it is none
  const std::uint8_t* header = nullptr;     // of at least 20 bytes
  std::uint32_t header_bytes = 0;           // by the data offset
  std::uint32_t payload_bytes = 0;          // by the IP header
  std::span<const std::uint8_t> options{};  // the captured part, as that of the payload
  std::span<const std::uint8_t> payload{};
};

/// Finds the segment in a packet of that family; one of the other is not_ip.
[[nodiscard]] TcpParts locate_tcp(Family family, std::span<const std::uint8_t> captured,
                                  std::uint32_t wire_bytes);

/// What the machine sees of the segment; its ACK is zero without the control bit.
void write_segment(const TcpParts& parts, Segment<Concrete>& segment);

/// The tuple of whoever receives the packet, whose TCP header begins at `tcp`; its zone is 0.
void write_tuple(const std::uint8_t* ip, const std::uint8_t* tcp, Ipv4Tuple<Concrete>& tuple);
void write_tuple(const std::uint8_t* ip, const std::uint8_t* tcp, Ipv6Tuple<Concrete>& tuple);

/// The checksums of TCP and of an IPv4 header are right. REQUIRES: the whole packet, and what was
/// found in it.
[[nodiscard]] bool are_checksums_right(Family family, std::span<const std::uint8_t> packet,
                                       const TcpParts& parts);
[[nodiscard]] bool are_checksums_right(std::span<const std::uint8_t> packet,
                                       const SegmentView& view);

/// A decoded segment as the machine sees it; its ACK is zero without the control bit.
[[nodiscard]] Segment<Concrete> segment_of(const SegmentView& view);

}  // namespace twomsl
