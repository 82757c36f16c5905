// A host whose promises were broken from outside stops, and says which law does not hold.
#include <gtest/gtest.h>

#include "core/host/concrete/concrete_host.hpp"
#include "spec/model/policies.hpp"

namespace twomsl {
namespace {

constexpr Ipv4Tuple<Concrete> kTuple{1, 2, 3};

Ipv4Host::Event happens(EventKind kind) {
  Ipv4Host::Event event;
  event.now = {1000};
  event.key = kTuple;
  event.event.kind = kind;
  return event;
}

// In SYN-SENT, with a slot and a floor reserved.
Ipv4Host opening_host() {
  Ipv4Host host = make_host<Ipv4Stores>(safe<Concrete>(), {}, {1, 2});
  EXPECT_EQ(host.step(happens(EventKind::open_active)).result, HostResult::created);
  return host;
}

TEST(RequireDeath, StopsAConnectionThatEndsWithoutItsReservation) {
  Ipv4Host host = opening_host();
  host.host.waits.account.reserved = 0;
  EXPECT_DEATH(static_cast<void>(host.step(happens(EventKind::abort))), "INV-TW-3 does not hold");
}

TEST(RequireDeath, StopsAConnectionThatEndsWithoutItsFloor) {
  Ipv4Host host = opening_host();
  host.host.iss_floors.account.reserved = 0;
  EXPECT_DEATH(static_cast<void>(host.step(happens(EventKind::abort))), "INV-ISS does not hold");
}

TEST(RequireDeath, LetsTablesOfTheMuseumLoseWhatTheyWill) {
  Ipv4Host host = opening_host();
  HostSetting<Concrete> setting;
  setting.kind = HostSettingKind::museum;
  setting.museum.pressure = Pressure::evict_any;
  EXPECT_EQ(host.configure(setting).result, HostResult::configured);
  setting.museum = {};
  EXPECT_EQ(host.configure(setting).result, HostResult::configured);
  host.host.waits.account.reserved = 0;
  EXPECT_EQ(host.step(happens(EventKind::abort)).after, State::closed);
}

// The museum's OPEN over a wait is done only where the policy lets an ABORT end it.
TEST(Require, HoldsWhereAPolicyBindsOverAWaitThatNothingEnds) {
  Policy<Concrete> policy = strict<Concrete>();
  policy.binds_over_time_wait = true;
  Ipv4Host host = make_host<Ipv4Stores>(policy, {}, {1, 2});
  EXPECT_EQ(host.step(happens(EventKind::open_active)).result, HostResult::created);
  EXPECT_EQ(host.step(happens(EventKind::abort)).after, State::time_wait);
  host.host.waits.slots[locate(host.host.waits, kTuple, {1000}).at].deadline_word.word |= kTsOnFlag;
  EXPECT_EQ(host.step(happens(EventKind::open_active)).result, HostResult::waited);
}

}  // namespace
}  // namespace twomsl
