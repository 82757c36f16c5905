// The command line as its user sees it: exit statuses, what is printed where.
#include <gtest/gtest.h>

#include "tests/tool/tool_fixture.hpp"

namespace twomsl::test {
namespace {

using Result = ProgramResult;

TEST_F(Tool, ExitsWithOneForAViolationAndZeroWithout) {
  expect_status(1, "audit guilty.pcap");
  expect_status(0, "audit innocent.pcap");
  expect_status(0, "audit deviant.pcap");
  expect_status(0, "audit unclear.pcap");
  expect_status(1, "audit innocent.pcap guilty.pcap");
}

TEST_F(Tool, ExitsWithOneForADeviationOnlyUnderStrict) {
  expect_status(1, "audit --strict deviant.pcap");
  expect_status(0, "audit --strict unclear.pcap");
}

TEST_F(Tool, ExitsWithFourForSomethingUndeterminedOnlyIfAsked) {
  expect_status(4, "audit --fail-undetermined unclear.pcap");
  expect_status(0, "audit --fail-undetermined innocent.pcap");
  expect_status(1, "audit --fail-undetermined unclear.pcap guilty.pcap");
}

TEST_F(Tool, ExitsWithTwoForWrongArguments) {
  for (const char* arguments :
       {"", "audit", "judge guilty.pcap", "audit --msl x guilty.pcap", "audit --msl 0 guilty.pcap",
        "audit --msl -1 guilty.pcap", "audit --profile plan9 guilty.pcap",
        "audit --vantage host: guilty.pcap", "audit --vantage host:10.0.0 guilty.pcap",
        "audit --vantage here guilty.pcap", "audit --assume no-rain guilty.pcap",
        "audit --assume no-abort,,one-stack guilty.pcap", "audit --no-such-option guilty.pcap",
        "audit --expect no-such.csv guilty.pcap"}) {
    const Result result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_NE("", result.err) << arguments;
    EXPECT_EQ("", result.out) << arguments;
  }
}

TEST_F(Tool, RefusesAnMslThatIsNoNumberOfSeconds) {
  for (const char* word : {"nan", "-nan", "inf", "infinity", "-1", "0", "30s", "30 s", "1e9", "3e1",
                           "86401", "0x1e", "+30", "''", "30,5", "guilty.pcap"}) {
    const Result result = run("audit '--msl=" + std::string(word) + "' guilty.pcap");
    EXPECT_EQ(2, result.status) << word;
    EXPECT_TRUE(holds(result.err, "--msl")) << word << ": " << result.err;
    EXPECT_EQ("", result.out) << word;
  }
  const Result last = run("audit guilty.pcap --msl");
  EXPECT_EQ(2, last.status);
  EXPECT_TRUE(holds(last.err, "--msl")) << last.err;
  for (const char* word : {"30", "0.5", ".5", "86400", "0.000001"}) {
    EXPECT_NE(2, run("audit --msl " + std::string(word) + " guilty.pcap").status) << word;
  }
}

TEST_F(Tool, ExplainsEachConnectionOrTheOneThatIsAskedFor) {
  const Result all = run("explain guilty.pcap");
  EXPECT_EQ(0, all.status) << all.err;
  EXPECT_TRUE(holds(all.out, "A sends its FIN")) << all.out;
  EXPECT_TRUE(holds(run("explain --frame 9 guilty.pcap").out, "  > frame 9 "));
  EXPECT_EQ(all.out, run("explain --flow 10.0.0.2:80-10.0.0.1:4000 guilty.pcap").out);
  EXPECT_EQ(all.out, run("explain - <guilty.pcap").out);
  EXPECT_TRUE(holds(run("explain --msl 0.1 guilty.pcap").out, "A resets\n"));
  EXPECT_FALSE(holds(run("explain --msl 0.1 guilty.pcap").out, "early-release-rst"));
  expect_status(3, "explain missing.pcap");
  EXPECT_TRUE(holds(run("explain cut.pcap").err, "cut.pcap: "));
  for (const char* arguments :
       {"explain", "explain --frame 0 guilty.pcap", "explain --msl nan guilty.pcap",
        "explain --frame 99 guilty.pcap", "explain --flow 10.0.0.1:4000 guilty.pcap",
        "explain --flow 10.0.0.1:4-10.0.0.2:80x a.pcap",
        "explain --flow 10.0.0.3:1-10.0.0.2:80 guilty.pcap"}) {
    const Result result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_TRUE(holds(result.err, "twomsl: ")) << arguments;
    EXPECT_EQ("", result.out) << arguments;
  }
}

TEST_F(Tool, ExitsWithThreeWhereNothingIsReadable) {
  for (const char* file : {"missing.pcap", ".", "empty.pcap", "/dev/null"}) {
    const Result result = run(std::string("audit ") + file);
    EXPECT_EQ(3, result.status) << file;
    EXPECT_TRUE(holds(result.err, std::string(file) + ": ")) << result.err;
  }
  expect_status(3, "audit missing.pcap empty.pcap");
}

TEST_F(Tool, JudgesTheOthersWhereOneFileIsUnreadable) {
  const Result result = run("audit missing.pcap guilty.pcap");
  EXPECT_EQ(3, result.status);
  EXPECT_TRUE(holds(result.err, "missing.pcap")) << result.err;
  EXPECT_TRUE(holds(result.out, "VIOLATION early-release-rst")) << result.out;
  expect_status(3, "audit innocent.pcap missing.pcap");
  expect_status(3, "audit --strict --fail-undetermined unclear.pcap deviant.pcap missing.pcap");
}

TEST_F(Tool, ExitsWithThreeWhereNothingInAFileCanBeJudged) {
  for (const char* file : {"headed.pcap", "arp.pcap"}) {
    const Result alone = run(std::string("audit ") + file);
    EXPECT_EQ(3, alone.status) << file;
    EXPECT_TRUE(holds(alone.err, std::string(file) + ": it holds no TCP segment")) << alone.err;
    expect_status(3, std::string("audit guilty.pcap ") + file);
  }
}

TEST_F(Tool, JudgesATruncatedCaptureAsFarAsItGoesAndNamesTheDamage) {
  const Result result = run("audit cut.pcap");
  EXPECT_EQ(1, result.status);
  EXPECT_TRUE(holds(result.out, "damaged: ")) << result.out;
  EXPECT_TRUE(holds(result.out, "VIOLATION early-release-rst at frame 9")) << result.out;
}

TEST_F(Tool, ReadsStandardInput) {
  const Result result = run("audit - <guilty.pcap");
  EXPECT_EQ(1, result.status);
  EXPECT_EQ(run("audit --quiet guilty.pcap").out.substr(11),
            run("audit --quiet - <guilty.pcap").out.substr(1));
}

TEST_F(Tool, PrintsLinesOfJsonAndNothingElse) {
  const Result result = run("audit --json guilty.pcap innocent.pcap");
  EXPECT_EQ(1, result.status);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < result.out.size(); ++lines) {
    EXPECT_EQ('{', result.out[at]);
    at = result.out.find('\n', at) + 1;
  }
  EXPECT_EQ(3u, lines);
}

TEST_F(Tool, LeavesTheChainsOutWhenQuiet) {
  EXPECT_TRUE(holds(run("audit guilty.pcap").out, "frame 4: "));
  const Result quiet = run("audit --quiet guilty.pcap");
  EXPECT_FALSE(holds(quiet.out, "frame 4: ")) << quiet.out;
  EXPECT_TRUE(holds(quiet.out, "VIOLATION early-release-rst at frame 9")) << quiet.out;
}

TEST_F(Tool, TakesMslFromTheProfileUnlessGiven) {
  EXPECT_TRUE(holds(run("audit --profile strict guilty.pcap").out, "MSL = 120 s"));
  EXPECT_TRUE(holds(run("audit --profile strict --msl 7 guilty.pcap").out, "MSL = 7 s"));
  EXPECT_TRUE(holds(run("audit guilty.pcap").out, "no --msl was given"));
}

TEST_F(Tool, ComparesWithWhatIsExpected) {
  const std::string header = "file,frame,class,default,msl30,msl120,party,msl_max,cause\n";
  const std::string row = "guilty.pcap,9,early-release-rst,violation,-,-,10.0.0.1,0.505,\n";
  const auto csv = [&](const std::string& text) { write("e.csv", {text.begin(), text.end()}); };
  csv(header + row);
  expect_status(0, "audit --expect e.csv guilty.pcap");
  expect_status(3, "audit --expect e.csv guilty.pcap missing.pcap");
  expect_status(1, "audit --expect e.csv --msl 30 guilty.pcap");
  expect_status(2, "audit --expect e.csv --msl 31 guilty.pcap");
  csv(header);
  const Result differs = run("audit --expect e.csv guilty.pcap");
  EXPECT_EQ(1, differs.status);
  EXPECT_TRUE(holds(differs.err, "early-release-rst (violation) was not expected")) << differs.err;
  csv(header + "guilty.pcap,9\n");
  expect_status(2, "audit --expect e.csv guilty.pcap");
}

TEST_F(Tool, PrintsItsSchemaAndItsClassesWithoutAFile) {
  EXPECT_TRUE(holds(run("audit --schema").out, "\"early-release-rst\""));
  EXPECT_TRUE(holds(run("audit --classes").out, "| early-release-rst | INV-TW-2 |"));
  expect_status(0, "audit --schema");
  expect_status(0, "audit --classes");
  expect_status(2, "audit --schema guilty.pcap");
}

TEST_F(Tool, TellsItsVersionAndItsUse) {
  EXPECT_EQ(0, run("--version").status);
  EXPECT_TRUE(holds(run("--version").out, "twomsl "));
  EXPECT_TRUE(holds(run("--help").out, "Exit status"));
  expect_status(0, "audit --help");
}

}  // namespace
}  // namespace twomsl::test
