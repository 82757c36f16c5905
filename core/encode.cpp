// Headers of RFC 9293 section 3.1, RFC 791 and RFC 8200; options of RFC 7323 appendix A.
#include "core/encode.hpp"

#include <algorithm>

#include "core/checksum.hpp"

namespace twomsl {
namespace {

constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kHops = 64;
constexpr std::size_t kLargestPacketBytes = 0xffff;
constexpr std::size_t kTcpHeaderBytes = 20;
constexpr std::size_t kIpv4HeaderBytes = 20;
constexpr std::size_t kIpv6HeaderBytes = 40;

std::size_t option_bytes(const Segment<Concrete>& segment) {
  return (segment.has_mss ? 4u : 0u) + (segment.has_scale ? 4u : 0u) + (segment.has_ts ? 12u : 0u);
}

// Each option fills whole words, no-operations before it.
void write_options(const Segment<Concrete>& segment, std::uint8_t* at) {
  if (segment.has_mss) {
    store_be32(at, 0x02040000u | segment.mss_bytes);
    at += 4;
  }
  if (segment.has_scale) {
    store_be32(at, 0x01030300u | segment.scale);
    at += 4;
  }
  if (segment.has_ts) {
    store_be32(at, 0x0101080au);
    store_be32(at + 4, segment.ts_val);
    store_be32(at + 8, segment.ts_ecr);
  }
}

std::uint8_t flags_of(const Segment<Concrete>& segment) {
  unsigned bits = 0;
  const auto set = [&bits](bool control, unsigned bit) { bits |= control ? bit : 0u; };
  set(segment.fin, Flags::kFin);
  set(segment.syn, Flags::kSyn);
  set(segment.rst, Flags::kRst);
  set(segment.psh, Flags::kPsh);
  set(segment.has_ack, Flags::kAck);
  set(segment.urg, Flags::kUrg);
  return static_cast<std::uint8_t>(bits);
}

// The header without its checksum.
void write_tcp(const Segment<Concrete>& segment, const Route& route, std::uint8_t* at) {
  const std::size_t words = (kTcpHeaderBytes + option_bytes(segment)) / 4;
  store_be16(at, route.source.port);
  store_be16(at + 2, route.destination.port);
  store_be32(at + 4, segment.seq.value);
  store_be32(at + 8, segment.has_ack ? segment.ack.value : 0);
  at[12] = static_cast<std::uint8_t>(words << 4);
  at[13] = flags_of(segment);
  store_be16(at + 14, static_cast<std::uint16_t>(segment.wnd));
  store_be16(at + 16, 0);
  store_be16(at + 18, static_cast<std::uint16_t>(segment.up));
  write_options(segment, at + kTcpHeaderBytes);
}

// A packet that is never fragmented needs no identification (RFC 6864).
void write_ipv4(const Route& route, std::size_t packet_bytes, std::uint8_t* at) {
  store_be32(at, 0x45000000u | static_cast<std::uint32_t>(packet_bytes));
  store_be32(at + 4, 0x00004000u);
  at[8] = kHops;
  at[9] = kProtocolTcp;
  store_be16(at + 10, 0);
  store_be32(at + 12, static_cast<std::uint32_t>(route.source.address.low));
  store_be32(at + 16, static_cast<std::uint32_t>(route.destination.address.low));
  store_be16(at + 10, checksum_of(sum_words({at, kIpv4HeaderBytes})));
}

void write_ipv6(const Route& route, std::size_t packet_bytes, std::uint8_t* at) {
  store_be32(at, 0x60000000u);
  store_be16(at + 4, static_cast<std::uint16_t>(packet_bytes - kIpv6HeaderBytes));
  at[6] = kProtocolTcp;
  at[7] = kHops;
  store_be64(at + 8, route.source.address.high);
  store_be64(at + 16, route.source.address.low);
  store_be64(at + 24, route.destination.address.high);
  store_be64(at + 32, route.destination.address.low);
}

}  // namespace

Segment<Concrete> segment_of(const SegmentView& view) {
  const Options& options = view.options;
  return {.seq = {view.seq},
          .ack = {view.ack},
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

std::size_t encode_ip(const Segment<Concrete>& segment, const Route& route,
                      std::span<const std::uint8_t> text, std::span<std::uint8_t> packet) {
  const bool is_ipv4 = route.source.address.family == Family::ipv4;
  const std::size_t ip_bytes = is_ipv4 ? kIpv4HeaderBytes : kIpv6HeaderBytes;
  const std::size_t tcp_bytes = kTcpHeaderBytes + option_bytes(segment) + text.size();
  const std::size_t packet_bytes = ip_bytes + tcp_bytes;
  const std::size_t counted_bytes = is_ipv4 ? packet_bytes : tcp_bytes;
  if (packet_bytes > packet.size() || counted_bytes > kLargestPacketBytes) return 0;
  std::uint8_t* ip = packet.data();
  std::uint8_t* tcp = ip + ip_bytes;
  if (is_ipv4) {
    write_ipv4(route, packet_bytes, ip);
  } else {
    write_ipv6(route, packet_bytes, ip);
  }
  write_tcp(segment, route, tcp);
  std::ranges::copy(text, tcp + tcp_bytes - text.size());
  // The pseudo-header: the addresses, which end the IP header of either family, and these two.
  const std::size_t addresses_bytes = is_ipv4 ? 8 : 32;
  const std::uint64_t pseudo =
      sum_words({tcp - addresses_bytes, addresses_bytes}) + kProtocolTcp + tcp_bytes;
  //= rfc9293#3.1 MUST-2
  store_be16(tcp + 16, checksum_of(pseudo + sum_words({tcp, tcp_bytes})));
  return packet_bytes;
}

}  // namespace twomsl
