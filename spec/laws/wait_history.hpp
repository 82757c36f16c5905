// How long a wait lasts, told from when it began and was restarted: ghost state, computed from
// events and answers, never from a machine's deadline.
#pragma once

#include "spec/model/time.hpp"

namespace twomsl {

/// The restart that keeps the wait for longest: when it was, and the MSL in force then. It is the
/// last one, unless an earlier one had a longer MSL and lasts beyond it: a new MSL never moves the
/// end of a wait to an earlier time (INV-TW-9).
template <class D>
struct WaitHistory {
  Instant<D> restarted{};
  Duration<D> msl{};
};

/// 2*MSL have not passed since that restart.
template <class D>
[[nodiscard]] constexpr typename D::Bool lasts(const WaitHistory<D>& wait, const Instant<D>& now) {
  return now - wait.restarted < wait.msl + wait.msl;
}

/// The wait, restarted at `now`: the later of both ends counts.
template <class D>
[[nodiscard]] constexpr WaitHistory<D> restarted_wait(const WaitHistory<D>& wait,
                                                      const Instant<D>& now,
                                                      const Duration<D>& msl) {
  const auto is_later = wait.restarted + wait.msl + wait.msl <= now + msl + msl;
  return {select(is_later, now, wait.restarted), select(is_later, msl, wait.msl)};
}

}  // namespace twomsl
