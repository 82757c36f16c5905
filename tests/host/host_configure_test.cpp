// The configuration of a host: by settings alone, refused with the reason, never written back.
#include "historical/table_policies.hpp"
#include "tests/host/host_pair.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kPort = 50'000;

HostConfigured set(Ipv4Host& host, const Policy<Concrete>& policy) {
  return host.configure({.kind = HostSettingKind::policy, .policy = policy});
}

HostConfigured set(Ipv4Host& host, HostSettingKind kind, std::uint32_t capacity) {
  return host.configure({.kind = kind, .capacity = capacity});
}

TEST(HostConfiguration, RefusesAnInvalidPolicyByTheNameOfItsField) {
  HostPair pair(safe<Concrete>());
  Policy<Concrete> policy = safe<Concrete>();
  policy.msl = {0};
  EXPECT_EQ(set(pair.a, policy).result, HostResult::invalid_policy);
  EXPECT_EQ(set(pair.a, policy).field, "msl");
  policy = safe<Concrete>();
  policy.scale = 15;
  EXPECT_EQ(set(pair.a, policy).field, "scale");
  EXPECT_EQ(pair.a.host.policy.scale, safe<Concrete>().scale) << "nothing has changed";
}

TEST(HostConfiguration, RefusesACapacityBelowWhatIsClaimedAndAboveTheMemory) {
  HostPair pair(safe<Concrete>(), {.waits = 10});
  for (std::uint32_t port = 1; port <= 3; ++port) {
    pair.one(pair.a, tuple_from(port), {.kind = EventKind::open_active});
  }
  EXPECT_EQ(set(pair.a, HostSettingKind::capacity, 2).result, HostResult::capacity_in_use);
  EXPECT_EQ(set(pair.a, HostSettingKind::capacity, 3).result, HostResult::configured);
  EXPECT_EQ(set(pair.a, HostSettingKind::capacity, 1000).result, HostResult::capacity_too_large);
  const auto out = pair.one(pair.a, tuple_from(4), {.kind = EventKind::open_active});
  EXPECT_EQ(out.result, HostResult::no_slot);
}

TEST(HostConfiguration, RefusesAHalfOpenBoundBelowWhatIsHalfOpen) {
  HostPair pair(safe<Concrete>());
  pair.listen(pair.b, kAddressB, 80);
  const auto syn = pair.one(pair.a, tuple_from(kPort), {.kind = EventKind::open_active});
  pair.arrive(pair.b, mirrored(tuple_from(kPort)), syn.outcome.segment);
  EXPECT_EQ(set(pair.b, HostSettingKind::half_open_capacity, 0).result,
            HostResult::capacity_in_use);
  EXPECT_EQ(set(pair.b, HostSettingKind::half_open_capacity, 1).result, HostResult::configured);
}

TEST(HostConfiguration, ChangesTheRulesOfTimeWaitOnlyBetweenConnections) {
  HostPair pair(safe<Concrete>());
  pair.open(kPort);
  EXPECT_EQ(set(pair.a, strict<Concrete>()).result, HostResult::connections_exist);
  pair.call(pair.a, tuple_from(kPort), EventKind::abort);
  EXPECT_EQ(set(pair.a, strict<Concrete>()).result, HostResult::configured);
  EXPECT_TRUE(is_strict(pair.a.host.waits.policy));
}

TEST(HostConfiguration, CountsANewMslFromTheNextWaitOn) {
  HostPair pair(safe<Concrete>());
  for (const std::uint32_t port : {kPort, kPort + 1}) {
    pair.open(port);
    pair.call(pair.a, tuple_from(port), EventKind::close);
    pair.call(pair.b, mirrored(tuple_from(port)), EventKind::close);
    Policy<Concrete> policy = safe<Concrete>();
    policy.msl = {1'000'000};
    EXPECT_EQ(set(pair.a, policy).result, HostResult::configured);
  }
  pair.pass_time(2'000'000);
  EXPECT_EQ(pair.state_a(kPort), State::time_wait);
  EXPECT_EQ(pair.state_a(kPort + 1), State::closed);
  pair.pass_time(2 * kRfcMslUs);
  EXPECT_EQ(pair.state_a(kPort), State::closed);
}

TEST(HostConfiguration, SetsTheMuseumOfTheTableAndKeepsItOverAPolicy) {
  HostPair pair(safe<Concrete>(), {.waits = 4});
  const auto museum = evict_oldest_policy<Concrete>(4, 1).museum;
  EXPECT_EQ(pair.a.configure({.kind = HostSettingKind::museum, .museum = museum}).result,
            HostResult::configured);
  EXPECT_EQ(set(pair.a, safe<Concrete>()).result, HostResult::configured);
  pair.open(kPort);
  pair.call(pair.a, tuple_from(kPort), EventKind::close);
  pair.call(pair.b, mirrored(tuple_from(kPort)), EventKind::close);
  pair.one(pair.a, tuple_from(kPort + 1), {.kind = EventKind::open_active});
  EXPECT_EQ(pair.state_a(kPort), State::closed) << "the oldest wait made room: history's defect";
}

}  // namespace
}  // namespace twomsl
