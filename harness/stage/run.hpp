// A run in a process of its own, so that a stack begins anew each time, and may crash or hang.
#pragma once

#include <functional>
#include <span>
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

/// At a time where time is real, and mostly slept through.
inline constexpr std::size_t kJobsInRealTime = 32;

/// How such processes run side by side.
struct SideBySide {
  unsigned most_seconds = 10;  // of the machine's; who has not ended by then hangs
  std::size_t jobs = 1;        // at a time
  std::function<bool()> is_stopped{};
  bool prints = false;  // what a stack prints goes to standard error, or is not seen
};

/// Each in a process of its own, begun in their order. `ended` is called as they end. Once it is
/// stopped none is begun, and those that run are killed and not told of.
void run_apart(std::span<const Act> acts, const SideBySide& how,
               const std::function<void(std::size_t, Run)>& ended);

/// One of them; without `how` by its subject's most_seconds_of().
[[nodiscard]] Run run_apart(const Subject& subject, const Settings& settings, const Play& play,
                            const SideBySide& how);
[[nodiscard]] Run run_apart(const Subject& subject, const Settings& settings, const Play& play);

/// After so many seconds of the machine's a run hangs: 10, or an hour if the stack's time is real.
[[nodiscard]] unsigned most_seconds_of(const Subject& subject);

/// The same of a program.
[[nodiscard]] Recording run_here(const Subject& subject, const Program& program);
[[nodiscard]] Run run_apart(const Subject& subject, const Program& program, bool prints = false);

/// "it crashed by signal 11 (Segmentation fault)"; empty if it finished.
[[nodiscard]] std::string words_of(const Run& run);

}  // namespace twomsl::harness
