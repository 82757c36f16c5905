// `twomsl explain`: tells each connection of a capture, deed by deed; or what an id means.
#pragma once

#include <string>

#include "oracle/audit_options.hpp"
#include "oracle/story/narrator.hpp"
#include "tool/command.hpp"
#include "tool/line/colour.hpp"

namespace twomsl::tool {

struct ExplainCommand {
  std::string file{};  // or an id, where no such file is
  bool list = false;
  bool markdown = false;
  oracle::AuditOptions options{};
  oracle::Wanted wanted{};
  Colour colour = Colour::automatic;
};

void add_explain(const CommandLine& line);

/// Tells it on standard output. Usage if no connection is what was asked for.
[[nodiscard]] Exit run(const ExplainCommand& command);

}  // namespace twomsl::tool
