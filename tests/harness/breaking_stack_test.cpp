// Stacks that crash and hang: what they did until then is kept, and told with the command that did
// it.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "harness/defect_report.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::harness {
namespace {

const twomsl_stack& endpoint() { return *twomsl_stack_under_test(); }

Run run_of(const twomsl_stack& stack, unsigned most_seconds) {
  const Program program{{},
                        {{CommandKind::open, 0}, {CommandKind::send, 0}, {CommandKind::wait, 0}}};
  return run_apart({&stack, 0}, {}, [&](Stage& stage) { stage.play(program); },
                   {.most_seconds = most_seconds});
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
