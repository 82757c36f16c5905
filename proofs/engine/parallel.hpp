// Jobs side by side: one process each, as many at a time as there are processors.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace twomsl::proof {

/// Something to be done in a process of its own.
struct Job {
  std::function<bool()> work{};  // whether all went as it should
  unsigned seconds = 0;          // of processor time, about
};

/// Does all jobs, the longest first. What they print appears in the order that they are given in.
/// Returns the seconds of processor time that all took together.
double in_parallel(const std::vector<Job>& jobs);

/// Does the jobs, the shortest first, until one has not gone as it should, and stops the others
/// then. Prints what that one did. Returns its place, or nothing if all went as they should.
std::optional<std::size_t> first_failure(const std::vector<Job>& jobs);

}  // namespace twomsl::proof
