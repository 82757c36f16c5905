// The floor under the next ISS of the tuple that is met, as a window shows it.
//
// Of core/host/iss_floor.hpp a window knows what the last end of a connection has told it, and what
// it promises of the next OPEN. FLOOR proves the promise of the code that runs.
#pragma once

#include "core/host/host.hpp"
#include "proofs/table/table_model.hpp"

namespace twomsl::proof {

/// What keep_iss_floor() was told when a connection of the tuple ended last.
template <class D>
struct KeptFloor {
  typename D::Bool used{};  // one has
  Seq<D> sent{};
  Instant<D> ended_at{};
  Duration<D> msl{};  // in force then
  Seq<D> resumed{};   // the SND.NXT of the wait that it returned to, or `sent`
};

/// Of no tuple is an origin asked for.
struct NoOrigin {};

/// What a window's floors and clock answer.
template <class D>
struct WindowSource {
  using Origin = NoOrigin;

  InitialParameters<D> initial{};   // whether or not the policy keeps floors
  typename D::Bool has_no_floor{};  // none is left for a control block that begins
  KeptFloor<D> kept{};

  [[nodiscard]] typename D::U32 word(const KeyOf<D>& /*key*/) const { return typename D::U32(0u); }
};

/// Less than 2*MSL has passed since the end.
template <class D>
[[nodiscard]] typename D::Bool is_recent(const KeptFloor<D>& kept, const Instant<D>& now) {
  return kept.used && now - kept.ended_at < kept.msl + kept.msl;
}

/// Before 2*MSL have passed since the end there is a floor at what was sent, or the number offered
/// lies after that and after what was resumed. No floor is anywhere else.
template <class D>
[[nodiscard]] typename D::Bool keeps_promise(const KeptFloor<D>& kept,
                                             const InitialParameters<D>& initial,
                                             const Instant<D>& now) {
  const auto is_ahead = is_before(kept.sent, initial.iss) && is_before(kept.resumed, initial.iss);
  return implies(initial.has_iss_floor, kept.used && initial.iss_floor == kept.sent) &&
         implies(is_recent(kept, now), initial.has_iss_floor || is_ahead);
}

}  // namespace twomsl::proof
