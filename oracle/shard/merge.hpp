// From the shares of an audit to the audit of the whole.
#pragma once

#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/shard/shard_lines.hpp"

namespace twomsl::oracle {

struct Merged {
  AuditOptions options{};
  std::vector<Audit> audits{};  // in the order of the command line
  std::string error{};          // in words: what is missing, twice there, or does not belong
};

/// Each share must be there once, and all must be of the same captures under the same options. They
/// may come in any order.
[[nodiscard]] Merged merge(std::vector<ShardFile> files);

}  // namespace twomsl::oracle
