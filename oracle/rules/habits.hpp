// What the stacks that profiles name do by default.
#pragma once

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"
#include "oracle/track/party.hpp"

namespace twomsl::oracle {

/// It is a deviation that the profile expects of its stack, and is not told.
[[nodiscard]] bool expects(Profile profile, const Finding& finding);

/// What the stack does by default is a deviation under its profile, and named. REQUIRES: its cause
/// is known.
void lessen_by_habit(Profile profile, const Parties& parties, Finding& finding);

}  // namespace twomsl::oracle
