// How captures are judged, as the command line says it.
#pragma once

#include <CLI/CLI.hpp>

#include "oracle/audit.hpp"

namespace twomsl::tool {

/// --msl, --profile, --vantage, --assume. `options` lives as long as `app`.
void add_judging_options(CLI::App& app, oracle::AuditOptions& options);

/// Says so on standard error if no segment of the file is of the address that --vantage names.
void warn_of_vantage(const oracle::Audit& audit, const oracle::AuditOptions& options);

}  // namespace twomsl::tool
