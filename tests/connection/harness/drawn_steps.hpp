// Programs of the step harness by a random number generator: begun, open, or in TIME-WAIT, and then
// any events. Their numbers are drawn evenly, but now and then small, or the smallest segment size.
#pragma once

#include <algorithm>
#include <random>

#include "tests/connection/harness/step_harness.hpp"

namespace twomsl {

/// The bytes of a program.
[[nodiscard]] inline std::vector<std::uint8_t> drawn_steps(std::mt19937& random) {
  constexpr unsigned kSyn = 1, kFin = 2, kAck = 8;
  std::vector<std::uint8_t> program(kStepOpeningBytes);
  const auto add = [&program](EventKind kind, unsigned control = 0) {
    program.insert(program.end(), {static_cast<std::uint8_t>(kind), 0,
                                   static_cast<std::uint8_t>(control), 0, 0, 0, 0, 1, 0, 0, 0, 0});
  };
  const auto any = [&random] { return static_cast<std::uint8_t>(random()); };
  for (std::uint8_t& byte : program) byte = any();
  const unsigned comes_to = random() % 4;
  if (comes_to > 0) add(EventKind::open_active);
  if (comes_to > 1) add(EventKind::segment_arrives, kSyn | kAck);
  if (comes_to > 2) {
    add(EventKind::close);
    add(EventKind::segment_arrives, kFin | kAck);
  }
  for (auto events = 1 + random() % 20; events > 0; --events) {
    for (std::size_t i = 0; i < kStepEventBytes; ++i) program.push_back(any());
    if (random() % 8 == 0) {
      std::fill_n(program.end() - 4, 4, std::uint8_t{0});
      program[program.size() - 4] = random() % 2 == 0 ? any() : std::uint8_t{kSmallestMss};
    }
  }
  return program;
}

/// Runs one of them, and shows each step.
inline void make_drawn_steps(std::mt19937& random, const StepObserver& observe) {
  static_cast<void>(run_steps(drawn_steps(random), sim::honest_subjects(), observe));
}

}  // namespace twomsl
