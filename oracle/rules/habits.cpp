#include "oracle/rules/habits.hpp"

#include <algorithm>

namespace twomsl::oracle {
namespace {

bool is_loopback(const Address& address) {
  constexpr std::uint64_t kNet127 = 127;
  return address.family == Family::ipv4 ? address.low >> 24 == kNet127
                                        : address.high == 0 && address.low == 1;
}

bool is_of_loss(const Finding& finding, Cause cause) {
  const bool is_of_wait = finding.rule == RuleClass::early_release_rst ||
                          finding.rule == RuleClass::active_reuse ||
                          finding.rule == RuleClass::passive_reuse;
  return is_of_wait && finding.cause == cause;
}

// An older slot of the party lives on. One that had answered before may have begun anew by that,
// and so have been the younger.
bool is_not_oldest(const Parties& parties, const Finding& finding) {
  const auto party = parties.find(finding.party.address);
  return party != parties.end() &&
         std::ranges::any_of(party->second.held, [&finding](const auto& slot) {
           const auto& [entry_frame, held] = slot;
           return entry_frame < finding.entry.frame && held.first_frame > finding.at.frame;
         });
}

Habit habit_of(Profile profile, const Parties& parties, const Finding& finding) {
  const bool is_linux = profile == Profile::linux_stack || profile == Profile::linux_to_4_18;
  const bool is_refused = is_of_loss(finding, Cause::newcomer_refused);
  if (profile == Profile::linux_stack && finding.rule == RuleClass::active_reuse &&
      finding.has_timestamps && is_loopback(finding.party.address) &&
      is_loopback(finding.peer.address)) {
    return Habit::linux_reuses_loopback;
  }
  if (is_linux && is_refused) return Habit::linux_refuses_newcomer;
  const bool is_bsd = profile == Profile::freebsd_to_13;
  if (!is_bsd && profile != Profile::lwip) return Habit::none;
  const bool is_oldest =
      is_of_loss(finding, Cause::pressure_eviction) && !is_not_oldest(parties, finding);
  if (!is_oldest) return Habit::none;
  return is_bsd ? Habit::freebsd_evicts_oldest : Habit::lwip_evicts_oldest;
}

}  // namespace

bool expects(Profile profile, const Finding& finding) {
  const bool idle_fin_wait_2 =
      finding.rule == RuleClass::fin_wait_2_lost && finding.verdict == Verdict::deviation;
  switch (profile) {
    case Profile::rfc9293:
    case Profile::strict:
      return false;
    case Profile::linux_stack:
    case Profile::linux_to_4_18:
    case Profile::freebsd:
    case Profile::freebsd_to_13:
      return idle_fin_wait_2 || finding.rule == RuleClass::no_return;
    case Profile::lwip:
      return idle_fin_wait_2 || finding.rule == RuleClass::rst_form;
  }
  return false;
}

void lessen_by_habit(Profile profile, const Parties& parties, Finding& finding) {
  if (finding.verdict != Verdict::violation && finding.verdict != Verdict::conditional) return;
  finding.habit = habit_of(profile, parties, finding);
  if (finding.habit != Habit::none) finding.verdict = Verdict::deviation;
}

}  // namespace twomsl::oracle
