// What the commands of `twomsl` share: exit statuses, and how the command line says what to do.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "tool/process.hpp"

namespace twomsl::tool {

/// Exit statuses of `twomsl`. A reader that is gone ends it by SIGPIPE, which a shell calls 141.
enum class Exit : int {
  clean = 0,
  violation = 1,
  usage = 2,
  unreadable = 3,
  undetermined = 4,
  unwritable = 5,
  interrupted = 130,
  terminated = 143,
};

/// The same for the help of commands that judge.
inline constexpr const char* kExitStatuses = R"(
Exit status:
  0   no violation                        5   a report cannot be written
  1   a violation; with --strict also     130 interrupted (Ctrl-C)
      a deviation                         141 the reader of the report is gone
  2   wrong usage                         143 terminated (SIGTERM)
  3   a file cannot be read, or holds nothing that can be judged
  4   something is undetermined, and --fail-undetermined was given
)";

/// Of a command that stopped because it was asked to. REQUIRES: is_interrupted().
[[nodiscard]] inline Exit exit_of_interrupt() { return static_cast<Exit>(status_of_interrupt()); }

/// Says what is wrong, and ends with that status.
[[nodiscard]] inline Exit refuse(std::string_view what, Exit status) {
  complain("twomsl", what);
  return status;
}

/// What the user asked for. Empty until the command that was named is parsed.
using Todo = std::function<Exit()>;

/// Where a command that can be named stands: it sets `todo` once its words are read.
struct CommandLine {
  CLI::App& app;
  Todo& todo;
};

}  // namespace twomsl::tool
