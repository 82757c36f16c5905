// What must hold of every report of an audit, whatever the packets and the name of the file were.
#pragma once

#include "oracle/audit.hpp"
#include "oracle/capture/second_reading.hpp"

namespace twomsl::fuzz {

/// Each format has something to say, and those of JSON can be read back. `again` may show nothing.
/// Stops the program with the law that is broken.
void check_reports(const oracle::Audit& audit, const oracle::AuditOptions& options,
                   const oracle::SecondReading& again);

/// And the report that is a capture itself, judged again, says what the audit says.
void check_annotated(const oracle::Audit& audit, const oracle::AuditOptions& options,
                     const oracle::SecondReading& again);

}  // namespace twomsl::fuzz
