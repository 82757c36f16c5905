// The judge: what was found so far, and what is decided once the file has ended.
//
// The rules (oracle/rules) add findings segment by segment. What packets cannot tell until the end,
// whether the party convicts itself and the likely cause, is decided by settle().
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"
#include "oracle/track/damage.hpp"
#include "oracle/track/emission.hpp"
#include "oracle/track/hidden_event.hpp"
#include "oracle/track/party.hpp"

namespace twomsl::oracle {

/// Frames were missed, at some time between.
struct Gap {
  std::int64_t from_ns = 0;
  std::int64_t to_ns = 0;
};

/// Gaps remembered; with more of them nobody may take for granted that all was captured.
inline constexpr std::size_t kGaps = 1u << 12;

struct Judge {
  AuditOptions options{};
  Parties parties{};
  Checksums checksums{};
  HiddenEvents hidden{};
  std::vector<Gap> gaps{};
  std::vector<Finding> findings{};
  std::uint64_t findings_dropped = 0;  // beyond kFindings
  HistoryTally histories{};
  bool clock_runs = false;        // two frames bear different times
  std::uint32_t clock_steps = 0;  // times that capture time went back by more than the slack
};

/// More findings than this are counted, not kept, so that memory stays bounded.
inline constexpr std::size_t kFindings = 1u << 20;

/// Adds a finding of `rule` against side `party`, unless this incarnation already has one of that
/// class. It rests on what the rule's row lists. Returns it for its verdict and evidence, or null.
/// The pointer holds until the next finding.
[[nodiscard]] Finding* add_finding(Judge& judge, const Emission& emission, RuleClass rule,
                                   unsigned party);

/// Adds to `finding` the frames by which `holder` closed and entered TIME-WAIT.
void show_close(Finding& finding, const CloseRecord& close, unsigned holder);

/// Decides what only the whole file can: self-conviction, cause, assumptions that are not granted.
void settle(Judge& judge);

/// What settle() would make of the finding if the capture ended now; none if the profile expects
/// it.
[[nodiscard]] std::optional<Finding> settled_now(const Judge& judge, Finding finding);

}  // namespace twomsl::oracle
