// Hosts that break one rule each, beside a peer that conforms: what recall is measured on.
#pragma once

#include <string_view>
#include <vector>

#include "historical/connection_policies.hpp"
#include "sim/checkers/offences.hpp"
#include "sim/program/conversations.hpp"
#include "sim/tap.hpp"
#include "tests/sim/recall/aftermath.hpp"

namespace twomsl::sim {

/// They claim to be safe. "anywhere": each new ISN lies anywhere, also below what was used.
[[nodiscard]] inline std::vector<Subject> rule_breakers() {
  constexpr std::uint64_t kSecondUs = 1'000'000;
  const auto table_of_history = [](std::string_view name, Pressure pressure) {
    Subject subject = subject_of(name, safe<Concrete>());
    subject.museum.pressure = pressure;
    subject.museum.threshold = 1;
    return subject;
  };
  const auto connection_of_history = [](std::string_view name, const Policy<Concrete>& policy) {
    Subject subject = subject_of(name, policy);
    subject.claimed_rules = safe<Concrete>().time_wait;
    return subject;
  };
  const auto forgetting = [](std::string_view name, State state, std::uint64_t after_us) {
    Subject subject = subject_of(name, safe<Concrete>());
    subject.forgets = {state, {after_us}};
    return subject;
  };
  Subject anywhere = forgetting("anywhere", State::time_wait, 300'000);
  anywhere.policy.keeps_iss_floor = false;
  Subject mute = forgetting("mute", State::time_wait, 300'000);
  mute.sends_no_rst = true;
  Subject wrong_form = forgetting("wrong-form", State::time_wait, 300'000);
  wrong_form.acks_with_rst = true;
  Subject obeys_beside = subject_of("obeys-beside", safe<Concrete>());
  obeys_beside.obeys_rst_beside = true;
  Subject talkative = subject_of("talkative", safe<Concrete>());
  talkative.talks_after_fin = true;
  return {table_of_history("nt4", Pressure::evict_any),
          table_of_history("evict-oldest", Pressure::evict_oldest),
          table_of_history("refuse-newcomer", Pressure::refuse_newcomer),
          connection_of_history("no-time-wait", no_time_wait<Concrete>()),
          connection_of_history("bind-reuse", bind_reuse<Concrete>()),
          connection_of_history("no-return", no_return<Concrete>()),
          connection_of_history("assassinated", assassinated<Concrete>()),
          forgetting("wait-of-300-ms", State::time_wait, 300'000),
          forgetting("wait-of-3-s", State::time_wait, 3 * kSecondUs),
          forgetting("wait-of-20-s", State::time_wait, 20 * kSecondUs),
          forgetting("never-restarts", State::time_wait, 60 * kSecondUs),
          forgetting("fin-wait-2-of-300-ms", State::fin_wait_2, 300'000),
          forgetting("fin-wait-2-of-3-s", State::fin_wait_2, 3 * kSecondUs),
          anywhere,
          mute,
          talkative,
          wrong_form,
          obeys_beside,
          forgetting("last-ack-of-0", State::last_ack, 0)};
}

/// A run of one of them, at either end, and what it truly did.
struct BrokenRun {
  Tap tap{};
  OffenceLog log{};
  std::uint64_t msl_us = 0;
};

/// The host as it claims to be.
[[nodiscard]] inline Subject claimed_by(const Subject& breaker) {
  Subject claimed = subject_of("as claimed", breaker.policy);
  claimed.policy.time_wait = claimed.claimed_rules = breaker.claimed_rules;
  claimed.policy.binds_over_time_wait = false;
  return claimed;
}

/// What one of them plays, and at which end.
struct BrokenProgram {
  std::uint32_t end = 0;
  Profile profile{};  // the first of its policies is the rule breaker's
  Program program{};
};

/// Conversations in which nothing happens that no packet shows. REQUIRES: seed % 4 != 3.
[[nodiscard]] inline BrokenProgram program_of(const Subject& breaker, std::uint64_t seed) {
  BrokenProgram play{seed % 2 == 0 ? 0u : 1u, conversation_profile(seed),
                     conversations_of_seed(seed)};
  Profile& profile = play.profile;
  profile.policies_under_test.insert(profile.policies_under_test.begin(), breaker);
  profile.checks_nothing = true;
  profile.old_iss_near = breaker.name == "anywhere";
  if (breaker.name == "never-restarts") profile.msl_us = breaker.forgets.after.us / 2;
  Settings& settings = play.program.settings;
  const Aftermath aftermath = aftermath_of(breaker.name);
  add_aftermath(play.program, play.end, aftermath, seed);
  profile.forges = aftermath == Aftermath::rst_beside;
  // A newer timestamp would be a new connection for good.
  if (aftermath == Aftermath::disowned_open) settings.a.omits_timestamps = 1;
  HostSetup& host = play.end == 0 ? settings.a : settings.b;
  HostSetup& peer = play.end == 0 ? settings.b : settings.a;
  // The last of the honest would begin anywhere, too.
  const std::size_t honest = profile.policies_under_test.size() - (profile.old_iss_near ? 2 : 1);
  host.policy = 0;
  peer.policy = static_cast<std::uint16_t>(1 + peer.policy % honest);
  return play;
}

/// Plays it.
inline void play(BrokenRun& run, const Subject& breaker, std::uint64_t seed) {
  const BrokenProgram broken = program_of(breaker, seed);
  Policy<Concrete> claimed = claimed_by(breaker).policy;
  claimed.msl = {broken.profile.msl_us};
  run.msl_us = broken.profile.msl_us;
  run.log = OffenceLog(broken.end, claimed);
  Coverage unused;
  static_cast<void>(
      run_program(broken.program, broken.profile, unused, Recorders{&run.tap, &run.log}));
}

}  // namespace twomsl::sim
