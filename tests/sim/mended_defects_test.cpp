// What the simulation once found in the machine, by example.
#include <gtest/gtest.h>

#include "sim/users.hpp"

namespace twomsl::sim {
namespace {

// A gives up at R2 with text unacknowledged, and strict holds its tuple; B probes A's closed
// window. The wait answered each probe by an ACK from beyond B's window and began anew, so that
// neither end ever ended.
TEST(StrictWait, EndsAPeerThatProbesAClosedWindow) {
  Policy<Concrete> impatient = strict<Concrete>();
  impatient.rcv_buffer_bytes = 1024;
  Policy<Concrete> patient = strict<Concrete>();
  patient.timeouts.r2.us *= 4;
  Network network(
      {.subjects = {subject_of("A", impatient), subject_of("B", patient)}, .tuples = 1});
  const Place a{0, 0};
  const Place b{1, 0};
  listen(network, b);
  open(network, a);
  while (network.deliver_next()) continue;
  accept_all(network, 1);
  send(network, b, 2000);
  network.run_until(network.now + Duration<Concrete>{10'000'000});
  ASSERT_EQ(State::established, network.state_of(b));
  ASSERT_EQ(0u, network.block_of(b)->snd.wnd_bytes);
  send(network, a, 100);
  network.options.link.lost = 1000;
  network.in_flight.clear();
  network.run_until(network.now + impatient.timeouts.r2 + impatient.timeouts.rto_max);
  ASSERT_EQ(State::time_wait, network.state_of(a));
  ASSERT_EQ(State::established, network.state_of(b));
  network.options.link.lost = 0;
  network.run_until(network.now + patient.timeouts.rto_max);
  EXPECT_EQ(Why::rst_repeated, network.hosts[0].last.outcome.why);
  EXPECT_EQ(Why::reset, network.hosts[1].last.outcome.why);
  EXPECT_EQ(nullptr, network.block_of(b));
  EXPECT_FALSE(network.breach);
}

// strict holds a tuple that was closed in SYN-SENT. That wait has never heard a number of the
// peer's, and takes RCV.NXT for zero; it must not acknowledge a FIN that happens to end there.
TEST(StrictWait, AcknowledgesNoFinOfAPeerWhoseSynItNeverHeard) {
  constexpr HostSize kSize{8, 4, 8, 8, 4};
  const Subject strict_subject = subject_of("strict", strict<Concrete>());
  Network network(
      {.subjects = {strict_subject, strict_subject}, .sizes = {kSize, kSize}, .tuples = 1});
  const Place a{0, 0};
  const Place b{1, 0};
  listen(network, b);
  open(network, a);
  close(network, a);
  EXPECT_EQ(State::time_wait, network.state_of(a));
  TupleSource& source = network.hosts[1].endpoint.host().host.source;
  const Instant<Concrete> arrival = network.now + Duration<Concrete>{1000};
  source.clock_origin = {0xffff'fffeu - source.iss(key_of(b), arrival).value};
  ASSERT_TRUE(network.deliver_next());
  close(network, b);
  while (network.deliver_next()) continue;
  EXPECT_NE(State::fin_wait_2, network.state_of(b)) << "its FIN was never received";
  EXPECT_FALSE(network.breach);
}

}  // namespace
}  // namespace twomsl::sim
