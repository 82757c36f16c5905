// The policy of a connection: every MAY and SHOULD on which stacks differ, as data.
//
// Switches are bool, concrete on every path; numbers are of the domain. Where the texts conflict,
// spec/DECISIONS.md says which switch decides, or why none is needed.
#pragma once

#include <string_view>

#include "spec/model/connection.hpp"

namespace twomsl {

/// How TIME-WAIT treats what arrives, and what may end it.
struct TimeWaitRules {
  bool skips = false;        // museum: there is no TIME-WAIT
  bool accepts_rst = false;  // RFC 9293 section 3.10.7.4, second; otherwise RFC 1337
  bool reopens = false;      // MAY-2
  Reopening reopening = Reopening::by_sequence_or_timestamp;
  bool returns = true;         // MAY-2's second condition; museum: false
  bool challenges_syn = true;  // a SYN that does not reopen: RFC 5961; otherwise RFC 6191
  bool answers_only_retransmissions = false;  // INV-TW-8
  bool ends_on_abort = false;                 // RFC 9293 section 3.10.5
  bool ends_on_user_timeout = false;
  bool holds_every_end = false;  // strict: whatever ends a connection, its tuple is held

  friend constexpr bool operator==(const TimeWaitRules&, const TimeWaitRules&) = default;
};

/// The ways out of TIME-WAIT that the rules of a connection enable.
[[nodiscard]] constexpr bool enables(const TimeWaitRules& rules, Licence licence) {
  switch (licence) {
    case Licence::expiry:
      return true;
    case Licence::reopening:
      return rules.reopens;
    case Licence::acceptable_rst:
      return rules.accepts_rst;
    case Licence::abort:
      return rules.ends_on_abort;
    case Licence::user_timeout:
      return rules.ends_on_user_timeout;
    case Licence::in_window_syn:
    case Licence::hard_icmp_error:
    case Licence::security_mismatch:
    case Licence::loss_of_memory:
      return false;
  }
  return false;
}

/// RFC 6298, MUST-20 and the bounds on closing.
template <class D>
struct Timeouts {
  Duration<D> rto_initial{};
  Duration<D> rto_min{};
  Duration<D> rto_max{};
  Duration<D> r1{};      // since the first transmission without an answer (SHLD-9)
  Duration<D> r2{};      // SHLD-11: at least 100 s
  Duration<D> r2_syn{};  // MUST-23: at least three minutes
  Duration<D> fin_wait_2{};
  Duration<D> last_ack{};
  Duration<D> keep_alive{};           // nothing has come for so long: the first keep-alive
  Duration<D> keep_alive_interval{};  // between the next ones
  Duration<D> keep_alive_r2{};  // since the first, or a probe, without an answer: the peer is gone
};

template <class D>
struct Policy {
  TimeWaitRules time_wait{};
  bool offers_timestamps = true;
  bool offers_scale = true;
  bool keeps_iss_floor = true;        // our ISS lies after all that the tuple has sent in 2*MSL
  bool nagle = true;                  // little text waits until what is in flight is acknowledged
  bool keeps_alive = false;           // a connection on which nothing happens is probed
  bool binds_over_time_wait = false;  // museum: an OPEN takes a held tuple that used timestamps
  Duration<D> msl{};
  Timeouts<D> timeouts{};
  Duration<D> ack_interval{};  // one ACK of an unacceptable segment is earned in this time
  Duration<D> ack_burst{};     // so much may be saved up: ack_burst / ack_interval ACKs at once
  typename D::U32 snd_buffer_bytes{};
  typename D::U32 rcv_buffer_bytes{};
  typename D::U32 mss_bytes{};       // what we can receive and are willing to send
  typename D::U32 path_mss_bytes{};  // what the path takes in one packet (RFC 1191, RFC 8201)
  typename D::U32 scale{};           // the shift that we offer
};

/// Visits every number of a policy.
template <class F, class... P>
constexpr void for_each_field(F&& visit, P&... p) requires(requires { (p.timeouts, ...); }) {
  visit("policy.msl", p.msl...);
  visit("policy.timeouts.rto_initial", p.timeouts.rto_initial...);
  visit("policy.timeouts.rto_min", p.timeouts.rto_min...);
  visit("policy.timeouts.rto_max", p.timeouts.rto_max...);
  visit("policy.timeouts.r1", p.timeouts.r1...);
  visit("policy.timeouts.r2", p.timeouts.r2...);
  visit("policy.timeouts.r2_syn", p.timeouts.r2_syn...);
  visit("policy.timeouts.fin_wait_2", p.timeouts.fin_wait_2...);
  visit("policy.timeouts.last_ack", p.timeouts.last_ack...);
  visit("policy.timeouts.keep_alive", p.timeouts.keep_alive...);
  visit("policy.timeouts.keep_alive_interval", p.timeouts.keep_alive_interval...);
  visit("policy.timeouts.keep_alive_r2", p.timeouts.keep_alive_r2...);
  visit("policy.ack_interval", p.ack_interval...);
  visit("policy.ack_burst", p.ack_burst...);
  visit("policy.snd_buffer_bytes", p.snd_buffer_bytes...);
  visit("policy.rcv_buffer_bytes", p.rcv_buffer_bytes...);
  visit("policy.mss_bytes", p.mss_bytes...);
  visit("policy.path_mss_bytes", p.path_mss_bytes...);
  visit("policy.scale", p.scale...);
}
static_assert(lists_every_member<Policy>(sizeof(TimeWaitRules) + 6 * sizeof(bool)));

/// The longest time that a policy may name, but for MSL: 24 days, so that no sum overflows.
inline constexpr std::uint64_t kLongestTimeoutUs = std::uint64_t{24} * 86'400'000'000;

/// The name of the first field whose value is impossible; empty if the policy is valid.
template <class D>
[[nodiscard]] constexpr std::string_view invalid_field(const Policy<D>& p) {
  using U32 = typename D::U32;
  using U64 = typename D::U64;
  const auto is_time = [](const Duration<D>& t, std::uint64_t longest_us) {
    return U64(0u) < t.us && t.us <= U64(longest_us);
  };
  const auto is_size = [](const U32& size) {
    return U32(0u) < size && size <= U32(kLargestWindow);
  };
  if (!is_time(p.msl, kLongestMslUs)) return "msl";
  if (!is_time(p.timeouts.rto_min, kLongestTimeoutUs)) return "timeouts.rto_min";
  if (!is_time(p.timeouts.rto_max, kLongestTimeoutUs)) return "timeouts.rto_max";
  if (p.timeouts.rto_max < p.timeouts.rto_min) return "timeouts.rto_max";
  if (p.timeouts.rto_initial < p.timeouts.rto_min || p.timeouts.rto_max < p.timeouts.rto_initial) {
    return "timeouts.rto_initial";
  }
  if (!is_time(p.timeouts.r1, kLongestTimeoutUs)) return "timeouts.r1";
  if (!is_time(p.timeouts.r2, kLongestTimeoutUs)) return "timeouts.r2";
  if (!is_time(p.timeouts.r2_syn, kLongestTimeoutUs)) return "timeouts.r2_syn";
  if (!is_time(p.timeouts.fin_wait_2, kLongestTimeoutUs)) return "timeouts.fin_wait_2";
  if (!is_time(p.timeouts.last_ack, kLongestTimeoutUs)) return "timeouts.last_ack";
  if (!is_time(p.timeouts.keep_alive, kLongestTimeoutUs)) return "timeouts.keep_alive";
  //= rfc9293#3.8.4 MUST-29
  if (!is_time(p.timeouts.keep_alive_r2, kLongestTimeoutUs)) return "timeouts.keep_alive_r2";
  if (!is_time(p.timeouts.keep_alive_interval, kLongestTimeoutUs) ||
      p.timeouts.keep_alive_r2 <= p.timeouts.keep_alive_interval) {
    return "timeouts.keep_alive_interval";
  }
  if (!is_time(p.ack_interval, kLongestTimeoutUs)) return "ack_interval";
  if (p.ack_burst < p.ack_interval || U64(kLongestTimeoutUs) < p.ack_burst.us) return "ack_burst";
  if (!is_size(p.snd_buffer_bytes)) return "snd_buffer_bytes";
  if (!is_size(p.rcv_buffer_bytes)) return "rcv_buffer_bytes";
  if (p.mss_bytes < U32(kSmallestMss) || U32(0xffffu) < p.mss_bytes) return "mss_bytes";
  if (p.path_mss_bytes < U32(kSmallestMss) || U32(0xffffu) < p.path_mss_bytes) {
    return "path_mss_bytes";
  }
  // A window below one unit of the scale is sent as zero: an empty buffer must hold two units.
  //= rfc7323#2.3 RFC7323-2.3-7
  if (U32(14u) < p.scale) return "scale";
  if (U32(0u) < p.scale && D::scale_down(p.rcv_buffer_bytes, p.scale) < U32(2u)) return "scale";
  return {};
}

}  // namespace twomsl
