// Connections told deed by deed (`twomsl explain`).
#pragma once

#include <string>

#include "oracle/audit.hpp"

namespace twomsl::oracle {

/// What the narrator has heard, with the findings and stories of the audit where they belong.
[[nodiscard]] std::string narrative_text(const Audit& audit, const Narrator& narrator);

}  // namespace twomsl::oracle
