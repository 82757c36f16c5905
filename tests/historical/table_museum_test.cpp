// What Z3 found in the museum, replayed without Z3: every trace breaks a law on the table that
// runs, none does on the repaired one, and the seeds and the capture in the tree are these traces.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/historical/table_museum_trace.hpp"

namespace twomsl {
namespace {

using test::Bytes;

std::string source(const std::string& path) { return std::string(TWOMSL_SOURCE) + "/" + path; }

Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Museum : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] TableTrace trace() const {
    return read_table_trace(
               source("historical/counterexamples/" + std::string(GetParam()) + ".csv"))
        .value_or(TableTrace{});
  }
};

TEST_P(Museum, IsConvictedByTheTraceThatZ3Found) {
  const auto breach = run(program_of(trace()), museum_policy(GetParam()));
  ASSERT_TRUE(breach.has_value());
  EXPECT_EQ(breach->law.substr(0, 7), "INV-TW-");
}

TEST_P(Museum, HasATraceThatTheRepairedTableSurvives) {
  const auto breach = run(program_of(trace()), museum_policy("nt4_sp4"));
  EXPECT_FALSE(breach.has_value()) << breach->what;
}

TEST_P(Museum, HasItsTraceAmongTheSeedsOfTheFuzzer) {
  const std::string seed = "fuzz/corpus/fuzz_slots/z3_" + std::string(GetParam());
  EXPECT_EQ(read_file(source(seed)), write_program(program_of(trace())))
      << "write it again: write_museum " << TWOMSL_SOURCE;
}

INSTANTIATE_TEST_SUITE_P(Museum, Museum,
                         testing::Values("nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest",
                                         "refuse_newcomer"),
                         [](const auto& row) { return std::string(row.param); });

TEST(MuseumCapture, IsTheTraceOfNt4InPackets) {
  const auto trace = read_table_trace(source("historical/counterexamples/nt4.csv"));
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(read_file(source("oracle/captures/nt4-model.pcap")), capture_of(*trace));
}

TEST(MuseumTrace, IsRefusedWhereALineMakesNoSense) {
  EXPECT_FALSE(
      read_table_trace(source("historical/counterexamples/no_such_table.csv")).has_value());
  EXPECT_FALSE(read_table_trace(source("LICENSE")).has_value());
}

}  // namespace
}  // namespace twomsl
