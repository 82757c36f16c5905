// What a capture has shown before anything is decided that only the whole of it decides: of all of
// its tuples, or of a share of them (--shard).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/flows/cells.hpp"
#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

struct Unsettled {
  Judge judge{};
  Summary summary{};  // its skipped frames are those that belong to no tuple
  std::map<std::string, std::uint64_t> skipped_of_tuples{};
  std::vector<Story> stories{};
  std::uint64_t looks = 0;   // segments that the storyteller looked at
  std::uint64_t digest = 0;  // of the frames' times and lengths; only of a share
};

/// Decides it.
[[nodiscard]] Audit settled(Unsettled&& unsettled);

/// Reads all of `file` and judges a share of its tuples.
[[nodiscard]] Unsettled audit_share(const std::string& file, const AuditOptions& options,
                                    Shard shard, Progress progress = nullptr);

/// The same of a capture in memory.
[[nodiscard]] Unsettled audit_share(std::span<const std::uint8_t> bytes,
                                    const AuditOptions& options, Shard shard);

/// Takes in another share of the same capture. REQUIRES: no tuple is in both.
void add(Unsettled& all, Unsettled&& more);

/// Both come of the same frames.
[[nodiscard]] bool is_same_capture(const Unsettled& a, const Unsettled& b);

}  // namespace twomsl::oracle
