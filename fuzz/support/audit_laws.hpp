// What must hold of any audit, whatever the packets were.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oracle/audit.hpp"

namespace twomsl::fuzz {

/// Every finding has its words, its frames and a verdict that fits; the JSON can be read back.
/// Stops the program with the law that is broken.
void check_audit(const oracle::Audit& audit, const oracle::AuditOptions& options);

/// What the narrator of that audit heard stands in order, and has words.
void check_narrative(const oracle::Audit& audit, const oracle::Narrator& narrator);

/// What a short MSL convicts, a long one convicts too. For captures whose clock never goes back.
void check_longer_msl(std::span<const oracle::Finding> with_short_msl,
                      std::span<const oracle::Finding> with_long_msl);

}  // namespace twomsl::fuzz
