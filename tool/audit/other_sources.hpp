// Where else than from one file after another `twomsl audit` takes its packets: from two captures
// of the same traffic, or from a network interface.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "tool/audit/audit_command.hpp"

namespace twomsl::tool {

/// --both and -i. `files` is the option that is not needed then. Once the line is read, the result
/// says what to do instead of judging files; it is empty if nothing was chosen.
[[nodiscard]] std::shared_ptr<Todo> add_other_sources(CLI::App& audit, CLI::Option& files,
                                                      const std::shared_ptr<AuditCommand>& command);

}  // namespace twomsl::tool
