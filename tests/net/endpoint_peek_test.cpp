// RECEIVE in place: what peek() shows and consume() takes, when the machine is told of it, and
// notices that the user does not want.
#include "harness/packet_forge.hpp"
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

[[nodiscard]] std::string_view text_in(const Peeked& peeked) {
  return {reinterpret_cast<const char*>(peeked.bytes.data()), peeked.bytes.size()};
}

TEST(EndpointPeek, ShowsWhatReceiveWouldGiveAndTakesNothing) {
  TwoEndpoints both;
  both.connect();
  EXPECT_TRUE(both.server.peek(both.accepted).would_wait);
  both.client.send(both.opened, bytes_of("some text"), both.now);
  both.exchange();
  EXPECT_EQ("some text", text_in(both.server.peek(both.accepted)));
  EXPECT_EQ("some text", text_in(both.server.peek(both.accepted)));
  EXPECT_EQ(9u, both.server.status(both.accepted, both.now).unreceived_bytes);
  EXPECT_EQ("some text", both.receive_all(both.server, both.accepted));
  EXPECT_TRUE(both.server.peek(both.accepted).would_wait);
}

TEST(EndpointPeek, IsTakenPieceByPieceByConsume) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("some text"), both.now);
  both.client.close(both.opened, both.now);
  both.exchange();
  const Consumed some = both.server.consume(both.accepted, 5, both.now);
  EXPECT_TRUE(some.ok);
  EXPECT_EQ(4u, some.left_bytes);
  EXPECT_EQ("text", text_in(both.server.peek(both.accepted)));
  const Consumed too_many = both.server.consume(both.accepted, 5, both.now);
  EXPECT_FALSE(too_many.ok);
  EXPECT_EQ(Why::error_resources, too_many.why);
  EXPECT_EQ(0u, both.server.consume(both.accepted, 4, both.now).left_bytes);
  const Peeked end = both.server.peek(both.accepted);
  EXPECT_TRUE(end.ok && end.end_of_stream && end.bytes.empty());
}

TEST(EndpointPeek, IsRefusedLikeReceive) {
  TwoEndpoints both;
  both.connect();
  EXPECT_EQ(Why::error_no_connection, both.server.peek(both.listener).why);
  EXPECT_FALSE(both.server.consume({12345, 1}, 0, both.now).ok);
  both.client.abort(both.opened, both.now);
  both.carry(both.client, both.server);
  EXPECT_EQ(Why::reset, both.server.peek(both.accepted).why);
  both.server.release(both.accepted, both.now);
  EXPECT_FALSE(both.server.peek(both.accepted).ok);
}

// The ring ends somewhere in the text: the first piece ends there, too, and the next begins.
TEST(EndpointPeek, GivesAllOfTheTextInPiecesWhereverTheRingEnds) {
  TwoEndpoints both;
  both.connect({}, {.rcv_buffer_bytes = 64});
  std::string sent;
  std::string received;
  for (int i = 0; i < 60; ++i) {
    const std::string text(static_cast<std::size_t>(1 + i % 37), static_cast<char>('a' + i % 26));
    both.client.send(both.opened, bytes_of(text), both.now);
    sent += text;
    both.exchange();
    // One byte stays, so that the ring does not begin anew.
    while (both.server.status(both.accepted, both.now).unreceived_bytes > 1) {
      const Peeked peeked = both.server.peek(both.accepted);
      const std::size_t most = both.server.status(both.accepted, both.now).unreceived_bytes - 1;
      const std::string_view taken = text_in(peeked).substr(0, most);
      received += taken;
      both.server.consume(both.accepted, static_cast<std::uint32_t>(taken.size()), both.now);
      both.exchange();
    }
  }
  received += both.receive_all(both.server, both.accepted);
  EXPECT_EQ(sent, received);
}

// Small RECEIVEs open no window that would be announced (MUST-39), and the machine is not told of
// each. All of them together do.
TEST(EndpointWindow, IsAnnouncedOnceManySmallReceivesHaveMadeRoom) {
  TwoEndpoints both;
  both.connect({}, {.rcv_buffer_bytes = 4000});
  both.client.send(both.opened, Bytes(4000), both.now);
  both.exchange();
  std::uint32_t before_bytes = 0;
  while (packets_of(both.server, both.now).empty()) {
    ASSERT_LT(before_bytes, 4000u);
    before_bytes += both.receive_one(both.server, both.accepted).bytes;
  }
  EXPECT_EQ(1460u, before_bytes) << "the smaller of an MSS and half of the buffer";
  EXPECT_EQ(1460u, both.server.status(both.accepted, both.now).rcv_wnd_bytes);
}

TEST(EndpointWindow, IsNeverLessThanWhatRoomThereIsButForAnMss) {
  TwoEndpoints both;
  both.connect({}, {.rcv_buffer_bytes = 8000});
  std::array<std::uint8_t, 100> into{};
  for (int i = 0; i < 1000; ++i) {
    both.client.send(both.opened, Bytes(static_cast<std::size_t>(1 + i % 100)), both.now);
    both.exchange();
    both.server.receive(both.accepted, into, both.now);
    both.exchange();
    const Status status = both.server.status(both.accepted, both.now);
    EXPECT_EQ(0u, status.unreceived_bytes);
    ASSERT_LT(8000u - 1460u, status.rcv_wnd_bytes) << i;
  }
}

// What the user has received already is not urgent any more, though the machine was not told of it.
TEST(EndpointUrgent, IsNoNewsOfWhatWasReceivedAlready) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("received"), both.now);
  const auto packets = packets_of(both.client, both.now);
  ASSERT_EQ(1u, packets.size());
  EXPECT_TRUE(both.server.receive(packets[0].bytes, both.now).ok);
  EXPECT_EQ("received", both.receive_all(both.server, both.accepted));
  static_cast<void>(notices_of(both.server, both.accepted));
  Segment<Concrete> urgent = packets[0].segment;
  urgent.seq = urgent.seq + urgent.text_bytes;
  urgent.text_bytes = 0;
  urgent.urg = true;
  const Route route{packets[0].view.source, packets[0].view.destination};
  EXPECT_TRUE(both.server.receive(forge(urgent, route, {}, {}), both.now).ok);
  EXPECT_FALSE(notices_of(both.server, both.accepted).urgent);
  urgent.up = 1;
  EXPECT_TRUE(both.server.receive(forge(urgent, route, {}, {}), both.now).ok);
  EXPECT_TRUE(notices_of(both.server, both.accepted).urgent);
}

TEST(EndpointNotice, OfAcknowledgedTextAloneIsNotGivenToWhoeverDoesNotWantIt) {
  TwoEndpoints both;
  both.listen();
  OpenOptions options = both.to_server();
  options.tells_acknowledged = false;
  const Handle opened = both.client.open(options, both.now).handle;
  both.exchange();
  EXPECT_TRUE(notices_of(both.client, opened).opened);
  both.client.send(opened, bytes_of("text"), both.now);
  both.exchange();
  Notice notice;
  EXPECT_FALSE(both.client.next_notice(notice));
  const Opened accepted = both.server.accept(both.listener);
  both.server.send(accepted.handle, bytes_of("answer"), both.now);
  both.exchange();
  notice = notices_of(both.client, opened);
  EXPECT_TRUE(notice.text);
  EXPECT_EQ(4u, notice.acknowledged_bytes) << "it comes with what is told anyway";
  EXPECT_EQ(6u, notices_of(both.server, accepted.handle).acknowledged_bytes);
}

TEST(EndpointNotice, OfRoomIsGivenToWhoeverDoesNotWantThoseOfAcknowledgedText) {
  TwoEndpoints both;
  both.listen();
  OpenOptions options = both.to_server();
  options.tells_acknowledged = false;
  options.sizes.snd_buffer_bytes = 4;
  const Handle opened = both.client.open(options, both.now).handle;
  both.exchange();
  EXPECT_EQ(4u, both.client.send(opened, bytes_of("12345"), both.now).accepted_bytes);
  both.exchange();
  EXPECT_TRUE(notices_of(both.client, opened).room);
}

TEST(EndpointAccept, SaysWhoThePeerIs) {
  TwoEndpoints both;
  both.listen();
  static_cast<void>(both.client.open(both.to_server(), both.now));
  both.exchange();
  const Opened accepted = both.server.accept(both.listener);
  EXPECT_EQ(both.at.client, accepted.remote.address);
  EXPECT_EQ(both.server.status(accepted.handle, both.now).remote, accepted.remote);
}

}  // namespace
}  // namespace twomsl
