// The laws of a host as properties: two small hosts, few tuples, calls, forged segments at boundary
// numbers, and a network that loses, repeats and reorders without limit. The museum breaks them:
// host_museum_search_test.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/host/host_program_arbitrary.hpp"

namespace twomsl {
namespace {

// RapidCheck's own lists are too short to open, use, close and reopen a connection.
rc::Gen<HostProgram> long_programs() {
  return rc::gen::container<HostProgram>(150, rc::gen::arbitrary<HostCommand>());
}

// 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
HostCoverage keeps_every_law(const Policy<Concrete>& policy) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  HostCoverage sum{};
  rc::detail::checkGTest([&] {
    HostHarness harness(policy);
    const HostProgram program = *long_programs();
    if (!harness.run_all(program)) {
      RC_FAIL(harness.broken + "; to replay, give this program to HostHarness::run_all");
    }
    sum.waits += harness.coverage.waits;
    sum.reopenings += harness.coverage.reopenings;
    sum.returns += harness.coverage.returns;
    sum.refusals += harness.coverage.refusals;
  });
  EXPECT_GT(sum.waits, 1000u) << "the programs must lead to what the laws speak of";
  EXPECT_GT(sum.refusals, 1000u) << "and to the limits of memory";
  return sum;
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(HostLaws, HoldUnderSafe) {
  const HostCoverage met = keeps_every_law(safe<Concrete>());
  EXPECT_GT(met.reopenings, 100u);
  EXPECT_GT(met.returns, 10u);
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(HostLaws, HoldUnderStrict) { keeps_every_law(strict<Concrete>()); }

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostLaws, HoldUnderRfc9293) {
  const HostCoverage met = keeps_every_law(rfc9293<Concrete>());
  EXPECT_GT(met.reopenings, 100u);
  EXPECT_GT(met.returns, 10u);
}

}  // namespace
}  // namespace twomsl
