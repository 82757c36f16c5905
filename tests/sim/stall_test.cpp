// Stalls that a connection met on a real link, and that no law forbids: how long the text waits
// although the peer has room for it and the link delivers.
#include <gtest/gtest.h>

#include "sim/users.hpp"

namespace twomsl::sim {
namespace {

constexpr Place kSender{0, 0};
constexpr Place kReader{1, 0};
constexpr std::uint64_t kLatencyUs = 10'000;
constexpr std::uint64_t kSecondUs = 1'000'000;
constexpr HostSize kSize{4, 4, 4, 4, 4};

NetworkOptions options_of(std::uint32_t rcv_buffer_bytes, bool uses_timestamps) {
  Policy<Concrete> policy = safe<Concrete>();
  policy.rcv_buffer_bytes = rcv_buffer_bytes;
  policy.snd_buffer_bytes = 1u << 16;
  policy.scale = 0;
  policy.offers_timestamps = uses_timestamps;
  NetworkOptions options;
  options.subjects = {subject_of("safe", policy), subject_of("safe", policy)};
  options.sizes = {kSize, kSize};
  options.tuples = 1;
  options.link.latency_us = kLatencyUs;
  return options;
}

void run_for(Network& network, std::uint64_t us) {
  network.run_until(network.now + Duration<Concrete>{us});
  accept_all(network, 0);
  accept_all(network, 1);
}

void connect(Network& network) {
  listen(network, kReader);
  open(network, kSender);
  run_for(network, 10 * kLatencyUs);
  ASSERT_EQ(State::established, network.state_of(kSender));
  ASSERT_EQ(State::established, network.state_of(kReader));
}

constexpr std::uint64_t kLongText = 5 * 8000;  // five times what the reader has room for

void send_long_text(Network& network) {
  for (int i = 0; i < 5; ++i) send(network, kSender, kLongText / 5);
}

std::uint64_t read_at(Network& network, Place at) {
  receive(network, at, 1u << 20);
  return network.hosts[at.end].tuples[at.tuple].now()->received_bytes;
}

// How long the rest of the stream takes once the reader has begun to read, asking each round trip.
std::uint64_t time_to_read(Network& network) {
  const Instant<Concrete> from = network.now;
  while (!network.breach && read_at(network, kReader) < kLongText) {
    if ((network.now - from).us > 120 * kSecondUs) break;
    run_for(network, 2 * kLatencyUs);
  }
  EXPECT_FALSE(network.breach) << network.breach->what;
  return (network.now - from).us;
}

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
