// Every path of a step, by one model of it: lines that the prover wrote, replayed without Z3.
//
// A line that no longer comes out the same is a change of behaviour, wanted or not. The lines are
// written anew by `prove --write-paths tests/connection/paths`.
#include <gtest/gtest.h>

#include <fstream>

#include "proofs/connection/connection_record.hpp"
#include "spec/laws/connection/connection_laws.hpp"

namespace twomsl::proof {
namespace {

class ConnectionPaths : public ::testing::TestWithParam<const char*> {};

void replay(const std::string& line) {
  const auto record = read_record(line);
  ASSERT_TRUE(record) << "cannot read " << line;
  const ConnectionGiven<Concrete>& given = record->given;
  ASSERT_EQ(invalid_field(given.policy), "");
  ASSERT_TRUE(is_well_formed(given.before, given.now)) << line;
  const auto stepped = step(given.policy, given.before, given.event, given.now);
  EXPECT_EQ(recorded(record->policy, given, stepped), line);
  for (const ConnectionLaw<Concrete>& law : kConnectionLaws<Concrete>) {
    EXPECT_TRUE(law.holds(seen(given, stepped))) << law.id << " on " << line;
  }
}

TEST_P(ConnectionPaths, ComeOutAsTheProverSaw) {
  std::ifstream file(std::string(TWOMSL_SOURCE) + "/tests/connection/paths/" + GetParam() + ".csv");
  unsigned lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    replay(line);
  }
  EXPECT_GT(lines, 100u);
}

INSTANTIATE_TEST_SUITE_P(EveryPolicy, ConnectionPaths,
                         ::testing::Values("rfc9293", "safe", "strict"),
                         [](const auto& policy) { return std::string(policy.param); });

}  // namespace
}  // namespace twomsl::proof
