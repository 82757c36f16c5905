// The program that an author's file becomes: `my_stack properties`, `my_stack replay FILE` and so
// on.
#pragma once

#include <cstdint>
#include <string>

struct twomsl_stack;

namespace twomsl::harness {

enum class Exit : std::uint8_t {
  clean = 0,
  failed = 1,
  usage = 2,
  fault = 3,  // of the file that brings the stack
  unwritable = 5,
  not_here = 77,  // the stack cannot run on this machine, as its file says
  interrupted = 130,
};

/// Why `value` is not a whole number from `least` on; empty if it is one.
[[nodiscard]] std::string objection_to_count(const std::string& value, std::uint64_t least);
[[nodiscard]] inline std::string objection_to_positive(const std::string& value) {
  return objection_to_count(value, 1);
}

[[nodiscard]] Exit run_command_line(const twomsl_stack& stack, int argc, char** argv);

}  // namespace twomsl::harness
