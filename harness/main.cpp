// main() of every program that an author's file is linked to.
#include <twomsl/stack.h>

#include <cstdio>
#include <exception>

#include "harness/command_line.hpp"

int main(int argc, char** argv) {
  using namespace twomsl::harness;
  try {
    const twomsl_stack* stack = twomsl_stack_under_test();
    if (stack == nullptr) {
      std::fprintf(stderr, "%s: twomsl_stack_under_test() returned NULL\n", argv[0]);
      return static_cast<int>(Exit::fault);
    }
    return static_cast<int>(run_command_line(*stack, argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return static_cast<int>(std::ferror(stdout) != 0 ? Exit::unwritable : Exit::usage);
  }
}
