// Stacks that garble text, crash and hang: each is told, and one run of many is all that ends.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/defect_report.hpp"
#include "tests/harness/stacks/falsified_file.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::harness {
namespace {

// A stack that breaks in the middle of a run is told with the command that did it.
Run run_of(const twomsl_stack& stack, unsigned most_seconds) {
  const Program program{{},
                        {{CommandKind::open, 0}, {CommandKind::send, 0}, {CommandKind::wait, 0}}};
  return run_apart({&stack, 0}, {}, [&](Stage& stage) { stage.play(program); },
                   {.most_seconds = most_seconds});
}

// More than the first conversation tells of, which is the file's to get right.
constexpr std::size_t kShort_bytes = 200;

// What is wrong with a stack when each end has sent the other a long text.
std::vector<Failure> failures_with_text(const twomsl_stack& stack) {
  Program program;
  program.commands = {{CommandKind::open, 0},
                      {CommandKind::send, 0, End::peer, false, 999},
                      {CommandKind::send, 0, End::subject, false, 999}};
  return failures_of({&stack, 0}, run_apart({&stack, 0}, program));
}

TEST(BreakingStack, IsNamedIfItsUserReceivesOtherBytesThanWereSent) {
  const twomsl_stack stack = with([](twomsl_services& services) {
    services.text = [](void* harness, void* connection, const std::uint8_t* text, std::size_t n) {
      std::vector<std::uint8_t> changed(text, text + n);
      if (n > kShort_bytes) changed[150] ^= 1;
      honest->text(harness, connection, changed.data(), n);
    };
  });
  EXPECT_EQ("", fault_of(stack));
  const std::vector<Failure> failures = failures_with_text(stack);
  ASSERT_EQ(1u, failures.size());
  EXPECT_EQ("garbled-text", failures[0].name);
  EXPECT_EQ(
      "between 10.0.0.1:80 and 10.0.0.2:40000 the user of the stack received other bytes "
      "than were sent, from byte 150 of the stream on",
      failures[0].words);
  EXPECT_TRUE(failures_with_text(with(nullptr)).empty());
}

TEST(BreakingStack, IsNamedIfItsPeerReceivesOtherBytesThanWereSent) {
  twomsl_stack stack = with(nullptr);
  stack.send = [](void* context, void* connection, const std::uint8_t* text, std::size_t n) {
    std::vector<std::uint8_t> changed(text, text + n);
    if (n > kShort_bytes) std::swap(changed[3], changed[4]);
    return endpoint().send(context, connection, changed.data(), n);
  };
  EXPECT_EQ("", fault_of(stack));
  const std::vector<Failure> failures = failures_with_text(stack);
  ASSERT_EQ(1u, failures.size());
  EXPECT_NE(std::string::npos, failures[0].words.find("the user of its peer")) << failures[0].words;
  EXPECT_NE(std::string::npos, failures[0].words.find("from byte 3 ")) << failures[0].words;
}

TEST(BreakingStack, IsNamedIfItCrashes) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t {
    std::raise(SIGKILL);
    return 0;
  };
  const auto run = run_of(stack, 60);
  EXPECT_EQ(RunEnd::crashed, run.end);
  EXPECT_EQ(SIGKILL, run.signal);
  EXPECT_EQ(1u, run.recording.command);
  EXPECT_EQ(3u, run.recording.packets);  // the handshake is kept
  const auto failures = failures_of({&stack, 0}, run);
  ASSERT_EQ(1u, failures.size());
  EXPECT_EQ("crash", failures.front().name);
  EXPECT_EQ("it crashed by signal 9 (Killed)", failures.front().words);
}

TEST(BreakingStack, IsNamedIfItLeavesTheProcess) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t { _Exit(4); };
  EXPECT_EQ("it ended the process with status 4", words_of(run_of(stack, 60)));
}

TEST(BreakingStack, IsNamedIfItHangs) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t {
    for (volatile bool goes_on = true; goes_on;) {
    }
    return 0;
  };
  const auto run = run_of(stack, 2);
  EXPECT_EQ(RunEnd::hung, run.end);
  EXPECT_EQ(1u, run.recording.command);
  EXPECT_EQ("it did not come back: it hangs", words_of(run));
}

// It breaks as long as a file is there, and takes it away.
TEST(BreakingStack, IsToldIfItDoesNotBreakAgain) {
  static const std::string once = testing::TempDir() + "twomsl_breaks_once";
  std::ofstream(once) << "once";
  twomsl_stack stack = endpoint();
  stack.packet_in = [](void* context, const std::uint8_t* packet, std::size_t bytes) {
    if (std::filesystem::remove(once)) _Exit(4);
    endpoint().packet_in(context, packet, bytes);
  };
  const PropertiesResult result = play_properties({&stack, 0}, {.seed = 1, .count = 2});
  ASSERT_EQ(1u, result.defects.count("crash"));
  const Defect& defect = result.defects.at("crash");
  EXPECT_FALSE(defect.is_repeatable);
  EXPECT_EQ(program_of_seed(1), defect.program);
  EXPECT_TRUE(holds(report_of({&stack, 0}, defect, {"here", "stack", ""}),
                    "it ended the process with status 4"));
  EXPECT_TRUE(holds(report_of({&stack, 0}, defect, {"here", "stack", ""}), "it did not happen"));
}

// It crashes whenever its user sends.
TEST(BreakingStack, IsShrunkLikeEverythingElse) {
  twomsl_stack stack = endpoint();
  stack.send = [](void*, void*, const std::uint8_t*, std::size_t) -> std::size_t { _Exit(4); };
  const PropertiesResult result = play_properties({&stack, 0}, {.seed = 1, .count = 20});
  ASSERT_EQ(1u, result.defects.count("crash"));
  const Defect& defect = result.defects.at("crash");
  EXPECT_TRUE(defect.is_repeatable);
  EXPECT_LT(0u, defect.times);
  const Program least{{}, {{CommandKind::open, 0}, {CommandKind::send, 0}}};
  EXPECT_EQ(least, defect.program);
  EXPECT_TRUE(holds(report_of({&stack, 0}, defect, {"here", "stack", ""}),
                    "It happened in command 2: the stack sends 1 bytes on 10.0.0.2:40000"));
}

}  // namespace
}  // namespace twomsl::harness
