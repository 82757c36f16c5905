// Stalls that a connection met on a real link, and that no law forbids: how long the text waits
// although the peer has room for it and the link delivers.
#include "tests/sim/sender_and_reader.hpp"

namespace twomsl::sim {
namespace {

class ClosedWindow : public testing::TestWithParam<bool> {};

// The window is closed, and is probed with ever longer pauses. When it opens, nothing waits for the
// timer: what the probe carried goes out again at once.
TEST_P(ClosedWindow, TextFlowsAsSoonAsItOpens) {
  for (const std::uint64_t pause_s : {0u, 1u, 2u, 4u, 12u, 100u}) {
    Network network(options_of(8192, GetParam()));
    connect(network);
    send_long_text(network);
    run_for(network, kSecondUs * pause_s + 5 * kLatencyUs);
    EXPECT_GT(30 * kLatencyUs, time_to_read(network)) << "a pause of " << pause_s << " s";
  }
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutTimestamps, ClosedWindow, testing::Bool());

// Neither user reads, so both windows close, and each end probes the other's. Each end's bare ACKs
// are numbered so that the other takes them, though probes are under way.
TEST_P(ClosedWindow, OpensThoughThePeersIsClosedToo) {
  for (const std::uint64_t pause_s : {0u, 1u, 4u, 12u, 100u}) {
    Network network(options_of(8192, GetParam()));
    connect(network);
    for (const Place at : {kSender, kReader}) {
      for (int i = 0; i < 5; ++i) send(network, at, kLongText / 5);
    }
    run_for(network, kSecondUs * pause_s + 5 * kLatencyUs);
    const Instant<Concrete> from = network.now;
    while (!network.breach && (network.now - from).us < 60 * kSecondUs) {
      const std::uint64_t there = read_at(network, kReader);
      const std::uint64_t here = read_at(network, kSender);
      if (here == kLongText && there == kLongText) break;
      run_for(network, 2 * kLatencyUs);
    }
    EXPECT_FALSE(network.breach) << network.breach->what;
    EXPECT_GT(30 * kLatencyUs, (network.now - from).us) << "a pause of " << pause_s << " s";
  }
}

// The ACK that opens the window is lost; the probe that finds it open is answered, and the text
// flows from then on.
TEST(ClosedWindow, TextFlowsAsSoonAsAProbeFindsItOpen) {
  Network network(options_of(8192, true));
  connect(network);
  send_long_text(network);
  run_for(network, 12 * kSecondUs);
  network.options.link.lost = 1000;
  read_at(network, kReader);
  network.options.link.lost = 0;
  const Instant<Concrete> due = network.next_deadline();
  run_for(network, (due - network.now).us + 2 * kLatencyUs);
  EXPECT_GT(30 * kLatencyUs, time_to_read(network));
}

// What goes out when the window opens is lost. It goes out again after an RTO as it was measured,
// and not after the minute that probes have backed off to.
TEST(ClosedWindow, LeavesNoBackOffOnceItHasOpened) {
  Network network(options_of(8192, false));
  connect(network);
  send_long_text(network);
  run_for(network, 100 * kSecondUs);
  EXPECT_LT(30 * kSecondUs, network.block_of(kSender)->rtx.rto.us);
  read_at(network, kReader);
  run_for(network, kLatencyUs + kLatencyUs / 2);  // the window has opened, and text is on its way
  EXPECT_LT(0u, network.count_packets(1));
  while (!network.in_flight.empty()) network.drop(0);
  EXPECT_GT(3 * kSecondUs, time_to_read(network));
}

//= rfc7323#4.1 RFC7323-4.1-2 type=test
//= rfc6298#3 RFC6298-3-2 type=test
// A burst of losses backs the timer off. What the timestamps measure ends the back-off with the
// first ACK of new text (RFC 6298 section 3, RFC 7323 section 4), though all of it was sent again.
TEST(RetransmissionTimer, IsMeasuredByTimestampsAfterLosses) {
  Network network(options_of(32'768, true));
  connect(network);
  send(network, kSender, 1000);
  run_for(network, 10 * kLatencyUs);
  network.options.link.lost = 1000;
  send(network, kSender, 1000);
  run_for(network, 20 * kSecondUs);
  const Duration<Concrete> backed_off = network.block_of(kSender)->rtx.rto;
  EXPECT_LT(8 * kSecondUs, backed_off.us);
  network.options.link.lost = 0;
  run_for(network, backed_off.us + 3 * kLatencyUs);
  EXPECT_EQ(kSecondUs, network.block_of(kSender)->rtx.rto.us) << "the least that the policy has";
}

// Without timestamps nobody knows which of two transmissions an ACK answers (Karn's algorithm).
TEST(RetransmissionTimer, IsNotMeasuredByWhatWasSentAgainWithoutTimestamps) {
  Network network(options_of(32'768, false));
  connect(network);
  network.options.link.lost = 1000;
  send(network, kSender, 1000);
  run_for(network, 20 * kSecondUs);
  const Duration<Concrete> backed_off = network.block_of(kSender)->rtx.rto;
  network.options.link.lost = 0;
  run_for(network, backed_off.us + 3 * kLatencyUs);
  EXPECT_EQ(2 * backed_off.us, network.block_of(kSender)->rtx.rto.us) << "one more timeout";
  send(network, kSender, 1000);
  run_for(network, 3 * kLatencyUs);
  EXPECT_EQ(kSecondUs, network.block_of(kSender)->rtx.rto.us);
}

// Without losses one segment a round trip is timed, and no timestamp measures beside it: SRTT is
// what one measurement after another makes of it.
TEST(RetransmissionTimer, IsMeasuredOnceARoundTripWithoutLosses) {
  Network network(options_of(32'768, true));
  connect(network);
  const auto before = network.block_of(kSender)->rtx;
  send(network, kSender, 5 * 1448);  // five segments at once, so five ACKs
  network.options.link.latency_us = 3 * kLatencyUs;
  run_for(network, 20 * kLatencyUs);
  const auto after = network.block_of(kSender)->rtx;
  const std::uint64_t r = 4 * kLatencyUs;  // there as it was, and back by the longer way
  EXPECT_EQ((before.srtt.us - (before.srtt.us >> 3)) + r, after.srtt.us);
}

// The peer has answered a probe of its closed window, and is gone then: R2 runs from the next probe
// that nobody answers.
TEST(RetransmissionTimer, GivesUpOnAPeerThatIsGoneBehindAClosedWindow) {
  Network network(options_of(8192, true));
  connect(network);
  send_long_text(network);
  run_for(network, 20 * kSecondUs);
  ASSERT_EQ(0u, network.block_of(kSender)->snd.wnd_bytes);
  ASSERT_NE(network.block_of(kSender)->snd.una, network.block_of(kSender)->snd.nxt);
  network.options.link.lost = 1000;
  const Timeouts<Concrete>& limits = network.policy_of(0).timeouts;
  run_for(network, limits.r2.us + 60 * kSecondUs);
  EXPECT_EQ(State::established, network.state_of(kSender)) << "two or three lost probes are few";
  run_for(network, limits.keep_alive_r2.us - limits.r2.us);
  EXPECT_EQ(State::closed, network.state_of(kSender));
}

// Whoever goes on writing does not put off the end, nor the next probe.
TEST(RetransmissionTimer, RunsOnWhateverTheUserSends) {
  Network network(options_of(8192, true));
  connect(network);
  send_long_text(network);
  run_for(network, 20 * kSecondUs);
  network.options.link.lost = 1000;
  const Duration<Concrete> r2 = network.policy_of(0).timeouts.keep_alive_r2;
  const std::uint64_t packets = network.coverage.packets;
  for (std::uint64_t us = 0; us < r2.us + 70 * kSecondUs; us += kSecondUs / 2) {
    if (network.state_of(kSender) == State::closed) break;
    send(network, kSender, 1);
    network.run_until(network.now + Duration<Concrete>{kSecondUs / 2});
  }
  EXPECT_EQ(State::closed, network.state_of(kSender));
  EXPECT_LT(packets + 8, network.coverage.packets) << "probes went out";
}

// R2 is 100 s from the first transmission: the connection ends then, and not at the next of ever
// rarer timeouts.
TEST(RetransmissionTimer, GivesUpAtR2) {
  Network network(options_of(32'768, true));
  connect(network);
  network.options.link.lost = 1000;
  send(network, kSender, 1000);
  const Instant<Concrete> sent = network.now;
  const Duration<Concrete> r2 = network.policy_of(0).timeouts.r2;
  network.run_until(sent + Duration<Concrete>{r2.us - 1});
  EXPECT_EQ(State::established, network.state_of(kSender));
  network.run_until(sent + r2);
  EXPECT_EQ(State::closed, network.state_of(kSender));
}

// Both ends open at once, and their SYNs cross (RFC 9293 Figure 7): each SYN,ACK completes the
// open, though the ACK that follows is lost.
TEST(SimultaneousOpen, CompletesByTheSynAckAlone) {
  Network network(options_of(32'768, true));
  open(network, kSender);
  open(network, kReader);
  run_for(network, kLatencyUs);  // the SYNs arrive
  ASSERT_EQ(State::syn_received, network.state_of(kSender));
  ASSERT_EQ(State::syn_received, network.state_of(kReader));
  network.options.link.lost = 1000;  // whatever follows the two SYN,ACKs
  run_for(network, kLatencyUs);
  EXPECT_EQ(State::established, network.state_of(kSender));
  EXPECT_EQ(State::established, network.state_of(kReader));
}

}  // namespace
}  // namespace twomsl::sim
