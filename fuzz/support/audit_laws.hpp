// What must hold of any audit, whatever the packets were.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/capture/second_reading.hpp"

namespace twomsl::fuzz {

/// Every finding has its words, its frames and a verdict that fits; the JSON can be read back.
/// Stops the program with the law that is broken.
void check_audit(const oracle::Audit& audit, const oracle::AuditOptions& options);

/// Each format has something to say of it, and those of JSON can be read back. `again` may show
/// nothing.
void check_reports(const oracle::Audit& audit, const oracle::AuditOptions& options,
                   const oracle::SecondReading& again);

/// The report that is a capture itself, judged again, says what the audit says.
void check_annotated(const oracle::Audit& audit, const oracle::AuditOptions& options,
                     const oracle::SecondReading& again);

/// What the narrator of that audit heard stands in order, and has words.
void check_narrative(const oracle::Audit& audit, const oracle::Narrator& narrator);

/// What a short MSL convicts, a long one convicts too. For captures whose clock never goes back.
void check_longer_msl(std::span<const oracle::Finding> with_short_msl,
                      std::span<const oracle::Finding> with_long_msl);

}  // namespace twomsl::fuzz
