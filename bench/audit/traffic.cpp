#include "bench/audit/traffic.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "bench/random.hpp"

namespace twomsl::bench {
namespace {

constexpr std::uint32_t kOpenPackets = 3;
constexpr std::uint32_t kClosePackets = 4;
constexpr std::uint32_t kPortsPerClient = 40'000;
constexpr std::uint32_t kServers = 250;
constexpr std::uint64_t kPacketGap_ns = 20'000;
constexpr std::uint64_t kEpoch_s = 1'700'000'000;

constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kPsh = 0x08;
constexpr std::uint8_t kAck = 0x10;

struct Endpoint {
  std::uint32_t address = 0;
  std::uint16_t port = 0;
  std::uint32_t snd_nxt = 0;
  std::uint32_t ts_val = 0;  // of its last segment, for the peer to echo
};

/// A connection on its way through its script: open, exchanges, close.
struct Connection {
  std::array<Endpoint, 2> ends{};  // client, server
  std::uint32_t sent_packets = 0;
  std::uint32_t exchanges = 0;
  std::uint32_t closer = 0;  // the end that sends the first FIN
};

struct Packet {
  std::uint32_t from = 0;  // index of the sending end
  std::uint8_t flags = kAck;
  std::uint32_t payload_bytes = 0;
};

[[nodiscard]] std::uint32_t script_packets(const Connection& c) {
  return kOpenPackets + 2 * c.exchanges + kClosePackets;
}

[[nodiscard]] Packet next_packet(const Connection& c, std::uint32_t payload_bytes) {
  std::uint32_t step = c.sent_packets;
  if (step < kOpenPackets) {
    constexpr std::array<Packet, kOpenPackets> kOpen{{{0, kSyn}, {1, kSyn | kAck}, {0, kAck}}};
    return kOpen[step];
  }
  step -= kOpenPackets;
  if (step < 2 * c.exchanges) {
    const std::uint32_t sender = (step / 2) % 2;
    if (step % 2 == 0) return {sender, kPsh | kAck, payload_bytes};
    return {1 - sender, kAck};
  }
  step -= 2 * c.exchanges;
  const bool by_closer = step == 0 || step == 3;
  const bool is_fin = step == 0 || step == 2;
  return {by_closer ? c.closer : 1 - c.closer,
          static_cast<std::uint8_t>(is_fin ? kFin | kAck : kAck)};
}

[[nodiscard]] Connection open_connection(std::uint32_t index, std::uint32_t exchanges,
                                         Random& random) {
  Connection c;
  c.ends[0] = {0x0a000001u + index / kPortsPerClient,
               static_cast<std::uint16_t>(20'000 + index % kPortsPerClient),
               static_cast<std::uint32_t>(random.next())};
  c.ends[1] = {0xc0a80001u + random.below(kServers), 80, static_cast<std::uint32_t>(random.next())};
  c.exchanges = exchanges == 0 ? 0 : 1 + random.below(exchanges);
  c.closer = random.below(2);
  return c;
}

void put16(std::string& out, std::uint32_t value) {
  out.push_back(static_cast<char>(value >> 8 & 0xff));
  out.push_back(static_cast<char>(value & 0xff));
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

/// pcap's own headers, little endian.
void put32_little(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

void put_file_header(std::string& out) {
  constexpr std::uint32_t kMagicNanoseconds = 0xa1b23c4d;
  constexpr std::uint32_t kVersion = 4u << 16 | 2u;
  constexpr std::uint32_t kEthernet = 1;
  for (const std::uint32_t word : {kMagicNanoseconds, kVersion, 0u, 0u, 65535u, kEthernet}) {
    put32_little(out, word);
  }
}

/// The Internet checksum's sum, unfolded, of the 16-bit words of out[begin, end).
[[nodiscard]] std::uint32_t word_sum(const std::string& out, std::size_t begin, std::size_t end) {
  std::uint32_t sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(out[i]));
    sum += (i - begin) % 2 == 0 ? byte << 8 : byte;
  }
  return sum;
}

void patch_checksum(std::string& out, std::size_t at, std::uint32_t sum) {
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  const std::uint32_t checksum = ~sum & 0xffff;
  out[at] = static_cast<char>(checksum >> 8);
  out[at + 1] = static_cast<char>(checksum & 0xff);
}

void put_options(std::string& out, bool is_syn, std::uint32_t ts_val, std::uint32_t ts_ecr) {
  constexpr std::uint32_t kMss1460 = 0x020405b4;
  constexpr std::uint32_t kSackPermittedThenTimestamps = 0x0402080a;
  constexpr std::uint32_t kNopNopTimestamps = 0x0101080a;
  constexpr std::uint32_t kNopWindowScale7 = 0x01030307;
  if (is_syn) put32(out, kMss1460);
  put32(out, is_syn ? kSackPermittedThenTimestamps : kNopNopTimestamps);
  put32(out, ts_val);
  put32(out, ts_ecr);
  if (is_syn) put32(out, kNopWindowScale7);
}

void put_ethernet(std::string& out) {
  constexpr char kAddresses[] = "\x02\0\0\0\0\x02\x02\0\0\0\0\x01";
  out.append(kAddresses, 12);
  put16(out, 0x0800);
}

/// Appends the frame of `packet`, and notes what the sender has sent.
void put_frame(std::string& out, Connection& c, const Packet& packet, std::uint32_t ts_val) {
  Endpoint& source = c.ends[packet.from];
  const Endpoint& target = c.ends[1 - packet.from];
  const bool is_syn = (packet.flags & kSyn) != 0;
  const std::uint32_t tcp_header_bytes = is_syn ? 40 : 32;
  const std::uint32_t ip_bytes = 20 + tcp_header_bytes + packet.payload_bytes;

  put_ethernet(out);
  const std::size_t ip = out.size();
  put16(out, 0x4500);
  put16(out, ip_bytes);
  put32(out, 0x00004000);  // do not fragment
  put32(out, 0x40060000);  // TTL 64, TCP
  put32(out, source.address);
  put32(out, target.address);
  patch_checksum(out, ip + 10, word_sum(out, ip, ip + 20));

  const std::size_t tcp = out.size();
  put16(out, source.port);
  put16(out, target.port);
  put32(out, source.snd_nxt);
  put32(out, (packet.flags & kAck) != 0 ? target.snd_nxt : 0);
  put16(out, tcp_header_bytes / 4 << 12 | packet.flags);
  put16(out, 0xffff);
  put32(out, 0);
  put_options(out, is_syn, ts_val, target.ts_val);
  out.append(packet.payload_bytes, '\0');
  // Zero payload adds nothing to the sum: addresses, protocol, length and header are the whole.
  patch_checksum(out, tcp + 16, word_sum(out, ip + 12, tcp + tcp_header_bytes) + 6 + ip_bytes - 20);

  const bool has_control = (packet.flags & (kSyn | kFin)) != 0;
  source.snd_nxt += packet.payload_bytes + (has_control ? 1 : 0);
  source.ts_val = ts_val;
}

void put_record(std::string& out, Connection& c, const Packet& packet, std::uint64_t number) {
  const std::uint64_t elapsed_ns = number * kPacketGap_ns;
  const std::size_t header = out.size();
  put32_little(out, static_cast<std::uint32_t>(kEpoch_s + elapsed_ns / 1'000'000'000));
  put32_little(out, static_cast<std::uint32_t>(elapsed_ns % 1'000'000'000));
  const std::size_t lengths = out.size();
  out.append(8, '\0');
  put_frame(out, c, packet, static_cast<std::uint32_t>(1'000 + elapsed_ns / 1'000'000));
  const auto frame_bytes = static_cast<std::uint32_t>(out.size() - header - 16);
  for (std::size_t i = 0; i < 8; ++i) {
    out[lengths + i] = static_cast<char>(frame_bytes >> 8 * (i % 4));
  }
}

}  // namespace

Tally write_capture(const TrafficSettings& settings, std::ostream& out) {
  constexpr std::size_t kChunkBytes = 1 << 20;
  Random random{settings.seed};
  std::vector<Connection> open;
  std::uint32_t opened = 0;
  Tally tally;
  std::string chunk;
  put_file_header(chunk);
  const auto flush = [&] {
    out.write(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    tally.bytes += chunk.size();
    chunk.clear();
  };
  while (opened < settings.connections || !open.empty()) {
    if (opened < settings.connections && open.size() < settings.concurrent) {
      open.push_back(open_connection(opened++, settings.exchanges, random));
    }
    Connection& c = open[random.below(static_cast<std::uint32_t>(open.size()))];
    put_record(chunk, c, next_packet(c, settings.payload_bytes), tally.packets++);
    if (++c.sent_packets == script_packets(c)) {
      std::swap(c, open.back());
      open.pop_back();
    }
    if (chunk.size() >= kChunkBytes) flush();
  }
  flush();
  return tally;
}

}  // namespace twomsl::bench
