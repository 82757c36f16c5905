// What two captures say together, as text and as JSON lines.
#pragma once

#include <string>

#include "oracle/both/report/opinions.hpp"

namespace twomsl::oracle::both {

/// Why there is nothing to compare, in words; empty if there is something.
[[nodiscard]] std::string why_incomparable(const Comparison& comparison);

/// Quiet leaves out single segments.
[[nodiscard]] std::string report_text(const Comparison& comparison, const Opinions& opinions,
                                      bool quiet);

/// One object a line: captures, clocks, connections, segments, rewrites, findings, stories.
[[nodiscard]] std::string report_json(const Comparison& comparison, const Opinions& opinions);

}  // namespace twomsl::oracle::both
