// Which verdicts fail a run: --fail-on, --strict, --fail-undetermined.
#pragma once

#include <CLI/CLI.hpp>

#include "oracle/report/report.hpp"
#include "spec/laws/verdict.hpp"
#include "tool/command.hpp"

namespace twomsl::tool {

inline constexpr Verdicts kFailsByDefault{Verdict::violation};

/// The three options. `failing` lives as long as `app`.
void add_failing_options(CLI::App& app, Verdicts& failing);

/// Undetermined findings have a status of their own, and what is graver comes first.
[[nodiscard]] Exit exit_for(Verdicts failing, const oracle::Totals& totals);

}  // namespace twomsl::tool
