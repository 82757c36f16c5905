// See seeded_run.hpp.
#include "sim/program/seeded_run.hpp"

#include "sim/program/conversations.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

constexpr std::size_t kFewestCommands = 20;
constexpr std::size_t kMoreCommands = 230;

// Every eighth command becomes a forged segment, and a few of these a new setting.
void forge(Program& program, std::uint64_t seed) {
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const std::uint64_t choice = drawn(seed, "forge", i);
    if (choice % 8 != 0) continue;
    program.commands[i].kind = choice / 8 % 16 == 0 ? CommandKind::configure : CommandKind::forge;
  }
}

}  // namespace

SeededRun run_of_seed(RunKind kind, std::uint64_t seed) {
  if (kind == RunKind::conversations) {
    return {conversation_profile(seed), conversations_of_seed(seed)};
  }
  SeededRun run;
  run.program = program_of_seed(seed, kFewestCommands + drawn(seed, "length") % kMoreCommands);
  if (kind == RunKind::near) {
    run.profile.tuples = 1;
    run.profile.old_iss_near = true;
  }
  if (kind == RunKind::forged) {
    run.profile.forges = true;
    forge(run.program, seed);
  }
  return run;
}

}  // namespace twomsl::sim
