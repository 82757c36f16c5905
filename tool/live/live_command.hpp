// `twomsl audit -i INTERFACE`: judges packets as they pass.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <vector>

#include "tool/audit/audit_command.hpp"
#include "tool/live/interface.hpp"

namespace twomsl::tool {

struct LiveCommand {
  InterfaceOptions interface {};
  std::uint64_t most_packets = 0;  // 0: no end
  double most_seconds = 0;
};

/// --filter, -w, -c, --for: what -i may have beside it. `live` lives as long as `audit`.
std::vector<CLI::Option*> add_live_options(CLI::App& audit, LiveCommand& live);

/// Captures and judges until the user interrupts it, which is its normal end: the report is whole,
/// and the status that of what was found. Findings are printed as they come, as provisional ones;
/// the report has them all as they are settled.
[[nodiscard]] Exit run(const LiveCommand& live, const AuditCommand& command);

}  // namespace twomsl::tool
