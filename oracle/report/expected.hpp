// Expected verdicts: a CSV that says which findings a set of captures must give, and no others.
//
// Columns by name: file, frame, class, default, msl30, msl120, party, msl_max, cause; others are
// ignored. `default` holds without --msl, msl30 and msl120 with it; "-" means no finding. msl_max
// and cause are compared where they are given. If there is a column stage, only stage 1 counts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/audit.hpp"

namespace twomsl::oracle {

struct ExpectedFinding {
  std::string file{};
  std::uint64_t frame = 0;
  std::string rule{};
  std::string verdict{};
  std::string party{};
  std::string msl_max{};
  std::string cause{};
};

struct Expectations {
  std::vector<ExpectedFinding> findings{};
  std::string error{};  // what is wrong with the file, and where; empty if nothing is
};

/// Reads the column of `path` that holds under `options`.
[[nodiscard]] Expectations read_expectations(const std::string& path, const AuditOptions& options);

/// What differs between an audit and what is expected of its file, a line each; empty if nothing.
[[nodiscard]] std::vector<std::string> differences(const Audit& audit,
                                                   const Expectations& expectations);

}  // namespace twomsl::oracle
