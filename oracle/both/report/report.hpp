// What two captures say together, as text and as JSON lines.
#pragma once

#include <string>

#include "oracle/both/report/opinions.hpp"
#include "oracle/report/text/style.hpp"

namespace twomsl::oracle::both {

/// Why there is nothing to compare, in words; empty if there is something.
[[nodiscard]] std::string why_incomparable(const Comparison& comparison);

/// Within 80 columns. Quiet leaves out single segments.
[[nodiscard]] std::string report_text(const Comparison& comparison, const Opinions& opinions,
                                      const TextStyle& style = {});

/// One object a line, the summary last (oracle/both/schema.json).
[[nodiscard]] std::string report_json(const Comparison& comparison, const Opinions& opinions);

/// The JSON schema of those lines. The committed oracle/both/schema.json is this text.
[[nodiscard]] std::string json_schema();

}  // namespace twomsl::oracle::both
