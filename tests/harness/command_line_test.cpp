// The program that a stack's file becomes, as its author sees it: exit statuses, what is printed
// where, files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "oracle/audit.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl {
namespace {

class StackProgram : public testing::Test {
 protected:
  [[nodiscard]] ProgramResult run(const std::string& arguments,
                                  const std::string& program = "'" TWOMSL_STACK "'") const {
    return folder_.run(program + " " + arguments);
  }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder_.file(name);
  }

 private:
  TestFolder folder_{"twomsl_stack_"};
};

TEST_F(StackProgram, FindsNothingOnOurEndpointAndIsSilentOnStandardErrorInAPipe) {
  const ProgramResult result = run("properties --count 20");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ("endpoint 0.1: 20 programs from seed 1, nothing found\n", result.out);
  EXPECT_EQ("", result.err);
}

TEST_F(StackProgram, HoldsOurEndpointToTheCoreOfItsOwnPolicyAndOfAnother) {
  const ProgramResult same = run("differential --policy safe --count 20");
  EXPECT_EQ(0, same.status) << same.err;
  EXPECT_EQ("endpoint 0.1: 20 programs from seed 1, beside safe, nothing found\n", same.out);
  const ProgramResult other = run("differential --count 20 --connections 0 --out here");
  EXPECT_EQ(0, other.status) << other.out;  // choices alone
  for (const char* part : {"endpoint 0.1 differs from the core: TIME-WAIT-", "a choice left open",
                           "How they differ:", "beside rfc9293, "}) {
    EXPECT_TRUE(holds(other.out, part)) << part << "\n" << other.out;
  }
  std::ofstream(file("known")) << "TIME-WAIT-syn_not_reopening-answer # a choice\n";
  const ProgramResult known = run("differential --count 20 --connections 0 --known known");
  EXPECT_TRUE(holds(known.out, ", known\n")) << known.out;
  EXPECT_FALSE(holds(known.out, "core: TIME-WAIT-syn_not_reopening-answer")) << known.out;
}

TEST_F(StackProgram, ReplaysASeedAndAFile) {
  const ProgramResult of_seed = run("replay 7");
  EXPECT_EQ(0, of_seed.status) << of_seed.err;
  EXPECT_TRUE(holds(of_seed.out, "   1. ")) << of_seed.out;
  std::ofstream(file("one.program"), std::ios::binary) << std::string("\0\0\0\0", 4);
  const ProgramResult of_file = run("replay one.program");
  EXPECT_EQ(0, of_file.status) << of_file.err;
  EXPECT_EQ(
      "   1. the peer opens 10.0.0.2:40000 to 10.0.0.1:80\n"
      "endpoint 0.1: nothing found in 3 packets\n",
      of_file.out);
}

TEST_F(StackProgram, SaysWhatIsWrongWithItsArguments) {
  std::ofstream(file("empty"));
  for (const char* arguments : {"",
                                "properties --count 0",
                                "properties --count x",
                                "properties --count -1",
                                "properties --seed 1e3",
                                "properties --connections -1",
                                "properties 7",
                                "replay",
                                "differential --policy rfc793",
                                "differential --count 0",
                                "differential --known no-such-file",
                                "differential --known .",
                                "replay --policy x 1",
                                "conform NOWHERE/rst",
                                "conform --report pdf=x",
                                "conform --known-failures no-such-file",
                                "conform --jobs 0",
                                "properties --jobs 0",
                                "replay no-such-file",
                                "replay empty",
                                "replay ."}) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_NE("", result.err) << arguments;
    EXPECT_EQ("", result.out) << arguments;
  }
  EXPECT_TRUE(holds(run("differential --policy rfc793").err,
                    "'rfc793' is no policy: there are safe, strict and rfc9293"));
  EXPECT_TRUE(holds(run("properties --jobs 0").err, "--jobs: '0' is not a whole number from 1 on"));
  EXPECT_TRUE(holds(run("conform --jobs 1.5").err, "'1.5' is not a whole number from 1 on"));
  EXPECT_TRUE(holds(run("properties --connections -1").err,
                    "--connections: '-1' is not a whole number from 0 on"));
  EXPECT_EQ(0, run("--help").status);
  EXPECT_TRUE(holds(run("list").out, "early-release-rst"));
  EXPECT_TRUE(holds(run("check").out, "endpoint: all is told"));
}

TEST_F(StackProgram, ExitsWithFiveWhereItCannotWrite) {
  std::ofstream(file("taken"));
  for (const char* command : {"properties --count 1 --out taken", "replay 1 --out taken/x",
                              "differential --count 1 --out taken"}) {
    const ProgramResult result = run(command);
    EXPECT_EQ(5, result.status) << command;
    EXPECT_TRUE(holds(result.err, "taken")) << result.err;
  }
  EXPECT_EQ(5, run("list", "f() { '" TWOMSL_STACK "' \"$@\" >/dev/full; }; f").status);
}

TEST_F(StackProgram, SaysHowToGoOnWhenItIsInterrupted) {
  const ProgramResult result = run("properties --count 100000000 --seed 5",
                                   "timeout --preserve-status -s INT 2 '" TWOMSL_STACK "'");
  EXPECT_EQ(130, result.status) << result.err;
  EXPECT_TRUE(holds(result.err, "interrupted; the rest is: ")) << result.err;
}

#ifdef TWOMSL_STACK_LWIP

TEST_F(StackProgram, LeavesWhatProvesAndReplaysAFinding) {
  const std::string lwip = "'" TWOMSL_STACK_LWIP "'";
  const ProgramResult first = run("properties --seed 50 --count 1 --out here", lwip);
  EXPECT_EQ(1, first.status) << first.err;
  for (const char* part :
       {"lwip 2.1.3 breaks a rule: early-release-rst (memory for 4 connections)",
        "twomsl audit --msl 60 --vantage host:10.0.0.1 here/lwip-early-release-rst.pcap",
        "replay --connections 4 here/lwip-early-release-rst.program",
        "1 programs from seed 50, early-release-rst in 1"}) {
    EXPECT_TRUE(holds(first.out, part)) << part << " is missing in\n" << first.out;
  }
  const std::string capture = read_whole(file("here/lwip-early-release-rst.pcap"));
  const ProgramResult again =
      run("replay --connections 4 --out there here/lwip-early-release-rst.program", lwip);
  EXPECT_EQ(1, again.status) << again.err;
  EXPECT_EQ(capture, read_whole(file("there/lwip-early-release-rst.pcap")));
  const std::string audit = "audit --msl 60 --vantage host:10.0.0.1 here/*.pcap";
  EXPECT_EQ(1, run(audit, "'" TWOMSL_BINARY "'").status);
}

// All files of a folder, by their names.
std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& one : std::filesystem::directory_iterator(folder)) {
    files[one.path().filename()] = read_whole(one.path());
  }
  return files;
}

TEST_F(StackProgram, SaysAndLeavesTheSameHoweverManyProgramsRunAtATime) {
  for (const std::string command :
       {"properties --seed 41 --count 40", "differential --count 30 --strict"}) {
    const auto with_jobs = [&](const std::string& jobs) {
      std::filesystem::remove_all(file("found"));
      const ProgramResult result = run(command + jobs, "'" TWOMSL_STACK_LWIP "'");
      EXPECT_EQ(1, result.status) << result.err;
      return std::pair(result.out, files_in(file("found")));
    };
    const auto alone = with_jobs(" --jobs 1");
    EXPECT_LE(2u, alone.second.size());
    EXPECT_EQ(alone, with_jobs(" --jobs 5")) << command;
    EXPECT_EQ(alone, with_jobs("")) << command;
  }
}

TEST_F(StackProgram, LeavesWhatShowsADifferenceOfBothSides) {
  const std::string lwip = "'" TWOMSL_STACK_LWIP "'";
  const ProgramResult first = run("differential --seed 15 --count 1 --out here", lwip);
  const std::string stem = "here/lwip-";
  ASSERT_TRUE(holds(first.out, "captures: " + stem)) << first.out << first.err;
  const std::size_t at = first.out.find("captures: ") + std::string("captures: ").size();
  const std::string name = first.out.substr(at, first.out.find(".pcap", at) - at);
  EXPECT_NE(read_whole(file(name + ".pcap")), read_whole(file(name + "-core.pcap")));
  EXPECT_LT(24u, read_whole(file(name + "-core.pcap")).size());  // the header of the file
  const ProgramResult again = run("replay --policy rfc9293 --out there " + name + ".program", lwip);
  EXPECT_TRUE(holds(again.out, "lwip 2.1.3 differs from the core: ")) << again.out;
  EXPECT_EQ(first.status, again.status);
}

TEST_F(StackProgram, PlaysTheSuiteAndReportsItInEachFormat) {
  const std::string reports = "--report tap=r.tap --report junit=r.xml --report jsonl=r.jsonl";
  const ProgramResult all = run("conform 'ESTABLISHED/*' wait/ends-after-2msl " + reports);
  EXPECT_EQ(0, all.status) << all.out << all.err;
  EXPECT_TRUE(holds(all.out, "endpoint 0.1: ")) << all.out;
  EXPECT_EQ("", all.err);
  const std::string tap = read_whole(file("r.tap"));
  EXPECT_TRUE(holds(tap, "TAP version 13\n1..")) << tap;
  EXPECT_TRUE(holds(tap, " - wait/ends-after-2msl\n")) << tap;
  EXPECT_FALSE(holds(tap, "not ok")) << tap;
  EXPECT_FALSE(holds(tap, "TIME-WAIT")) << tap;
  EXPECT_TRUE(holds(read_whole(file("r.xml")), "failures=\"0\"")) << read_whole(file("r.xml"));
  EXPECT_TRUE(holds(read_whole(file("r.jsonl")), "\"outcome\":\"passed\""));
  const ProgramResult list = run("conform --list --must 'TIME-WAIT/*'");
  EXPECT_EQ(0, list.status);
  EXPECT_TRUE(holds(list.out, "TIME-WAIT/fin-again")) << list.out;
  EXPECT_FALSE(holds(list.out, "SHOULD")) << list.out;
}

TEST_F(StackProgram, ReportsTheSameHoweverManyCasesRunAtATime) {
  const std::string cases = "conform 'ESTABLISHED/*' 'wait/*' --report tap=";
  const ProgramResult one = run(cases + "one");
  const ProgramResult many = run(cases + "many --jobs 7");
  EXPECT_EQ(0, many.status) << many.err;
  EXPECT_EQ(one.out, many.out);
  EXPECT_EQ(read_whole(file("one")), read_whole(file("many")));
}

TEST_F(StackProgram, FailsForAKnownFailureThatPasses) {
  std::ofstream(file("known")) << "# none\nESTABLISHED/text   # was broken\n";
  const ProgramResult result = run("conform ESTABLISHED/text --known-failures known");
  EXPECT_EQ(1, result.status) << result.out;
  EXPECT_TRUE(holds(result.out, "PASSED, AND IS LISTED AS A KNOWN FAILURE")) << result.out;
}

TEST_F(StackProgram, SaysWhichReportCannotBeWritten) {
  const ProgramResult result = run("conform ESTABLISHED/text --report tap=no/such/folder");
  EXPECT_EQ(5, result.status) << result.out;
  EXPECT_TRUE(holds(result.err, "no/such/folder: No such file")) << result.err;
}

#ifdef TWOMSL_STACK_LWIP
TEST_F(StackProgram, FindsWhatLwipDoesAndLeavesTheCaptures) {
  const std::string lwip = "'" TWOMSL_STACK_LWIP "'";
  const std::string cases =
      "conform SYN-SENT/syn CLOSED/ack-form-of-rst wait/stands-under-pressure";
  const ProgramResult result = run(cases, lwip);
  EXPECT_EQ(1, result.status) << result.out << result.err;
  for (const char* part :
       {"FAILED    SYN-SENT/syn\n", "MUST-10", "it was answered by nothing; expected: a SYN-ACK",
        "deviates  CLOSED/ack-form-of-rst", "for want of memory the wait was given up",
        "3 cases, 2 FAILED, 1 deviates"}) {
    EXPECT_TRUE(holds(result.out, part)) << part << "\n" << result.out;
  }
  EXPECT_TRUE(std::filesystem::exists(file("found/lwip-wait-stands-under-pressure.pcap")));
  std::ofstream(file("known")) << "SYN-SENT/syn\nwait/stands-under-pressure\n";
  EXPECT_EQ(0, run(cases + " --known-failures known", lwip).status);
  EXPECT_EQ(1, run(cases + " --known-failures known --strict", lwip).status);
}
#endif

TEST_F(StackProgram, ShrinksWhatItReplaysIfAsked) {
  const std::string lwip = "'" TWOMSL_STACK_LWIP "'";
  EXPECT_TRUE(holds(run("replay 50", lwip).out, "  27. "));
  const ProgramResult result = run("replay --shrink 50", lwip);
  EXPECT_EQ(1, result.status) << result.err;
  EXPECT_TRUE(holds(result.out, "What it takes (8 commands of 27):")) << result.out;
}

// What docs/YOUR-STACK.md shows is what its reader gets.
TEST_F(StackProgram, PrintsWhatItsPageShows) {
  const std::string page = read_whole(TWOMSL_SOURCE "/docs/YOUR-STACK.md");
  for (const std::string command : {"properties --count 60", "differential --seed 15 --count 1"}) {
    EXPECT_TRUE(holds(page, "./run stack lwip " + command + "\n")) << command;
    const ProgramResult result = run(command, "'" TWOMSL_STACK_LWIP "'");
    std::istringstream lines(result.out);
    std::string shown;
    for (std::string line; std::getline(lines, line);) {
      const std::string path = TWOMSL_STACK_LWIP;
      if (const std::size_t at = line.find(path); at != std::string::npos) {
        line.replace(at, path.size(), "build/release/harness/stack_lwip");
      }
      shown += (line.empty() ? "" : "    ") + line + "\n";
    }
    EXPECT_TRUE(holds(page, shown)) << shown;
  }
}

// Its file built without a function that it must interpose.
TEST_F(StackProgram, SaysIfLwipHasAnotherClockOrOtherMemory) {
  const ProgramResult clock = run("check", "'" TWOMSL_STACK_LWIP "_without_clock'");
  EXPECT_EQ(3, clock.status);
  EXPECT_TRUE(holds(clock.err, "reset: lwIP reads another clock")) << clock.err;
  const ProgramResult memory = run("properties", "'" TWOMSL_STACK_LWIP "_without_memory'");
  EXPECT_EQ(3, memory.status);
  EXPECT_TRUE(holds(memory.err, "reset: lwIP has other memory")) << memory.err;
}

#endif

#ifdef TWOMSL_STACK_LIBSLIRP
TEST_F(StackProgram, SaysIfLibslirpHasAnotherConnect) {
  const ProgramResult result = run("check", "'" TWOMSL_STACK_LIBSLIRP "_without_connect'");
  EXPECT_EQ(3, result.status);
  EXPECT_TRUE(holds(result.err, "reset: libslirp has another connect()")) << result.err;
}
#endif

}  // namespace
}  // namespace twomsl
