// See play.hpp.
#include "sim/plays/play.hpp"

#include "sim/program/conversations.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint32_t kConversations = 8;

// As the texts permit: a RST ends its wait, and a SYN draws an acknowledgement there and opens
// nothing. So a RST matters more often than under the policies that have a name.
Subject obedient() {
  Policy<Concrete> policy = rfc9293<Concrete>();
  policy.time_wait.reopens = false;
  policy.time_wait.challenges_syn = true;
  return subject_of("obedient", policy);
}

// Conversations in which nothing else happens that no packet shows: of each four seeds the last has
// some of that.
SeededRun quiet_run(std::uint64_t seed) {
  const std::uint64_t of_seed = seed + seed / 3;
  SeededRun run{conversation_profile(of_seed), conversations_of_seed(of_seed, kConversations)};
  run.profile.checks_nothing = true;
  if (seed / 4 % 2 == 0)
    run.profile.policies_under_test.insert(run.profile.policies_under_test.begin(), 4, obedient());
  run.program.settings.family = seed % 4 == 0 ? 1 : 0;
  spare(run);
  return run;
}

Assumptions broken_in(const Play& play) {
  Assumptions broken = broken_by_network(play.tap);
  for (const FaultyCapture& capture : play.captures) broken = broken | capture.broken;
  const auto add = [&broken](Assumption assumption, std::uint64_t times) {
    if (times != 0) broken.insert(assumption);
  };
  add(Assumption::no_abort, play.met.aborts);
  add(Assumption::no_user_timeout, play.met.user_timeouts);
  add(Assumption::no_reboot, play.met.reboots);
  add(Assumption::one_stack, play.met.replacements);
  add(Assumption::no_forger, play.met.forgeries);
  return broken;
}

}  // namespace

Play play(std::optional<Assumption> breaks, std::uint64_t seed) {
  Play played{.run = quiet_run(seed)};
  if (breaks) {
    add_host_events(played.run, *breaks, seed);
    add_network_events(played.run, *breaks, seed);
  }
  static_cast<void>(run_program(played.run.program, played.run.profile, played.met, &played.tap));
  for (const Vantage vantage : {Vantage::a, Vantage::b, Vantage::middle}) {
    played.captures[static_cast<std::size_t>(vantage)] =
        capture_of(played.tap, vantage, breaks, seed);
  }
  played.broken = broken_in(played);
  // The same step stands for both.
  if (breaks == Assumption::no_icmp_error && played.broken.contains(Assumption::no_user_timeout)) {
    played.broken.erase(Assumption::no_user_timeout);
    played.broken.insert(Assumption::no_icmp_error);
  }
  return played;
}

}  // namespace twomsl::sim
