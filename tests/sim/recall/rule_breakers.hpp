// Hosts that break one rule each, beside a peer that conforms: what recall is measured on.
#pragma once

#include <string_view>
#include <vector>

#include "historical/connection_policies.hpp"
#include "sim/checkers/offences.hpp"
#include "sim/program/conversations.hpp"
#include "sim/tap.hpp"

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
          mute};
}

/// A run of one of them, at either end, and what it truly did.
struct BrokenRun {
  Tap tap{};
  OffenceLog log{};
  std::uint64_t msl_us = 0;
};

/// Plays conversations in which nothing happens that no packet shows. REQUIRES: seed % 4 != 3.
inline void play(BrokenRun& run, const Subject& breaker, std::uint64_t seed) {
  const std::uint32_t end = seed % 2 == 0 ? 0 : 1;
  Profile profile = conversation_profile(seed);
  profile.policies_under_test.insert(profile.policies_under_test.begin(), breaker);
  profile.checks_nothing = true;
  profile.old_iss_near = breaker.name == "anywhere";
  if (breaker.name == "never-restarts") profile.msl_us = breaker.forgets.after.us / 2;
  Program program = conversations_of_seed(seed);
  HostSetup& host = end == 0 ? program.settings.a : program.settings.b;
  HostSetup& peer = end == 0 ? program.settings.b : program.settings.a;
  // The last of the honest would begin anywhere, too.
  const std::size_t honest = profile.policies_under_test.size() - (profile.old_iss_near ? 2 : 1);
  host.policy = 0;
  peer.policy = static_cast<std::uint16_t>(1 + peer.policy % honest);
  Policy<Concrete> claimed = breaker.policy;
  claimed.time_wait = breaker.claimed_rules;
  claimed.binds_over_time_wait = false;
  claimed.msl = {profile.msl_us};
  run.msl_us = profile.msl_us;
  run.log = OffenceLog(end, claimed);
  Coverage unused;
  static_cast<void>(run_program(program, profile, unused, Recorders{&run.tap, &run.log}));
}

}  // namespace twomsl::sim
