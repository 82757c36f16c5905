// The network of tests/host_network/host_network.hpp.
#include "tests/host_network/host_network.hpp"

#include <algorithm>

#include "core/codec/checksum.hpp"
#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"
#include "tests/host_network/host_network_step.hpp"

namespace twomsl {
namespace {

constexpr int kBurst = 64;
constexpr int kTimeoutsInARow = 64;
constexpr std::size_t kIpv4HeaderBytes = 20;
constexpr std::array<std::uint32_t, 2> kAddresses = {0x0a000001, 0x0a000002};
constexpr std::array<std::array<std::uint32_t, 2>, kTuples> kPorts = {
    {{50'000, 80}, {50'001, 80}, {50'000, 81}}};

Duration<Concrete> longest_delay(const HostNetwork& network) {
  return smaller(network.sides[0].running.host.policy.msl,
                 network.sides[1].running.host.policy.msl);
}

// From the bytes of a packet as a driver would: by its addresses and ports.
std::optional<Socket> receiver_of(const SegmentView& view) {
  const Ipv4Tuple<Concrete> key{static_cast<std::uint32_t>(view.destination.address.low),
                                static_cast<std::uint32_t>(view.source.address.low),
                                std::uint32_t{view.destination.port} << 16 | view.source.port};
  for (std::uint32_t end = 0; end < 2; ++end) {
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
      if (key_of({end, tuple}) == key) return Socket{end, tuple};
    }
  }
  return std::nullopt;
}

// REQUIRES: an IPv4 packet without options.
bool is_checksum_right(std::span<const std::uint8_t> packet) {
  const auto tcp = packet.subspan(kIpv4HeaderBytes);
  constexpr std::uint64_t kProtocolTcp = 6;
  const std::uint64_t pseudo =
      sum_words(packet.subspan(kIpv4HeaderBytes - 8, 8)) + kProtocolTcp + tcp.size();
  return checksum_of(pseudo + sum_words(tcp)) == 0;
}

void post(HostNetwork& network, Socket at, const std::optional<Packet>& packet) {
  if (!packet) return;
  const Ipv4Tuple<Concrete> key = key_of(at);
  const Route route{{{0, key.local, Family::ipv4}, static_cast<std::uint16_t>(key.ports >> 16)},
                    {{0, key.remote, Family::ipv4}, static_cast<std::uint16_t>(key.ports)}};
  InFlight encoded{std::vector<std::uint8_t>(kMostHeaderBytes + packet->text.size()), packet->sent,
                   packet->from, packet->incarnation, packet->answered};
  encoded.bytes.resize(encode_ip(packet->segment, route, packet->text, encoded.bytes));
  if (encoded.bytes.empty() && !network.breach) {
    network.breach = {"INV-TOTAL", "an answer cannot be encoded"};
  }
  network.in_flight.push_back(std::move(encoded));
}

void arrive(HostNetwork& network, const InFlight& arrived) {
  const Decoded decoded =
      decode_ip(arrived.bytes, static_cast<std::uint32_t>(arrived.bytes.size()));
  if (decoded.rejection != Rejection::none) return;
  const SegmentView& view = decoded.segment;
  const std::optional<Socket> at = receiver_of(view);
  if (!at) return;
  const Packet packet{segment_of(view),    {view.payload.begin(), view.payload.end()},
                      arrived.sent,        arrived.from,
                      arrived.incarnation, arrived.answered};
  Event<Concrete> event{.kind = EventKind::segment_arrives, .segment = packet.segment};
  event.checksum_ok = is_checksum_right(arrived.bytes);
  network.coverage.damaged += event.checksum_ok ? 0u : 1u;
  post(network, *at, step_host(network, *at, event, &packet));
}

auto find_packet(HostNetwork& network, std::uint32_t end, std::size_t position) {
  return std::find_if(
      network.in_flight.begin(), network.in_flight.end(),
      [&](const InFlight& packet) { return packet.from != end && position-- == 0; });
}

std::optional<Socket> due_at(const HostNetwork& network, std::uint32_t end) {
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    const Connection<Concrete>* c = block_of(network, {end, tuple});
    if (c != nullptr && smaller(c->rtx.at, c->closes_at) <= network.now) return Socket{end, tuple};
  }
  return std::nullopt;
}

// Expires what is due, `times` times at each end.
void expire(HostNetwork& network, int times) {
  for (std::uint32_t end = 0; end < 2; ++end) {
    HostSide& side = network.sides[end];
    for (int i = 0; i < times && !network.breach; ++i) {
      const std::uint32_t block = side.running.host.blocks.find_due(network.now.us);
      const std::optional<Socket> due = due_at(network, end);
      if ((block == kNoBlock) == due.has_value()) {
        network.breach = {"twin", "the host does not know what is due"};
      }
      if (!due) break;
      const bool rexmit_pending = block_of(network, *due)->rtx.at <= network.now;
      call(network, *due,
           {.kind =
                rexmit_pending ? EventKind::retransmission_timeout : EventKind::closing_timeout});
      transmit_all(network, *due);
    }
    side.running.sweep(network.now);
  }
}

}  // namespace

Ipv4Tuple<Concrete> key_of(Socket at) {
  const auto& ports = kPorts[at.tuple];
  return {kAddresses[at.end], kAddresses[1 - at.end], ports[at.end] << 16 | ports[1 - at.end]};
}

const Connection<Concrete>* block_of(const HostNetwork& network, Socket at) {
  const auto& blocks = network.sides[at.end].running.host.blocks;
  const std::uint32_t found = blocks.find(key_of(at));
  return found == kNoBlock ? nullptr : &blocks.connection(found);
}

bool is_waiting(const HostNetwork& network, Socket at) {
  return block_of(network, at) == nullptr &&
         !network.sides[at.end].running.is_free(key_of(at), network.now);
}

void call(HostNetwork& network, Socket at, const Event<Concrete>& event) {
  if (!network.breach) post(network, at, step_host(network, at, event, nullptr));
}

void open_from_any_port(HostNetwork& network, Socket at) {
  if (network.breach) return;
  const PortOpened opened = open_port(network, at);
  post(network, {at.end, opened.tuple}, opened.sent);
}

void configure(HostNetwork& network, Socket at, HostEventKind kind) {
  if (!network.breach) step_host(network, at, kind);
}

void transmit_all(HostNetwork& network, Socket at) {
  for (int i = 0; i < kBurst && !network.breach; ++i) {
    const Connection<Concrete>* c = block_of(network, at);
    if (c == nullptr || !may_transmit(*c)) return;
    call(network, at, {.kind = EventKind::transmit});
  }
}

void act_on_packet(HostNetwork& network, std::uint32_t end, std::size_t position,
                   PacketAction action) {
  const auto found = find_packet(network, end, position);
  if (found == network.in_flight.end() || network.breach) return;
  const InFlight packet = *found;
  if (action != PacketAction::duplicate) network.in_flight.erase(found);
  if (action != PacketAction::drop) arrive(network, packet);
}

void corrupt(HostNetwork& network, std::uint32_t end, std::uint32_t where) {
  const auto found = find_packet(network, end, 0);
  if (found == network.in_flight.end()) return;
  const std::size_t tcp_bytes = found->bytes.size() - kIpv4HeaderBytes;
  found->bytes[kIpv4HeaderBytes + where % tcp_bytes] ^= static_cast<std::uint8_t>(1u << where % 8);
}

Instant<Concrete> next_deadline(const HostNetwork& network) {
  Instant<Concrete> next{kNeverUs};
  for (std::uint32_t end = 0; end < 2; ++end) {
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
      const Connection<Concrete>* c = block_of(network, {end, tuple});
      if (c != nullptr) next = smaller(next, smaller(c->rtx.at, c->closes_at));
    }
  }
  return next;
}

void wait_until(HostNetwork& network, Instant<Concrete> then, bool late) {
  for (int i = 0; !late && i < kTimeoutsInARow && !network.breach; ++i) {
    const Instant<Concrete> due = next_deadline(network);
    if (then < due) break;
    network.now = larger(network.now, due);
    expire(network, 1);
  }
  network.now = larger(network.now, then);
  const Duration<Concrete> lifetime = longest_delay(network);
  std::erase_if(network.in_flight,
                [&](const InFlight& packet) { return packet.sent + lifetime < network.now; });
  expire(network, 2);
}

}  // namespace twomsl
