// The museum on the simulated network: each entry at both ends, its table under pressure early.
#pragma once

#include "historical/connection_policies.hpp"
#include "historical/table_policies.hpp"
#include "sim/subject.hpp"

namespace twomsl {

/// All entries. Connections of history claim to be safe.
[[nodiscard]] inline sim::PoliciesUnderTest museum_subjects() {
  const Policy<Concrete> honest = safe<Concrete>();
  const auto table = [&](std::string_view name, const TablePolicy<Concrete>& history) {
    return sim::Subject{name, honest, history.museum, honest.time_wait, true};
  };
  const auto connection = [&](std::string_view name, const Policy<Concrete>& policy) {
    return sim::Subject{name, policy, {}, honest.time_wait, true};
  };
  return {table("nt4", nt4_policy<Concrete>(3, 2)),
          table("nt4_hotfix", nt4_hotfix_policy<Concrete>(3, 2)),
          table("nt4_sp4", nt4_sp4_policy<Concrete>(3)),
          table("nt4_overstay", nt4_overstay_policy<Concrete>(3, 1)),
          table("evict_oldest", evict_oldest_policy<Concrete>(3, 2)),
          table("refuse_newcomer", refuse_newcomer_policy<Concrete>(3, 1)),
          connection("bind_reuse", bind_reuse<Concrete>()),
          connection("no_time_wait", no_time_wait<Concrete>()),
          connection("no_return", no_return<Concrete>()),
          connection("assassinated", assassinated<Concrete>())};
}

/// The entry of that name; empty if there is none.
[[nodiscard]] inline sim::PoliciesUnderTest museum_subject(std::string_view name) {
  for (const sim::Subject& subject : museum_subjects()) {
    if (subject.name == name) return {subject};
  }
  return {};
}

}  // namespace twomsl
