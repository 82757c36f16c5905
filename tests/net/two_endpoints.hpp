// A client and a server of one address family, packets between them without loss, and time that
// passes when a test says so.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "net/endpoint.hpp"

namespace twomsl {

inline constexpr std::uint16_t kPort = 80;

struct Addresses {
  Address client{};
  Address server{};
};

[[nodiscard]] constexpr Addresses addresses_of(Family family) {
  if (family == Family::ipv4) return {{0, 0x0a000001, family}, {0, 0x0a000002, family}};
  return {{0x2001'0db8'0000'0000, 1, family}, {0x2001'0db8'0000'0000, 2, family}};
}

[[nodiscard]] inline Endpoint endpoint_at(const Address& address, EndpointOptions options = {}) {
  options.addresses = {address};
  options.secret = {address.low, 7};
  options.quiet_time = QuietTime::nothing_was_sent;
  options.delays_acks = false;  // but where a connection asks for it
  Made made = make_endpoint(options);
  EXPECT_TRUE(made.ok) << made.field;
  return std::move(made.endpoint);
}

[[nodiscard]] inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

using Bytes = std::vector<std::uint8_t>;

/// A packet of an endpoint's, decoded: it is whole, and its checksums are right.
struct Sniffed {
  Bytes bytes{};
  SegmentView view{};
  Segment<Concrete> segment{};
};

[[nodiscard]] inline Sniffed sniff(std::span<const std::uint8_t> packet) {
  Sniffed sniffed{{packet.begin(), packet.end()}};
  const Decoded decoded = decode_ip(sniffed.bytes, static_cast<std::uint32_t>(packet.size()));
  EXPECT_EQ(Rejection::none, decoded.rejection);
  sniffed.view = decoded.segment;
  sniffed.segment = segment_of(decoded.segment);
  EXPECT_EQ(sniffed.view.payload.size(), sniffed.view.payload_bytes);
  EXPECT_TRUE(are_checksums_right(sniffed.bytes, sniffed.view));
  return sniffed;
}

/// All that an endpoint has to send.
[[nodiscard]] inline std::vector<Sniffed> packets_of(Endpoint& endpoint, Instant<Concrete> now) {
  std::vector<Sniffed> packets;
  for (Packet p = endpoint.poll(now); !p.bytes.empty(); p = endpoint.poll(now)) {
    packets.push_back(sniff(p.bytes));
  }
  return packets;
}

/// The notices of one handle, merged.
[[nodiscard]] inline Notice notices_of(Endpoint& endpoint, Handle handle) {
  Notice sum;
  for (Notice n; endpoint.next_notice(n);) {
    if (!(n.handle == handle)) continue;
    n.acknowledged_bytes += sum.acknowledged_bytes;
    n.incoming |= sum.incoming;
    n.opened |= sum.opened;
    n.text |= sum.text;
    n.end_of_stream |= sum.end_of_stream;
    n.room |= sum.room;
    n.closed |= sum.closed;
    n.urgent |= sum.urgent;
    n.soft_error |= sum.soft_error;
    n.refused |= sum.refused;
    n.reset |= sum.reset;
    n.ended |= sum.ended;
    sum = n;
  }
  return sum;
}

struct TwoEndpoints {
  explicit TwoEndpoints(Family of = Family::ipv4, const EndpointOptions& options = {})
      : family(of),
        at(addresses_of(of)),
        client(endpoint_at(at.client, options)),
        server(endpoint_at(at.server, options)) {}

  Family family = Family::ipv4;
  Addresses at{};
  Instant<Concrete> now{1'000'000};
  Endpoint client{};
  Endpoint server{};
  Handle listener{};
  Handle opened{};
  Handle accepted{};

  void carry(Endpoint& from, Endpoint& to) {
    for (const Sniffed& packet : packets_of(from, now)) {
      EXPECT_TRUE(to.receive(packet.bytes, now).ok);
    }
  }

  /// Packets go to and fro until there are none left.
  void exchange() {
    for (int round = 0; round < 1000; ++round) {
      const auto out = packets_of(client, now);
      for (const Sniffed& packet : out) EXPECT_TRUE(server.receive(packet.bytes, now).ok);
      const auto back = packets_of(server, now);
      for (const Sniffed& packet : back) EXPECT_TRUE(client.receive(packet.bytes, now).ok);
      now.us += 1000;
      if (out.empty() && back.empty()) return;
    }
    ADD_FAILURE() << "packets without end";
  }

  void advance(Duration<Concrete> by) {
    now = now + by;
    client.advance(now);
    server.advance(now);
  }

  [[nodiscard]] OpenOptions to_server() const {
    return {.remote = {at.server, kPort}, .local = {{0, 0, family}, 0}};
  }

  void listen(const ConnectionSizes& sizes = {}, std::uint32_t backlog = 128) {
    const Opened made =
        server.listen({.local = {at.server, kPort}, .sizes = sizes, .backlog = backlog}, now);
    EXPECT_TRUE(made.ok) << name(made.why) << name(made.result);
    listener = made.handle;
  }

  /// Both ends are open, and the server has accepted.
  void connect(const ConnectionSizes& of_client = {}, const ConnectionSizes& of_server = {}) {
    if (listener.is_none()) listen(of_server);
    OpenOptions options = to_server();
    options.sizes = of_client;
    const Opened open = client.open(options, now);
    EXPECT_TRUE(open.ok) << name(open.why) << name(open.result);
    opened = open.handle;
    exchange();
    const Opened taken = server.accept(listener);
    EXPECT_TRUE(taken.ok);
    accepted = taken.handle;
  }

  [[nodiscard]] State client_state() const { return client.status(opened, now).state; }
  [[nodiscard]] State server_state() const { return server.status(accepted, now).state; }

  /// All that RECEIVE gives.
  [[nodiscard]] std::string receive_all(Endpoint& of, Handle handle) const {
    std::string text;
    std::array<std::uint8_t, 1000> chunk{};
    for (Received r = of.receive(handle, chunk, now); r.bytes != 0;
         r = of.receive(handle, chunk, now)) {
      text.append(reinterpret_cast<const char*>(chunk.data()), r.bytes);
    }
    return text;
  }
  [[nodiscard]] Received receive_one(Endpoint& of, Handle handle) const {
    std::array<std::uint8_t, 1> one{};
    return of.receive(handle, one, now);
  }
};

/// The same test for IPv4 and IPv6.
class OfEitherFamily : public testing::TestWithParam<Family> {};

[[nodiscard]] inline std::string family_name(const testing::TestParamInfo<Family>& info) {
  return info.param == Family::ipv4 ? "Ipv4" : "Ipv6";
}

}  // namespace twomsl
