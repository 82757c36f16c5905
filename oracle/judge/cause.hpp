// Why a slot was gone: a hypothesis with its evidence, decided when the file has ended.
#pragma once

#include "oracle/finding.hpp"
#include "oracle/track/party.hpp"

namespace twomsl::oracle {

/// The cause that the evidence of the whole capture suggests, or unknown.
[[nodiscard]] Cause cause_of(const Finding& finding, const Parties& parties);

}  // namespace twomsl::oracle
