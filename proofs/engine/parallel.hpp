// Jobs side by side: one process each, as many at a time as there are processors.
#pragma once

#include <functional>
#include <vector>

namespace twomsl::proof {

/// Something to be done in a process of its own.
struct Job {
  std::function<void()> work{};
  unsigned seconds = 0;  // of processor time, about
};

/// Does all jobs, the longest first. What they print appears in the order that they are given in.
/// Returns the seconds of processor time that all took together.
double in_parallel(const std::vector<Job>& jobs);

}  // namespace twomsl::proof
