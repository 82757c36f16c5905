// The fixed TCP header (RFC 9293 section 3.1) behind whatever carried it.
#include "core/codec/decode.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "core/codec/bytes.hpp"
#include "core/codec/checksum.hpp"
#include "core/codec/decode_network.hpp"
#include "core/codec/decode_options.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kIpv4HeaderBytes = 20;  // without options, as the next
constexpr std::size_t kTcpHeaderBytes = 20;

// What a segment keeps of its IP header, which locate_in_ipv4() or locate_in_ipv6() has checked.
struct IpFields {
  Address source{};
  Address destination{};
  std::uint8_t hops = 0;
  std::uint16_t ip_id = 0;
};

IpFields ipv4_fields(const std::uint8_t* header) {
  return {{0, load_be32(header + 12), Family::ipv4},
          {0, load_be32(header + 16), Family::ipv4},
          header[8],
          load_be16(header + 4)};
}

IpFields ipv6_fields(const std::uint8_t* header) {
  return {{load_be64(header + 8), load_be64(header + 16), Family::ipv6},
          {load_be64(header + 24), load_be64(header + 32), Family::ipv6},
          header[7],
          0};
}

// The segment of a packet. It is built once, at the end: it is large, and clearing it before would
// take as long as all the rest.
Decoded view_of(const TcpParts& parts, const IpFields& ip) {
  const std::uint8_t* header = parts.header;
  return {
      .rejection = Rejection::none,
      .segment = {.source = {ip.source, load_be16(header)},
                  .destination = {ip.destination, load_be16(header + 2)},
                  .seq = load_be32(header + 4),
                  .ack = load_be32(header + 8),
                  //= rfc9293#3.1 MUST-1
                  .window = load_be16(header + 14),
                  .urgent = load_be16(header + 18),
                  .flags = {header[13]},
                  .hops = ip.hops,
                  .ip_id = ip.ip_id,
                  .payload_bytes = parts.payload_bytes,
                  //= rfc9293#3.1 MUST-5
                  .options = decode_options(parts.options, parts.header_bytes - kTcpHeaderBytes),
                  .raw_options = parts.options,
                  .payload = parts.payload}};
}

// RFC 9293 section 3.1. `kept` is the captured part of a segment of so many bytes.
TcpParts locate_in_segment(std::span<const std::uint8_t> kept, std::size_t segment_bytes) {
  if (segment_bytes < kTcpHeaderBytes) return {.rejection = Rejection::tcp_header_invalid};
  if (kept.size() < kTcpHeaderBytes) return {.rejection = Rejection::tcp_header_cut};
  const std::uint8_t* header = kept.data();
  //= rfc9293#3.1 RFC9293-3.1-D1
  const std::size_t header_bytes = std::size_t{header[12]} >> 4 << 2;
  if (header_bytes < kTcpHeaderBytes || header_bytes > segment_bytes) {
    return {.rejection = Rejection::tcp_header_invalid};
  }
  const std::size_t kept_header = std::min(header_bytes, kept.size());
  return {.rejection = Rejection::none,
          .header = header,
          .header_bytes = static_cast<std::uint32_t>(header_bytes),
          .payload_bytes = static_cast<std::uint32_t>(segment_bytes - header_bytes),
          .options = kept.subspan(kTcpHeaderBytes, kept_header - kTcpHeaderBytes),
          .payload = kept.subspan(kept_header)};
}

// Nearly every packet is so: captured whole, its IPv4 header without options, and no fragment.
bool is_plain_ipv4(std::span<const std::uint8_t> captured, std::uint32_t wire_bytes) {
  if (captured.size() < kIpv4HeaderBytes || captured.size() != wire_bytes) return false;
  const std::uint8_t* header = captured.data();
  return header[0] == 0x45 && header[9] == kProtocolTcp && load_be16(header + 2) == wire_bytes &&
         (load_be16(header + 6) & 0x3fff) == 0;
}

[[gnu::noinline]] TcpParts locate_in_any(Family family, std::span<const std::uint8_t> captured,
                                         std::uint32_t wire_bytes) {
  if (captured.empty()) return {.rejection = Rejection::ip_header_cut};
  if (captured[0] >> 4 != static_cast<int>(family)) return {};
  const std::uint32_t wire = std::max(wire_bytes, static_cast<std::uint32_t>(captured.size()));
  const TcpLocation location =
      family == Family::ipv4 ? locate_in_ipv4(captured, wire) : locate_in_ipv6(captured, wire);
  if (location.rejection != Rejection::none) return {.rejection = location.rejection};
  // Bytes behind the packet are link padding, not text.
  const std::size_t segment_bytes = location.packet_bytes - location.offset;
  const std::size_t kept_bytes = std::min(captured.size() - location.offset, segment_bytes);
  return locate_in_segment(captured.subspan(location.offset, kept_bytes), segment_bytes);
}

}  // namespace

TcpParts locate_tcp(Family family, std::span<const std::uint8_t> captured,
                    std::uint32_t wire_bytes) {
  if (family == Family::ipv4 && is_plain_ipv4(captured, wire_bytes)) {
    const std::span<const std::uint8_t> segment = captured.subspan(kIpv4HeaderBytes);
    return locate_in_segment(segment, segment.size());
  }
  return locate_in_any(family, captured, wire_bytes);
}

Decoded decode_ip(std::span<const std::uint8_t> captured, std::uint32_t wire_bytes) {
  const bool is_ipv6 = !captured.empty() && captured[0] >> 4 == 6;
  const TcpParts parts = locate_tcp(is_ipv6 ? Family::ipv6 : Family::ipv4, captured, wire_bytes);
  if (parts.rejection != Rejection::none) return {.rejection = parts.rejection};
  const std::uint8_t* packet = captured.data();
  return view_of(parts, is_ipv6 ? ipv6_fields(packet) : ipv4_fields(packet));
}

void write_segment(const TcpParts& parts, Segment<Concrete>& segment) {
  const std::uint8_t* header = parts.header;
  const Flags flags{header[13]};
  segment.seq = {load_be32(header + 4)};
  segment.ack = {load_be32(header + 8) * std::uint32_t{flags.ack()}};
  segment.text_bytes = parts.payload_bytes;
  segment.wnd = load_be16(header + 14);
  segment.up = load_be16(header + 18);
  segment.syn = flags.syn();
  segment.fin = flags.fin();
  segment.rst = flags.rst();
  segment.has_ack = flags.ack();
  segment.psh = (flags.bits & Flags::kPsh) != 0;
  segment.urg = (flags.bits & Flags::kUrg) != 0;
  const Options options = decode_options(parts.options, parts.header_bytes - kTcpHeaderBytes);
  segment.has_ts = options.has_timestamps;
  segment.ts_val = options.ts_val;
  segment.ts_ecr = options.ts_ecr;
  segment.has_mss = options.has_mss;
  segment.mss_bytes = options.mss_bytes;
  segment.has_scale = options.has_window_scale;
  segment.scale = options.window_scale;
}

void write_tuple(const std::uint8_t* ip, const std::uint8_t* tcp, Ipv4Tuple<Concrete>& tuple) {
  tuple.local = load_be32(ip + 16);
  tuple.remote = load_be32(ip + 12);
  tuple.ports = std::rotl(load_be32(tcp), 16);
}

void write_tuple(const std::uint8_t* ip, const std::uint8_t* tcp, Ipv6Tuple<Concrete>& tuple) {
  for (std::size_t i = 0; i < 4; ++i) {
    tuple.local[i] = load_be32(ip + 24 + 4 * i);
    tuple.remote[i] = load_be32(ip + 8 + 4 * i);
  }
  tuple.zone = 0;
  tuple.ports = std::rotl(load_be32(tcp), 16);
}

bool are_checksums_right(Family family, std::span<const std::uint8_t> packet,
                         const TcpParts& parts) {
  const std::size_t tcp_bytes = parts.header_bytes + parts.payload.size();
  const bool is_ipv4 = family == Family::ipv4;
  const std::size_t header_bytes = is_ipv4 ? std::size_t{packet[0] & 15u} * 4 : 40;
  if (is_ipv4 && checksum_of(sum_words(packet.first(header_bytes))) != 0) return false;
  const std::uint64_t addresses =
      sum_words(is_ipv4 ? packet.subspan(12, 8) : packet.subspan(8, 32));
  //= rfc9293#3.1 MUST-3
  return checksum_of(addresses + kProtocolTcp + tcp_bytes + sum_words({parts.header, tcp_bytes})) ==
         0;
}

bool are_checksums_right(std::span<const std::uint8_t> packet, const SegmentView& view) {
  const TcpParts parts{
      .header = view.raw_options.data() - kTcpHeaderBytes,
      .header_bytes = static_cast<std::uint32_t>(kTcpHeaderBytes + view.raw_options.size()),
      .payload = view.payload};
  return are_checksums_right(view.source.address.family, packet, parts);
}

Segment<Concrete> segment_of(const SegmentView& view) {
  // Choosing keeps SEQ and ACK from being copied as one word, which waits for the stores of both.
  const Options& options = view.options;
  return {.seq = {view.seq},
          .ack = {view.flags.ack() ? view.ack : 0},
          .text_bytes = view.payload_bytes,
          .wnd = view.window,
          .up = view.urgent,
          .syn = view.flags.syn(),
          .fin = view.flags.fin(),
          .rst = view.flags.rst(),
          .has_ack = view.flags.ack(),
          .psh = (view.flags.bits & Flags::kPsh) != 0,
          .urg = (view.flags.bits & Flags::kUrg) != 0,
          .has_ts = options.has_timestamps,
          .ts_val = options.ts_val,
          .ts_ecr = options.ts_ecr,
          .has_mss = options.has_mss,
          .mss_bytes = options.mss_bytes,
          .has_scale = options.has_window_scale,
          .scale = options.window_scale};
}

std::string_view name(Rejection reason) {
  switch (reason) {
    case Rejection::none:
      return "none";
    case Rejection::not_ip:
      return "not-ip";
    case Rejection::ip_header_cut:
      return "ip-header-cut";
    case Rejection::ip_header_invalid:
      return "ip-header-invalid";
    case Rejection::fragment:
      return "fragment";
    case Rejection::tunnel:
      return "tunnel";
    case Rejection::encrypted:
      return "encrypted";
    case Rejection::not_tcp:
      return "not-tcp";
    case Rejection::tcp_header_cut:
      return "tcp-header-cut";
    case Rejection::tcp_header_invalid:
      return "tcp-header-invalid";
  }
  return "unknown";
}

}  // namespace twomsl
