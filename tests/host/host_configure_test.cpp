// The configuration of a host: by settings alone, refused with the reason, never written back.
#include "historical/table_policies.hpp"
#include "tests/host/host_fixture.hpp"

namespace twomsl {
namespace {

HostConfigured set(Network& network, Place at, const Policy<Concrete>& policy) {
  return network.configure(at.end, {.kind = HostSettingKind::policy, .policy = policy});
}

HostConfigured set(Network& network, Place at, HostSettingKind kind, std::uint32_t capacity) {
  return network.configure(at.end, {.kind = kind, .capacity = capacity});
}

TEST(HostConfiguration, RefusesAnInvalidPolicyByTheNameOfItsField) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  Policy<Concrete> policy = safe<Concrete>();
  policy.msl = {0};
  EXPECT_EQ(set(*hosts, kA, policy).result, HostResult::invalid_policy);
  EXPECT_EQ(set(*hosts, kA, policy).field, "msl");
  policy = safe<Concrete>();
  policy.scale = 15;
  EXPECT_EQ(set(*hosts, kA, policy).field, "scale");
  EXPECT_EQ(hosts->policy_of(0).scale, safe<Concrete>().scale) << "nothing has changed";
}

TEST(HostConfiguration, RefusesACapacityBelowWhatIsClaimedAndAboveTheMemory) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {{{.waits = 10}}});
  for (std::uint32_t tuple = 0; tuple < 3; ++tuple) {
    hosts->put({0, tuple}, {.kind = EventKind::open_active});
  }
  EXPECT_EQ(set(*hosts, kA, HostSettingKind::capacity, 2).result, HostResult::capacity_in_use);
  EXPECT_EQ(set(*hosts, kA, HostSettingKind::capacity, 3).result, HostResult::configured);
  EXPECT_EQ(set(*hosts, kA, HostSettingKind::capacity, 1000).result,
            HostResult::capacity_too_large);
  const Key fourth{kAddressA, kAddressB, 4 << 16 | 80};
  const auto out = call(*hosts, kA.end, fourth, EventKind::open_active);
  EXPECT_EQ(out.result, HostResult::no_slot);
}

TEST(HostConfiguration, RefusesAHalfOpenBoundBelowWhatIsHalfOpen) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  listen(*hosts, kB);
  hosts->put(kA, {.kind = EventKind::open_active});
  arrive_next(*hosts);
  EXPECT_EQ(set(*hosts, kB, HostSettingKind::half_open_capacity, 0).result,
            HostResult::capacity_in_use);
  EXPECT_EQ(set(*hosts, kB, HostSettingKind::half_open_capacity, 1).result, HostResult::configured);
}

TEST(HostConfiguration, ChangesTheRulesOfTimeWaitOnlyBetweenConnections) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  open_from(*hosts);
  EXPECT_EQ(set(*hosts, kA, strict<Concrete>()).result, HostResult::connections_exist);
  call(*hosts, kA, EventKind::abort);
  EXPECT_EQ(set(*hosts, kA, strict<Concrete>()).result, HostResult::configured);
  EXPECT_TRUE(is_strict(host_of(*hosts, kA).host.waits.policy));
}

TEST(HostConfiguration, CountsANewMslFromTheNextWaitOn) {
  const Hosts hosts = make_hosts(safe<Concrete>());
  const Place other{0, 1};
  for (const Place at : {kA, other}) {
    open_from(*hosts, at);
    close_both(*hosts, at.tuple);
    Policy<Concrete> policy = safe<Concrete>();
    policy.msl = {1'000'000};
    EXPECT_EQ(set(*hosts, kA, policy).result, HostResult::configured);
  }
  pass_time(*hosts, 2'000'000);
  EXPECT_EQ(hosts->state_of(kA), State::time_wait);
  EXPECT_EQ(hosts->state_of(other), State::closed);
  pass_time(*hosts, 2 * kRfcMslUs);
  EXPECT_EQ(hosts->state_of(kA), State::closed);
}

// The peer's FIN comes again under a shorter MSL: what was promised stays promised.
TEST(HostConfiguration, NeverShortensAWaitThatIsRestarted) {
  for (const Policy<Concrete>& before : {safe<Concrete>(), strict<Concrete>()}) {
    const Hosts hosts = make_hosts(before);
    open_from(*hosts);
    const InFlight fin = close_both(*hosts).front();
    pass_time(*hosts, 500'000);
    Policy<Concrete> shorter = before;
    shorter.msl = {1'000'000};
    EXPECT_EQ(set(*hosts, kA, shorter).result, HostResult::configured);
    EXPECT_TRUE(arrive(*hosts, fin).outcome.replies);
    pass_time(*hosts, 2 * kRfcMslUs - 503'000);
    EXPECT_EQ(hosts->state_of(kA), State::time_wait);
    pass_time(*hosts, 3'000);
    EXPECT_EQ(hosts->state_of(kA), State::closed);
  }
}

// The SYN has offered a scale; by the time that the answer comes, the policy says another.
TEST(HostConfiguration, UsesWhatTheSynHasOffered) {
  for (const std::uint32_t scale : {0u, 14u}) {
    const Hosts hosts = make_hosts(safe<Concrete>());
    listen(*hosts, kB);
    hosts->put(kA, {.kind = EventKind::open_active});
    const Segment<Concrete> syn = segment_in(hosts->in_flight.front());
    Policy<Concrete> policy = safe<Concrete>();
    policy.scale = scale;
    policy.mss_bytes = 100;
    policy.rcv_buffer_bytes = 1 << 20;
    EXPECT_EQ(set(*hosts, kA, policy).result, HostResult::configured);
    exchange(*hosts);
    EXPECT_EQ(hosts->block_of(kA)->rcv.scale, syn.scale);
    EXPECT_EQ(hosts->block_of(kB)->snd.scale, syn.scale);
    EXPECT_EQ(hosts->block_of(kA)->snd.mss_bytes, kMssBytes);
  }
}

// Of an MSL of microseconds the sweep collects all the same.
TEST(HostConfiguration, SweepsUnderEveryValidMsl) {
  for (const std::uint64_t msl_us : {1u, 7u, 1000u}) {
    Policy<Concrete> policy = safe<Concrete>();
    policy.msl = {msl_us};
    const Hosts hosts = make_hosts(policy, {}, 0);
    open_from(*hosts);
    close_both(*hosts);
    Ipv4Host& host = host_of(*hosts, kA);
    for (int i = 0; i < 64 && host.host.waits.account.held != 0; ++i) {
      pass_time(*hosts, 1 + msl_us / 4);
      host.sweep(hosts->now);
    }
    EXPECT_EQ(host.host.waits.account.held, 0u) << msl_us;
  }
}

TEST(HostConfiguration, SetsTheMuseumOfTheTableAndKeepsItOverAPolicy) {
  const Hosts hosts = make_hosts(safe<Concrete>(), {{{.waits = 4}}});
  const auto museum = evict_oldest_policy<Concrete>(4, 1).museum;
  EXPECT_EQ(hosts->configure(0, {.kind = HostSettingKind::museum, .museum = museum}).result,
            HostResult::configured);
  EXPECT_EQ(set(*hosts, kA, safe<Concrete>()).result, HostResult::configured);
  open_from(*hosts);
  close_both(*hosts);
  hosts->put({0, 1}, {.kind = EventKind::open_active});
  EXPECT_EQ(hosts->state_of(kA), State::closed) << "the oldest wait made room: history's defect";
  expect_breach(*hosts, "INV-TW-2");
}

}  // namespace
}  // namespace twomsl
