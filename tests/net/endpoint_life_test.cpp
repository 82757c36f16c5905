// Long lives: thousands of connections through small tables, TIME-WAIT that is opened anew, time
// that runs backwards, deadlines.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

constexpr HostSize kSmall{4, 2, 8, 8, 2};

class EndpointLife : public OfEitherFamily {};
INSTANTIATE_TEST_SUITE_P(Families, EndpointLife, testing::Values(Family::ipv4, Family::ipv6),
                         family_name);

// Each port of the client is used again and again; every table and every handle would run out if
// any connection left something behind.
TEST_P(EndpointLife, LeavesNothingBehind) {
  EndpointOptions options;
  options.size = kSmall;
  options.ports = {50000, 50003};
  TwoEndpoints both(GetParam(), options);
  for (int i = 0; i < 10'000; ++i) {
    both.connect();
    ASSERT_FALSE(testing::Test::HasFailure()) << "connection " << i;
    both.client.send(both.opened, bytes_of("text"), both.now);
    both.exchange();
    ASSERT_EQ("text", both.receive_all(both.server, both.accepted));
    const bool client_first = i % 2 == 0;
    Endpoint& first = client_first ? both.client : both.server;
    if (i % 5 == 0) {
      first.abort(client_first ? both.opened : both.accepted, both.now);
    } else {
      first.close(client_first ? both.opened : both.accepted, both.now);
    }
    both.exchange();
    both.client.release(both.opened, both.now);
    both.server.release(both.accepted, both.now);
    both.exchange();
    both.advance({2 * safe<Concrete>().msl.us});
  }
  Notice notice;
  while (both.client.next_notice(notice)) EXPECT_NE(both.opened, notice.handle);
  EXPECT_EQ(kNeverUs, both.client.next_deadline().us);
  EXPECT_EQ(0u, both.client.dropped_packets() + both.server.dropped_packets());
}

// Of whom nobody has a handle any more, too: the client waits, its handle given back.
TEST_P(EndpointLife, SaysWhatStandsBetweenTwoSocketsAndWhatIsHeld) {
  TwoEndpoints both(GetParam());
  both.listen({}, 1);
  OpenOptions options = both.to_server();
  options.local = {both.at.client, 50000};
  const auto client = [&] {
    return both.client.state_between(options.local, options.remote, both.now);
  };
  const auto server = [&] {
    return both.server.state_between(options.remote, options.local, both.now);
  };
  const auto held = [&] {
    const Occupancy one = both.client.occupancy();
    return std::pair(one.connections, one.waits);
  };
  EXPECT_EQ(State::closed, client());
  EXPECT_EQ(State::closed, server());  // though somebody listens
  const Opened opened = both.client.open(options, both.now);
  EXPECT_EQ(State::syn_sent, client());
  EXPECT_EQ(std::pair(1u, 0u), held());
  both.exchange();
  EXPECT_EQ(State::established, client());
  EXPECT_EQ(State::established, server());  // and was not accepted
  both.client.close(opened.handle, both.now);
  both.exchange();
  EXPECT_EQ(State::fin_wait_2, client());
  EXPECT_EQ(State::close_wait, server());
  both.server.close(both.server.accept(both.listener).handle, both.now);
  both.exchange();
  both.client.release(opened.handle, both.now);
  EXPECT_EQ(State::time_wait, client());
  EXPECT_EQ(State::closed, server());
  EXPECT_EQ(std::pair(0u, 1u), held());
  both.advance({2 * safe<Concrete>().msl.us});
  EXPECT_EQ(State::closed, client());
  EXPECT_EQ(std::pair(0u, 0u), held());
}

// The client's port comes again while the server waits: its SYN opens anew through the listener,
// and counts for the backlog.
//= rfc9293#3.6.1 MAY-2 type=test
TEST_P(EndpointLife, OpensAWaitAnewThroughItsListener) {
  TwoEndpoints both(GetParam());
  both.listen({}, 1);
  OpenOptions options = both.to_server();
  options.local = {both.at.client, 50000};
  for (int i = 0; i < 20; ++i) {
    const Opened opened = both.client.open(options, both.now);
    ASSERT_TRUE(opened.ok);
    both.exchange();
    const Opened accepted = both.server.accept(both.listener);
    ASSERT_TRUE(accepted.ok) << i;
    both.server.close(accepted.handle, both.now);
    both.exchange();
    both.client.close(opened.handle, both.now);
    both.exchange();
    EXPECT_EQ(State::time_wait, both.server.status(accepted.handle, both.now).state);
    EXPECT_EQ(State::closed, both.client.status(opened.handle, both.now).state);
    both.client.release(opened.handle, both.now);
    both.server.release(accepted.handle, both.now);
    both.advance({1'000'000});
  }
}

// An older connection of the tuple, which was aborted, does not wait because a later one does.
TEST_P(EndpointLife, TakesNoWaitOfALaterConnectionForItsOwn) {
  TwoEndpoints both(GetParam());
  both.listen();
  OpenOptions options = both.to_server();
  options.local = {both.at.client, 50000};
  const Opened older = both.client.open(options, both.now);
  both.exchange();
  both.client.abort(older.handle, both.now);
  both.exchange();
  static_cast<void>(both.server.accept(both.listener));
  const Opened later = both.client.open(options, both.now);
  ASSERT_TRUE(later.ok);
  both.exchange();
  both.client.close(later.handle, both.now);
  both.exchange();
  both.server.close(both.server.accept(both.listener).handle, both.now);
  both.exchange();
  EXPECT_EQ(State::time_wait, both.client.status(later.handle, both.now).state);
  EXPECT_EQ(State::closed, both.client.status(older.handle, both.now).state);
}

// Nobody listens on the client's port: a SYN there opens no connection that nobody would accept.
TEST_P(EndpointLife, OpensNoWaitAnewWithoutAListener) {
  TwoEndpoints both(GetParam());
  both.connect();
  both.client.close(both.opened, both.now);
  both.exchange();
  both.server.close(both.accepted, both.now);
  both.exchange();
  ASSERT_EQ(State::time_wait, both.client_state());
  const Socket client = both.client.status(both.opened, both.now).local;
  OpenOptions back{.remote = client, .local = {both.at.server, kPort}};
  both.advance({1'000'000});
  ASSERT_TRUE(both.server.open(back, both.now).ok);
  const auto syn = packets_of(both.server, both.now);
  ASSERT_EQ(1u, syn.size());
  const ArrivalResult result = both.client.receive(syn[0].bytes, both.now);
  EXPECT_TRUE(result.ok);
  EXPECT_TRUE(result.handle.is_none());
  const auto answer = packets_of(both.client, both.now);
  ASSERT_EQ(1u, answer.size());
  EXPECT_FALSE(answer[0].segment.syn);
  EXPECT_EQ(State::time_wait, both.client_state());
}

// No timer is due, so nobody calls advance(): a SYN or an OPEN finds the slots of what is over.
TEST_P(EndpointLife, FindsTheSlotsOfWaitsThatAreOver) {
  EndpointOptions options;
  options.size.waits = 1;
  for (const bool opens : {false, true}) {
    TwoEndpoints both(GetParam(), options);
    both.client = endpoint_at(both.at.client);
    both.connect();
    both.server.close(both.accepted, both.now);
    both.exchange();
    both.client.close(both.opened, both.now);
    both.exchange();
    ASSERT_EQ(State::time_wait, both.server_state());
    ASSERT_EQ(kNeverUs, both.server.next_deadline().us);
    const OpenOptions back{.remote = {both.at.client, 9}, .local = {both.at.server, 0}};
    EXPECT_EQ(HostResult::no_slot, both.server.open(back, both.now).result);
    both.now.us += 2 * safe<Concrete>().msl.us;
    if (opens) {
      EXPECT_TRUE(both.server.open(back, both.now).ok);
    } else {
      both.connect();
    }
  }
}

// Nobody reads notices while handles come and go: the last one's is there all the same.
TEST(EndpointLifeOfNotices, LosesNoneToHandlesThatWereGivenBack) {
  EndpointOptions options;
  options.size = kSmall;
  options.size.floors = 200;
  TwoEndpoints both(Family::ipv4, options);
  for (int i = 0; i < 100; ++i) {
    const Opened gone = both.client.open(both.to_server(), both.now);
    ASSERT_TRUE(gone.ok);
    both.client.abort(gone.handle, both.now);
    both.client.release(gone.handle, both.now);
    static_cast<void>(packets_of(both.client, both.now));
  }
  const Opened first = both.client.open(both.to_server(), both.now);
  const Opened second = both.client.open(both.to_server(), both.now);
  EXPECT_NE(first.handle.index, second.handle.index);
  both.client.abort(second.handle, both.now);
  Notice notice;
  ASSERT_TRUE(both.client.next_notice(notice));
  EXPECT_EQ(second.handle, notice.handle);
  EXPECT_FALSE(both.client.next_notice(notice));
}

TEST(EndpointTime, NeverRunsBackwards) {
  TwoEndpoints both;
  both.listen();
  both.now = {1'000'000'000};
  const Opened opened = both.client.open(both.to_server(), both.now);
  const Instant<Concrete> due = both.client.next_deadline();
  EXPECT_EQ(1'001'000'000u, due.us);
  const Instant<Concrete> earlier{5};
  both.client.advance(earlier);
  both.client.send(opened.handle, bytes_of("x"), earlier);
  EXPECT_EQ(1u, packets_of(both.client, earlier).size());
  EXPECT_EQ(due.us, both.client.next_deadline().us);
  both.client.advance(due);
  EXPECT_EQ(1u, packets_of(both.client, earlier).size());
  both.client.advance({kNeverUs});
  EXPECT_NE(Why::done, both.client.status(opened.handle, {kNeverUs}).why);
}

TEST(EndpointTime, BringsNoDeadlineTwice) {
  TwoEndpoints both;
  both.connect();
  both.client.send(both.opened, bytes_of("x"), both.now);
  for (int i = 0; i < 1000 && both.client.next_deadline().us != kNeverUs; ++i) {
    const Instant<Concrete> due = both.client.next_deadline();
    ASSERT_LE(both.now.us, due.us);
    both.client.advance({due.us - 1});
    EXPECT_EQ(due.us, both.client.next_deadline().us) << "a microsecond early";
    both.now = due;
    both.client.advance(both.now);
    ASSERT_LT(both.now.us, both.client.next_deadline().us);
    static_cast<void>(packets_of(both.client, both.now));
  }
  EXPECT_EQ(kNeverUs, both.client.next_deadline().us);
}

// The bound of FIN-WAIT-2: what came before is kept for nobody, and the peer is told.
TEST(EndpointTime, EndsFinWait2) {
  TwoEndpoints both;
  both.connect();
  both.client.close(both.opened, both.now);
  both.exchange();
  const Status status = both.client.status(both.opened, both.now);
  EXPECT_EQ(State::fin_wait_2, status.state);
  EXPECT_EQ(status.closes_at.us, both.client.next_deadline().us);
  both.advance(status.closes_at - both.now);
  EXPECT_EQ(Why::gave_up, both.client.status(both.opened, both.now).why);
  EXPECT_EQ(State::time_wait, both.client_state());
  both.exchange();
  EXPECT_EQ(Why::reset, both.server.status(both.accepted, both.now).why);
}

}  // namespace
}  // namespace twomsl
