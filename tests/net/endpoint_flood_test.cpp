// SYNs for which there is no room: floods from forged addresses and from a single one, ISS floors
// that run out.
#include "tests/net/attacker.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

class EndpointFlood : public OfEitherFamily {
 protected:
  static constexpr std::uint64_t kStepUs = 1'000;

  // A client opens in the midst of the attacker's SYNs, `per_step` in each millisecond, over a path
  // with a round trip of 40 ms. How long that takes; nothing if longer than 10 s.
  std::optional<std::uint64_t> opens_after_us(const Attacker& attacker, std::uint32_t per_step,
                                              TwoEndpoints& both) {
    std::vector<std::pair<Instant<Concrete>, Bytes>> on_the_way;
    const Instant<Concrete> attacked = both.now;
    const auto flood = [&] {
      for (std::uint32_t i = 0; i < per_step; ++i)
        both.server.receive(attacker.syn(sent_++), both.now);
    };
    while (both.now - attacked < Duration<Concrete>{2'000'000}) {
      flood();
      both.advance({kStepUs});
      static_cast<void>(packets_of(both.server, both.now));
    }
    both.opened = both.client.open(both.to_server(), both.now).handle;
    const Instant<Concrete> begun = both.now;
    while (both.now - begun < Duration<Concrete>{10'000'000}) {
      flood();
      const auto send = [&](Endpoint& from) {
        for (Sniffed& packet : packets_of(from, both.now)) {
          on_the_way.emplace_back(both.now + Duration<Concrete>{20'000}, std::move(packet.bytes));
        }
      };
      send(both.client);
      send(both.server);
      while (!on_the_way.empty() && on_the_way.front().first <= both.now) {
        const Bytes packet = std::move(on_the_way.front().second);
        on_the_way.erase(on_the_way.begin());
        both.client.receive(packet, both.now);
        both.server.receive(packet, both.now);
      }
      both.advance({kStepUs});
      if (const Opened open = both.server.accept(both.listener); open.ok) {
        EXPECT_EQ(both.at.client, open.remote.address);
        return (both.now - begun).us;
      }
    }
    return std::nullopt;
  }

  // The handshakes of the client's connections are completed. What the server sends to the attacker
  // meets it as well.
  static void complete(TwoEndpoints& both) {
    for (const Sniffed& packet : packets_of(both.server, both.now)) {
      both.client.receive(packet.bytes, both.now);
    }
    both.carry(both.client, both.server);
  }

  std::uint32_t sent_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Families, EndpointFlood, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

TEST_P(EndpointFlood, FromForgedAddressesClosesNoListenerBelowTheRoomInARoundTrip) {
  TwoEndpoints both(GetParam());
  both.listen({}, 256);
  const auto took = opens_after_us({both.at.server}, 3, both);  // 120 in a round trip
  ASSERT_TRUE(took);
  EXPECT_LT(*took, 100'000u);
  EXPECT_GT(both.server.dropped_half_open(), 5000u);
}

TEST_P(EndpointFlood, ThatHasPassedLeavesNoListenerClosed) {
  TwoEndpoints both(GetParam());
  both.listen({}, 256);
  const Attacker attacker{both.at.server};
  for (std::uint32_t i = 0; i < 300; ++i) both.server.receive(attacker.syn(i), both.now);
  EXPECT_EQ(44u, both.server.dropped_half_open());
  static_cast<void>(packets_of(both.server, both.now));
  both.connect();
}

TEST_P(EndpointFlood, FromOneAddressTakesNothingFromTheOthers) {
  TwoEndpoints both(GetParam());
  both.listen({}, 256);
  const auto took = opens_after_us({both.at.server, false}, 50, both);
  ASSERT_TRUE(took);
  EXPECT_LT(*took, 100'000u);
}

// A listener that has no room for itself takes it from no other one.
TEST_P(EndpointFlood, OfOneListenerLeavesTheHalfOpenOfAnother) {
  TwoEndpoints both(GetParam());
  both.listen({}, 4);
  const Opened other = both.server.listen({.local = {both.at.server, kPort + 1}}, both.now);
  OpenOptions options = both.to_server();
  options.remote.port = kPort + 1;
  ASSERT_TRUE(both.client.open(options, both.now).ok);
  both.carry(both.client, both.server);
  const Attacker attacker{both.at.server};
  for (std::uint32_t i = 0; i < 50; ++i) both.server.receive(attacker.syn(i), both.now);
  EXPECT_EQ(46u, both.server.dropped_half_open());
  complete(both);
  EXPECT_TRUE(both.server.accept(other.handle).ok);
}

// Whoever is open and not accepted gives way to nobody.
TEST_P(EndpointFlood, LeavesWhatIsOpen) {
  TwoEndpoints both(GetParam());
  both.listen({}, 2);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
    both.exchange();
  }
  const Attacker attacker{both.at.server};
  both.advance({5'000'000});
  EXPECT_EQ(Admission::backlog_full, both.server.receive(attacker.syn(0), both.now).why);
  EXPECT_EQ(0u, both.server.dropped_half_open());
  EXPECT_EQ(2u, both.server.status(both.listener, both.now).incoming);
}

// A retransmission of the address that waits is older than the first timeout.
TEST_P(EndpointFlood, OfAnAddressWithItsShareDisplacesItsOwnOnceTheyAreOld) {
  TwoEndpoints both(GetParam());
  both.listen({}, 4);
  const Attacker attacker{both.at.server, false};
  const Duration<Concrete> rto = safe<Concrete>().timeouts.rto_initial;
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(both.server.receive(attacker.syn(i), both.now).ok);
  }
  both.now = both.now + Duration<Concrete>{rto.us - 1};
  EXPECT_EQ(Admission::backlog_full, both.server.receive(attacker.syn(4), both.now).why);
  both.now.us += 1;
  EXPECT_TRUE(both.server.receive(attacker.syn(4), both.now).ok);
  EXPECT_EQ(1u, both.server.dropped_half_open());
}

// Where no slot of TIME-WAIT is free a SYN is dropped, and nobody gives way to it in vain.
TEST_P(EndpointFlood, ThatFindsNoSlotDisplacesNobody) {
  EndpointOptions options;
  options.size.waits = 1;
  options.size.half_open = 1;
  TwoEndpoints both(GetParam(), options);
  both.listen();
  const Attacker attacker{both.at.server};
  EXPECT_TRUE(both.server.receive(attacker.syn(0), both.now).ok)
      << "half-open, and nothing reserved";
  ASSERT_TRUE(
      both.server.open({.remote = {both.at.client, 9}, .local = {both.at.server, 0}}, both.now).ok);
  static_cast<void>(packets_of(both.server, both.now));
  both.now.us += 5'000'000;  // the half-open one is old enough to give way
  EXPECT_EQ(Admission::no_memory, both.server.receive(attacker.syn(1), both.now).why);
  EXPECT_EQ(0u, both.server.dropped_half_open());
  EXPECT_EQ(1u, both.server.count_of(HostResult::half_open_full) +
                    both.server.count_of(HostResult::no_slot));
}

// With no floor to be had the peer is told, and not left to try for minutes.
TEST_P(EndpointFlood, ThatLeavesNoIssFloorIsRefusedAloudAndCounted) {
  EndpointOptions options;
  options.size.floors = 1;
  TwoEndpoints both(GetParam(), options);
  both.listen();
  const Attacker attacker{both.at.server};
  EXPECT_TRUE(both.server.receive(attacker.syn(0), both.now).ok);
  static_cast<void>(packets_of(both.server, both.now));
  EXPECT_EQ(Admission::no_memory, both.server.receive(attacker.syn(1), both.now).why);
  const auto answers = packets_of(both.server, both.now);
  ASSERT_EQ(1u, answers.size());
  EXPECT_TRUE(answers.front().segment.rst && answers.front().segment.has_ack);
  EXPECT_EQ(Seq<Concrete>{2}, answers.front().segment.ack);
  EXPECT_EQ(1u, both.server.count_of(HostResult::no_iss_floor));
  EXPECT_EQ(
      HostResult::no_iss_floor,
      both.server.open({.remote = {both.at.client, 9}, .local = {both.at.server, 0}}, both.now)
          .result);
  EXPECT_EQ(2u, both.server.count_of(HostResult::no_iss_floor));
}

// More fast connections than there are floors: each floor is over when the clock has overtaken.
TEST_P(EndpointFlood, OfFastConnectionsGivesEachFloorBackInTime) {
  EndpointOptions options;
  options.size.waits = 256;
  options.size.floors = 16;
  TwoEndpoints both(GetParam(), options);
  const std::string text(20'000, 'x');
  for (int i = 0; i < 200; ++i) {
    both.connect();
    ASSERT_FALSE(testing::Test::HasFailure()) << "connection " << i;
    both.server.send(both.accepted, bytes_of(text), both.now);
    both.exchange();
    ASSERT_EQ(text.size(), both.receive_all(both.client, both.opened).size());
    both.client.close(both.opened, both.now);
    both.exchange();
    both.server.close(both.accepted, both.now);
    both.exchange();
    both.client.release(both.opened, both.now);
    both.server.release(both.accepted, both.now);
    both.advance({50'000});
  }
  EXPECT_EQ(0u, both.server.count_of(HostResult::no_iss_floor));
}

// Half-open connections hold control blocks, too: they give way where these run out.
TEST_P(EndpointFlood, ThatTakesAllControlBlocksGivesThemBack) {
  EndpointOptions options;
  options.size.connections = 8;
  options.size.half_open = 7;
  TwoEndpoints both(GetParam(), options);
  both.listen();
  both.connect();
  both.connect();
  const Attacker attacker{both.at.server};
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_TRUE(both.server.receive(attacker.syn(i), both.now).ok) << i;
  }
  EXPECT_EQ(14u, both.server.dropped_half_open());
  static_cast<void>(packets_of(both.server, both.now));
  EXPECT_TRUE(
      both.server.open({.remote = {both.at.client, 9}, .local = {both.at.server, 0}}, both.now).ok)
      << "our own OPEN finds room as well";
  EXPECT_EQ(15u, both.server.dropped_half_open());
}

// However many half-open connections others have, and however old.
TEST_P(EndpointFlood, FindsTheListenersOwnBehindThoseOfOthers) {
  EndpointOptions options;
  options.size.half_open = options.size.connections = 4096;
  TwoEndpoints both(GetParam(), options);
  const Socket crowded{both.at.server, kPort};
  ASSERT_TRUE(both.server.listen({.local = crowded, .backlog = 2048}, both.now).ok);
  ASSERT_TRUE(
      both.server.listen({.local = {both.at.server, kPort + 1}, .backlog = 4}, both.now).ok);
  const Attacker attacker{both.at.server};
  Attacker other = attacker;
  other.port = kPort + 1;
  for (std::uint32_t i = 0; i < 2000; ++i) both.server.receive(attacker.syn(i), both.now);
  for (std::uint32_t i = 0; i < 4; ++i) both.server.receive(other.syn(i), both.now);
  EXPECT_EQ(0u, both.server.dropped_half_open());
  both.advance({500'000});
  EXPECT_TRUE(both.server.receive(other.syn(4000), both.now).ok);
  EXPECT_EQ(1u, both.server.dropped_half_open());
}

// An address that has its share displaces only its own, however old those of others are.
TEST_P(EndpointFlood, OfAnAddressWithItsShareLeavesThoseOfOthers) {
  TwoEndpoints both(GetParam());
  both.listen({}, 4);
  ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  both.carry(both.client, both.server);
  both.now.us += 100'000;
  const Attacker attacker{both.at.server, false};
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(both.server.receive(attacker.syn(i), both.now).ok);
  }
  both.now.us += safe<Concrete>().timeouts.rto_initial.us - 50'000;
  EXPECT_EQ(Admission::backlog_full, both.server.receive(attacker.syn(3), both.now).why);
  EXPECT_EQ(0u, both.server.dropped_half_open());
  complete(both);
  EXPECT_TRUE(both.server.accept(both.listener).ok);
}

// A wait answers by itself, and nobody gives way to a SYN that is no newcomer.
TEST_P(EndpointFlood, LeavesAWaitItsAnswerWhereTheListenerIsFull) {
  TwoEndpoints both(GetParam());
  both.listen({}, 1);
  both.connect();
  both.server.close(both.accepted, both.now);
  both.exchange();
  both.client.close(both.opened, both.now);
  both.exchange();
  ASSERT_EQ(State::time_wait, both.server_state());
  const Socket peer = both.server.status(both.accepted, both.now).remote;
  const Attacker attacker{both.at.server};
  ASSERT_TRUE(both.server.receive(attacker.syn(0), both.now).ok);
  static_cast<void>(packets_of(both.server, both.now));
  Segment<Concrete> syn;
  syn.syn = true;
  syn.seq = {1};
  const Bytes packet = forge(syn, {peer, {both.at.server, kPort}}, {}, {});
  EXPECT_TRUE(both.server.receive(packet, both.now).ok);
  EXPECT_EQ(0u, both.server.dropped_half_open());
  const auto answers = packets_of(both.server, both.now);
  ASSERT_EQ(1u, answers.size());
  EXPECT_TRUE(answers.front().segment.has_ack && !answers.front().segment.syn);
}

}  // namespace
}  // namespace twomsl
