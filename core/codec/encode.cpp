// Headers of RFC 9293 section 3.1, RFC 791 and RFC 8200; options of RFC 7323 appendix A.
#include "core/codec/encode.hpp"

#include <cstring>

#include "core/codec/checksum.hpp"

namespace twomsl {
namespace {

constexpr std::uint8_t kHops = 64;
constexpr std::size_t kLargestPacketBytes = 0xffff;
constexpr std::size_t kTcpHeaderBytes = 20;
constexpr std::size_t kIpv4HeaderBytes = 20;
constexpr std::size_t kIpv6HeaderBytes = 40;

std::size_t option_bytes(const Segment<Concrete>& segment) {
  return (segment.has_mss ? 4u : 0u) + (segment.has_scale ? 4u : 0u) + (segment.has_ts ? 12u : 0u);
}

// Writes words in network order and adds them up for a checksum: to read them back at once would
// wait for the stores.
struct WordWriter {
  std::uint8_t* at;
  std::uint64_t sum = 0;

  void put(std::uint32_t word) {
    store_be32(at, word);
    at += 4;
    sum += word;
  }
};

// Each option fills whole words, no-operations before it.
//= rfc9293#3.1 MUST-69
void write_options(const Segment<Concrete>& segment, WordWriter& to) {
  if (segment.has_mss) {
    to.put(0x02040000u | segment.mss_bytes);
  }
  if (segment.has_scale) {
    to.put(0x01030300u | segment.scale);
  }
  if (segment.has_ts) {
    to.put(0x0101080au);
    to.put(segment.ts_val);
    to.put(segment.ts_ecr);
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

// The header, its checksum left zero.
void write_tcp(const Segment<Concrete>& segment, const Route& route, WordWriter& to) {
  const auto words = static_cast<std::uint32_t>((kTcpHeaderBytes + option_bytes(segment)) / 4);
  to.put(std::uint32_t{route.source.port} << 16 | route.destination.port);
  to.put(segment.seq.value);
  to.put(segment.has_ack ? segment.ack.value : 0);
  //= rfc9293#3.1 RFC9293-3.1-D1
  to.put(words << 28 | std::uint32_t{flags_of(segment)} << 16 |
         static_cast<std::uint16_t>(segment.wnd));
  to.put(static_cast<std::uint16_t>(segment.up));
  write_options(segment, to);
}

// A packet that is never fragmented needs no identification (RFC 6864). What TCP's checksum covers
// begins with the addresses.
void write_ipv4(const Route& route, std::size_t packet_bytes, WordWriter& to) {
  const auto source = static_cast<std::uint32_t>(route.source.address.low);
  const auto destination = static_cast<std::uint32_t>(route.destination.address.low);
  const std::uint32_t third = std::uint32_t{kHops} << 24 | kProtocolTcp << 16;
  to.put(0x45000000u | static_cast<std::uint32_t>(packet_bytes));
  //= rfc9293#3.8.1 MAY-4
  to.put(0x00004000u);
  to.put(third | checksum_of(to.sum + third + source + destination));
  to.sum = 0;
  to.put(source);
  to.put(destination);
}

void write_ipv6(const Route& route, std::size_t packet_bytes, WordWriter& to) {
  const auto payload_bytes = static_cast<std::uint32_t>(packet_bytes - kIpv6HeaderBytes);
  to.put(0x60000000u);
  to.put(payload_bytes << 16 | kProtocolTcp << 8 | kHops);
  to.sum = 0;
  for (const Address& address : {route.source.address, route.destination.address}) {
    to.put(static_cast<std::uint32_t>(address.high >> 32));
    to.put(static_cast<std::uint32_t>(address.high));
    to.put(static_cast<std::uint32_t>(address.low >> 32));
    to.put(static_cast<std::uint32_t>(address.low));
  }
}

}  // namespace

std::size_t encode_ip(const Segment<Concrete>& segment, const Route& route,
                      std::span<const std::uint8_t> text, std::span<std::uint8_t> packet) {
  const bool is_ipv4 = route.source.address.family == Family::ipv4;
  const std::size_t ip_bytes = is_ipv4 ? kIpv4HeaderBytes : kIpv6HeaderBytes;
  const std::size_t tcp_bytes = kTcpHeaderBytes + option_bytes(segment) + text.size();
  const std::size_t packet_bytes = ip_bytes + tcp_bytes;
  const std::size_t counted_bytes = is_ipv4 ? packet_bytes : tcp_bytes;
  if (packet_bytes > packet.size() || counted_bytes > kLargestPacketBytes) return 0;
  WordWriter to{packet.data()};
  if (is_ipv4) {
    write_ipv4(route, packet_bytes, to);
  } else {
    write_ipv6(route, packet_bytes, to);
  }
  std::uint8_t* tcp = to.at;
  write_tcp(segment, route, to);
  if (!text.empty()) std::memcpy(to.at, text.data(), text.size());
  if (route.checksums == Checksums::ours) {
    const std::uint64_t pseudo = to.sum + kProtocolTcp + tcp_bytes;
    //= rfc9293#3.1 MUST-2
    store_be16(tcp + 16, checksum_of(pseudo + sum_words(text)));
  }
  return packet_bytes;
}

}  // namespace twomsl
