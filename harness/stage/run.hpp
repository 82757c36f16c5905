// A run in a process of its own, so that a stack begins anew each time, and may crash or hang.
#pragma once

#include <functional>
#include <string>

#include "harness/stage/recording.hpp"
#include "harness/stage/stage.hpp"

namespace twomsl::harness {

enum class RunEnd : std::uint8_t { finished, crashed, hung };

struct Run {
  RunEnd end = RunEnd::finished;
  int signal = 0;  // by which it crashed; 0: it left by itself, with a status
  int status = 0;
  Recording recording{};
};

/// What is done in a run.
using Play = std::function<void(Stage&)>;

/// In this process: a stack that crashes takes the harness with it.
[[nodiscard]] Recording run_here(const Subject& subject, const Settings& settings,
                                 const Play& play);

/// Anything in a process of its own, which notes what happens.
using Act = std::function<void(const Notebook&)>;
[[nodiscard]] Run run_apart(const Act& act, unsigned most_seconds = 10);

/// In a process of its own. It hangs if it has not ended after so many seconds of the machine's.
/// What the stack prints is not seen.
[[nodiscard]] Run run_apart(const Subject& subject, const Settings& settings, const Play& play,
                            unsigned most_seconds = 10);

/// The same of a program.
[[nodiscard]] Recording run_here(const Subject& subject, const Program& program);
[[nodiscard]] Run run_apart(const Subject& subject, const Program& program);

/// "it crashed by signal 11 (Segmentation fault)"; empty if it finished.
[[nodiscard]] std::string words_of(const Run& run);

}  // namespace twomsl::harness
