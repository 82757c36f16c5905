// What goes over the wire between an endpoint and a peer whose segments the test writes: options of
// any kind, reserved bits, ACKs of many segments in one.
#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

// A server, and a peer's end of one connection with it.
struct Peer {
  explicit Peer(Family family) : at(addresses_of(family)), server(endpoint_at(at.server)) {
    listener = server.listen({.local = {at.server, kPort}}, now).handle;
  }

  Addresses at{};
  Instant<Concrete> now{1'000'000};
  Endpoint server{};
  Handle listener{};
  Handle accepted{};
  Segment<Concrete> next{.seq = {1000}, .wnd = 0xffff};

  [[nodiscard]] Bytes packet(std::string_view text = {}, const Bytes& options = {}) const {
    Segment<Concrete> segment = next;
    segment.text_bytes = static_cast<std::uint32_t>(text.size());
    return forge(segment, {{at.client, 5000}, {at.server, kPort}}, bytes_of(text), options);
  }
  /// The server takes the segment, and answers by one at most.
  Segment<Concrete> exchange(const Bytes& bytes) {
    EXPECT_TRUE(server.receive(bytes, now).ok);
    const auto answers = packets_of(server, now);
    EXPECT_GE(1u, answers.size());
    return answers.empty() ? Segment<Concrete>{} : answers[0].segment;
  }
  Segment<Concrete> connect(const Bytes& options_of_syn = {}) {
    next.syn = true;
    const Segment<Concrete> answer = exchange(packet({}, options_of_syn));
    next.syn = false;
    next.has_ack = true;
    next.seq = next.seq + 1u;
    next.ack = answer.seq + 1u;
    exchange(packet());
    accepted = server.accept(listener).handle;
    return answer;
  }
  [[nodiscard]] std::string received() {
    std::array<std::uint8_t, 1000> into{};
    const Received got = server.receive(accepted, into, now);
    return {reinterpret_cast<const char*>(into.data()), got.bytes};
  }
};

using EndpointWire = OfEitherFamily;
INSTANTIATE_TEST_SUITE_P(Families, EndpointWire, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

//= rfc9293#3.1 MUST-4 type=test
//= rfc9293#3.2 MUST-64 type=test
//= rfc9293#3.1 MUST-69 type=test
TEST_P(EndpointWire, ReadsOptionsWhereverTheyStand) {
  for (const Bytes& options : {Bytes{2, 4, 2, 88}, Bytes{1, 2, 4, 2, 88, 1, 1, 1},
                               Bytes{1, 1, 1, 2, 4, 2, 88, 0}, Bytes{2, 4, 2, 88, 0, 2, 4, 9}}) {
    Peer peer(GetParam());
    const Segment<Concrete> answer = peer.connect(options);
    EXPECT_TRUE(answer.syn && answer.has_mss);
    EXPECT_FALSE(answer.has_scale || answer.has_ts) << "the peer has not offered them";
    EXPECT_EQ(600u, peer.server.status(peer.accepted, peer.now).mss_bytes);
  }
}

//= rfc9293#3.1 MUST-6 type=test
//= rfc9293#3.1 MUST-68 type=test
//= rfc5482#3 RFC5482-3-5 type=test
//= rfc5482#4.1 RFC5482-4.1-1 type=test
TEST_P(EndpointWire, SkipsOptionsThatItDoesNotKnow) {
  Peer peer(GetParam());
  peer.connect({28, 4, 0x80, 1, 77, 5, 1, 2, 3, 2, 4, 2, 88, 30, 2, 0});  // 28: the user timeout
  EXPECT_EQ(600u, peer.server.status(peer.accepted, peer.now).mss_bytes);
  EXPECT_EQ(peer.next.seq + 2u,
            peer.exchange(peer.packet("hi", {28, 4, 0x80, 1, 253, 4, 1, 2})).ack);
  EXPECT_EQ("hi", peer.received());
}

//= rfc9293#3.1 MUST-5 type=test
TEST_P(EndpointWire, TakesOptionsOnSegmentsWithoutSyn) {
  Peer peer(GetParam());
  peer.connect({2, 4, 2, 88});
  const Bytes options{2, 4, 9, 9, 3, 3, 9, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 4, 2};
  EXPECT_EQ(peer.next.seq + 2u, peer.exchange(peer.packet("hi", options)).ack);
  EXPECT_EQ("hi", peer.received());
  EXPECT_EQ(600u, peer.server.status(peer.accepted, peer.now).mss_bytes) << "MSS is of SYNs alone";
}

//= rfc9293#3.1 MUST-7 type=test
TEST_P(EndpointWire, SurvivesIllegalLengthsOfOptions) {
  for (const Bytes& illegal : {Bytes{8, 0, 0, 0}, Bytes{8, 1, 0, 0}, Bytes{1, 1, 1, 8},
                               Bytes{2, 255, 1, 1}, Bytes{3, 9, 9, 9}, Bytes{77, 41, 0, 0}}) {
    Peer peer(GetParam());
    peer.connect(illegal);
    EXPECT_EQ(peer.next.seq + 2u, peer.exchange(peer.packet("hi", illegal)).ack);
    EXPECT_EQ("hi", peer.received());
  }
}

//= rfc9293#3.1 MUST-2 type=test
//= rfc9293#3.1 RFC9293-3.1-D1 type=test
TEST_P(EndpointWire, IgnoresReservedBitsAndSendsThemZero) {
  Peer peer(GetParam());
  peer.connect();
  Bytes packet = peer.packet("hi");
  const std::size_t offset = (GetParam() == Family::ipv4 ? 20 : 40) + 12;
  packet[offset] |= 0x0f;
  fix_checksums(packet);
  EXPECT_TRUE(peer.server.receive(packet, peer.now).ok);
  const auto answers = packets_of(peer.server, peer.now);
  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(0, answers[0].bytes[offset] & 0x0f);
  EXPECT_EQ("hi", peer.received());
}

//= rfc9293#3.9.2 MUST-50 type=test
TEST(EndpointWireIpv4, IgnoresOptionsOfIp) {
  Peer peer(Family::ipv4);
  peer.connect();
  Bytes packet = peer.packet("hi");
  const Bytes record_route{7, 7, 4, 0, 0, 0, 0, 0};
  packet.insert(packet.begin() + 20, record_route.begin(), record_route.end());
  packet[0] = 0x47;
  store_be16(&packet[2], static_cast<std::uint16_t>(packet.size()));
  fix_checksums(packet);
  EXPECT_EQ(peer.next.seq + 2u, peer.exchange(packet).ack);
  EXPECT_EQ("hi", peer.received());
}

//= rfc9293#3.8.1 MAY-4 type=test
TEST(EndpointWireIpv4, SendsAgainUnderTheSameIdentification) {
  Peer peer(Family::ipv4);
  peer.connect();
  peer.server.send(peer.accepted, bytes_of("text"), peer.now);
  const auto first = packets_of(peer.server, peer.now);
  peer.now = peer.server.next_deadline();
  peer.server.advance(peer.now);
  const auto again = packets_of(peer.server, peer.now);
  ASSERT_EQ(1u, first.size());
  ASSERT_EQ(1u, again.size());
  EXPECT_EQ(first[0].bytes, again[0].bytes);
}

//= rfc9293#3.7.1 MUST-67 type=test
TEST_P(EndpointWire, OffersNoMssThatAPacketCannotHold) {
  const Addresses at = addresses_of(GetParam());
  EndpointOptions options;
  options.policy.mss_bytes = kLargestMssBytes;
  Endpoint client = endpoint_at(at.client, options);
  const Instant<Concrete> now{1'000'000};
  ASSERT_TRUE(client.open({.remote = {at.server, 1}, .local = {{0, 0, GetParam()}, 0}}, now).ok);
  const auto syn = packets_of(client, now);
  ASSERT_EQ(1u, syn.size());
  const std::size_t ip_bytes = GetParam() == Family::ipv4 ? 20 : 40;
  EXPECT_GE(0xffff - ip_bytes - 20, syn[0].segment.mss_bytes);
}

//= rfc9293#3.9.1.1 MUST-44 type=test
TEST_P(EndpointWire, ChoosesALocalAddressThatTheCallerLeavesOut) {
  const Addresses at = addresses_of(GetParam());
  EndpointOptions options;
  options.addresses = {addresses_of(Family::ipv4).client, addresses_of(Family::ipv6).client};
  options.quiet_time = QuietTime::nothing_was_sent;
  Made made = make_endpoint(options);
  ASSERT_TRUE(made.ok);
  const Instant<Concrete> now{1'000'000};
  const OpenOptions open{.remote = {at.server, 1}, .local = {{0, 0, GetParam()}, 0}};
  ASSERT_TRUE(made.endpoint.open(open, now).ok);
  const auto syn = packets_of(made.endpoint, now);
  ASSERT_EQ(1u, syn.size());
  EXPECT_EQ(at.client, syn[0].view.source.address);
}

// Segments that have arrived before poll() are acknowledged by one ACK.
//= rfc9293#3.10.7.4 MUST-58 type=test
//= rfc9293#3.10.7.4 MUST-59 type=test
TEST_P(EndpointWire, AcknowledgesTogetherWhatArrivedTogether) {
  Peer peer(GetParam());
  peer.connect();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(peer.server.receive(peer.packet("ten bytes."), peer.now).ok);
    peer.next.seq = peer.next.seq + 10u;
  }
  const auto answers = packets_of(peer.server, peer.now);
  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(peer.next.seq, answers[0].segment.ack);
}

TEST_P(EndpointWire, SendsEachDuplicateAck) {
  Peer peer(GetParam());
  peer.connect();
  const Seq<Concrete> missing = peer.next.seq;
  peer.next.seq = peer.next.seq + 10u;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(peer.server.receive(peer.packet("ten bytes."), peer.now).ok);
    peer.next.seq = peer.next.seq + 10u;
  }
  const auto answers = packets_of(peer.server, peer.now);
  ASSERT_EQ(3u, answers.size());
  for (const Sniffed& answer : answers) EXPECT_EQ(missing, answer.segment.ack);
}

TEST_P(EndpointWire, AcknowledgesAndOpensTheWindowInOnePacket) {
  Peer peer(GetParam());
  peer.connect({1, 3, 3, 7});  // so that all of the buffer is offered
  const std::string text(2000, 'x');
  EXPECT_TRUE(peer.server.receive(peer.packet(text), peer.now).ok);
  const std::uint32_t wnd_bytes = peer.server.status(peer.accepted, peer.now).rcv_wnd_bytes;
  EXPECT_EQ(text, peer.received() + peer.received());
  EXPECT_LT(wnd_bytes, peer.server.status(peer.accepted, peer.now).rcv_wnd_bytes);
  const auto answers = packets_of(peer.server, peer.now);
  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(peer.next.seq + 2000u, answers[0].segment.ack);
}

TEST_P(EndpointWire, SendsADuplicateAckEvenIfTheWindowOpensRightBehindIt) {
  Peer peer(GetParam());
  peer.connect({1, 3, 3, 7});  // so that all of the buffer is offered
  const std::string text(2000, 'x');
  EXPECT_TRUE(peer.server.receive(peer.packet(text), peer.now).ok);
  ASSERT_EQ(1u, packets_of(peer.server, peer.now).size());
  peer.next.seq = peer.next.seq + 3000u;
  EXPECT_TRUE(peer.server.receive(peer.packet(text), peer.now).ok);
  EXPECT_EQ(text, peer.received() + peer.received());
  const auto answers = packets_of(peer.server, peer.now);
  ASSERT_EQ(2u, answers.size());
  EXPECT_EQ(answers[0].segment.ack, answers[1].segment.ack);
  EXPECT_LT(answers[0].segment.wnd, answers[1].segment.wnd);
}

// The ring starts over where it is empty, and only there.
TEST_P(EndpointWire, DeliversWhatWasHeldBehindTextThatIsReceivedAlready) {
  Peer peer(GetParam());
  peer.connect();
  const Seq<Concrete> first = peer.next.seq;
  peer.next.seq = first + 6u;
  EXPECT_TRUE(peer.server.receive(peer.packet("third."), peer.now).ok);
  peer.next.seq = first;
  EXPECT_TRUE(peer.server.receive(peer.packet("one"), peer.now).ok);
  EXPECT_EQ("one", peer.received());
  peer.next.seq = first + 3u;
  EXPECT_TRUE(peer.server.receive(peer.packet("two"), peer.now).ok);
  EXPECT_EQ("twothird.", peer.received());
}

// The ACK of the FIN ends the connection while the FIN waits in the queue once more, and its text.
TEST_P(EndpointWire, SendsNothingOfAConnectionThatHasEnded) {
  Peer peer(GetParam());
  peer.connect();
  peer.next.fin = true;
  peer.exchange(peer.packet());
  peer.next.fin = false;
  peer.next.seq = peer.next.seq + 1u;
  peer.server.send(peer.accepted, bytes_of("four"), peer.now);
  peer.server.close(peer.accepted, peer.now);
  EXPECT_EQ(2u, packets_of(peer.server, peer.now).size());
  peer.now = peer.server.next_deadline();
  peer.server.advance(peer.now);
  peer.next.ack = peer.next.ack + 5u;
  EXPECT_TRUE(peer.server.receive(peer.packet(), peer.now).ok);
  EXPECT_EQ(State::closed, peer.server.status(peer.accepted, peer.now).state);
  EXPECT_TRUE(packets_of(peer.server, peer.now).empty());
  EXPECT_EQ(4u, notices_of(peer.server, peer.accepted).acknowledged_bytes);
}

// An ACK that went with text is not lost when an ACK overtakes the text in the queue.
TEST_P(EndpointWire, SendsTheAckOfATextThatNeedsNotBeSent) {
  Peer peer(GetParam());
  peer.connect();
  peer.server.send(peer.accepted, bytes_of("four"), peer.now);
  ASSERT_EQ(1u, packets_of(peer.server, peer.now).size());
  EXPECT_TRUE(peer.server.receive(peer.packet("ten bytes."), peer.now).ok);
  peer.now = peer.server.next_deadline();
  peer.server.advance(peer.now);  // the text again, and the ACK with it
  peer.next.seq = peer.next.seq + 10u;
  peer.next.ack = peer.next.ack + 4u;
  EXPECT_TRUE(peer.server.receive(peer.packet(), peer.now).ok);
  const auto answers = packets_of(peer.server, peer.now);
  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(peer.next.seq, answers[0].segment.ack);
  EXPECT_EQ(peer.next.ack, answers[0].segment.seq);
  EXPECT_EQ(0u, answers[0].segment.text_bytes);
}

}  // namespace
}  // namespace twomsl
