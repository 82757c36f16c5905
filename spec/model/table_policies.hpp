// The named policies of the TIME-WAIT table: three to live by, and six of history.
//
// What the museum knows of NT 4.0 comes from Microsoft's knowledge base alone: Q151418, Q194429,
// Q169274. No article names the victim of scavenging, so it is left to an adversary.
#pragma once

#include <initializer_list>

#include "spec/model/table_policy.hpp"

namespace twomsl {

template <class D>
[[nodiscard]] constexpr TablePolicy<D> policy_with(std::initializer_list<Licence> licences,
                                                   typename D::U32 capacity) {
  TablePolicy<D> policy;
  policy.msl = {typename D::U64(kRfcMslUs)};
  policy.capacity = capacity;
  for (Licence licence : licences) {
    policy.licences[static_cast<std::size_t>(licence)] = typename D::Bool(true);
  }
  return policy;
}

/// The theorem's policy: nothing but the passing of 2*MSL ends a wait.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> strict_policy(typename D::U32 capacity) {
  return policy_with<D>({Licence::expiry}, capacity);
}

/// The default: RST ignored (RFC 1337), reopening by sequence, ABORT honoured.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> safe_policy(typename D::U32 capacity) {
  return policy_with<D>({Licence::expiry, Licence::reopening, Licence::abort}, capacity);
}

/// The text of RFC 9293 with RFC 5961, 6191 and 7323.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> rfc9293_policy(typename D::U32 capacity) {
  TablePolicy<D> policy =
      policy_with<D>({Licence::expiry, Licence::reopening, Licence::acceptable_rst, Licence::abort,
                      Licence::user_timeout, Licence::hard_icmp_error, Licence::security_mismatch,
                      Licence::loss_of_memory},
                     capacity);
  policy.reopening = Reopening::rfc6191;
  return policy;
}

/// Q151418: above the threshold (1000; Service Pack 3: 2000) slots in TIME-WAIT are reused.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> nt4_policy(typename D::U32 capacity,
                                                  typename D::U32 threshold) {
  TablePolicy<D> policy = strict_policy<D>(capacity);
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
  return strict_policy<D>(capacity);
}

/// Q169274: under stress a wait lasts longer than 2*MSL.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> nt4_overstay_policy(typename D::U32 capacity,
                                                           typename D::U32 threshold) {
  TablePolicy<D> policy = strict_policy<D>(capacity);
  policy.museum.threshold = threshold;
  policy.museum.overstay = {typename D::U64(60'000'000u)};
  return policy;
}

/// lwIP, uIP, FreeBSD to 13: the oldest wait makes room.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> evict_oldest_policy(typename D::U32 capacity,
                                                           typename D::U32 threshold) {
  TablePolicy<D> policy = strict_policy<D>(capacity);
  policy.museum.pressure = Pressure::evict_oldest;
  policy.museum.threshold = threshold;
  return policy;
}

/// Linux tcp_max_tw_buckets: the newcomer gets no wait at all.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> refuse_newcomer_policy(typename D::U32 capacity,
                                                              typename D::U32 threshold) {
  TablePolicy<D> policy = strict_policy<D>(capacity);
  policy.museum.pressure = Pressure::refuse_newcomer;
  policy.museum.threshold = threshold;
  return policy;
}

}  // namespace twomsl
