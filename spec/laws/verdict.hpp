// What an audit may say of a rule that packets show broken, and what it takes for granted in saying
// it.
#pragma once

#include <cstdint>
#include <string_view>

#include "spec/model/enumeration.hpp"

namespace twomsl {

enum class Verdict : std::uint8_t {
  violation,     // no conforming endpoint can have done it
  conditional,   // it conforms only if MSL is at most so much
  deviation,     // against a SHOULD, or against one RFC where another permits it
  hazard,        // licensed by the RFCs, and dangerous all the same
  undetermined,  // could be either, for a named reason
};

[[nodiscard]] constexpr std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return "violation";
    case Verdict::conditional:
      return "conditional";
    case Verdict::deviation:
      return "deviation";
    case Verdict::hazard:
      return "hazard";
    case Verdict::undetermined:
      return "undetermined";
  }
  return "";
}

using Verdicts = EnumSet<Verdict>;

/// What a verdict takes for granted about what packets cannot show. A finding lists what it needs;
/// one that needs what is not granted becomes undetermined.
enum class Assumption : std::uint8_t {
  no_abort,         // the user did not ABORT during the wait
  no_user_timeout,  // no user timeout ended it
  no_icmp_error,    // no hard ICMP error ended it
  no_reboot,        // the host did not lose its memory
  one_stack,        // one stack and one MSL stand behind the address
  no_duplicate,     // the network did not deliver twice what was captured once
  all_captured,     // every segment of the tuple, a peer's RST above all, was captured
  no_late,          // nothing was delivered so late that an answer had shown it undelivered
  no_forger,        // nobody else spoke in the party's name
  rsts_arrived,     // a RST that was captured did arrive
  in_order,         // the frames of the capture stand in the order of their emission
  clock_steady,     // the clock of the capture did not step
};

[[nodiscard]] constexpr std::string_view name(Assumption assumption) {
  switch (assumption) {
    case Assumption::no_abort:
      return "no-abort";
    case Assumption::no_user_timeout:
      return "no-user-timeout";
    case Assumption::no_icmp_error:
      return "no-icmp-error";
    case Assumption::no_reboot:
      return "no-reboot";
    case Assumption::one_stack:
      return "one-stack";
    case Assumption::no_duplicate:
      return "no-duplicate";
    case Assumption::all_captured:
      return "all-captured";
    case Assumption::no_late:
      return "no-late";
    case Assumption::no_forger:
      return "no-forger";
    case Assumption::rsts_arrived:
      return "rsts-arrived";
    case Assumption::in_order:
      return "in-order";
    case Assumption::clock_steady:
      return "clock-steady";
  }
  return "";
}

using Assumptions = EnumSet<Assumption>;

/// Nothing that packets do not show has ended a wait.
inline constexpr Assumptions kNothingHidden{Assumption::no_abort, Assumption::no_user_timeout,
                                            Assumption::no_icmp_error, Assumption::no_reboot,
                                            Assumption::all_captured};

/// What a search for an innocent explanation may come upon: all but a second delivery, which
/// changes nothing in a state that it looks at.
inline constexpr Assumptions kAnyExplanation = Assumptions::all().without(Assumption::no_duplicate);

}  // namespace twomsl
