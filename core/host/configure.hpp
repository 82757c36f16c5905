// The configuration of a host changes here and nowhere else (INV-TW-9; KB Q194429 is a
// configuration written back).
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// The host's result for a table's result.
[[nodiscard]] constexpr HostResult result_of(TableResult result) {
  if (result == TableResult::capacity_in_use) return HostResult::capacity_in_use;
  if (result == TableResult::capacity_too_large) return HostResult::capacity_too_large;
  return HostResult::configured;
}

/// A new policy. What connections claim of the table follows from the rules of TIME-WAIT, so these
/// stay as long as there are connections; a new MSL counts for waits that start or restart later.
template <class Stores>
[[nodiscard]] constexpr HostConfigured set_policy(Host<Stores>& host,
                                                  const Policy<typename Stores::Domain>& policy) {
  const std::string_view field = invalid_field(policy);
  if (!field.empty()) {
    return {HostResult::invalid_policy, field};
  }
  if (host.blocks.size() != 0 && host.policy.time_wait != policy.time_wait) {
    return {HostResult::connections_exist};
  }
  auto rules = table_policy(policy, host.waits.policy.capacity);
  rules.museum = host.waits.policy.museum;
  host.policy = policy;
  host.waits.policy = rules;
  return {};
}

template <class Stores>
[[nodiscard]] constexpr HostConfigured configure(
    Host<Stores>& host, const HostSetting<typename Stores::Domain>& setting) {
  switch (setting.kind) {
    case HostSettingKind::policy:
      return set_policy(host, setting.policy);
    case HostSettingKind::capacity:
      return {result_of(set_capacity(host.waits, setting.capacity))};
    case HostSettingKind::half_open_capacity:
      if (setting.capacity < host.half_open) {
        return {HostResult::capacity_in_use};
      }
      host.half_open_capacity = setting.capacity;
      return {};
    case HostSettingKind::museum: {
      auto rules = host.waits.policy;
      rules.museum = setting.museum;
      host.was_of_museum = host.was_of_museum || setting.museum.pressure != Pressure::none;
      set_policy(host.waits, rules);
      return {};
    }
  }
  return {};
}

}  // namespace twomsl
