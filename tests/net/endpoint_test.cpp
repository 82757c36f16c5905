// The endpoint as its user meets it: calls, notices, packets, deadlines.
#include "net/endpoint.hpp"

#include <gtest/gtest.h>

#include <string>

namespace twomsl {
namespace {

constexpr Address kClient{0, 0x0a000001, Family::ipv4};
constexpr Address kServer{0, 0x0a000002, Family::ipv4};

Endpoint endpoint_at(const Address& address, EndpointOptions options = {}) {
  options.addresses = {address};
  options.secret = {address.low, 7};
  Made made = make_endpoint(options);
  EXPECT_TRUE(made.ok) << made.field;
  return std::move(made.endpoint);
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A client and a server, and packets between them without loss.
struct Both {
  Instant<Concrete> now{1'000'000};
  Endpoint client = endpoint_at(kClient);
  Endpoint server = endpoint_at(kServer);

  void exchange() {
    for (bool quiet = false; !quiet;) {
      quiet = carry(client, server) + carry(server, client) == 0;
      now.us += 1000;
    }
  }
  std::uint32_t carry(Endpoint& from, Endpoint& to) {
    std::uint32_t count = 0;
    for (Packet p = from.poll(now); !p.bytes.empty(); p = from.poll(now)) {
      EXPECT_TRUE(to.receive(p.bytes, now).ok);
      ++count;
    }
    return count;
  }
  std::string received_by(Endpoint& at, Handle handle) {
    std::string text;
    std::array<std::uint8_t, 1000> chunk{};
    for (Received r = at.receive(handle, chunk, now); r.bytes != 0;
         r = at.receive(handle, chunk, now)) {
      text.append(reinterpret_cast<const char*>(chunk.data()), r.bytes);
    }
    return text;
  }
};

TEST(Endpoint, CarriesTextBothWaysAndCloses) {
  Both both;
  const Opened listener = both.server.listen({.local = {kServer, 80}}, both.now);
  ASSERT_TRUE(listener.ok);
  const Opened opened = both.client.open({.remote = {kServer, 80}}, both.now);
  ASSERT_TRUE(opened.ok) << name(opened.why) << name(opened.result);
  both.exchange();
  const Opened accepted = both.server.accept(listener.handle);
  ASSERT_TRUE(accepted.ok);
  EXPECT_EQ(State::established, both.client.status(opened.handle, both.now).state);
  const std::string text(100'000, 'x');
  EXPECT_EQ(text.size(), both.client.send(opened.handle, bytes_of(text), both.now).accepted_bytes);
  EXPECT_TRUE(both.client.close(opened.handle, both.now).ok);
  both.exchange();
  EXPECT_EQ(text, both.received_by(both.server, accepted.handle));
  std::array<std::uint8_t, 1> one{};
  EXPECT_TRUE(both.server.receive(accepted.handle, one, both.now).end_of_stream);
  both.server.send(accepted.handle, bytes_of("bye"), both.now);
  both.server.close(accepted.handle, both.now);
  both.exchange();
  EXPECT_EQ("bye", both.received_by(both.client, opened.handle));
  EXPECT_EQ(State::time_wait, both.client.status(opened.handle, both.now).state);
  EXPECT_EQ(State::closed, both.server.status(accepted.handle, both.now).state);
}

}  // namespace
}  // namespace twomsl
