// `./run simulate` as its user sees it: exit statuses, what is printed where, captures.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "oracle/audit.hpp"
#include "tests/tool/program_run.hpp"
#include "tool/simulate/failure_report.hpp"

namespace twomsl {
namespace {

namespace fs = std::filesystem;

using Result = ProgramResult;

class Simulate : public testing::Test {
 protected:
  [[nodiscard]] Result run(const std::string& arguments,
                           const std::string& program = "'" TWOMSL_BINARY "'") const {
    return folder_.run(program + " " + arguments);
  }
  [[nodiscard]] fs::path file(const std::string& name) const { return folder_.file(name); }

 private:
  TestFolder folder_{"twomsl_simulate_"};
};

// The output without the time that it took.
std::string without_time(const std::string& text) {
  return std::regex_replace(text, std::regex("in [0-9.]+ s"), "in");
}

TEST_F(Simulate, SumsUpAndIsSilentOnStandardErrorInAPipe) {
  const Result result = run("--seeds 40");
  EXPECT_EQ(0, result.status) << result.out << result.err;
  EXPECT_EQ("", result.err);
  for (const char* part : {"40 seeds from 1", "conversations", "bytes of text delivered",
                           "rows of spec/transitions.csv", "Every law held."}) {
    EXPECT_TRUE(holds(result.out, part)) << part << " is missing in\n" << result.out;
  }
}

TEST_F(Simulate, DoesTheSameForTheSameSeeds) {
  for (const char* profile :
       {"all", "tuples", "near", "forged", "conversations", "damaged", "reordered", "near-ipv6"}) {
    const std::string arguments = std::string("--seed 7 --seeds 8 --verbose --profile ") + profile;
    EXPECT_EQ(without_time(run(arguments).out), without_time(run(arguments).out)) << profile;
  }
}

TEST_F(Simulate, NamesTheRowsNotMetIfAsked) {
  EXPECT_FALSE(holds(run("--seeds 4").out, "not met: TR-"));
  EXPECT_TRUE(holds(run("--seeds 4 --verbose").out, "not met: TR-"));
}

TEST_F(Simulate, WritesCapturesThatTheAuditReads) {
  EXPECT_EQ(0, run("--profile conversations --seed 2 --seeds 1 --tape two").status);
  EXPECT_EQ(0, run("--profile tuples --seed 3 --seeds 2 --tape some").status);
  for (const char* name : {"two-a.pcap", "two-b.pcap", "two-middle.pcap", "some-3-a.pcap",
                           "some-4-b.pcap", "some-4-middle.pcap"}) {
    const oracle::Audit audit = oracle::audit_file(file(name).string(), {});
    EXPECT_TRUE(audit.summary.readable) << name;
    EXPECT_EQ("", audit.summary.damage) << name;
    EXPECT_LT(0u, audit.summary.packets) << name;
  }
}

TEST_F(Simulate, ExitsWithFiveWhereItCannotWrite) {
  const Result tape = run("--seeds 3 --tape no/such/folder/x");
  EXPECT_EQ(5, tape.status);
  EXPECT_TRUE(holds(tape.err, "no/such/folder/x-1-a.pcap: No such file")) << tape.err;
  EXPECT_FALSE(holds(tape.out, "Every law held"));
  EXPECT_EQ(5, run("--seeds 3 >/dev/full; exit $?; true").status);
}

TEST_F(Simulate, ExitsWithTwoForWrongArguments) {
  for (const char* arguments :
       {"--seeds 0", "--seeds x", "--seeds -1", "--seeds 1e3", "--seeds ''", "--seed x",
        "--seed 18446744073709551616", "--seed 18446744073709551615", "--profile plan9",
        "--profile all-ipv6", "--tape", "--no-such-option", "7"}) {
    const Result result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_TRUE(holds(result.err, "see ./run simulate --help")) << arguments << result.err;
    EXPECT_EQ("", result.out) << arguments;
  }
}

TEST_F(Simulate, SaysHowToGoOnWhenItIsInterrupted) {
  const Result result = run("--seeds 1000000000 --seed 5 --profile near",
                            "timeout --preserve-status -s INT 1 '" TWOMSL_BINARY "'");
  EXPECT_EQ(130, result.status) << result.err;
  std::smatch found;
  ASSERT_TRUE(std::regex_search(
      result.out, found,
      std::regex("the rest: ./run simulate --seed ([0-9]+) --seeds ([0-9]+) --profile near")))
      << result.out;
  EXPECT_LT(5u, std::stoull(found[1]));
  EXPECT_EQ(1'000'000'005u, std::stoull(found[1]) + std::stoull(found[2]));
}

TEST_F(Simulate, GoesOnFromAStateFile) {
  const std::string arguments = "--seeds 1000000000 --seed 5 --profile near --state place";
  const std::string interrupt = "timeout --preserve-status -s INT 1 '" TWOMSL_BINARY "'";
  EXPECT_EQ(130, run(arguments, interrupt).status);
  const std::string first = read_whole(file("place"));
  EXPECT_EQ(130, run(arguments, interrupt).status);
  const std::string second = read_whole(file("place"));
  std::uint64_t seeds[2] = {};
  ASSERT_EQ(1, std::sscanf(first.c_str(), "twomsl-simulate-1 near %lu", &seeds[0])) << first;
  ASSERT_EQ(1, std::sscanf(second.c_str(), "twomsl-simulate-1 near %lu", &seeds[1])) << second;
  EXPECT_LT(5u, seeds[0]);
  EXPECT_LT(seeds[0], seeds[1]);
}

TEST_F(Simulate, RemovesTheStateFileWhenAllIsDone) {
  std::ofstream(file("place")) << "twomsl-simulate-1 near 70 3\n";
  const Result result = run("--seeds 1000 --profile near --state place");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_TRUE(holds(result.out, "3 seeds from 70")) << result.out;
  EXPECT_FALSE(fs::exists(file("place")));
}

TEST_F(Simulate, RefusesAStateFileOfSomethingElse) {
  for (const char* text :
       {"", "nonsense", "twomsl-simulate-1 near 70", "twomsl-simulate-1 all 1 9"}) {
    std::ofstream(file("place")) << text;
    const Result result = run("--profile near --state place");
    EXPECT_EQ(2, result.status) << text;
    EXPECT_TRUE(holds(result.err, "simulate: place: ")) << result.err;
    EXPECT_EQ(text, read_whole(file("place")));
  }
  EXPECT_EQ(5, run("--seeds 3 --state no/such/place").status);
}

TEST(SimulateReport, EndsWithTheLineThatReplays) {
  const Breach breach{"INV-X", "it broke\nafter:\nat 1 us, A0: OPEN\nof the program: a.mss=3"};
  for (const bool verbose : {false, true}) {
    const std::string words = tool::report({{sim::RunKind::near}, 17}, breach, verbose);
    EXPECT_TRUE(words.starts_with("seed 17 breaks INV-X: it broke\n")) << words;
    EXPECT_TRUE(holds(words, "at 1 us, A0: OPEN")) << words;
    EXPECT_EQ(verbose, holds(words, "a.mss=3")) << words;
    EXPECT_TRUE(words.ends_with("replay: ./run simulate --seed 17 --seeds 1 --profile near\n"));
  }
}

TEST(SimulateReport, LeavesOutAllButTheLastStepsUnlessAsked) {
  std::string steps = "at 0 us, the first\n";
  for (int i = 1; i < 1000; ++i) steps += "at " + std::to_string(i) + " us, A0: OPEN\n";
  const Breach breach{"INV-X", "it broke\nafter:\n" + steps + "of the program: "};
  const std::string few = tool::report({{sim::RunKind::near}, 17}, breach, false);
  EXPECT_GT(5000u, few.size());
  EXPECT_TRUE(holds(few, "at 999 us")) << few;
  EXPECT_FALSE(holds(few, "the first"));
  EXPECT_TRUE(holds(tool::report({{sim::RunKind::near}, 17}, breach, true), "the first"));
}

TEST_F(Simulate, HelpsWithoutAnError) {
  const Result result = run("--help");
  EXPECT_EQ(0, result.status);
  EXPECT_TRUE(holds(result.out, "Exit status")) << result.out;
}

}  // namespace
}  // namespace twomsl
