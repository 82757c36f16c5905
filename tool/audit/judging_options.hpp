// How captures are judged, as the command line says it.
#pragma once

#include <CLI/CLI.hpp>

#include "oracle/audit_options.hpp"

namespace twomsl::tool {

/// --msl, --profile, --vantage, --assume. `options` lives as long as `app`.
void add_judging_options(CLI::App& app, oracle::AuditOptions& options);

}  // namespace twomsl::tool
