// What the commands of `twomsl` share: exit statuses, and how the command line says what to do.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace twomsl::tool {

/// Exit statuses of `twomsl`.
enum class Exit : int {
  clean = 0,
  violation = 1,
  usage = 2,
  unreadable = 3,
  undetermined = 4,
  unwritable = 5,
  interrupted = 130,
};

/// What the user asked for. Empty until the command that was named is parsed.
using Todo = std::function<Exit()>;

/// Where a command that can be named stands: it sets `todo` once its words are read.
struct CommandLine {
  CLI::App& app;
  Todo& todo;
};

}  // namespace twomsl::tool
