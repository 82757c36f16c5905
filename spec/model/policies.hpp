// The named policies: strict, safe and rfc9293, of a connection and of the table beside it.
//
// Those of history are in historical/.
#pragma once

#include "spec/model/policy.hpp"
#include "spec/model/table_policy.hpp"

namespace twomsl {

/// The numbers that all policies begin with, and TIME-WAIT as `rules` has it.
template <class D>
[[nodiscard]] constexpr Policy<D> policy_of(const TimeWaitRules& rules) {
  using U32 = typename D::U32;
  const auto seconds = [](std::uint64_t s) { return Duration<D>{typename D::U64(s * 1'000'000u)}; };
  Policy<D> policy;
  policy.time_wait = rules;
  policy.msl = {typename D::U64(kRfcMslUs)};
  //= rfc9293#3.8.3 SHLD-11
  //= rfc8961#4 RFC8961-4-1
  //= rfc8961#4 RFC8961-4-11
  //= rfc5461#3.1 RFC5461-3.1-1
  //= rfc9293#3.8.4 MUST-28
  policy.timeouts = {seconds(1),    seconds(1),   seconds(60),  seconds(3),
                     seconds(100),  seconds(180), seconds(600), seconds(120),
                     seconds(7200), seconds(75),  seconds(675)};
  policy.ack_interval = {typename D::U64(500'000u)};
  policy.ack_burst = seconds(5);
  policy.snd_buffer_bytes = U32(1u << 18);
  policy.rcv_buffer_bytes = U32(1u << 18);
  policy.mss_bytes = U32(1460u);
  policy.path_mss_bytes = U32(0xffffu);
  policy.scale = U32(7u);
  return policy;
}

/// The theorem's policy: nothing but the passing of 2*MSL frees a tuple, however it ended.
template <class D>
[[nodiscard]] constexpr Policy<D> strict() {
  TimeWaitRules rules;
  rules.challenges_syn = false;
  rules.answers_only_retransmissions = true;
  rules.holds_every_end = true;
  return policy_of<D>(rules);
}

/// The default: RST ignored in TIME-WAIT (RFC 1337), reopening by timestamp or sequence, ABORT
/// honoured.
template <class D>
[[nodiscard]] constexpr Policy<D> safe() {
  TimeWaitRules rules;
  rules.reopens = true;
  rules.ends_on_abort = true;
  return policy_of<D>(rules);
}

/// The text of RFC 9293 with RFC 5961, 6191 and 7323.
template <class D>
[[nodiscard]] constexpr Policy<D> rfc9293() {
  TimeWaitRules rules;
  rules.accepts_rst = true;
  rules.reopens = true;
  rules.reopening = Reopening::rfc6191;
  rules.challenges_syn = false;
  rules.ends_on_abort = true;
  rules.ends_on_user_timeout = true;
  Policy<D> policy = policy_of<D>(rules);
  policy.keeps_iss_floor = false;
  return policy;
}

/// The policy of the TIME-WAIT table beside connections of this policy.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> table_policy(const Policy<D>& policy,
                                                    const typename D::U32& capacity) {
  TablePolicy<D> table = policy_with<D>({}, capacity);
  for (std::size_t i = 0; i < kLicenceCount; ++i) {
    table.licences[i] = typename D::Bool(enables(policy.time_wait, static_cast<Licence>(i)));
  }
  table.msl = policy.msl;
  table.reopening = policy.time_wait.reopening;
  return table;
}

}  // namespace twomsl
