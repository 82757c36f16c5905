// `twomsl compare CLIENT SERVER`, which is also `twomsl audit --both CLIENT SERVER`: two captures
// of the same traffic, one taken at either end.
#pragma once

#include <array>
#include <string>

#include "oracle/audit_options.hpp"
#include "oracle/report/text/style.hpp"
#include "tool/audit/part/failing.hpp"
#include "tool/command.hpp"

namespace twomsl::tool {

struct BothCommand {
  std::array<std::string, 2> files{};  // the client's, the server's
  oracle::AuditOptions options{};
  bool json = false;
  bool prints_schema = false;  // of the JSON, and nothing else
  oracle::TextStyle style{};
  Verdicts failing = kFailsByDefault;
};

void add_compare(const CommandLine& line);

/// Runs it. The status is that of an audit of both, where what one capture contradicts of the other
/// does not count; 3 if they have nothing in common.
[[nodiscard]] Exit run(const BothCommand& command);

}  // namespace twomsl::tool
