// What the simulation once found in the machine, run again.
#include <gtest/gtest.h>

#include "sim/program/seeded_run.hpp"
#include "sim/users.hpp"

namespace twomsl::sim {
namespace {

// An end gives up at R2 with text unacknowledged, and strict holds its tuple. The peer probes a
// closed window; the wait answers from beyond the peer's window, so neither learns what the other
// has, and each probe restarted the wait, until a RST answered it.
TEST(StrictWait, EndsAPeerThatProbesAClosedWindow) {
  const SeededRun run = run_of_seed({RunKind::conversations}, 116'729);
  Coverage met;
  const auto breach = run_program(run.program, run.profile, met);
  EXPECT_FALSE(breach) << breach->law << "\n" << breach->what;
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
