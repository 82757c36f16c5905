// The fixed TCP header (RFC 9293 section 3.1) behind whatever carried it.
#include "core/decode.hpp"

#include <algorithm>
#include <cstddef>

#include "core/bytes.hpp"
#include "core/decode_network.hpp"
#include "core/decode_options.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kTcpHeaderBytes = 20;

// RFC 9293 section 3.1. The packet's addresses stand in `segment` already.
Rejection decode_tcp(std::span<const std::uint8_t> captured, const TcpPlace& place,
                     SegmentView& segment) {
  const std::size_t segment_bytes = place.packet_bytes - place.offset;
  if (segment_bytes < kTcpHeaderBytes) return Rejection::tcp_header_invalid;
  // Bytes behind the packet are link padding, not text.
  const auto kept =
      captured.subspan(place.offset, std::min(captured.size() - place.offset, segment_bytes));
  if (kept.size() < kTcpHeaderBytes) return Rejection::tcp_header_cut;
  const std::uint8_t* header = kept.data();
  const std::size_t header_bytes = std::size_t{header[12]} >> 4 << 2;
  if (header_bytes < kTcpHeaderBytes || header_bytes > segment_bytes) {
    return Rejection::tcp_header_invalid;
  }

  segment.source.port = load_be16(header);
  segment.destination.port = load_be16(header + 2);
  segment.seq = load_be32(header + 4);
  segment.ack = load_be32(header + 8);
  segment.flags.bits = header[13];
  segment.window = load_be16(header + 14);
  segment.urgent = load_be16(header + 18);
  segment.payload_bytes = static_cast<std::uint32_t>(segment_bytes - header_bytes);
  const std::size_t kept_header = std::min(header_bytes, kept.size());
  segment.raw_options = kept.subspan(kTcpHeaderBytes, kept_header - kTcpHeaderBytes);
  segment.payload = kept.subspan(kept_header);
  //= rfc9293#3.1 MUST-5
  if (header_bytes > kTcpHeaderBytes) {
    segment.options = decode_options(segment.raw_options, header_bytes - kTcpHeaderBytes);
  }
  return Rejection::none;
}

}  // namespace

Decoded decode_ip(std::span<const std::uint8_t> captured, std::uint32_t wire_bytes) {
  Decoded decoded;
  if (captured.empty()) {
    decoded.rejection = Rejection::ip_header_cut;
    return decoded;
  }
  const int version = captured[0] >> 4;
  if (version != 4 && version != 6) return decoded;
  const std::size_t wire = std::max<std::size_t>(wire_bytes, captured.size());
  const TcpPlace place = version == 4 ? decode_ipv4(captured, wire, decoded.segment)
                                      : decode_ipv6(captured, wire, decoded.segment);
  decoded.rejection = place.rejection == Rejection::none
                          ? decode_tcp(captured, place, decoded.segment)
                          : place.rejection;
  return decoded;
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
