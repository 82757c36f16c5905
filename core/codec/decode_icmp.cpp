// ICMP errors of either family: 8 bytes of their own, then the packet that caused them, as far as
// the router has quoted it.
#include "core/codec/decode_icmp.hpp"

#include "core/codec/bytes.hpp"
#include "core/codec/checksum.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kIcmpBytes = 8;
constexpr std::size_t kQuotedTcpBytes = 8;  // ports and SEQ: as much as RFC 792 promises
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIcmpv6 = 58;

using Bytes = std::span<const std::uint8_t>;

// How many bytes an IP header has whose next header is TCP or ICMP itself, as the packets that are
// quoted here are; 0 if it is another.
std::size_t header_bytes_of(Family family, Bytes packet, std::uint8_t protocol) {
  if (packet.empty() || packet[0] >> 4 != static_cast<int>(family)) return 0;
  if (family == Family::ipv6) return packet.size() >= 40 && packet[6] == protocol ? 40 : 0;
  const std::size_t bytes = std::size_t{packet[0] & 15u} * 4;
  const bool is_whole_header = bytes >= 20 && packet.size() >= bytes;
  if (!is_whole_header || packet[9] != protocol) return 0;
  const bool is_later_fragment = (load_be16(&packet[6]) & 0x1fff) != 0;
  return is_later_fragment ? 0 : bytes;
}

// The length of a packet by its header.
std::size_t packet_bytes_of(Family family, const std::uint8_t* header) {
  return family == Family::ipv4 ? load_be16(header + 2) : std::size_t{40} + load_be16(header + 4);
}

// The packet without what a link has put behind it; empty if it is cut.
Bytes whole(Family family, Bytes packet) {
  const std::size_t bytes = packet_bytes_of(family, packet.data());
  return bytes <= packet.size() ? packet.first(bytes) : Bytes{};
}

bool are_checksums_right(Family family, Bytes packet, std::size_t header_bytes) {
  const Bytes icmp = packet.subspan(header_bytes);
  if (family == Family::ipv4) {
    return checksum_of(sum_words(packet.first(header_bytes))) == 0 &&
           checksum_of(sum_words(icmp)) == 0;
  }
  return checksum_of(sum_words(packet.subspan(8, 32)) + kIcmpv6 + icmp.size() + sum_words(icmp)) ==
         0;
}

// What RFC 1122 section 3.2.2 and RFC 4443 section 3 call errors; none where it is no error.
std::optional<IcmpKind> kind_of(Family family, std::uint8_t type, std::uint8_t code) {
  if (family == Family::ipv4) {
    constexpr std::uint8_t kUnreachable = 3, kQuench = 4, kTimeExceeded = 11, kParameter = 12;
    //= rfc9293#3.9.2.2 MUST-55
    //= rfc5927#6 RFC5927-6-D1
    if (type == kQuench) return IcmpKind::source_quench;
    if (type == kTimeExceeded || type == kParameter) return IcmpKind::soft;
    if (type != kUnreachable) return {};
    if (code == 4) return IcmpKind::packet_too_big;
    //= rfc9293#3.9.2.2 SHLD-26
    return code == 2 || code == 3 ? IcmpKind::hard : IcmpKind::soft;
  }
  constexpr std::uint8_t kUnreachable = 1, kTooBig = 2, kTimeExceeded = 3, kParameter = 4;
  if (type == kTooBig) return IcmpKind::packet_too_big;
  if (type == kTimeExceeded || type == kParameter) return IcmpKind::soft;
  if (type != kUnreachable) return {};
  return code == 1 || code == 4 ? IcmpKind::hard : IcmpKind::soft;
}

Socket socket_of(Family family, const std::uint8_t* address, const std::uint8_t* port) {
  if (family == Family::ipv4) return {{0, load_be32(address), family}, load_be16(port)};
  return {{load_be64(address), load_be64(address + 8), family}, load_be16(port)};
}

}  // namespace

std::optional<IcmpError> decode_icmp_error(Family family, Bytes packet) {
  const bool is_ipv4 = family == Family::ipv4;
  const std::size_t header = header_bytes_of(family, packet, is_ipv4 ? kIcmp : kIcmpv6);
  if (header == 0) return {};
  packet = whole(family, packet);
  if (packet.size() < header + kIcmpBytes || !are_checksums_right(family, packet, header)) {
    return {};
  }
  const std::uint8_t* icmp = &packet[header];
  const std::optional<IcmpKind> kind = kind_of(family, icmp[0], icmp[1]);
  const Bytes quoted = packet.subspan(header + kIcmpBytes);
  const std::size_t quoted_header = header_bytes_of(family, quoted, kProtocolTcp);
  if (!kind || quoted_header == 0 || quoted.size() < quoted_header + kQuotedTcpBytes) return {};
  const std::uint8_t* ip = quoted.data();
  const std::uint8_t* tcp = ip + quoted_header;
  IcmpError error{*kind, icmp[0], icmp[1]};
  error.mtu_bytes = is_ipv4 ? load_be16(icmp + 6) : load_be32(icmp + 4);
  error.packet_bytes = static_cast<std::uint32_t>(packet_bytes_of(family, ip));
  error.source = socket_of(family, ip + (is_ipv4 ? 12 : 8), tcp);
  error.destination = socket_of(family, ip + (is_ipv4 ? 16 : 24), tcp + 2);
  error.seq = load_be32(tcp + 4);
  return error;
}

}  // namespace twomsl
