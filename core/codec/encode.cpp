// Headers of RFC 9293 section 3.1, RFC 791 and RFC 8200; options of RFC 7323 appendix A.
#include "core/codec/encode.hpp"

#include <cstring>
#include <type_traits>

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
  return static_cast<std::uint8_t>(segment.fin * Flags::kFin + segment.syn * Flags::kSyn +
                                   segment.rst * Flags::kRst + segment.psh * Flags::kPsh +
                                   segment.has_ack * Flags::kAck + segment.urg * Flags::kUrg);
}

// The header, its checksum left zero. Inline, so that the sum stays in a register.
[[gnu::always_inline]] inline void write_tcp(const Segment<Concrete>& segment, std::uint32_t ports,
                                             std::size_t header_bytes, WordWriter& to) {
  const auto words = static_cast<std::uint32_t>(header_bytes / 4);
  to.put(ports);
  to.put(segment.seq.value);
  to.put(segment.ack.value * std::uint32_t{segment.has_ack});
  //= rfc9293#3.1 RFC9293-3.1-D1
  to.put(words << 28 | std::uint32_t{flags_of(segment)} << 16 |
         static_cast<std::uint16_t>(segment.wnd));
  to.put(static_cast<std::uint16_t>(segment.up));
  if (header_bytes != kTcpHeaderBytes) write_options(segment, to);
}

// What TCP's checksum covers begins with the addresses.
[[gnu::always_inline]] inline void write_ip(const Ipv4Tuple<Concrete>& tuple, std::uint32_t cutting,
                                            std::size_t packet_bytes, WordWriter& to) {
  const std::uint32_t third = std::uint32_t{kHops} << 24 | kProtocolTcp << 16;
  to.put(0x45000000u | static_cast<std::uint32_t>(packet_bytes));
  //= rfc9293#3.8.1 MAY-4
  to.put(cutting);
  to.put(third | checksum_of(to.sum + third + tuple.local + tuple.remote));
  to.sum = 0;
  to.put(tuple.local);
  to.put(tuple.remote);
}

[[gnu::always_inline]] inline void write_ip(const Ipv6Tuple<Concrete>& tuple,
                                            std::uint32_t /*cutting*/, std::size_t packet_bytes,
                                            WordWriter& to) {
  const auto payload_bytes = static_cast<std::uint32_t>(packet_bytes - kIpv6HeaderBytes);
  to.put(0x60000000u);
  to.put(payload_bytes << 16 | kProtocolTcp << 8 | kHops);
  to.sum = 0;
  for (const std::uint32_t word : tuple.local) to.put(word);
  for (const std::uint32_t word : tuple.remote) to.put(word);
}

template <class Tuple>
std::size_t encode(const Segment<Concrete>& segment, const TupleRoute<Tuple>& route,
                   std::span<const std::uint8_t> text, std::span<std::uint8_t> packet) {
  const Tuple tuple = route.tuple;  // the packet's bytes could be the tuple's
  constexpr bool kIsIpv4 = std::is_same_v<Tuple, Ipv4Tuple<Concrete>>;
  const std::size_t header_bytes = kTcpHeaderBytes + option_bytes(segment);
  const std::size_t tcp_bytes = header_bytes + text.size();
  const std::size_t packet_bytes = (kIsIpv4 ? kIpv4HeaderBytes : kIpv6HeaderBytes) + tcp_bytes;
  const std::size_t counted_bytes = kIsIpv4 ? packet_bytes : tcp_bytes;
  if (packet_bytes > packet.size() || counted_bytes > kLargestPacketBytes) return 0;
  WordWriter to{packet.data()};
  write_ip(tuple, route.cutting, packet_bytes, to);
  std::uint8_t* tcp = to.at;
  write_tcp(segment, tuple.ports, header_bytes, to);
  if (!text.empty()) std::memcpy(to.at, text.data(), text.size());
  if (route.checksums == Checksums::ours) {
    const std::uint64_t pseudo = to.sum + kProtocolTcp + tcp_bytes;
    //= rfc9293#3.1 MUST-2
    store_be16(tcp + 16, checksum_of(pseudo + sum_words(text)));
  }
  return packet_bytes;
}

}  // namespace

std::size_t encode_ip(const Segment<Concrete>& segment,
                      const TupleRoute<Ipv4Tuple<Concrete>>& route,
                      std::span<const std::uint8_t> text, std::span<std::uint8_t> packet) {
  return encode(segment, route, text, packet);
}

std::size_t encode_ip(const Segment<Concrete>& segment,
                      const TupleRoute<Ipv6Tuple<Concrete>>& route,
                      std::span<const std::uint8_t> text, std::span<std::uint8_t> packet) {
  return encode(segment, route, text, packet);
}

std::size_t encode_ip(const Segment<Concrete>& segment, const Route& route,
                      std::span<const std::uint8_t> text, std::span<std::uint8_t> packet) {
  const std::uint32_t ports = std::uint32_t{route.source.port} << 16 | route.destination.port;
  const Address& from = route.source.address;
  const Address& to = route.destination.address;
  if (from.family == Family::ipv4) {
    const Ipv4Tuple<Concrete> tuple{Concrete::narrow(from.low), Concrete::narrow(to.low), ports};
    return encode<Ipv4Tuple<Concrete>>(segment, {tuple, route.checksums}, text, packet);
  }
  const Ipv6Tuple<Concrete> tuple{words_of(from), words_of(to), 0, ports};
  return encode<Ipv6Tuple<Concrete>>(segment, {tuple, route.checksums}, text, packet);
}

}  // namespace twomsl
