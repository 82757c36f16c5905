// The machine as a set of transitions, derived from the code: every feasible path from every
// well-formed connection.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include "core/connection/step.hpp"
#include "proofs/engine/explorer.hpp"
#include "spec/laws/fsm/fsm.hpp"

namespace twomsl::proof {

/// The code under proof: what makes a step.
using Machine = void (*)(StepContext<Symbolic>& t);

/// A state, and in SYN-RECEIVED how it was reached.
struct Place {
  State state = State::closed;
  Origin origin = Origin::active;

  friend constexpr bool operator<(const Place& a, const Place& b) {
    return std::tie(a.state, a.origin) < std::tie(b.state, b.origin);
  }
};

/// Where a connection is. Its origin matters in SYN-RECEIVED alone; in LISTEN it is always passive.
[[nodiscard]] inline Place place_of(const Connection<Symbolic>& c) {
  const bool has_origin = c.state == State::syn_received || c.state == State::listen;
  return {c.state, has_origin ? c.origin : Origin::active};
}

/// What was derived, and at what cost.
struct Derivation {
  std::set<std::pair<Place, Place>> steps;
  Transitions transitions;
  std::set<std::pair<Transition, Why>> reasons;
  std::set<Place> reached;
  std::vector<std::string> faults;  // what no step may do, wherever it leads
  unsigned paths = 0;
  unsigned unknowns = 0;
};

/// What the account of TIME-WAIT (core/host/account.hpp) has wrong about the derived machine; part
/// of INV-TW-3. A claim must stand exactly where TIME-WAIT can still be reached.
[[nodiscard]] std::vector<std::string> account_faults(const TimeWaitRules& rules,
                                                      const Derivation& derived);

/// All transitions from `place` under `policy`.
void derive_from(const Place& place, const Policy<Symbolic>& policy, Machine machine,
                 Derivation& derived);

/// All transitions under `policy` from the places that are reached from CLOSED, and in each of them
/// from every well-formed connection.
[[nodiscard]] Derivation derive(const Policy<Symbolic>& policy, Machine machine);

/// `claim` holds of every well-formed connection in `state`.
[[nodiscard]] bool holds_in(State state, Bool (*claim)(const Connection<Symbolic>& c));

/// A file of the project by its path from the root; empty if it cannot be read.
[[nodiscard]] std::string read_source(const std::string& path);

/// The derived machine as a graph for Graphviz. An edge says which call or timeout, or what a
/// segment did, and the kind of reply; steps that stay where they are are left out.
[[nodiscard]] std::string diagram(const Derivation& derived);

}  // namespace twomsl::proof
