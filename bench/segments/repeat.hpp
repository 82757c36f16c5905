// One workload, repeated: for tools that count instructions. The difference of two counts is the
// cost of a step, since whatever comes before is the same.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "bench/segments/workloads.hpp"

namespace twomsl::bench {

/// Runs the workload of that name. False if there is none, or if it went wrong.
template <class End, std::size_t kCount>
[[nodiscard]] bool repeat(const std::array<Workload<End>, kCount>& workloads, std::string_view name,
                          std::uint32_t count) {
  for (const Workload<End>& workload : workloads) {
    if (workload.name != name) continue;
    Conversation<End> with(workload.setting);
    for (std::uint32_t i = 0; i < count; ++i) (with.*workload.step)();
    return with.is_right();
  }
  return false;
}

[[nodiscard]] inline std::uint32_t count_of(const char* argument) {
  return static_cast<std::uint32_t>(std::strtoul(argument, nullptr, 10));
}

}  // namespace twomsl::bench
