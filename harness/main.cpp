// main() of every program that an author's file is linked to.
#include <twomsl/stack.h>

#include <cstdio>
#include <exception>
#include <ios>
#include <system_error>

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
    // A stream that cannot be read throws a failure of its own kind, and is a named file.
    const bool is_of_output = dynamic_cast<const std::system_error*>(&error) != nullptr &&
                              dynamic_cast<const std::ios_base::failure*>(&error) == nullptr;
    return static_cast<int>(is_of_output ? Exit::unwritable : Exit::usage);
  }
}
