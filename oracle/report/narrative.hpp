// Connections told deed by deed (`twomsl explain`).
#pragma once

#include <string>

#include "oracle/audit.hpp"
#include "oracle/report/text/style.hpp"

namespace twomsl::oracle {

/// What the narrator has heard, with the findings and stories of the audit where they belong. Of
/// the style the colour alone counts.
[[nodiscard]] std::string narrative_text(const Audit& audit, const Narrator& narrator,
                                         const TextStyle& style = {});

}  // namespace twomsl::oracle
