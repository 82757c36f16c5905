// What of an audit is reported, as the command line says it: --rule, --flow, --baseline.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tool/audit/part/baseline.hpp"
#include "tool/audit/part/selection.hpp"

namespace twomsl::tool {

struct ReportedPart {
  Selection selection{};
  std::string baseline{};  // file of known findings, or empty
  KnownBy known_by = KnownBy::finding;
};

/// `part` lives as long as `app`.
void add_selection_options(CLI::App& app, ReportedPart& part);

}  // namespace twomsl::tool
