// `my_stack conform`: the suite by heading of the RFC.
#pragma once

#include <string>
#include <vector>

#include "harness/command_line.hpp"
#include "harness/stage/stage.hpp"

namespace CLI {
class App;
}

namespace twomsl::harness {

struct ConformCommand {
  std::vector<std::string> ids{};  // those wanted; all if there is none
  bool must = false;               // cases of MUST alone
  bool strict = false;
  bool list = false;
  std::string known_failures{};        // a file
  std::vector<std::string> reports{};  // FORMAT=FILE
  std::string folder = "found";        // for the captures of cases that fail
  unsigned jobs = 0;  // cases at a time; 0: as many as the stack's clock makes wise
};

void add_conform(CLI::App& app, ConformCommand& command);

/// Once `is_stopped` says so, nothing is reported.
[[nodiscard]] Exit conform(const Subject& subject, const ConformCommand& command,
                           bool (*is_stopped)());

}  // namespace twomsl::harness
