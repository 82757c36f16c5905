// Text that arrives out of order: whatever the window promised is kept, so that nothing waits for
// the retransmission timer.
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

}  // namespace
}  // namespace twomsl::sim
