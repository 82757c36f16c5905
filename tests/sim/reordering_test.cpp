// Text that arrives out of order: whatever the window promised is kept, so that nothing waits for
// the retransmission timer.
#include "sim/program/seeded_run.hpp"
#include "tests/sim/sender_and_reader.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint32_t kSegments = 128;

// Every other segment of a full window is overtaken by all that follow: 64 holes.
void delay_every_other(Network& network) {
  ASSERT_EQ(kSegments, network.count_packets(kReader.end));
  for (std::size_t i = 0; i < network.in_flight.size(); i += 2) {
    network.in_flight[i].due = network.in_flight[i].due + Duration<Concrete>{kLatencyUs};
  }
}

//= rfc9293#3.10.7.4 SHLD-31 type=test
TEST(Reordering, OfAWholeWindowCostsNoRetransmission) {
  NetworkOptions options = options_of(65'535, true);
  for (Subject& subject : options.subjects) subject.policy.mss_bytes = 512;
  Network network(options);
  connect(network);
  for (std::uint32_t i = 0; i < kSegments / 16; ++i) send(network, kSender, 16 * 500);
  network.flush(kSender.end);
  delay_every_other(network);
  run_for(network, 4 * kLatencyUs);
  EXPECT_FALSE(network.breach) << network.breach->what;
  std::uint64_t read = 0;
  for (int i = 0; i < 10; ++i) read = read_at(network, kReader);
  EXPECT_EQ(kSegments * 500, read);
}

// One connection may hold early text: what the other has is dropped, counted, and sent again. The
// twin of each host must know of it.
TEST(Reordering, OfMoreConnectionsThanMayHoldTextIsMendedByRetransmission) {
  constexpr std::array<Place, 2> kSenders = {kSender, Place{kSender.end, 1}};
  NetworkOptions options = options_of(65'535, true);
  options.tuples = 2;
  for (HostSize& size : options.sizes) size.reordering = 1;
  for (Subject& subject : options.subjects) subject.policy.nagle = false;
  Network network(options);
  listen(network, kReader);
  for (const Place sender : kSenders) open(network, sender);
  run_for(network, 10 * kLatencyUs);
  for (const Place sender : kSenders) {
    for (int i = 0; i < 2; ++i) send(network, sender, 500);
  }
  ASSERT_EQ(4u, network.count_packets(kReader.end));
  network.deliver(1, false);
  EXPECT_EQ(0u, network.hosts[kReader.end].endpoint.dropped_early_text());
  network.deliver(2, false);
  EXPECT_EQ(1u, network.hosts[kReader.end].endpoint.dropped_early_text());
  run_for(network, 3 * kSecondUs);
  EXPECT_FALSE(network.breach) << network.breach->what;
  for (const Place sender : kSenders) {
    EXPECT_EQ(1000u, read_at(network, {kReader.end, sender.tuple}));
  }
}

// By chance, under either family: so that every law and byte is checked as the pool runs dry.
TEST(Reordering, KeepsAllLawsWhereFewMayHoldText) {
  Coverage coverage;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const Family family = seed % 2 == 0 ? Family::ipv4 : Family::ipv6;
    const SeededRun run = run_of_seed({RunKind::reordered, family}, seed);
    const auto breach = run_program(run.program, run.profile, coverage);
    EXPECT_FALSE(breach) << seed << ": " << breach->law << "\n" << breach->what;
  }
  EXPECT_LT(0u, coverage.dropped_texts);
}

}  // namespace
}  // namespace twomsl::sim
