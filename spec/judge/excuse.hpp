// What may excuse an end: events that no packet shows, liberties that the texts leave, and limits
// of a capture. A verdict is the least that must be supposed for the end to conform.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "spec/laws/verdict.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl {

/// The first ones, up to and with `clock_went_back`, are what the Assumption of the same place in
/// its enumeration says did not happen.
enum class Excuse : std::uint8_t {
  abort,
  user_timeout,
  icmp_error,
  reboot,
  another_stack,
  duplicate,
  not_captured,
  late,
  forger,
  rst_lost,
  out_of_order,
  clock_went_back,
  peer_rst,           // an acceptable RST ended the wait (RFC 9293 section 3.10.7.4)
  older_timestamp,    // MAY-2 takes the SYN by its number, RFC 6191 refuses its timestamp
  within_slack,       // the age is too near 2*MSL for the clock of a capture
  window_unknown,     // the RST may lie in a window whose scale was not captured
  numbers_unordered,  // two numbers exactly 2^31 apart: neither is before the other
  syn_age_unknown,    // whether the SYN is old cannot be told
  short_msl,          // its MSL is at most half the age
  idle_fin_wait_2,    // FIN-WAIT-2 was given up after a time (against SHLD-3's spirit, common)
  old_syn,            // an old SYN was accepted (RFC 6191 section 2, a SHOULD)
  rst_in_window,      // a RST beside RCV.NXT was obeyed (RFC 5961 section 3.2)
  not_restarted,      // the wait did not restart on a retransmitted FIN
  early_timer,        // a wait shorter than 2*MSL: it has no excuse
};

[[nodiscard]] constexpr std::string_view name(Excuse excuse) {
  switch (excuse) {
    case Excuse::abort:
      return "abort";
    case Excuse::user_timeout:
      return "user-timeout";
    case Excuse::icmp_error:
      return "icmp-error";
    case Excuse::reboot:
      return "reboot";
    case Excuse::another_stack:
      return "another-stack";
    case Excuse::duplicate:
      return "duplicate";
    case Excuse::not_captured:
      return "not-captured";
    case Excuse::late:
      return "late";
    case Excuse::forger:
      return "forger";
    case Excuse::rst_lost:
      return "rst-lost";
    case Excuse::out_of_order:
      return "out-of-order";
    case Excuse::clock_went_back:
      return "clock-went-back";
    case Excuse::peer_rst:
      return "peer-rst";
    case Excuse::older_timestamp:
      return "older-timestamp";
    case Excuse::within_slack:
      return "within-slack";
    case Excuse::window_unknown:
      return "window-unknown";
    case Excuse::numbers_unordered:
      return "numbers-unordered";
    case Excuse::syn_age_unknown:
      return "syn-age-unknown";
    case Excuse::short_msl:
      return "short-msl";
    case Excuse::idle_fin_wait_2:
      return "idle-fin-wait-2";
    case Excuse::old_syn:
      return "old-syn";
    case Excuse::rst_in_window:
      return "rst-in-window";
    case Excuse::not_restarted:
      return "not-restarted";
    case Excuse::early_timer:
      return "early-timer";
  }
  return "";
}

/// The excuse is an event of the closed list, which a verdict may take for granted not to have
/// happened.
[[nodiscard]] constexpr bool is_event(Excuse excuse) {
  return static_cast<std::size_t>(excuse) < kCountOf<Assumption>;
}

/// What denies it. REQUIRES: is_event(excuse).
[[nodiscard]] constexpr Assumption denial_of(Excuse excuse) {
  return static_cast<Assumption>(excuse);
}
/// What it denies.
[[nodiscard]] constexpr Excuse excuse_of(Assumption assumption) {
  return static_cast<Excuse>(assumption);
}
static_assert(denial_of(Excuse::clock_went_back) == Assumption::clock_steady &&
              !is_event(Excuse::peer_rst));

using Excuses = EnumSet<Excuse>;

/// Excuses that would all be needed at once. Those that packets support are `supported`, too.
struct ExcuseSet {
  Excuses all{};
  Excuses supported{};

  [[nodiscard]] constexpr bool is_free() const { return all.empty(); }
  /// It supposes no more than `other`, and packets support all of it that they support of that.
  [[nodiscard]] constexpr bool is_within(const ExcuseSet& other) const {
    return all.is_within(other.all) && other.supported.is_within(supported);
  }

  friend constexpr bool operator==(const ExcuseSet&, const ExcuseSet&) = default;
};

/// How much is supposed, from nothing to what did not happen.
enum class Rank : std::uint8_t {
  free,
  hazard,
  contested,
  supported,
  short_msl,
  against_should,
  granted,
};

/// What counts beside the set itself: `denied` is taken not to have happened.
struct Ranking {
  Assumptions denied = Assumptions::all();
  bool ignores_rsts = false;  // the profile does not let a RST end a wait
};

[[nodiscard]] constexpr Rank rank_of(Excuse excuse, bool is_supported, const Ranking& ranking) {
  if (is_event(excuse)) {
    return is_supported || !ranking.denied.contains(denial_of(excuse)) ? Rank::supported
                                                                       : Rank::granted;
  }
  switch (excuse) {
    case Excuse::peer_rst:
      return ranking.ignores_rsts ? Rank::granted : Rank::hazard;
    case Excuse::older_timestamp:
      return Rank::contested;
    case Excuse::within_slack:
    case Excuse::window_unknown:
    case Excuse::numbers_unordered:
    case Excuse::syn_age_unknown:
      return Rank::supported;
    case Excuse::short_msl:
      return Rank::short_msl;
    case Excuse::idle_fin_wait_2:
    case Excuse::old_syn:
    case Excuse::rst_in_window:
    case Excuse::not_restarted:
      return Rank::against_should;
    case Excuse::abort:
    case Excuse::user_timeout:
    case Excuse::icmp_error:
    case Excuse::reboot:
    case Excuse::another_stack:
    case Excuse::duplicate:
    case Excuse::not_captured:
    case Excuse::late:
    case Excuse::forger:
    case Excuse::rst_lost:
    case Excuse::out_of_order:
    case Excuse::clock_went_back:
    case Excuse::early_timer:
      return Rank::granted;
  }
  return Rank::granted;
}

/// A set ranks as its highest excuse. One that packets support lifts a short MSL and a SHOULD to
/// its own rank: then nobody can tell.
[[nodiscard]] constexpr Rank rank_of(const ExcuseSet& set, const Ranking& ranking) {
  Rank highest = Rank::free;
  bool has_supported = false;
  for (Excuses left = set.all; !left.empty(); left.erase(left.first())) {
    const Excuse excuse = left.first();
    const Rank rank = rank_of(excuse, set.supported.contains(excuse), ranking);
    has_supported |= rank == Rank::supported;
    highest = std::max(highest, rank);
  }
  return has_supported && highest != Rank::granted ? std::min(highest, Rank::supported) : highest;
}

/// The verdict on an end of which the least that must be supposed ranks so. REQUIRES: not free.
[[nodiscard]] constexpr Verdict verdict_of(Rank rank) {
  switch (rank) {
    case Rank::hazard:
      return Verdict::hazard;
    case Rank::contested:
    case Rank::against_should:
      return Verdict::deviation;
    case Rank::short_msl:
      return Verdict::conditional;
    case Rank::granted:
      return Verdict::violation;
    case Rank::free:
    case Rank::supported:
      return Verdict::undetermined;
  }
  return Verdict::undetermined;
}

}  // namespace twomsl
