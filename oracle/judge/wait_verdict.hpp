// How long is long enough: the verdict on a wait that was shown to be over at some age.
#pragma once

#include <cstdint>
#include <optional>

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"

namespace twomsl::oracle {

struct WaitVerdict {
  Verdict verdict = Verdict::undetermined;
  Reason reason = Reason::none;
};

/// The verdict on a wait that ended at `age_ns`, or none if it lasted its 2*MSL. Without an MSL
/// only ages below 60 s are judged: a violation if no MSL of a second or more fits, else
/// conditional.
[[nodiscard]] std::optional<WaitVerdict> verdict_on_wait(const AuditOptions& options,
                                                         std::int64_t age_ns);

/// The slack that the clock of a capture deserves: 1 % of the wait, at least half a second.
[[nodiscard]] std::int64_t slack_ns(std::int64_t wait_ns);

/// 2*MSL of the options, or 60 s where they leave MSL open.
[[nodiscard]] std::int64_t wait_ns(const AuditOptions& options);

}  // namespace twomsl::oracle
