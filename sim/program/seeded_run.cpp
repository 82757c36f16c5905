// See seeded_run.hpp.
#include "sim/program/seeded_run.hpp"

#include "sim/program/conversations.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

constexpr std::size_t kFewestCommands = 20;
constexpr std::size_t kMoreCommands = 230;

// Up to a tenth of the packets, and of few links none.
std::uint16_t faults_of(std::uint64_t seed, std::string_view fault) {
  return static_cast<std::uint16_t>(drawn(seed, fault) | 1u);
}

SeededRun run_of_kind(RunKind kind, std::uint64_t seed) {
  if (kind == RunKind::conversations || kind == RunKind::damaged) {
    SeededRun run{conversation_profile(seed), conversations_of_seed(seed)};
    if (kind == RunKind::damaged) run.program.settings.damaged = faults_of(seed, "damaged");
    return run;
  }
  SeededRun run;
  run.profile.forges = kind == RunKind::forged;
  run.program = program_of_seed(seed, kFewestCommands + drawn(seed, "length") % kMoreCommands,
                                run.profile.forges);
  if (kind == RunKind::reordered) {
    run.profile.reordering = 1;
    run.program.settings.delayed = faults_of(seed, "delayed");
  }
  if (kind == RunKind::near) {
    run.profile.tuples = 1;
    run.profile.old_iss_near = true;
  }
  return run;
}

}  // namespace

SeededRun run_of_seed(RunProfile profile, std::uint64_t seed) {
  SeededRun run = run_of_kind(profile.kind, seed);
  run.program.settings.family = profile.family == Family::ipv6 ? 1 : 0;
  return run;
}

}  // namespace twomsl::sim
