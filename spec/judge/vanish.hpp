// The ways in which a control block may be gone unseen: what the texts allow, what an end does
// against a SHOULD, and the events of the closed list. They are tried only where an end emits what
// none of its hypotheses can.
#pragma once

#include "spec/judge/hypothesis.hpp"

namespace twomsl {

/// An age below this leaves no room for an MSL of a second.
inline constexpr std::uint64_t kHopelessAgeUs = 2'000'000;

/// FIN-WAIT-2 given up sooner than this after it began is no idle timeout.
inline constexpr std::uint64_t kIdleUs = 1'000'000;

/// How long a wait must last: `wait` is 2*MSL if the MSL is known; else the age from which nothing
/// is said.
template <class D>
struct WaitLimits {
  bool msl_known = false;
  Duration<D> wait{};
  Duration<D> slack{};
};

/// Facts of the wire when an end is seen without its control block.
template <class D>
struct Absence {
  Instant<D> at{};
  WaitLimits<D> limits{};
  typename D::Bool gave_up{};  // the own FIN may have been out for as long as R2 before its ACK
  Excuses supported{};         // by packets, whatever the state
};

template <class D>
using WaysOut = Moves<D, kMostWaysOut>;

namespace absences {

template <class D, class Out>
constexpr void after_wait(Out& out, const Hypothesis<D>& h, const Absence<D>& absence) {
  //= rfc9293#3.6.1 MUST-13
  const WaitLimits<D>& limits = absence.limits;
  const Hypothesis<D> gone = closed_after(h);
  const Duration<D> age = absence.at - h.entered;
  if (limits.wait <= age) {
    const Duration<D> since = absence.at - h.restarted;
    if (!h.has_restarted) return out.add(gone);
    if (limits.wait <= since) return out.add(gone);
    if (limits.msl_known && limits.wait <= since + limits.slack) {
      return out.add(gone, {Excuse::within_slack});
    }
    if (!limits.msl_known) out.add(gone, {Excuse::short_msl});
    return out.add(gone, {Excuse::not_restarted});
  }
  if (!limits.msl_known) {
    const typename D::Bool hopeless = age.us < typename D::U64(kHopelessAgeUs);
    if (!hopeless) return out.add(gone, {Excuse::short_msl});
  } else if (limits.wait <= age + limits.slack) {
    return out.add(gone, {Excuse::within_slack});
  }
  out.add(gone, {Excuse::early_timer});
}

template <class D, class Out>
constexpr void by_event(Out& out, const Hypothesis<D>& h, const Absence<D>& absence) {
  // ABORT is silent in LAST-ACK. An end that lives on unseen may have been aborted or rebooted.
  const bool lives = h.state == State::established || h.state == State::close_wait;
  Excuses supported = absence.supported;
  if (lives || h.state == State::last_ack) supported.insert(Excuse::abort);
  if (lives) supported.insert(Excuse::reboot);
  for (const Excuse event :
       {Excuse::abort, Excuse::user_timeout, Excuse::icmp_error, Excuse::reboot,
        Excuse::another_stack, Excuse::not_captured, Excuse::clock_went_back}) {
    out.add(closed_after(h), {event}, supported.contains(event));
  }
}

}  // namespace absences

/// Adds to `out` the ways to CLOSED from `h`. REQUIRES: h.entered and h.restarted are not after
/// absence.at.
template <class D, class Out>
constexpr void vanish(Out& out, const Hypothesis<D>& h, const Absence<D>& absence) {
  switch (h.state) {
    case State::closed:
    case State::listen:
      return;
    case State::syn_sent:
      out.add(closed_after(h));
      break;
    case State::syn_received:
      if (!h.interrupted.is_owed) out.add(closed_after(h));
      break;
    case State::fin_wait_1:
    case State::closing:
    case State::last_ack:
      //= rfc9293#3.8.3 MUST-20
      if (absence.gave_up) out.add(closed_after(h));
      break;
    case State::fin_wait_2:
      if (Duration<D>{typename D::U64(kIdleUs)} < absence.at - h.entered) {
        out.add(closed_after(h), {Excuse::idle_fin_wait_2});
      }
      break;
    case State::time_wait:
      absences::after_wait(out, h, absence);
      break;
    case State::established:
    case State::close_wait:
      break;
  }
  absences::by_event(out, h, absence);
}

/// Adds to `out` the way back to the wait that a SYN interrupted, if `h` has one: nobody completes
/// the open, or its user gives it up.
template <class D, class Out>
constexpr void resume(Out& out, const Hypothesis<D>& h) {
  if (h.interrupted.exists) out.add(resumed(h));
}

/// The ways to CLOSED from `h`. REQUIRES: as above.
template <class D>
[[nodiscard]] constexpr WaysOut<D> vanish(const Hypothesis<D>& h, const Absence<D>& absence) {
  WaysOut<D> out;
  vanish(out, h, absence);
  return out;
}

}  // namespace twomsl
