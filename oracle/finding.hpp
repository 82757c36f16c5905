// A finding: what a party did, by which rule it is judged, and the frames that prove it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/codec/segment_view.hpp"
#include "oracle/audit_options.hpp"
#include "spec/laws/close_rules.hpp"

namespace twomsl::oracle {

/// Times further than this from the epoch (146 years) are taken as this far, so that differences
/// and sums of times never overflow, whatever a damaged file says.
inline constexpr std::int64_t kFarthest_ns = (std::int64_t{1} << 62) - 1;

/// When and in which frame something was captured. Frame 0: it was not.
struct Moment {
  std::int64_t time_ns = 0;
  std::uint64_t frame = 0;

  [[nodiscard]] constexpr bool happened() const { return frame != 0; }
};

using twomsl::Assumption;
using twomsl::Assumptions;
using twomsl::Verdict;

enum class Cause : std::uint8_t {
  pressure_eviction,  // a younger slot of the party outlived this one
  newcomer_refused,   // this slot never lived while an older one did
  peer_rst,           // the peer's RST licensed it
  address_rewritten,  // the address stands for several hosts
  unknown,
};

[[nodiscard]] constexpr std::string_view name(Cause cause) {
  switch (cause) {
    case Cause::pressure_eviction:
      return "pressure-eviction";
    case Cause::newcomer_refused:
      return "newcomer-refused";
    case Cause::peer_rst:
      return "peer-rst";
    case Cause::address_rewritten:
      return "address-rewritten";
    case Cause::unknown:
      return "unknown";
  }
  return "";
}

/// Why a finding is undetermined. A closed list.
enum class Reason : std::uint8_t {
  none,
  within_slack,          // the age is too near 2*MSL for the clock of a capture
  too_few_probes,        // silence needs three unanswered probes, half a second apart
  vantage_not_host,      // what the party received shows only in a capture taken at the host
  window_unknown,        // the receive window, or its scale, was not captured
  stream_too_long,       // more than 2^31 numbers: old and new cannot be told apart
  antipode,              // two numbers exactly 2^31 apart: neither is before the other
  timestamps_unknown,    // the SYN, and with it its timestamp, was not captured
  sender_unclear,        // the RST came from another distance than the party's other segments
  frames_missing,        // an end has acknowledged what was not captured
  late_copy,             // its numbers or its timestamp say that it may be a late copy
  rst_lost,              // of two RSTs at RCV.NXT one may have been lost
  clock_went_back,       // capture time ran backwards during the wait
  silent_abort,          // an ABORT, which sends nothing there, is as likely
  clock_stands,          // every frame of the capture bears the same time
  frame_damaged,         // the checksum of a frame that it rests on is wrong
  told_otherwise,        // who knows the host says that what the verdict rests on is not so
  assumption_withdrawn,  // --assume took away what the verdict rests on
};

[[nodiscard]] constexpr std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "none";
    case Reason::within_slack:
      return "within-slack";
    case Reason::too_few_probes:
      return "too-few-probes";
    case Reason::vantage_not_host:
      return "vantage-not-host";
    case Reason::window_unknown:
      return "window-unknown";
    case Reason::stream_too_long:
      return "stream-too-long";
    case Reason::antipode:
      return "antipode";
    case Reason::timestamps_unknown:
      return "timestamps-unknown";
    case Reason::sender_unclear:
      return "sender-unclear";
    case Reason::frames_missing:
      return "frames-missing";
    case Reason::late_copy:
      return "late-copy";
    case Reason::rst_lost:
      return "rst-lost";
    case Reason::clock_went_back:
      return "clock-went-back";
    case Reason::silent_abort:
      return "silent-abort";
    case Reason::clock_stands:
      return "clock-stands";
    case Reason::frame_damaged:
      return "frame-damaged";
    case Reason::told_otherwise:
      return "told-otherwise";
    case Reason::assumption_withdrawn:
      return "assumption-withdrawn";
  }
  return "";
}

/// The part a frame plays in a finding; each has its sentence in explain.cpp.
enum class Role : std::uint8_t {
  party_fin,
  party_fin_acked,
  peer_fin,
  entered,          // the party acknowledged the peer's FIN and entered TIME-WAIT
  entered_closing,  // the same by way of CLOSING: the acknowledgement of its own FIN arrived
  restarted,
  peer_rst,
  fin_again,
  old_syn,
  new_syn,
  syn_again,  // a SYN by the party itself
  answer_rst,
  answer_syn_ack,
  text_after_fin,
  last_ack,
  unanswered,
  trigger,
  consequence,
  spoke_on,  // after a RST
};

struct Evidence {
  Role role{};
  Moment at{};
};

/// At most this many frames are kept for one finding.
inline constexpr std::size_t kMaxEvidence = 10;

/// What a stack does by default though the RFCs do not allow it.
enum class Habit : std::uint8_t {
  none,
  linux_refuses_newcomer,
  linux_reuses_loopback,
  freebsd_evicts_oldest,
  lwip_evicts_oldest,
};

struct Finding {
  RuleClass rule{};
  Verdict verdict = Verdict::undetermined;
  Cause cause = Cause::unknown;
  Reason reason = Reason::none;
  Assumptions needs{};
  std::uint8_t evidence_used = 0;
  bool has_age = false;  // msl_max is half of age_ns
  bool convicts_itself = false;
  bool in_fin_wait_2 = false;      // `entry` is into that, not into TIME-WAIT
  bool by_rst = false;             // the party's RST shows it
  bool at_most_deviation = false;  // the rule is a SHOULD
  Socket party{};
  Socket peer{};
  Moment at{};                       // the breaking frame
  Moment entry{};                    // the earliest possible entry into TIME-WAIT
  std::int64_t age_ns = 0;           // of the wait, when it was shown to be over
  std::int64_t held_ns = 0;          // the longest that another slot of the party was seen held
  std::uint8_t party_hops = 0;       // hop count of the party when it closed
  std::uint8_t party_hops_then = 0;  // and in the breaking frame
  bool clock_jumped = false;         // its timestamps do not continue one clock
  bool has_timestamps = false;       // the breaking frame and the old connection have them
  Habit habit = Habit::none;         // of the stack that the profile names
  std::array<Evidence, kMaxEvidence> evidence{};

  constexpr void show(Role role, const Moment& at_moment) {
    if (!at_moment.happened() || evidence_used == kMaxEvidence) return;
    evidence[evidence_used++] = {role, at_moment};
  }
  [[nodiscard]] constexpr std::span<const Evidence> shown() const {
    return {evidence.data(), evidence_used};
  }
};

/// The registry allows it: its class may end in that verdict, and rest on what it needs. True of
/// every finding; tests and fuzzers ask it of each.
[[nodiscard]] constexpr bool is_within_rule(const Finding& finding) {
  const CloseRule& rule = rule_of(finding.rule);
  return finding.needs.is_within(rule.assumptions) &&
         (finding.verdict == Verdict::undetermined || rule.verdicts.contains(finding.verdict));
}

}  // namespace twomsl::oracle
