// The museum on a whole host: policies of history, each with the law that it breaks and the rules
// by whose licences it is judged.
//
// Tables of history are a setting of an otherwise strict host; connections of history differ from
// safe in one switch. So a law that fails is broken by what the exhibit is named for.
#pragma once

#include "historical/connection_policies.hpp"
#include "historical/table_policies.hpp"
#include "spec/laws/host/host_history.hpp"

namespace twomsl {

/// A museum host has room for three waits, and is under pressure from the first one on.
inline constexpr std::uint32_t kMuseumWaits = 3;
inline constexpr std::uint32_t kMuseumThreshold = 1;

template <class D>
struct HostExhibit {
  std::string_view name{};
  std::string_view law{};  // that it breaks; empty: none
  Policy<D> policy{};
  Museum<D> museum{};
  TimeWaitRules judge{};  // whose licences count
};

/// A strict host whose table is one of history.
template <class D>
[[nodiscard]] constexpr HostExhibit<D> table_exhibit(std::string_view name, std::string_view law,
                                                     const TablePolicy<D>& table) {
  return {name, law, strict<D>(), table.museum, strict<D>().time_wait};
}

/// A host whose connections are of history, judged as safe.
template <class D>
[[nodiscard]] constexpr HostExhibit<D> connection_exhibit(std::string_view name,
                                                          const Policy<D>& policy) {
  return {name, "INV-TW-2", policy, {}, safe<D>().time_wait};
}

inline constexpr std::size_t kHostExhibits = 13;

/// Every entry. A RST's assassination is judged by three policies, Service Pack 4 by two.
template <class D>
[[nodiscard]] constexpr std::array<HostExhibit<D>, kHostExhibits> host_museum() {
  const typename D::U32 waits(kMuseumWaits);
  const typename D::U32 threshold(kMuseumThreshold);
  HostExhibit<D> assassinated_host = connection_exhibit("assassinated", assassinated<D>());
  HostExhibit<D> assassinated_strict = assassinated_host;
  assassinated_strict.name = "assassinated_strict";
  assassinated_strict.law = "INV-TW-1";
  assassinated_strict.judge = strict<D>().time_wait;
  return {table_exhibit("nt4", "INV-TW-1", nt4_policy<D>(waits, threshold)),
          table_exhibit("nt4_hotfix", "INV-TW-1", nt4_hotfix_policy<D>(waits, threshold)),
          table_exhibit("nt4_overstay", "INV-TW-4", nt4_overstay_policy<D>(waits, threshold)),
          table_exhibit("evict_oldest", "INV-TW-1", evict_oldest_policy<D>(waits, threshold)),
          table_exhibit("refuse_newcomer", "INV-TW-1", refuse_newcomer_policy<D>(waits, threshold)),
          connection_exhibit("bind_reuse", bind_reuse<D>()),
          connection_exhibit("no_time_wait", no_time_wait<D>()),
          connection_exhibit("no_return", no_return<D>()),
          assassinated_host,
          assassinated_strict,
          {"assassinated_rfc9293", "", assassinated<D>(), {}, assassinated<D>().time_wait},
          table_exhibit("nt4_sp4", "", nt4_sp4_policy<D>(waits)),
          {"nt4_sp4_safe", "", safe<D>(), nt4_sp4_policy<D>(waits).museum, safe<D>().time_wait}};
}

/// The step as if the rules of `judge` had been in force. Not for settings, which change rules.
template <class D, class Key>
[[nodiscard]] constexpr HostStep<D, Key> judged_by(const TimeWaitRules& judge,
                                                   HostStep<D, Key> step) {
  const Policy<D> policy = policy_of<D>(judge);
  for (HostView<D>* seen : {&step.before, &step.after}) {
    seen->policy.time_wait = judge;
    seen->waits.policy.licences = table_policy(policy, seen->waits.policy.capacity).licences;
    seen->waits.policy.reopening = judge.reopening;
  }
  step.history_after = update_ghost(step);
  return step;
}

}  // namespace twomsl
