// The induction over a Host: which events meet it, what is assumed, and what must hold after.
//
//   INDUCTION  the host's invariant (is_sound, host_window.hpp) is kept by every event and setting
//   INV-TW-n   the law of spec/laws/host/host_laws.hpp, for the tuple that is met and for any other
#pragma once

#include <algorithm>

#include "proofs/engine/timeline.hpp"
#include "proofs/host/host_contract.hpp"
#include "proofs/host/host_window.hpp"

namespace twomsl::proof {

/// What stays concrete on every path; the prover loops over it outside.
struct HostCase {
  Policy<Concrete> policy{};
  bool has_block = false;
  StateOf place{};  // of the control block
  HostEventKind kind{};
  twomsl::Event<Concrete> event{};
  bool configures = false;
  HostSettingKind setting{};
  Policy<Concrete> next{};  // of the setting
};

/// All that a case is made of, for Case.
[[nodiscard]] std::string name_of(const HostCase& of);

/// Every event and setting, on a tuple without a control block and with one in every state.
[[nodiscard]] std::vector<HostCase> every_host_case(const Policy<Concrete>& policy);

/// Arbitrary numbers, arbitrary histories.
template <Engine engine>
[[nodiscard]] HostGiven<Symbolic, engine> any_host(const HostCase& of, const Timeline& timeline);

/// All that is assumed of what an event meets: the invariant, for both tuples; fewer than 2^31 of
/// everything that is counted; the promise of floors; a clock that does not run backwards; a
/// segment that can be.
template <Engine engine>
void assume_sound(Explorer& explorer, const HostGiven<Symbolic, engine>& given,
                  const Timeline& timeline);

/// In the order of the report.
inline constexpr std::array<std::string_view, 8> kHostObligations = {
    "INDUCTION", "INV-TW-1", "INV-TW-2", "INV-TW-3", "INV-TW-4", "INV-TW-7", "INV-TW-9", "INV-ISS"};

/// A law of a host by its id. REQUIRES: there is one.
template <class D = Symbolic>
[[nodiscard]] auto law_of(std::string_view id) {
  const auto& laws = kHostLaws<D, KeyOf<D>>;
  return std::find_if(laws.begin(), laws.end(), [&](const auto& law) { return law.id == id; })
      ->holds;
}

/// What the theorem `id` says of the tuple that is met.
template <class D, Engine engine>
[[nodiscard]] typename D::Bool holds(std::string_view id, const HostGiven<D, engine>& given,
                                     const HostTrial<D, engine>& trial) {
  return id == "INDUCTION"
             ? is_sound(trial.after, given.rest, trial.met.history_after, given.event.now)
             : law_of<D>(id)(trial.met);
}

/// The same host, event and history as values, by a model.
[[nodiscard]] HostGiven<Concrete, Engine::code> decoded(
    const z3::model& model, const HostGiven<Symbolic, Engine::code>& given);

}  // namespace twomsl::proof
