// What is asked of each run can fail: each checker is shown what it is there to find.
#include <gtest/gtest.h>

#include "harness/packet_forge.hpp"
#include "historical/connection_policies.hpp"
#include "sim/drain.hpp"
#include "sim/program/seeded_run.hpp"
#include "sim/users.hpp"

namespace twomsl::sim {
namespace {

constexpr Place kA{0, 0};
constexpr Place kB{1, 0};
constexpr HostSize kSize{8, 4, 8, 8, 4};

NetworkOptions options_of(const Subject& subject) {
  return {.subjects = {subject, subject}, .sizes = {kSize, kSize}};
}

class Checkers : public testing::Test {
 protected:
  Network network{options_of(honest_subjects()[0])};

  void SetUp() override {
    listen(network, kB);
    open(network, kA);
    exchange();
    EXPECT_EQ(State::established, network.state_of(kB));
  }
  void TearDown() override { EXPECT_TRUE(network.breach) << "nothing was found"; }

  void exchange() {
    while (network.deliver_next()) {
      accept_all(network, 0);
      accept_all(network, 1);
    }
  }
  void expect(std::string_view law) const {
    ASSERT_TRUE(network.breach);
    EXPECT_EQ(law, network.breach->law) << network.breach->what;
  }
};

// A byte that changes on the way, and the checksum with it.
TEST_F(Checkers, FindAByteThatNobodySent) {
  send(network, kA, 100);
  ASSERT_EQ(1u, network.in_flight.size());
  std::vector<std::uint8_t>& bytes = network.in_flight[0].bytes;
  bytes.back() ^= 1u;
  fix_checksums(bytes);
  exchange();
  receive(network, kB, 1000);
  expect("INV-DATA");
}

TEST_F(Checkers, FindTextThatNobodySent) {
  network.hosts[0].tuples[0].now()->sent_bytes = 0;
  send(network, kA, 10);
  network.hosts[0].tuples[0].now()->sent_bytes = 5;
  exchange();
  receive(network, kB, 1000);
  expect("INV-DATA");
}

TEST_F(Checkers, FindAStreamThatEndsTooEarly) {
  send(network, kA, 10);
  close(network, kA);
  network.hosts[0].tuples[0].now()->sent_bytes = 11;
  exchange();
  receive(network, kB, 1000);
  receive(network, kB, 1000);
  expect("INV-DATA");
}

TEST_F(Checkers, FindAWaitThatIsGone) {
  close(network, kA);
  close(network, kB);
  exchange();
  ASSERT_EQ(State::time_wait, network.state_of(kA));
  auto& waits = network.hosts[0].endpoint.host().host.waits;
  for (auto& slot : waits.slots) slot = {};
  network.put(kA, {.kind = EventKind::status});
  expect("INV-TW-2");
}

TEST_F(Checkers, FindAnAccountThatIsWrong) {
  ++network.hosts[0].endpoint.host().host.waits.account.reserved;
  network.put(kA, {.kind = EventKind::status});
  expect("INV-TW-3");
}

TEST_F(Checkers, FindAnOldSegmentThatChangesANewConnection) {
  send(network, kA, 10);
  // As if the packet had been sent by an incarnation before this one.
  network.hosts[0].tuples[0].all.insert(network.hosts[0].tuples[0].all.begin(), Incarnation{});
  ++network.hosts[0].tuples[0].current;
  network.hosts[1].tuples[0].now()->peer = 1;
  network.in_flight[0].incarnation = 0;
  exchange();
  expect("INV-TW-5");
}

TEST_F(Checkers, FindTablesThatDiffer) {
  network.hosts[0].table_twin =
      TableTwin<Ipv4Stores>(network.hosts[0].endpoint.host().host.waits.policy);
  network.put(kA, {.kind = EventKind::status});
  expect("twin");
}

// B waits for nothing: all timers are off, and its user has nothing more to do.
TEST_F(Checkers, FindAConnectionThatNeverEnds) {
  auto& blocks = network.hosts[1].endpoint.host().host.blocks;
  Connection<Concrete>& c = blocks.connection(blocks.find(key_of(kB)));
  c.state = State::close_wait;
  c.snd.fin_queued = true;
  c.snd.nxt = c.snd.end + 1u;
  c.snd.una = c.snd.nxt;
  network.options.checks_nothing = true;  // laws would say so at once
  drain(network, {});
  expect("LIVENESS");
}

// The laws are those of the family that the program names.
TEST(CheckersOfAFamily, FindAWaitThatIsNotKept) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    SeededRun run = run_of_seed({RunKind::conversations, family}, 2);
    run.profile.policies_under_test = {subject_of("no_time_wait", no_time_wait<Concrete>())};
    run.profile.policies_under_test[0].claimed_rules = safe<Concrete>().time_wait;
    Coverage met;
    const auto breach = run_program(run.program, run.profile, met);
    ASSERT_TRUE(breach) << "nothing was found";
    EXPECT_EQ("INV-TW-2", breach->law) << breach->what;
  }
}

}  // namespace
}  // namespace twomsl::sim
