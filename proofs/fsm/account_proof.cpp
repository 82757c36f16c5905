// INV-TW-3, the connections' part: the account of TIME-WAIT against the derived machine.
//
// That TIME-WAIT can be reached is found out from the steps alone: the account must claim a slot
// exactly where it can, and who enters must have one. That a claim finds its slot is the table's
// part.
#include "core/host/account.hpp"
#include "proofs/fsm/fsm_proof.hpp"

namespace twomsl::proof {
namespace {

// No claim survives these: the control block is gone.
bool is_end(const Place& place) {
  return place.state == State::closed || place.state == State::listen;
}

// The places from which steps lead to TIME-WAIT while the control block lasts.
std::set<Place> reaching_time_wait(const Derivation& derived) {
  std::set<Place> reaching{{State::time_wait}};
  for (std::size_t before = 0; before != reaching.size();) {
    before = reaching.size();
    for (const auto& [from, to] : derived.steps) {
      if (!is_end(from) && reaching.count(to) != 0) {
        reaching.insert(from);
      }
    }
  }
  return reaching;
}

Connection<Concrete> at(const Place& place) {
  Connection<Concrete> c;
  c.state = place.state;
  c.origin = place.origin;
  return c;
}

// What DESIGN's account has at a place. Half-open connections live in a pool of their own and claim
// when they complete; a reopened one has the slot of its old wait.
TupleClaim owed(const TimeWaitRules& rules, const Place& place, bool reaches) {
  if (is_end(place) || is_half_open(place.state, place.origin)) return TupleClaim::none;
  if (interrupts_wait(place.state, place.origin)) return TupleClaim::frozen;
  if (place.state == State::time_wait) return TupleClaim::held;
  return reaches || rules.holds_every_end ? TupleClaim::reserved : TupleClaim::none;
}

std::string words(const Place& place) {
  return std::string(name(place.state)) + " " + std::string(name(place.origin));
}

// A wait begins only on a claim, and only a wait is interrupted.
bool is_legal(TupleClaim before, TupleClaim after) {
  if (after == TupleClaim::held) return before != TupleClaim::none;
  return after != TupleClaim::frozen || before == TupleClaim::held || before == TupleClaim::frozen;
}

}  // namespace

std::vector<std::string> account_faults(const TimeWaitRules& rules, const Derivation& derived) {
  std::vector<std::string> faults;
  const std::set<Place> reaching = reaching_time_wait(derived);
  for (const Place& place : derived.reached) {
    const TupleClaim claimed = claim_of(rules, at(place));
    if (claimed != owed(rules, place, reaching.count(place) != 0)) {
      faults.push_back(words(place) + " claims: " + std::string(name(claimed)));
    }
  }
  for (const auto& [from, to] : derived.steps) {
    const TupleClaim before = claim_of(rules, at(from));
    const TupleClaim after = claim_after_step(rules, before, at(to));
    if (!is_legal(before, after) ||
        (after == before) != (actions_between(before, after).count == 0)) {
      faults.push_back(words(from) + " to " + words(to) + " moves from " +
                       std::string(name(before)) + " to " + std::string(name(after)));
    }
  }
  return faults;
}

}  // namespace twomsl::proof
