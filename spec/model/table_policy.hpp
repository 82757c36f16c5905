// The policy of a TIME-WAIT table, as data: how long, how many, which ways out, and the museum.
//
// The texts give nine ways out of TIME-WAIT. Each is a licence that a policy enables or not.
// Memory pressure is none of them.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include "spec/model/time.hpp"

namespace twomsl {

/// The ways in which the RFCs let a TIME-WAIT end.
enum class Licence : std::uint8_t {
  expiry,             // RFC 9293 section 3.6.1, MUST-13
  reopening,          // RFC 9293 section 3.6.1, MAY-2, with RFC 6191
  acceptable_rst,     // RFC 9293 section 3.10.7.4, second; RFC 5961 section 3.2
  abort,              // RFC 9293 section 3.10.5
  in_window_syn,      // RFC 793, where RFC 5961 section 4.2 is not in force
  user_timeout,       // RFC 9293 section 3.10.8, "for any state"
  hard_icmp_error,    // RFC 9293 section 3.9.2.2, SHLD-26
  security_mismatch,  // RFC 9293 section 3.10.7.4, third
  loss_of_memory,     // RFC 9293 section 3.4.3
};
inline constexpr std::size_t kLicenceCount = 9;

inline constexpr std::array<std::string_view, kLicenceCount> kLicenceNames = {
    "expiry",       "reopening",       "acceptable_rst",    "abort",         "in_window_syn",
    "user_timeout", "hard_icmp_error", "security_mismatch", "loss_of_memory"};

/// Which SYN may reopen a connection from TIME-WAIT.
enum class Reopening : std::uint8_t {
  by_sequence_or_timestamp,  // SEQ at or after RCV.NXT; if both used timestamps, these come first
  rfc6191,                   // the seven cases of RFC 6191 section 2
};

/// What a table of history does when reserved + held reaches its threshold.
enum class Pressure : std::uint8_t { none, evict_any, evict_oldest, refuse_newcomer };

/// How a table of history departs from the law. All zero: not at all.
template <class D>
struct Museum {
  Pressure pressure = Pressure::none;
  typename D::U32 threshold{};          // of reserved + held, from which pressure is felt
  typename D::U32 default_threshold{};  // what may be written back over the threshold
  typename D::Bool writes_back{};
  Duration<D> overstay{};  // added to a wait that starts or restarts under pressure
};

/// All that configures a table.
template <class D>
struct TablePolicy {
  Duration<D> msl{};
  typename D::U32 capacity{};  // of reserved + held; at most the slots of the table
  std::array<typename D::Bool, kLicenceCount> licences{};
  Reopening reopening = Reopening::by_sequence_or_timestamp;
  Museum<D> museum{};

  [[nodiscard]] constexpr const typename D::Bool& enables(Licence licence) const {
    return licences[static_cast<std::size_t>(licence)];
  }
};

/// These licences and no other, with the MSL of RFC 9293.
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

template <class D>
[[nodiscard]] constexpr typename D::Bool same(const Museum<D>& a, const Museum<D>& b) {
  return typename D::Bool(a.pressure == b.pressure) && a.threshold == b.threshold &&
         a.default_threshold == b.default_threshold && a.writes_back == b.writes_back &&
         a.overstay == b.overstay;
}

/// Everything but MSL and capacity agrees.
template <class D>
[[nodiscard]] constexpr typename D::Bool same_rules(const TablePolicy<D>& a,
                                                    const TablePolicy<D>& b) {
  typename D::Bool equal = typename D::Bool(a.reopening == b.reopening) && same(a.museum, b.museum);
  for (std::size_t i = 0; i < kLicenceCount; ++i) {
    equal = equal && a.licences[i] == b.licences[i];
  }
  return equal;
}

/// The policy knows no way out but expiry.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_strict(const TablePolicy<D>& policy) {
  typename D::Bool strict = policy.enables(Licence::expiry);
  for (std::size_t i = 0; i < kLicenceCount; ++i) {
    if (i != static_cast<std::size_t>(Licence::expiry)) {
      strict = strict && !policy.licences[i];
    }
  }
  return strict;
}

}  // namespace twomsl
