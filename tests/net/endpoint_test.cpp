// The endpoint as its user meets it, in either family: a conversation from OPEN to TIME-WAIT, what
// STATUS tells on the way, and each notice.
#include "tests/net/two_endpoints.hpp"

namespace twomsl {
namespace {

using EndpointConversation = OfEitherFamily;
INSTANTIATE_TEST_SUITE_P(Families, EndpointConversation,
                         testing::Values(Family::ipv4, Family::ipv6), family_name);

TEST_P(EndpointConversation, CarriesTextBothWaysAndCloses) {
  TwoEndpoints both(GetParam());
  both.connect();
  EXPECT_EQ(State::established, both.client_state());
  const std::string text(100'000, 'x');
  const Sent sent = both.client.send(both.opened, bytes_of(text), both.now);
  EXPECT_EQ(text.size(), sent.accepted_bytes);
  EXPECT_TRUE(both.client.close(both.opened, both.now).ok);
  both.exchange();
  EXPECT_EQ(State::close_wait, both.server_state());
  EXPECT_EQ(text, both.receive_all(both.server, both.accepted));
  EXPECT_TRUE(both.receive_one(both.server, both.accepted).end_of_stream);
  EXPECT_TRUE(both.server.send(both.accepted, bytes_of("bye"), both.now).ok);
  EXPECT_TRUE(both.server.close(both.accepted, both.now).ok);
  both.exchange();
  EXPECT_EQ("bye", both.receive_all(both.client, both.opened));
  EXPECT_TRUE(both.receive_one(both.client, both.opened).end_of_stream);
  EXPECT_EQ(State::time_wait, both.client_state());
  EXPECT_EQ(State::closed, both.server_state());
}

TEST_P(EndpointConversation, TellsTheEndOfTimeWaitByStatus) {
  TwoEndpoints both(GetParam());
  both.connect();
  both.client.close(both.opened, both.now);
  both.exchange();
  both.server.close(both.accepted, both.now);
  both.carry(both.server, both.client);
  const Instant<Concrete> entered = both.now;
  const Status status = both.client.status(both.opened, both.now);
  EXPECT_EQ(State::time_wait, status.state);
  const Duration<Concrete> two_msl{2 * safe<Concrete>().msl.us};
  EXPECT_LE((entered + two_msl).us, status.closes_at.us);
  EXPECT_GE((entered + two_msl).us + 1'000'000, status.closes_at.us);
  both.now = status.closes_at;
  EXPECT_EQ(State::closed, both.client_state());
}

TEST_P(EndpointConversation, TellsByStatusWhatWasAgreedAndWhatIsUnderWay) {
  TwoEndpoints both(GetParam());
  both.listen();
  OpenOptions options = both.to_server();
  int mine = 0;
  options.user = &mine;
  const Opened opened = both.client.open(options, both.now);
  Status status = both.client.status(opened.handle, both.now);
  EXPECT_EQ(State::syn_sent, status.state);
  EXPECT_EQ(&mine, status.user);
  EXPECT_EQ(0u, status.mss_bytes);
  EXPECT_FALSE(status.timestamps);
  EXPECT_EQ(both.now.us + 1'000'000, status.rexmit_at.us);
  both.exchange();
  both.client.send(opened.handle, bytes_of("0123456789"), both.now);
  status = both.client.status(opened.handle, both.now);
  EXPECT_EQ(State::established, status.state);
  EXPECT_EQ(Origin::active, status.origin);
  EXPECT_EQ((Socket{both.at.server, kPort}), status.remote);
  EXPECT_EQ(both.at.client, status.local.address);
  EXPECT_LE(49152, status.local.port);
  EXPECT_EQ(1460u, status.mss_bytes);
  EXPECT_EQ(7u, status.snd_scale);
  EXPECT_EQ(7u, status.rcv_scale);
  EXPECT_TRUE(status.timestamps);
  EXPECT_EQ(10u, status.unacknowledged_bytes + status.unsent_bytes);
  EXPECT_LT(60'000u, status.snd_wnd_bytes);
  EXPECT_NE(0u, status.srtt.us);
  both.exchange();
  const Opened accepted = both.server.accept(both.listener);
  EXPECT_EQ(10u, both.server.status(accepted.handle, both.now).unreceived_bytes);
  EXPECT_EQ(Origin::passive, both.server.status(accepted.handle, both.now).origin);
  EXPECT_EQ(0u, both.client.status(opened.handle, both.now).unacknowledged_bytes);
}

//= rfc9293#3.8.5 MUST-33 type=test
//= rfc9293#3.8.5 MUST-32 type=test
TEST_P(EndpointConversation, TellsOfUrgentDataAheadUntilItIsReceived) {
  TwoEndpoints both(GetParam());
  both.connect();
  both.client.send(both.opened, bytes_of("help"), both.now, true);
  both.exchange();
  EXPECT_TRUE(notices_of(both.server, both.accepted).urgent);
  EXPECT_TRUE(both.server.status(both.accepted, both.now).urgent);
  EXPECT_EQ("help", both.receive_all(both.server, both.accepted));
  EXPECT_FALSE(both.server.status(both.accepted, both.now).urgent);
}

TEST(EndpointNotice, ComesForEachThingThatHappensToAConnection) {
  TwoEndpoints both;
  both.listen();
  int server_user = 0;
  const Opened opened = both.client.open(both.to_server(), both.now);
  EXPECT_FALSE(notices_of(both.client, opened.handle).opened);
  both.exchange();
  const Notice of_open = notices_of(both.client, opened.handle);
  EXPECT_TRUE(of_open.opened && !of_open.text);
  EXPECT_TRUE(notices_of(both.server, both.listener).incoming);
  both.client.send(opened.handle, bytes_of("text"), both.now);
  both.exchange();
  Notice notice;
  EXPECT_FALSE(both.server.next_notice(notice)) << "nobody has accepted";
  const Opened accepted = both.server.accept(both.listener, &server_user);
  ASSERT_TRUE(both.server.next_notice(notice));
  EXPECT_EQ(accepted.handle, notice.handle);
  EXPECT_EQ(&server_user, notice.user);
  EXPECT_TRUE(notice.opened && notice.text && !notice.end_of_stream && !notice.ended);
  EXPECT_FALSE(both.server.next_notice(notice));
  EXPECT_EQ(4u, notices_of(both.client, opened.handle).acknowledged_bytes);
  both.client.close(opened.handle, both.now);
  both.exchange();
  EXPECT_TRUE(notices_of(both.client, opened.handle).closed);
  EXPECT_TRUE(notices_of(both.server, accepted.handle).end_of_stream);
  both.server.close(accepted.handle, both.now);
  both.exchange();
  notice = notices_of(both.server, accepted.handle);
  EXPECT_TRUE(notice.closed && notice.ended && !notice.reset);
  EXPECT_EQ(Why::fin_acknowledged, notice.why);
  notice = notices_of(both.client, opened.handle);
  EXPECT_TRUE(notice.end_of_stream && notice.ended && !notice.reset);
}

TEST(EndpointNotice, TellsRefusedFromReset) {
  TwoEndpoints both;
  const Opened opened = both.client.open(both.to_server(), both.now);
  both.exchange();
  Notice notice = notices_of(both.client, opened.handle);
  EXPECT_TRUE(notice.refused && notice.ended && !notice.reset && !notice.opened);
  EXPECT_EQ(Why::refused, notice.why);
  EXPECT_EQ(Why::refused, both.client.status(opened.handle, both.now).why);
  EXPECT_EQ(Why::refused, both.client.send(opened.handle, bytes_of("x"), both.now).why);
  both.connect();
  both.server.abort(both.accepted, both.now);
  both.exchange();
  notice = notices_of(both.client, both.opened);
  EXPECT_TRUE(notice.reset && notice.ended && !notice.refused);
  EXPECT_EQ(Why::reset, notice.why);
}

//= rfc9293#3.8.3 SHLD-9 type=test
TEST(EndpointNotice, TellsOfAPeerThatDoesNotAnswerAndThenOfGivingUp) {
  TwoEndpoints both;
  both.connect();
  static_cast<void>(notices_of(both.client, both.opened));
  both.client.send(both.opened, bytes_of("text"), both.now);
  bool soft_error = false;
  while (both.client.next_deadline().us != kNeverUs) {
    both.now = both.client.next_deadline();
    both.client.advance(both.now);
    static_cast<void>(packets_of(both.client, both.now));
    const Notice notice = notices_of(both.client, both.opened);
    soft_error = soft_error || notice.soft_error;
    if (notice.ended) {
      EXPECT_TRUE(notice.reset);
      EXPECT_EQ(Why::gave_up, notice.why);
    }
  }
  EXPECT_TRUE(soft_error);
  EXPECT_EQ(Why::gave_up, both.client.status(both.opened, both.now).why);
  EXPECT_EQ(Why::gave_up, both.receive_one(both.client, both.opened).why);
}

TEST(EndpointNotice, IsOneForAHandleHoweverMuchHasHappened) {
  TwoEndpoints both;
  both.connect();
  static_cast<void>(notices_of(both.client, both.opened));
  for (int i = 0; i < 10; ++i) {
    both.client.send(both.opened, bytes_of("ten bytes."), both.now);
    both.exchange();
  }
  both.server.abort(both.accepted, both.now);
  both.exchange();
  Notice notice;
  ASSERT_TRUE(both.client.next_notice(notice));
  EXPECT_EQ(100u, notice.acknowledged_bytes);
  EXPECT_TRUE(notice.reset && notice.ended);
  EXPECT_FALSE(both.client.next_notice(notice));
}

}  // namespace
}  // namespace twomsl
