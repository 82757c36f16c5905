// What a connection may turn on and off: the Nagle algorithm and keep-alives.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kSecondUs = 1'000'000;

std::size_t packets_of_ten_sends(TwoEndpoints& both) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(both.client.send(both.opened, Bytes(10), both.now).ok);
  }
  return packets_of(both.client, both.now).size();
}

//= rfc9293#3.7.4 MUST-17 type=test
TEST(EndpointSwitches, TurnTheNagleAlgorithmOffForOneConnection) {
  TwoEndpoints both;
  both.connect();
  EXPECT_EQ(1u, packets_of_ten_sends(both)) << "it is on";
  EXPECT_TRUE(both.client.set_switches(both.opened, {.nagle = false}, both.now).ok);
  EXPECT_EQ(1u, packets_of(both.client, both.now).size()) << "what waited goes out at once";
  EXPECT_EQ(10u, packets_of_ten_sends(both));
}

TEST(EndpointSwitches, AreThoseOfOpen) {
  TwoEndpoints both;
  both.listen();
  OpenOptions options = both.to_server();
  options.switches.nagle = false;
  both.opened = both.client.open(options, both.now).handle;
  both.exchange();
  EXPECT_EQ(10u, packets_of_ten_sends(both));
}

TEST(EndpointSwitches, OfAListenerAreThoseOfTheConnectionsThatItAccepts) {
  TwoEndpoints both;
  both.listen();
  EXPECT_TRUE(both.server.set_switches(both.listener, {.nagle = false}, both.now).ok);
  both.connect();
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(both.server.send(both.accepted, Bytes(10), both.now).ok);
  }
  EXPECT_EQ(10u, packets_of(both.server, both.now).size());
}

TEST(EndpointSwitches, OfAHandleThatWasGivenBackAreRefused) {
  TwoEndpoints both;
  both.connect();
  EXPECT_TRUE(both.client.release(both.opened, both.now).ok);
  EXPECT_FALSE(both.client.set_switches(both.opened, {.nagle = false}, both.now).ok);
  EXPECT_FALSE(both.client.set_switches({}, {.nagle = false}, both.now).ok);
}

// The policy changes; what the user has asked for stays.
TEST(EndpointSwitches, OutlastANewPolicy) {
  TwoEndpoints both;
  both.connect();
  EXPECT_TRUE(both.client.set_switches(both.opened, {.nagle = false}, both.now).ok);
  EXPECT_TRUE(both.client.configure(safe<Concrete>()).result == HostResult::configured);
  EXPECT_EQ(10u, packets_of_ten_sends(both));
}

//= rfc9293#3.8.4 MUST-24 type=test
//= rfc9293#3.8.4 MUST-27 type=test
//= rfc9293#3.8.4 MAY-5 type=test
// Of two connections of one endpoint that asks after a minute one has keep-alives, and the other
// has none; then the other way round.
TEST(EndpointSwitches, TurnKeepAlivesOnAndOffForOneConnection) {
  EndpointOptions options;
  options.policy.timeouts.keep_alive.us = 60 * kSecondUs;
  TwoEndpoints both(Family::ipv6, options);
  both.connect();
  const Handle other = both.opened;
  both.connect();
  EXPECT_TRUE(both.client.set_switches(both.opened, {.keep_alive = true}, both.now).ok);
  both.advance({61 * kSecondUs});
  auto packets = packets_of(both.client, both.now);
  ASSERT_EQ(1u, packets.size());
  EXPECT_EQ(0u, packets[0].segment.text_bytes);
  EXPECT_TRUE(both.server.receive(packets[0].bytes, both.now).ok);
  both.exchange();
  EXPECT_TRUE(both.client.set_switches(both.opened, {.keep_alive = false}, both.now).ok);
  EXPECT_TRUE(both.client.set_switches(other, {.keep_alive = true}, both.now).ok);
  both.advance({61 * kSecondUs});
  packets = packets_of(both.client, both.now);
  ASSERT_EQ(1u, packets.size());
  EXPECT_NE(both.client.status(both.opened, both.now).local.port, packets[0].view.source.port);
}

//= rfc9293#3.8.4 MUST-29 type=test
TEST(EndpointSwitches, TakeNoPolicyThatWouldGiveUpAfterOneKeepAlive) {
  EndpointOptions options;
  options.policy.timeouts.keep_alive_r2 = options.policy.timeouts.keep_alive_interval;
  options.quiet_time = QuietTime::nothing_was_sent;
  const Made made = make_endpoint(options);
  EXPECT_FALSE(made.ok);
  EXPECT_EQ("timeouts.keep_alive_interval", made.field);
}

}  // namespace
}  // namespace twomsl
