// What a file may say of its stack: that it cannot run here, that it knows no limit of memory.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include <string>
#include <vector>

#include "harness/command_line.hpp"

namespace twomsl::harness {
namespace {

const twomsl_stack& endpoint() { return *twomsl_stack_under_test(); }

// As its author calls the program that it becomes.
Exit exit_of(const twomsl_stack& stack, std::vector<std::string> words) {
  words.insert(words.begin(), "stack");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return run_command_line(stack, static_cast<int>(arguments.size()), arguments.data());
}

TEST(HonestFile, MaySayThatTheStackCannotRunHere) {
  twomsl_stack stack = endpoint();
  stack.reset = [](void*, const twomsl_services*, const twomsl_setup*) -> const char* {
    return TWOMSL_STACK_NOT_HERE "no TUN device";
  };
  const std::string out = testing::TempDir() + "twomsl_not_here";
  EXPECT_EQ(Exit::not_here, exit_of(stack, {"check"}));
  EXPECT_EQ(Exit::not_here, exit_of(stack, {"conform", "ESTABLISHED/text", "--out", out}));
  EXPECT_EQ(Exit::not_here, exit_of(stack, {"properties", "--count", "1", "--out", out}));
  EXPECT_EQ(Exit::not_here, exit_of(stack, {"replay", "1", "--out", out}));
  stack.reset = [](void*, const twomsl_services*, const twomsl_setup*) -> const char* {
    return "no TUN device";
  };
  EXPECT_EQ(Exit::fault, exit_of(stack, {"check"}));
}

TEST(HonestFile, IsNotGivenALimitOfMemoryThatItDoesNotKnow) {
  twomsl_stack stack = endpoint();
  stack.traits = TWOMSL_STACK_UNLIMITED;
  EXPECT_EQ(Exit::usage, exit_of(stack, {"conform", "ESTABLISHED/text", "--connections", "4"}));
  EXPECT_EQ(Exit::clean, exit_of(stack, {"conform", "ESTABLISHED/text", "--connections", "0"}));
  stack.reset = [](void* context, const twomsl_services* services, const twomsl_setup* setup) {
    return setup->connections == 0 ? endpoint().reset(context, services, setup) : "a limit";
  };
  EXPECT_EQ(Exit::clean, exit_of(stack, {"conform", "ESTABLISHED/text"}));
}

}  // namespace
}  // namespace twomsl::harness
