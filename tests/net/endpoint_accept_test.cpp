// Listeners, and how handles end: backlog, the order of accept, release in every state, stale
// handles.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

TEST(EndpointListener, GivesConnectionsInTheOrderInWhichTheyOpened) {
  TwoEndpoints both;
  both.listen();
  std::vector<Handle> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(both.client.open(both.to_server(), both.now).handle);
    both.exchange();
  }
  EXPECT_EQ(5u, both.server.status(both.listener, both.now).incoming);
  for (const Handle& client : clients) {
    const Opened accepted = both.server.accept(both.listener);
    ASSERT_TRUE(accepted.ok);
    EXPECT_EQ(both.client.status(client, both.now).local,
              both.server.status(accepted.handle, both.now).remote);
  }
  EXPECT_EQ(Why::no_connection, both.server.accept(both.listener).why);
}

TEST(EndpointListener, TakesNoMoreSynsThanItsBacklog) {
  TwoEndpoints both;
  both.listen({}, 2);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  auto syns = packets_of(both.client, both.now);
  ASSERT_EQ(3u, syns.size());
  EXPECT_TRUE(both.server.receive(syns[0].bytes, both.now).ok);
  EXPECT_TRUE(both.server.receive(syns[1].bytes, both.now).ok);
  EXPECT_EQ(Admission::backlog_full, both.server.receive(syns[2].bytes, both.now).why);
  both.exchange();
  EXPECT_EQ(Admission::backlog_full, both.server.receive(syns[2].bytes, both.now).why)
      << "open, and not accepted";
  EXPECT_TRUE(both.server.accept(both.listener).ok);
  EXPECT_TRUE(both.server.receive(syns[2].bytes, both.now).ok);
}

TEST(EndpointListener, ForgetsAHalfOpenConnectionThatIsReset) {
  TwoEndpoints both;
  both.listen({}, 1);
  for (int i = 0; i < 10; ++i) {
    const Opened opened = both.client.open(both.to_server(), both.now);
    both.carry(both.client, both.server);
    both.client.abort(opened.handle, both.now);
    both.exchange();  // the SYN,ACK finds CLOSED, and a RST answers it
    EXPECT_EQ(0u, both.server.status(both.listener, both.now).incoming);
  }
  both.connect();
}

TEST(EndpointHandle, GetsNoNoticeOfTheOneWhosePlaceItTakes) {
  TwoEndpoints both;
  both.connect();
  static_cast<void>(both.client.send(both.opened, bytes_of("x"), both.now));
  both.exchange();
  static_cast<void>(both.receive_all(both.server, both.accepted));
  EXPECT_TRUE(both.server.release(both.accepted, both.now).ok) << "a notice waits";
  EXPECT_TRUE(both.client.close(both.opened, both.now).ok);
  both.exchange();
  const Opened next = both.server.open({.remote = {both.at.client, 9}}, both.now);
  EXPECT_EQ(both.accepted.index, next.handle.index);
  for (Notice notice; both.server.next_notice(notice);) EXPECT_FALSE(notice.is_empty());
}

TEST(EndpointListener, GivesAConnectionThatHasEndedMeanwhile) {
  TwoEndpoints both;
  both.listen({}, 1);
  const Opened opened = both.client.open(both.to_server(), both.now);
  both.exchange();
  both.client.abort(opened.handle, both.now);
  both.exchange();
  const Opened accepted = both.server.accept(both.listener);
  ASSERT_TRUE(accepted.ok);
  const Notice notice = notices_of(both.server, accepted.handle);
  EXPECT_TRUE(notice.opened && notice.reset && notice.ended);
  EXPECT_EQ(Why::reset, both.receive_one(both.server, accepted.handle).why);
  both.connect();
}

TEST(EndpointListener, EndsWithWhatNobodyHasAccepted) {
  TwoEndpoints both;
  both.connect();
  const Opened open = both.client.open(both.to_server(), both.now);
  both.exchange();
  const Opened half = both.client.open(both.to_server(), both.now);
  both.carry(both.client, both.server);
  static_cast<void>(packets_of(both.server, both.now));
  EXPECT_TRUE(both.server.close(both.listener, both.now).ok);
  both.exchange();
  EXPECT_EQ(Why::reset, both.client.status(open.handle, both.now).why);
  EXPECT_EQ(State::established, both.client_state()) << "this one was accepted";
  EXPECT_FALSE(both.server.accept(both.listener).ok);
  EXPECT_FALSE(both.server.status(both.listener, both.now).ok);
  both.advance({2'000'000});
  both.exchange();
  EXPECT_EQ(Why::refused, both.client.status(half.handle, both.now).why);
  both.listen();
}

TEST(EndpointListener, LeavesNoHandleOfWhatEndedBeforeAccept) {
  EndpointOptions options;
  options.size = {4, 2, 8, 100, 2};
  TwoEndpoints both(Family::ipv4, options);
  for (int i = 0; i < 30; ++i) {
    both.listen();
    const Opened opened = both.client.open(both.to_server(), both.now);
    ASSERT_TRUE(opened.ok);
    both.exchange();
    both.client.abort(opened.handle, both.now);
    both.exchange();
    both.client.release(opened.handle, both.now);
    ASSERT_EQ(1u, both.server.status(both.listener, both.now).incoming);
    both.server.close(both.listener, both.now);
  }
}

// The handle of a packet's connection does nothing before accept gives it.
TEST(EndpointListener, KeepsConnectionsToItselfUntilAccept) {
  TwoEndpoints both;
  both.listen();
  ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  const auto syn = packets_of(both.client, both.now);
  const Handle handle = both.server.receive(syn[0].bytes, both.now).handle;
  both.exchange();
  EXPECT_EQ(State::established, both.server.status(handle, both.now).state);
  EXPECT_FALSE(both.server.release(handle, both.now).ok);
  EXPECT_FALSE(both.server.close(handle, both.now).ok);
  EXPECT_FALSE(both.server.abort(handle, both.now).ok);
  EXPECT_FALSE(both.server.send(handle, Bytes(1), both.now).ok);
  EXPECT_FALSE(both.receive_one(both.server, handle).ok);
  EXPECT_EQ(handle, both.server.accept(both.listener).handle);
  EXPECT_TRUE(both.server.close(handle, both.now).ok);
}

TEST(EndpointHandle, IsRefusedByEveryCallOnceItWasGivenBack) {
  TwoEndpoints both;
  both.connect();
  const Handle old = both.opened;
  EXPECT_TRUE(both.client.release(old, both.now).ok);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(both.client.status(old, both.now).ok);
    EXPECT_FALSE(both.client.send(old, Bytes(1), both.now).ok);
    EXPECT_FALSE(both.receive_one(both.client, old).ok);
    EXPECT_FALSE(both.client.close(old, both.now).ok);
    EXPECT_FALSE(both.client.abort(old, both.now).ok);
    EXPECT_FALSE(both.client.release(old, both.now).ok);
    EXPECT_FALSE(both.client.accept(old).ok);
    both.exchange();
    both.server.close(both.accepted, both.now);
    both.exchange();
  }
  Notice notice;
  EXPECT_FALSE(both.client.next_notice(notice));
  const Opened next = both.client.open(both.to_server(), both.now);
  EXPECT_EQ(old.index, next.handle.index) << "the index is used again";
  EXPECT_FALSE(both.client.status(old, both.now).ok);
  for (const Handle none : {Handle{}, Handle{1000000, 0}, Handle{old.index + 1, old.generation}}) {
    EXPECT_FALSE(both.client.status(none, both.now).ok);
    EXPECT_FALSE(both.client.release(none, both.now).ok);
  }
}

// A notice of the old handle waits yet; what takes its place is nobody's before accept.
TEST(EndpointHandle, LeavesNoNoticeToWhatUsesItsIndexAgain) {
  TwoEndpoints both;
  both.connect();
  both.client.abort(both.opened, both.now);
  both.exchange();
  both.server.release(both.accepted, both.now);
  static_cast<void>(notices_of(both.client, both.opened));
  ASSERT_TRUE(both.client.open(both.to_server(), both.now).ok);
  both.exchange();
  for (Notice notice; both.server.next_notice(notice);) EXPECT_EQ(both.listener, notice.handle);
  const Opened accepted = both.server.accept(both.listener);
  EXPECT_EQ(both.accepted.index, accepted.handle.index);
  EXPECT_TRUE(notices_of(both.server, accepted.handle).opened);
}

TEST(EndpointHandle, OfAListenerSendsAndReceivesNothing) {
  TwoEndpoints both;
  both.listen();
  EXPECT_FALSE(both.server.send(both.listener, Bytes(1), both.now).ok);
  EXPECT_FALSE(both.receive_one(both.server, both.listener).ok);
  EXPECT_EQ(State::listen, both.server.status(both.listener, both.now).state);
  EXPECT_FALSE(both.client.accept(both.client.open(both.to_server(), both.now).handle).ok);
}

// Text that nobody will receive is lost, and the peer is told by a RST.
//= rfc9293#3.6.1 SHLD-3 type=test
TEST(EndpointRelease, ResetsIfTextWasNotReceived) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("unread"), both.now);
  both.exchange();
  EXPECT_TRUE(both.server.release(both.accepted, both.now).ok);
  both.exchange();
  EXPECT_EQ(Why::reset, both.client.status(both.opened, both.now).why);
}

//= rfc9293#3.6.1 SHLD-3 type=test
TEST(EndpointRelease, ResetsIfTextComesLaterWithAFinOrWithout) {
  for (const bool closes : {false, true}) {
    TwoEndpoints both;
    both.connect();
    both.server.release(both.accepted, both.now);
    both.exchange();
    EXPECT_EQ(State::close_wait, both.client_state());
    both.client.send(both.opened, bytes_of("too late"), both.now);
    if (closes) both.client.close(both.opened, both.now);
    both.exchange();
    EXPECT_EQ(Why::reset, both.client.status(both.opened, both.now).why);
  }
}

// The peer repeats text that was received, and its FIN behind it: nothing is lost.
TEST(EndpointRelease, TakesTheFinBehindTextThatItHadAlready) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("text"), both.now);
  both.carry(both.client, both.server);
  static_cast<void>(packets_of(both.server, both.now));  // the ACK is lost
  EXPECT_EQ("text", both.receive_all(both.server, both.accepted));
  both.server.release(both.accepted, both.now);
  both.client.close(both.opened, both.now);
  static_cast<void>(packets_of(both.client, both.now));  // so is the FIN
  static_cast<void>(packets_of(both.server, both.now));
  for (int i = 0; i < 5; ++i) {
    both.advance({3'000'000});
    both.exchange();
  }
  const Status status = both.client.status(both.opened, both.now);
  EXPECT_NE(Why::reset, status.why);
  EXPECT_EQ(State::time_wait, status.state);
}

TEST(EndpointRelease, ClosesIfNothingIsLost) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("text"), both.now);
  both.client.release(both.opened, both.now);
  both.exchange();
  EXPECT_EQ("text", both.receive_all(both.server, both.accepted));
  EXPECT_TRUE(both.receive_one(both.server, both.accepted).end_of_stream);
  both.server.release(both.accepted, both.now);
  both.exchange();
  both.connect();
}

TEST(EndpointRelease, EndsAConnectionInWhateverStateItIs) {
  TwoEndpoints both;
  both.listen();
  const Opened syn_sent = both.client.open(both.to_server(), both.now);
  EXPECT_TRUE(both.client.release(syn_sent.handle, both.now).ok);
  static_cast<void>(packets_of(both.client, both.now));
  both.connect();
  both.client.close(both.opened, both.now);
  EXPECT_TRUE(both.client.release(both.opened, both.now).ok) << "FIN-WAIT-1";
  both.exchange();
  EXPECT_TRUE(both.server.release(both.accepted, both.now).ok) << "CLOSE-WAIT";
  both.exchange();
  both.connect();
  both.client.close(both.opened, both.now);
  both.server.close(both.accepted, both.now);
  const auto fin = packets_of(both.server, both.now);
  for (const Sniffed& packet : fin) both.client.receive(packet.bytes, both.now);
  EXPECT_EQ(State::closing, both.client_state());
  EXPECT_TRUE(both.client.release(both.opened, both.now).ok);
  both.exchange();
  EXPECT_TRUE(both.server.release(both.accepted, both.now).ok) << "TIME-WAIT";
  EXPECT_TRUE(both.server.release(both.listener, both.now).ok);
  both.advance({700'000'000});
  EXPECT_EQ(kNeverUs, both.client.next_deadline().us);
  EXPECT_EQ(kNeverUs, both.server.next_deadline().us);
}

}  // namespace
}  // namespace twomsl
