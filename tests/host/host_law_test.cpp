// The laws of a host as properties: two small hosts, few tuples, a network without mercy, calls and
// forged segments at the numbers that hurt. The museum breaks them: host_museum_search_test.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/host/host_moves.hpp"

namespace twomsl {
namespace {

// RapidCheck's own lists are short; a life of a connection is not.
rc::Gen<HostMoves> plenty() {
  return rc::gen::container<HostMoves>(150, rc::gen::arbitrary<HostMove>());
}

// 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
HostTrialCount keeps_every_law(const Policy<Concrete>& policy) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  HostTrialCount sum{};
  rc::detail::checkGTest([&] {
    HostTrial trial(policy);
    const HostMoves moves = *plenty();
    if (!trial.play_all(moves)) {
      RC_FAIL(trial.broken + "; to replay, give these moves to HostTrial::play_all");
    }
    sum.waits += trial.count.waits;
    sum.reopenings += trial.count.reopenings;
    sum.returns += trial.count.returns;
    sum.refusals += trial.count.refusals;
  });
  EXPECT_GT(sum.waits, 1000u) << "the moves must lead to what the laws speak of";
  EXPECT_GT(sum.refusals, 1000u) << "and to the limits of memory";
  return sum;
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(HostLaws, HoldUnderSafe) {
  const HostTrialCount met = keeps_every_law(safe<Concrete>());
  EXPECT_GT(met.reopenings, 100u);
  EXPECT_GT(met.returns, 10u);
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(HostLaws, HoldUnderStrict) { keeps_every_law(strict<Concrete>()); }

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostLaws, HoldUnderRfc9293) {
  const HostTrialCount met = keeps_every_law(rfc9293<Concrete>());
  EXPECT_GT(met.reopenings, 100u);
  EXPECT_GT(met.returns, 10u);
}

}  // namespace
}  // namespace twomsl
