// SEND and RECEIVE: positions, room, windows, what a packet carries, and what ends a stream.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

TEST(EndpointSend, NumbersTheBytesThatItAccepts) {
  TwoEndpoints both;
  both.connect({.snd_buffer_bytes = 1000});
  const Sent first = both.client.send(both.opened, Bytes(300), both.now);
  EXPECT_EQ(0u, first.position);
  EXPECT_EQ(300u, first.accepted_bytes);
  const Sent second = both.client.send(both.opened, Bytes(1000), both.now);
  EXPECT_EQ(300u, second.position);
  EXPECT_EQ(700u, second.accepted_bytes);
  const Sent third = both.client.send(both.opened, Bytes(1), both.now);
  EXPECT_FALSE(third.ok);
  EXPECT_EQ(Why::error_resources, third.why);
  EXPECT_EQ(1000u, third.position);
  static_cast<void>(notices_of(both.client, both.opened));
  both.exchange();
  const Notice notice = notices_of(both.client, both.opened);
  EXPECT_TRUE(notice.room);
  EXPECT_EQ(1000u, notice.acknowledged_bytes);
  EXPECT_EQ(1000u, both.client.send(both.opened, Bytes(1), both.now).position);
}

TEST(EndpointSend, OfNoByteIsOkAndSendsNothing) {
  TwoEndpoints both;
  both.connect();
  const Sent sent = both.client.send(both.opened, {}, both.now, true);
  EXPECT_TRUE(sent.ok);
  EXPECT_EQ(0u, sent.accepted_bytes);
  EXPECT_TRUE(packets_of(both.client, both.now).empty());
}

TEST(EndpointSend, TellsOfRoomOnceASynThatFilledTheBufferIsAcknowledged) {
  TwoEndpoints both;
  both.listen();
  OpenOptions options = both.to_server();
  options.sizes.snd_buffer_bytes = 1;
  const Opened opened = both.client.open(options, both.now);
  EXPECT_EQ(Why::error_resources, both.client.send(opened.handle, Bytes(1), both.now).why);
  both.exchange();
  EXPECT_TRUE(notices_of(both.client, opened.handle).room);
  EXPECT_TRUE(both.client.send(opened.handle, Bytes(1), both.now).ok);
}

TEST(EndpointSend, BeforeTheOpenIsSentAfterIt) {
  TwoEndpoints both;
  both.listen();
  const Opened opened = both.client.open(both.to_server(), both.now);
  EXPECT_EQ(5u, both.client.send(opened.handle, bytes_of("early"), both.now).accepted_bytes);
  both.exchange();
  const Opened accepted = both.server.accept(both.listener);
  EXPECT_EQ("early", both.receive_all(both.server, accepted.handle));
}

TEST(EndpointSend, IsRefusedAfterClose) {
  TwoEndpoints both;
  both.connect();
  both.client.close(both.opened, both.now);
  const Sent sent = both.client.send(both.opened, Bytes(1), both.now);
  EXPECT_EQ(Why::error_closing, sent.why);
  EXPECT_EQ(0u, sent.accepted_bytes);
  EXPECT_EQ(Why::error_closing, both.client.close(both.opened, both.now).why);
  both.exchange();
  EXPECT_FALSE(notices_of(both.client, both.opened).room);
}

// Text acknowledges too: RECEIVE's reader answers at once, and one packet does for both.
TEST(EndpointSend, CarriesTheAckThatWaits) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("ask"), both.now);
  both.carry(both.client, both.server);
  EXPECT_EQ("ask", both.receive_all(both.server, both.accepted));
  both.server.send(both.accepted, bytes_of("answer"), both.now);
  const auto packets = packets_of(both.server, both.now);
  ASSERT_EQ(1u, packets.size());
  EXPECT_EQ(6u, packets[0].segment.text_bytes);
  EXPECT_TRUE(packets[0].segment.has_ack);
  EXPECT_TRUE(both.client.receive(packets[0].bytes, both.now).ok);
  EXPECT_EQ(3u, notices_of(both.client, both.opened).acknowledged_bytes);
}

TEST(EndpointReceive, SaysWaitThenBytesThenTheEnd) {
  TwoEndpoints both;
  both.connect();
  Received got = both.receive_one(both.server, both.accepted);
  EXPECT_TRUE(got.ok && got.would_wait && !got.end_of_stream);
  both.client.send(both.opened, bytes_of("a"), both.now);
  both.client.close(both.opened, both.now);
  both.exchange();
  got = both.server.receive(both.accepted, {}, both.now);
  EXPECT_TRUE(got.ok && !got.would_wait && !got.end_of_stream) << "no room was offered";
  got = both.receive_one(both.server, both.accepted);
  EXPECT_TRUE(got.ok && !got.would_wait && !got.end_of_stream);
  EXPECT_EQ(1u, got.bytes);
  got = both.receive_one(both.server, both.accepted);
  EXPECT_TRUE(got.ok && got.end_of_stream && !got.would_wait);
}

//= rfc9293#3.6 MUST-12 type=test
TEST(EndpointReceive, TakesAResetForNoEndOfTheStream) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("lost"), both.now);
  both.client.close(both.opened, both.now);
  both.exchange();
  EXPECT_EQ(State::close_wait, both.server_state());
  both.client.abort(both.opened, both.now);
  both.carry(both.client, both.server);
  const Received got = both.receive_one(both.server, both.accepted);
  EXPECT_FALSE(got.ok || got.end_of_stream || got.would_wait);
  EXPECT_EQ(Why::reset, got.why);
  const Notice notice = notices_of(both.server, both.accepted);
  EXPECT_TRUE(notice.reset && !notice.text && !notice.end_of_stream);
}

TEST(EndpointReceive, GivesTextThatCameBeforeTimeWaitAfterIt) {
  TwoEndpoints both;
  both.connect();
  both.client.close(both.opened, both.now);
  both.exchange();
  both.server.send(both.accepted, bytes_of("last "), both.now);
  both.exchange();
  both.server.send(both.accepted, bytes_of("words"), both.now);
  both.server.close(both.accepted, both.now);
  both.exchange();
  EXPECT_EQ(State::time_wait, both.client_state());
  EXPECT_EQ(10u, both.client.status(both.opened, both.now).unreceived_bytes);
  EXPECT_EQ("last words", both.receive_all(both.client, both.opened));
  EXPECT_TRUE(both.receive_one(both.client, both.opened).end_of_stream);
}

TEST(EndpointReceive, GivesTextThatCameBeforeLastAckInItAndAfterIt) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("some text"), both.now);
  both.client.close(both.opened, both.now);
  both.exchange();
  both.server.close(both.accepted, both.now);
  EXPECT_EQ(State::last_ack, both.server_state());
  EXPECT_EQ(1u, both.receive_one(both.server, both.accepted).bytes);
  EXPECT_EQ(8u, both.server.status(both.accepted, both.now).unreceived_bytes);
  both.exchange();
  EXPECT_EQ(State::closed, both.server_state());
  EXPECT_EQ("ome text", both.receive_all(both.server, both.accepted));
  EXPECT_TRUE(both.receive_one(both.server, both.accepted).end_of_stream);
}

TEST(EndpointReceive, PutsTextInOrderThatCameOutOfIt) {
  EndpointOptions options;
  options.policy.nagle = false;
  TwoEndpoints both(Family::ipv4, options);
  both.connect();
  const std::string text = "0123456789";
  for (const char& c : text) {
    both.client.send(both.opened, {reinterpret_cast<const std::uint8_t*>(&c), 1}, both.now);
  }
  auto packets = packets_of(both.client, both.now);
  ASSERT_EQ(10u, packets.size());
  for (const std::size_t at : {1u, 3u, 2u, 0u, 6u, 5u, 7u, 4u, 9u, 8u}) {
    EXPECT_TRUE(both.server.receive(packets[at].bytes, both.now).ok);
    EXPECT_TRUE(both.server.receive(packets[at].bytes, both.now).ok) << "once more";
  }
  EXPECT_EQ(text, both.receive_all(both.server, both.accepted));
}

TEST(EndpointWindow, IsAnnouncedAgainWhenReceiveHasMadeRoom) {
  TwoEndpoints both;
  both.connect({}, {.rcv_buffer_bytes = 4000});
  both.client.send(both.opened, Bytes(4000), both.now);
  both.exchange();
  EXPECT_EQ(0u, both.server.status(both.accepted, both.now).rcv_wnd_bytes);
  EXPECT_EQ(0u, both.client.status(both.opened, both.now).snd_wnd_bytes);
  std::array<std::uint8_t, 3000> some{};
  both.server.receive(both.accepted, some, both.now);
  const auto packets = packets_of(both.server, both.now);
  ASSERT_EQ(1u, packets.size());
  EXPECT_EQ(3000u, packets[0].segment.wnd);
  EXPECT_EQ(0u, packets[0].segment.text_bytes);
}

// The update that reopens the window is lost: probes find out.
//= rfc9293#3.8.6.1 MUST-36 type=test
TEST(EndpointWindow, IsProbedWhileItIsClosed) {
  TwoEndpoints both;
  both.connect({}, {.rcv_buffer_bytes = 2000});
  std::string text;
  while (text.size() < 5000) text += "0123456789";
  both.client.send(both.opened, bytes_of(text), both.now);
  both.exchange();
  // What is left of the window is too little for a segment, until nothing else comes.
  EXPECT_EQ(3552u, both.client.status(both.opened, both.now).unsent_bytes);
  both.advance(both.client.next_deadline() - both.now);
  both.exchange();
  EXPECT_EQ(3000u, both.client.status(both.opened, both.now).unsent_bytes);
  EXPECT_EQ(0u, both.client.status(both.opened, both.now).snd_wnd_bytes);
  for (int probe = 0; probe < 3; ++probe) {
    const Instant<Concrete> due = both.client.next_deadline();
    ASSERT_LT(both.now.us, due.us);
    both.advance(due - both.now);
    const auto packets = packets_of(both.client, both.now);
    ASSERT_EQ(1u, packets.size());
    EXPECT_EQ(1u, packets[0].segment.text_bytes);
    EXPECT_TRUE(both.server.receive(packets[0].bytes, both.now).ok);
    both.exchange();
    EXPECT_EQ(State::established, both.client_state());
  }
  std::string received = both.receive_all(both.server, both.accepted);
  static_cast<void>(packets_of(both.server, both.now));  // the update is lost
  for (int round = 0; round < 20 && received.size() < text.size(); ++round) {
    both.advance(both.client.next_deadline() - both.now);
    both.exchange();
    received += both.receive_all(both.server, both.accepted);
    both.exchange();
  }
  EXPECT_EQ(text, received);
}

TEST(EndpointRetransmission, SendsAgainWhatWasLost) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("text"), both.now);
  both.client.close(both.opened, both.now);
  EXPECT_LE(1u, packets_of(both.client, both.now).size());
  both.advance(both.client.next_deadline() - both.now);
  both.exchange();
  both.advance({5'000'000});
  both.exchange();
  EXPECT_EQ("text", both.receive_all(both.server, both.accepted));
  EXPECT_EQ(State::fin_wait_2, both.client_state());
}

// An ACK of text that waits for poll() yet: its bytes may be overwritten, and are not sent.
TEST(EndpointRetransmission, SendsNothingThatIsAcknowledgedMeanwhile) {
  TwoEndpoints both;
  both.connect({.snd_buffer_bytes = 8});
  both.client.send(both.opened, bytes_of("12345678"), both.now);
  const Status status = both.client.status(both.opened, both.now);
  EXPECT_EQ(8u, status.unacknowledged_bytes);
  both.server.send(both.accepted, bytes_of("x"), both.now);
  auto packets = packets_of(both.server, both.now);
  ASSERT_EQ(1u, packets.size());
  Segment<Concrete> forged = packets[0].segment;
  forged.ack = forged.ack + 8u;
  Bytes packet(200);
  packet.resize(encode_ip(forged, {packets[0].view.source, packets[0].view.destination},
                          packets[0].view.payload, packet));
  EXPECT_TRUE(both.client.receive(packet, both.now).ok);
  EXPECT_EQ(8u, both.client.send(both.opened, bytes_of("abcdefgh"), both.now).accepted_bytes);
  std::string sent;
  for (const Sniffed& p : packets_of(both.client, both.now)) {
    sent.append(p.view.payload.begin(), p.view.payload.end());
  }
  EXPECT_EQ("abcdefgh", sent);
}

TEST(EndpointQueue, CountsWhatItHasNoRoomForAndRecovers) {
  EndpointOptions options;
  options.queued_packets = 1;
  options.policy.nagle = false;
  TwoEndpoints both(Family::ipv4, options);
  both.connect();
  for (int i = 0; i < 10; ++i) both.client.send(both.opened, bytes_of("ten bytes."), both.now);
  EXPECT_EQ(9u, both.client.dropped_packets());
  for (int i = 0; i < 30; ++i) {
    both.exchange();
    both.advance({10'000'000});
  }
  EXPECT_EQ(100u, both.receive_all(both.server, both.accepted).size());
}

}  // namespace
}  // namespace twomsl
