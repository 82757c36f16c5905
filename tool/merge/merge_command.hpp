// `twomsl audit --shard K/N` judges a share of a capture, and `twomsl merge` makes the report of
// the whole of all shares.
#pragma once

#include "tool/audit/audit_command.hpp"
#include "tool/command.hpp"

namespace twomsl::tool {

void add_merge(const CommandLine& line);

/// Judges command.shard of each file, and writes what `twomsl merge` reads to standard output.
[[nodiscard]] Exit run_shard(const AuditCommand& command);

/// Reports on the whole; command.files are the files that its shards wrote.
[[nodiscard]] Exit run_merge(const AuditCommand& command);

}  // namespace twomsl::tool
