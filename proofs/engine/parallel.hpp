// Theorems side by side: one process each, as many at a time as there are processors.
#pragma once

#include <string_view>
#include <vector>

namespace twomsl::proof {

/// What the processes came to.
struct JobResults {
  unsigned tried = 0;
  unsigned failed = 0;  // exit status not 0, or killed
  double seconds = 0;   // of processor time, all together
};

/// Calls `work` for each id in a process of its own; its return value is the exit status. What it
/// prints appears in the order of the ids.
[[nodiscard]] JobResults in_parallel(const std::vector<std::string_view>& ids,
                                     int (*work)(std::string_view id));

}  // namespace twomsl::proof
