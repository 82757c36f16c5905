// The laws of a host as properties: two small hosts, few tuples, a network without mercy, calls and
// forged segments at the numbers that hurt. The museum must break them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/host_trial.hpp"

namespace rc {

template <>
struct Arbitrary<twomsl::HostMove> {
  static Gen<twomsl::HostMove> arbitrary() {
    const auto even = [](int limit) {
      return gen::map(gen::resize(kNominalSize, gen::inRange(0, limit)),
                      [](int value) { return static_cast<std::uint8_t>(value); });
    };
    return gen::build<twomsl::HostMove>(gen::set(&twomsl::HostMove::what, even(twomsl::kHostMoves)),
                                        gen::set(&twomsl::HostMove::where, even(6)),
                                        gen::set(&twomsl::HostMove::amount));
  }
};

}  // namespace rc

namespace twomsl {
namespace {

using HostMoves = std::vector<HostMove>;

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

// Plays until a law is broken, and gives its id.
std::string convicted_of(const Policy<Concrete>& policy, const Museum<Concrete>& museum = {},
                         const TimeWaitRules* judged_as = nullptr) {
  constexpr std::size_t kCases = 20'000;
  const auto moves = plenty();
  for (std::size_t i = 0; i < kCases; ++i) {
    HostTrial trial(policy, museum);
    trial.judged_as = judged_as;
    if (!trial.play_all(moves(rc::Random(i), 100).value())) {
      return trial.broken.substr(0, trial.broken.find(' '));
    }
  }
  return {};
}

Museum<Concrete> museum_of(TablePolicy<Concrete> policy) { return policy.museum; }

TEST(HostMuseum, ConvictsTheTablesOfHistory) {
  const Policy<Concrete> policy = safe<Concrete>();
  EXPECT_EQ(convicted_of(policy, museum_of(nt4_policy<Concrete>(3, 2))), "INV-TW-2");
  EXPECT_EQ(convicted_of(policy, museum_of(nt4_hotfix_policy<Concrete>(3, 2))), "INV-TW-9");
  EXPECT_EQ(convicted_of(policy, museum_of(evict_oldest_policy<Concrete>(3, 2))), "INV-TW-2");
  EXPECT_EQ(convicted_of(policy, museum_of(refuse_newcomer_policy<Concrete>(3, 1))), "INV-TW-2");
  EXPECT_EQ(convicted_of(policy, museum_of(nt4_overstay_policy<Concrete>(3, 1))), "INV-TW-4");
}

TEST(HostMuseum, ConvictsTheTablesOfHistoryUnderStrict) {
  const Policy<Concrete> policy = strict<Concrete>();
  EXPECT_EQ(convicted_of(policy, museum_of(nt4_policy<Concrete>(3, 2))), "INV-TW-1");
  EXPECT_EQ(convicted_of(policy, museum_of(refuse_newcomer_policy<Concrete>(3, 1))), "INV-TW-1");
}

TEST(HostMuseum, AcquitsServicePack4) {
  EXPECT_EQ(convicted_of(safe<Concrete>(), museum_of(nt4_sp4_policy<Concrete>(3))), "");
}

TEST(HostMuseum, ConvictsTheConnectionsOfHistory) {
  EXPECT_EQ(convicted_of(no_time_wait<Concrete>()), "INV-TW-2");
  EXPECT_EQ(convicted_of(no_return<Concrete>()), "INV-TW-2");
  EXPECT_EQ(convicted_of(bind_reuse<Concrete>()), "INV-TW-2");
}

TEST(HostMuseum, ConvictsAssassinationUnderSafeAlone) {
  const TimeWaitRules rules = safe<Concrete>().time_wait;
  EXPECT_EQ(convicted_of(assassinated<Concrete>(), {}, &rules), "INV-TW-2");
  EXPECT_EQ(convicted_of(assassinated<Concrete>()), "");
}

}  // namespace
}  // namespace twomsl
