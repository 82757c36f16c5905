#include "harness/differential/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/differential/beside.hpp"

namespace twomsl::harness {

const std::vector<CorePolicy>& core_policies() {
  static const std::vector<CorePolicy> all = {
      {"safe", safe<Concrete>()}, {"strict", strict<Concrete>()}, {"rfc9293", rfc9293<Concrete>()}};
  return all;
}

// What another of the named policies does as the stack does is that policy's choice.
Comparison compare(const Subject& subject, const Recording& recording, const CorePolicy& policy) {
  Comparison comparison = Beside(subject, recording, policy).run();
  for (const CorePolicy& other : core_policies()) {
    if (other.name == policy.name) continue;
    const auto is_broken = [](const Difference& one) { return one.level != Level::may; };
    if (std::ranges::none_of(comparison.differences, is_broken)) break;
    const Comparison under_other = Beside(subject, recording, other).run();
    for (Difference& one : comparison.differences) {
      const auto differs_as_well = [&one](const Difference& another) {
        return another.tuple == one.tuple && another.shown_us <= one.shown_us;
      };
      if (!is_broken(one) || std::ranges::any_of(under_other.differences, differs_as_well))
        continue;
      one.level = Level::may;
      one.words += fmt::format("  But {} does as the stack does: a choice.\n", other.name);
    }
  }
  return comparison;
}

}  // namespace twomsl::harness
