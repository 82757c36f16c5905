#include "oracle/judge/cause.hpp"

#include <algorithm>

namespace twomsl::oracle {
namespace {

// A slot gone sooner than this after its entry is taken never to have been granted; one gone later,
// to have been taken away.
constexpr std::int64_t kNewcomer_ns = 1'000'000'000;

// Several hosts stand behind the address: the breaking frame has made another number of hops, or
// the address is routed and the timestamps do not continue one clock.
bool is_rewritten(const Finding& finding, const Party& party) {
  if (finding.party_hops != 0 && finding.party_hops != finding.party_hops_then) return true;
  return party.routed && finding.clock_jumped;
}

Cause cause_of_loss(const Finding& finding, const Party& party) {
  const bool newcomer = finding.age_ns < kNewcomer_ns;
  bool older_lived = false;
  bool older_lived_after = false;
  bool younger_lived_after = false;
  for (const auto& [entry_frame, held] : party.held) {
    const bool after = held.alive_frame > finding.at.frame;
    if (entry_frame < finding.entry.frame) {
      older_lived |= held.held_ns > finding.age_ns;
      older_lived_after |= after;
    } else if (entry_frame > finding.entry.frame) {
      younger_lived_after |= after;
    }
  }
  if (newcomer && older_lived_after) return Cause::newcomer_refused;
  if (younger_lived_after) return Cause::pressure_eviction;
  if (newcomer && older_lived) return Cause::newcomer_refused;
  return Cause::unknown;
}

}  // namespace

Cause cause_of(const Finding& finding, const Parties& parties) {
  if (finding.rule == RuleClass::assassination || finding.rule == RuleClass::rst_inexact) {
    return Cause::peer_rst;
  }
  const auto known = parties.find(finding.party.address);
  if (!finding.has_age || known == parties.end()) return Cause::unknown;
  // These are what a stack does, whatever room it has.
  if (finding.rule == RuleClass::wait_not_restarted || finding.rule == RuleClass::no_return) {
    return Cause::unknown;
  }
  if (finding.rule == RuleClass::active_reuse && is_rewritten(finding, known->second)) {
    return Cause::address_rewritten;
  }
  return cause_of_loss(finding, known->second);
}

}  // namespace twomsl::oracle
