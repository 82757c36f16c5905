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

/// What a process of its own may do. It hangs if it has not ended after so many seconds of the
/// machine's; what it prints goes to standard error or is not seen.
struct Leave {
  unsigned most_seconds = 10;
  bool prints = false;
};

/// Anything in a process of its own, which notes what happens.
using Act = std::function<void(const Notebook&)>;
[[nodiscard]] Run run_apart(const Act& act, const Leave& leave = {});

[[nodiscard]] Run run_apart(const Subject& subject, const Settings& settings, const Play& play,
                            const Leave& leave = {});

/// The same of a program.
[[nodiscard]] Recording run_here(const Subject& subject, const Program& program);
[[nodiscard]] Run run_apart(const Subject& subject, const Program& program,
                            const Leave& leave = {});

/// "it crashed by signal 11 (Segmentation fault)"; empty if it finished.
[[nodiscard]] std::string words_of(const Run& run);

}  // namespace twomsl::harness
