// What Z3 found of the museum's hosts, replayed without Z3: every trace breaks its law on the host
// that runs, at the last event and no sooner, and none does on the repaired one.
#include <gtest/gtest.h>

#include "tests/historical/host_museum_trace.hpp"

namespace twomsl {

static void PrintTo(const HostBreach& breach, std::ostream* out) {
  *out << breach.law << " of tuple " << breach.tuple << " at event " << breach.step;
}

namespace {

std::string file_of(const std::string& name) {
  return std::string(TWOMSL_SOURCE) + "/historical/counterexamples/host_" + name + ".csv";
}

class HostMuseum : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] HostTrace trace() const {
    return read_host_trace(file_of(GetParam())).value_or(HostTrace{});
  }
};

TEST_P(HostMuseum, IsConvictedByTheTraceThatZ3Found) {
  const auto exhibit = host_exhibit(GetParam());
  const auto breaches = breaches_of(trace(), exhibit);
  ASSERT_FALSE(breaches.empty());
  EXPECT_EQ(trace().size() - 1, breaches.front().step);
  bool breaks_its_law = false;
  for (const HostBreach& breach : breaches) {
    breaks_its_law = breaks_its_law || breach.law == exhibit.law;
  }
  EXPECT_TRUE(breaks_its_law) << breaches.front().law << " instead of " << exhibit.law;
}

TEST_P(HostMuseum, HasATraceThatServicePack4Survives) {
  EXPECT_EQ(std::vector<HostBreach>{}, breaches_of(trace(), host_exhibit("nt4_sp4")));
  EXPECT_EQ(std::vector<HostBreach>{}, breaches_of(trace(), host_exhibit("nt4_sp4_safe")));
}

INSTANTIATE_TEST_SUITE_P(HostMuseum, HostMuseum,
                         testing::Values("nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest",
                                         "refuse_newcomer", "bind_reuse", "no_time_wait",
                                         "no_return", "assassinated", "assassinated_strict"),
                         [](const auto& row) { return std::string(row.param); });

TEST(HostMuseumTrace, OfAssassinationBreaksNothingThatRfc9293Forbids) {
  const auto trace = read_host_trace(file_of("assassinated")).value_or(HostTrace{});
  EXPECT_EQ(std::vector<HostBreach>{}, breaches_of(trace, host_exhibit("assassinated_rfc9293")));
}

TEST(HostMuseumTrace, IsRefusedWhereALineMakesNoSense) {
  EXPECT_FALSE(read_host_trace(file_of("no_such_host")).has_value());
  EXPECT_FALSE(read_host_trace(std::string(TWOMSL_SOURCE) + "/LICENSE").has_value());
}

}  // namespace
}  // namespace twomsl
