// `./run simulate` as its user sees it: exit statuses, what is printed where, captures.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "oracle/audit.hpp"

namespace twomsl {
namespace {

namespace fs = std::filesystem;

struct Result {
  int status = -1;
  std::string out{};
  std::string err{};
};

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Simulate : public testing::Test {
 protected:
  Simulate() {
    folder_ = fs::path(testing::TempDir()) /
              (std::string("twomsl_simulate_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  ~Simulate() override { fs::remove_all(folder_); }

  [[nodiscard]] Result run(const std::string& arguments,
                           const std::string& program = "'" TWOMSL_BINARY "'") const {
    const std::string command =
        "cd '" + folder_.string() + "' && " + program + " " + arguments + " >out.txt 2>err.txt";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_whole(folder_ / "out.txt"),
            read_whole(folder_ / "err.txt")};
  }
  [[nodiscard]] fs::path file(const std::string& name) const { return folder_ / name; }

 private:
  fs::path folder_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

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
  for (const char* profile : {"all", "tuples", "near", "forged", "conversations"}) {
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
        "--seed 18446744073709551616", "--seed 18446744073709551615", "--profile plan9", "--tape",
        "--no-such-option", "7"}) {
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

TEST_F(Simulate, HelpsWithoutAnError) {
  const Result result = run("--help");
  EXPECT_EQ(0, result.status);
  EXPECT_TRUE(holds(result.out, "Exit status")) << result.out;
}

}  // namespace
}  // namespace twomsl
