// Keep-alives and the Nagle algorithm (RFC 9293 sections 3.8.4 and 3.7.4), which a connection may
// turn on and off.
#include "tests/sim/sender_and_reader.hpp"

namespace twomsl::sim {
namespace {

NetworkOptions keeping_alive() {
  NetworkOptions options = options_of(32'768, true);
  options.subjects[0].policy.keeps_alive = true;
  return options;
}

//= rfc9293#3.8.4 MUST-25 type=test
//= rfc9293#3.8.4 MUST-28 type=test
// Nobody sends anything for a day: without keep-alives no packet is on the way.
TEST(KeepAlive, IsOffUnlessSomebodyAsksForIt) {
  Network network(options_of(32'768, true));
  connect(network);
  const std::uint64_t packets = network.coverage.packets;
  run_for(network, 86'400 * kSecondUs);
  EXPECT_EQ(packets, network.coverage.packets);
}

//= rfc9293#3.8.4 MUST-26 type=test
//= rfc9293#3.8.4 SHLD-12 type=test
// Two hours after the last segment, whoever sent it, a segment without text asks; its answer begins
// the two hours anew.
TEST(KeepAlive, AsksAfterTwoHoursOfSilenceAndNoSooner) {
  Network network(keeping_alive());
  connect(network);
  send(network, kReader, 100);
  run_for(network, 10 * kLatencyUs);
  const std::uint64_t packets = network.coverage.packets;
  run_for(network, 7199 * kSecondUs);
  EXPECT_EQ(packets, network.coverage.packets);
  run_for(network, 2 * kSecondUs);
  EXPECT_EQ(packets + 2, network.coverage.packets);
  run_for(network, 7190 * kSecondUs);
  EXPECT_EQ(packets + 2, network.coverage.packets);
  EXPECT_EQ(State::established, network.state_of(kSender));
  EXPECT_FALSE(network.breach) << network.breach->what;
}

//= rfc9293#3.8.4 MUST-29 type=test
// The peer is gone. One keep-alive without an answer proves nothing; ten do.
TEST(KeepAlive, EndsAConnectionWhosePeerIsGone) {
  Network network(keeping_alive());
  connect(network);
  network.options.link.lost = 1000;
  run_for(network, (7200 + 600) * kSecondUs);
  EXPECT_EQ(State::established, network.state_of(kSender));
  run_for(network, 80 * kSecondUs);
  EXPECT_EQ(State::closed, network.state_of(kSender));
}

// The peer has lost the connection, and answers a keep-alive by a RST.
TEST(KeepAlive, NoticesThatThePeerHasForgotten) {
  Network network(keeping_alive());
  connect(network);
  network.reboot(1);
  run_for(network, 7300 * kSecondUs);
  EXPECT_EQ(State::closed, network.state_of(kSender));
}

// Text that is sent while a keep-alive is unanswered has R2 of its own.
TEST(KeepAlive, LeavesTextItsOwnTimer) {
  Network network(keeping_alive());
  connect(network);
  network.options.link.lost = 1000;
  run_for(network, (7200 + 500) * kSecondUs);
  network.options.link.lost = 0;
  send(network, kSender, 100);
  network.run_until(network.now + Duration<Concrete>{3 * kLatencyUs});
  EXPECT_EQ(100u, read_at(network, kReader));
  EXPECT_EQ(State::established, network.state_of(kSender));
}

// Both ends may ask at once; they go on.
TEST(KeepAlive, OfBothEndsAtOnceDisturbsNobody) {
  NetworkOptions options = keeping_alive();
  options.subjects[1].policy.keeps_alive = true;
  Network network(options);
  connect(network);
  run_for(network, 86'400 * kSecondUs);
  EXPECT_EQ(State::established, network.state_of(kSender));
  EXPECT_EQ(State::established, network.state_of(kReader));
  EXPECT_GT(100u, network.coverage.packets);
  EXPECT_FALSE(network.breach) << network.breach->what;
}

// The peer's window closes and opens again while nothing waits to be sent: that is no reason to
// ask.
TEST(KeepAlive, IsNotDueSoonerBecauseAWindowOpens) {
  NetworkOptions options = keeping_alive();
  options.subjects[0].policy.rcv_buffer_bytes = 8192;
  options.subjects[1].policy.rcv_buffer_bytes = 8192;
  Network network(options);
  connect(network);
  send(network, kSender, 8192);
  run_for(network, 10 * kLatencyUs);
  ASSERT_EQ(0u, network.block_of(kSender)->snd.wnd_bytes);
  read_at(network, kReader);
  run_for(network, 10 * kLatencyUs);
  ASSERT_NE(0u, network.block_of(kSender)->snd.wnd_bytes);
  EXPECT_LT(7000 * kSecondUs, (network.block_of(kSender)->rtx.at - network.now).us);
}

// Both numbers are the policy's: the end comes when it says, and not at the next keep-alive.
TEST(KeepAlive, GivesUpWhenThePolicySays) {
  NetworkOptions options = keeping_alive();
  options.subjects[0].policy.timeouts.keep_alive = {100 * kSecondUs};
  options.subjects[0].policy.timeouts.keep_alive_interval = {40 * kSecondUs};
  options.subjects[0].policy.timeouts.keep_alive_r2 = {50 * kSecondUs};
  Network network(options);
  connect(network);
  const Instant<Concrete> from = network.block_of(kSender)->rtx.at;
  network.options.link.lost = 1000;
  network.run_until(from + Duration<Concrete>{50 * kSecondUs - 1});
  EXPECT_EQ(State::established, network.state_of(kSender));
  network.run_until(from + Duration<Concrete>{50 * kSecondUs});
  EXPECT_EQ(State::closed, network.state_of(kSender));
}

//= rfc9293#3.7.4 SHLD-7 type=test
//= rfc9293#3.7.4 MUST-17 type=test
// Little text waits for the ACK of what is in flight, and goes out with what came meanwhile; with
// the algorithm off each SEND is a segment.
TEST(Nagle, GathersLittleTextWhileSomeIsInFlight) {
  for (const bool is_on : {true, false}) {
    NetworkOptions options = options_of(32'768, true);
    options.subjects[0].policy.nagle = is_on;
    Network network(options);
    connect(network);
    for (int i = 0; i < 10; ++i) send(network, kSender, 10);
    EXPECT_EQ(is_on ? 1u : 10u, network.count_packets(1));
    run_for(network, 2 * kLatencyUs);
    EXPECT_EQ(is_on ? 1u : 0u, network.count_packets(1));
    run_for(network, 2 * kLatencyUs);
    EXPECT_EQ(100u, read_at(network, kReader));
  }
}

// What comes before a FIN does not wait.
TEST(Nagle, LetsTheEndOfTheStreamGo) {
  Network network(options_of(32'768, true));
  connect(network);
  send(network, kSender, 10);
  send(network, kSender, 10);
  EXPECT_EQ(1u, network.count_packets(1));
  close(network, kSender);
  EXPECT_EQ(2u, network.count_packets(1));
}

}  // namespace
}  // namespace twomsl::sim
