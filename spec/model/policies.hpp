// The named policies of a connection: three to live by, and those of history.
#pragma once

#include "spec/model/policy.hpp"
#include "spec/model/table_policies.hpp"

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
  policy.timeouts = {seconds(1),   seconds(1),   seconds(60),  seconds(3),
                     seconds(100), seconds(180), seconds(600), seconds(120)};
  policy.ack_interval = {typename D::U64(500'000u)};
  policy.ack_burst = seconds(5);
  policy.snd_buffer_bytes = U32(1u << 18);
  policy.rcv_buffer_bytes = U32(1u << 18);
  policy.mss_bytes = U32(1460u);
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

/// The default: RST ignored in TIME-WAIT (RFC 1337), reopening by sequence, ABORT honoured.
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

/// Museum: a RST ends TIME-WAIT. Licensed by rfc9293, convicted under safe and strict.
template <class D>
[[nodiscard]] constexpr Policy<D> assassinated() {
  Policy<D> policy = safe<D>();
  policy.time_wait.accepts_rst = true;
  return policy;
}

/// Museum: MAY-2 without its second condition (Linux, gVisor): an old SYN ends TIME-WAIT for good.
template <class D>
[[nodiscard]] constexpr Policy<D> no_return() {
  Policy<D> policy = safe<D>();
  policy.time_wait.returns = false;
  return policy;
}

/// Museum: who closes actively forgets at once (passt, Seastar, FreeRTOS+TCP).
template <class D>
[[nodiscard]] constexpr Policy<D> no_time_wait() {
  Policy<D> policy = safe<D>();
  policy.time_wait.skips = true;
  return policy;
}

/// Museum: Linux bind() with SO_REUSEADDR takes over a TIME-WAIT that used timestamps.
template <class D>
[[nodiscard]] constexpr Policy<D> bind_reuse() {
  Policy<D> policy = safe<D>();
  policy.binds_over_time_wait = true;
  return policy;
}

/// The policy of the TIME-WAIT table beside connections of this policy.
template <class D>
[[nodiscard]] constexpr TablePolicy<D> table_policy(const Policy<D>& policy,
                                                    const typename D::U32& capacity) {
  const TimeWaitRules& rules = policy.time_wait;
  TablePolicy<D> table = policy_with<D>({Licence::expiry}, capacity);
  const auto licence = [&table](Licence way, bool enabled) {
    table.licences[static_cast<std::size_t>(way)] = typename D::Bool(enabled);
  };
  licence(Licence::reopening, rules.reopens);
  licence(Licence::acceptable_rst, rules.accepts_rst);
  licence(Licence::abort, rules.ends_on_abort);
  licence(Licence::user_timeout, rules.ends_on_user_timeout);
  table.msl = policy.msl;
  table.reopening = rules.reopening;
  return table;
}

}  // namespace twomsl
