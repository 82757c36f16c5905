// Quiet time: an endpoint that may have forgotten what it sent keeps quiet for MSL.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

constexpr Instant<Concrete> kStart{5'000'000};
constexpr Duration<Concrete> kMsl = safe<Concrete>().msl;
constexpr Instant<Concrete> kEnd = kStart + kMsl;
constexpr Instant<Concrete> kJustBefore{kEnd.us - 1};

class EndpointQuiet : public OfEitherFamily {
 protected:
  Addresses at = addresses_of(GetParam());
  Endpoint peer = endpoint_at(at.client);
  Endpoint endpoint = make_endpoint({.secret = {1, 2}, .addresses = {at.server}}).endpoint;

  // The peer's SYN at `now`, and what becomes of it.
  ArrivalResult arrive(Instant<Concrete> now) {
    EXPECT_TRUE(peer.open({.remote = {at.server, kPort}, .local = {at.client, 0}}, now).ok);
    const auto syns = packets_of(peer, now);
    EXPECT_EQ(1u, syns.size());
    return endpoint.receive(syns.front().bytes, now);
  }

  Opened open(Instant<Concrete> now) {
    return endpoint.open({.remote = {at.client, kPort}, .local = {at.server, 0}}, now);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, EndpointQuiet, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

//= rfc9293#3.4.3 RFC9293-3.4.3-D1 type=test
TEST_P(EndpointQuiet, SendsNothingBeforeMslHasPassed) {
  EXPECT_EQ(0u, endpoint.quiet_until().us);
  ASSERT_TRUE(endpoint.listen({.local = {at.server, kPort}}, kStart).ok);
  EXPECT_EQ(kEnd, endpoint.quiet_until());
  for (const Instant<Concrete> now : {kStart, kJustBefore}) {
    const ArrivalResult arrived = arrive(now);
    EXPECT_FALSE(arrived.ok);
    EXPECT_EQ(Admission::quiet, arrived.why);
    endpoint.advance(now);
    EXPECT_TRUE(endpoint.poll(now).bytes.empty());
  }
  EXPECT_TRUE(arrive(kEnd).ok);
  const auto answers = packets_of(endpoint, kEnd);
  ASSERT_EQ(1u, answers.size());
  EXPECT_TRUE(answers.front().segment.syn && answers.front().segment.has_ack);
}

//= rfc9293#3.4.2 RFC9293-3.4.2-D1 type=test
TEST_P(EndpointQuiet, AssignsNoSequenceNumberBeforeMslHasPassed) {
  for (const Instant<Concrete> now : {kStart, kJustBefore}) {
    const Opened refused = open(now);
    EXPECT_FALSE(refused.ok);
    EXPECT_EQ(HostResult::quiet, refused.result);
    EXPECT_EQ(Why::error_resources, refused.why);
    EXPECT_TRUE(endpoint.poll(now).bytes.empty());
  }
  EXPECT_TRUE(open(kEnd).ok);
  EXPECT_EQ(1u, packets_of(endpoint, kEnd).size());
}

// A port without listener is answered by no RST either.
TEST_P(EndpointQuiet, BeginsWithTheFirstPacketIfThatIsFirst) {
  EXPECT_EQ(Admission::quiet, arrive(kStart).why);
  EXPECT_EQ(kEnd, endpoint.quiet_until());
  EXPECT_EQ(Admission::quiet, arrive(kJustBefore).why);
  EXPECT_TRUE(arrive(kEnd).ok);
  const auto answers = packets_of(endpoint, kEnd);
  ASSERT_EQ(1u, answers.size());
  EXPECT_TRUE(answers.front().segment.rst);
}

TEST_P(EndpointQuiet, BeginsWithTheFirstMoment) {
  endpoint.advance(kStart);
  endpoint.advance(kJustBefore);
  EXPECT_EQ(kEnd, endpoint.quiet_until());
}

// Of whichever family the first packet is.
TEST_P(EndpointQuiet, BeginsAtOnceForBothFamilies) {
  const Family other = GetParam() == Family::ipv4 ? Family::ipv6 : Family::ipv4;
  endpoint = make_endpoint({.secret = {1, 2}}).endpoint;
  EXPECT_EQ(Admission::quiet, arrive(kStart).why);
  const Addresses others = addresses_of(other);
  const OpenOptions options{.remote = {others.client, kPort}, .local = {others.server, 0}};
  EXPECT_EQ(HostResult::quiet, endpoint.open(options, kJustBefore).result);
  EXPECT_EQ(kEnd, endpoint.quiet_until());
  EXPECT_TRUE(endpoint.open(options, kEnd).ok);
}

// Whatever the listener's backlog says.
TEST_P(EndpointQuiet, IsWhatAListenerWithoutRoomSaysFirst) {
  ASSERT_TRUE(endpoint.listen({.local = {at.server, kPort}, .backlog = 0}, kStart).ok);
  EXPECT_EQ(Admission::quiet, arrive(kStart).why);
}

TEST_P(EndpointQuiet, IsMadeNoShorterByAPolicy) {
  endpoint.advance(kStart);
  Policy<Concrete> hasty = safe<Concrete>();
  hasty.msl = {1};
  ASSERT_EQ(HostResult::configured, endpoint.configure(hasty).result);
  EXPECT_EQ(HostResult::quiet, open(kJustBefore).result);
}

TEST_P(EndpointQuiet, IsOffForAReason) {
  for (const QuietTime reason : {QuietTime::nothing_was_sent, QuietTime::risk_is_taken}) {
    endpoint = make_endpoint({.quiet_time = reason, .addresses = {at.server}}).endpoint;
    EXPECT_TRUE(open(kStart).ok);
    EXPECT_EQ(0u, endpoint.quiet_until().us);
  }
}

TEST(FamilyEndpointQuiet, RefusesASendThatWouldOpen) {
  FamilyEndpoint<Ipv4Stores> family({.secret = {1, 2}});
  Ipv4Host::Event event;
  event.now = kStart;
  event.key = {0x0a000001, 0x0a000002, 80u << 16 | 81u};
  event.event.kind = EventKind::send;
  EXPECT_EQ(HostResult::quiet, family.step(event).result);
}

}  // namespace
}  // namespace twomsl
