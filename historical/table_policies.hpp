// The tables of the museum: strict but for the one hook of core/table/museum.hpp that each uses.
//
// What the museum knows of NT 4.0 comes from Microsoft's knowledge base alone: Q151418, Q194429,
// Q169274. No article names the victim of scavenging, so it is left to an adversary.
#pragma once

#include "spec/model/policies.hpp"

namespace twomsl {

/// Q151418: above the threshold (1000; Service Pack 3: 2000) slots in TIME-WAIT are reused.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> nt4_policy(typename D::U32 capacity,
                                                  typename D::U32 threshold) {
  TablePolicy<D> policy = table_policy(strict<D>(), capacity);
  policy.museum.pressure = Pressure::evict_any;
  policy.museum.threshold = threshold;
  return policy;
}

/// Q194429: the threshold is configurable, here out of reach, but the default may be written back.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> nt4_hotfix_policy(typename D::U32 capacity,
                                                         typename D::U32 default_threshold) {
  TablePolicy<D> policy = nt4_policy<D>(capacity, typename D::U32(0xffffffffu));
  policy.museum.default_threshold = default_threshold;
  policy.museum.writes_back = typename D::Bool(true);
  return policy;
}

/// As the articles say of Service Pack 4: fixed. No slot is taken away.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> nt4_sp4_policy(typename D::U32 capacity) {
  return table_policy(strict<D>(), capacity);
}

/// Q169274: under stress a wait lasts longer than 2*MSL.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> nt4_overstay_policy(typename D::U32 capacity,
                                                           typename D::U32 threshold) {
  TablePolicy<D> policy = table_policy(strict<D>(), capacity);
  policy.museum.threshold = threshold;
  policy.museum.overstay = {typename D::U64(60'000'000u)};
  return policy;
}

/// lwIP, uIP, FreeBSD to 13: the oldest wait makes room.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> evict_oldest_policy(typename D::U32 capacity,
                                                           typename D::U32 threshold) {
  TablePolicy<D> policy = table_policy(strict<D>(), capacity);
  policy.museum.pressure = Pressure::evict_oldest;
  policy.museum.threshold = threshold;
  return policy;
}

/// Linux tcp_max_tw_buckets: the newcomer gets no wait at all.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> refuse_newcomer_policy(typename D::U32 capacity,
                                                              typename D::U32 threshold) {
  TablePolicy<D> policy = table_policy(strict<D>(), capacity);
  policy.museum.pressure = Pressure::refuse_newcomer;
  policy.museum.threshold = threshold;
  return policy;
}

}  // namespace twomsl
