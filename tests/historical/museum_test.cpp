// What Z3 found in the museum, taken at its word: every story breaks a law on the table that runs,
// none does on the repaired one, and the seeds and the capture in the tree are these stories.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/historical/museum_story.hpp"

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
  [[nodiscard]] Story story() const {
    return read_story(source("historical/counterexamples/" + std::string(GetParam()) + ".csv"))
        .value_or(Story{});
  }
};

TEST_P(Museum, IsConvictedByTheStoryThatZ3Found) {
  const auto breach = run(program_of(story()), museum_policy(GetParam()));
  ASSERT_TRUE(breach.has_value());
  EXPECT_EQ(breach->law.substr(0, 7), "INV-TW-");
}

TEST_P(Museum, TellsAStoryThatTheRepairedTableSurvives) {
  const auto breach = run(program_of(story()), museum_policy("nt4_sp4"));
  EXPECT_FALSE(breach.has_value()) << breach->what;
}

TEST_P(Museum, HasItsStoryAmongTheSeedsOfTheFuzzer) {
  const std::string seed = "fuzz/corpus/fuzz_slots/z3_" + std::string(GetParam());
  EXPECT_EQ(read_file(source(seed)), write_program(program_of(story())))
      << "write it again: write_museum " << TWOMSL_SOURCE;
}

INSTANTIATE_TEST_SUITE_P(Museum, Museum,
                         testing::Values("nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest",
                                         "refuse_newcomer"),
                         [](const auto& row) { return std::string(row.param); });

TEST(MuseumCapture, IsTheStoryOfNt4InPackets) {
  const auto story = read_story(source("historical/counterexamples/nt4.csv"));
  ASSERT_TRUE(story.has_value());
  EXPECT_EQ(read_file(source("oracle/captures/nt4-model.pcap")), capture_of(*story));
}

TEST(MuseumStory, IsRefusedWhereALineMakesNoSense) {
  EXPECT_FALSE(read_story(source("historical/counterexamples/no_such_table.csv")).has_value());
  EXPECT_FALSE(read_story(source("LICENSE")).has_value());
}

}  // namespace
}  // namespace twomsl
