// What befalls hosts unseen: calls of users, a loss of memory, another host or a forger in their
// name.
#include <utility>

#include "sim/plays/play.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

// Amounts of CommandKind::call.
constexpr std::uint16_t kUserTimeout = 4;
constexpr std::uint16_t kAbort = 5;

// A command, and after one in so many others it comes.
struct HostEvent {
  CommandKind kind{};
  std::uint16_t amount = 0;
  std::uint32_t one_in = 0;
};

void insert(Program& program, const HostEvent& event, std::uint64_t seed) {
  std::vector<Command> commands;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Place at = program.commands[i].at;
    commands.push_back(program.commands[i]);
    const std::uint64_t chance = drawn(seed, "host event", i);
    if (chance % event.one_in != 0) continue;
    const auto end = static_cast<std::uint32_t>(chance >> 32 & 1u);
    const auto amount = event.kind == CommandKind::call
                            ? event.amount
                            : static_cast<std::uint16_t>(chance >> 33 & event.amount);
    commands.push_back({event.kind, {end, at.tuple}, false, amount});
  }
  program.commands = std::move(commands);
}

}  // namespace

void add_host_events(SeededRun& run, Assumption breaks, std::uint64_t seed) {
  switch (breaks) {
    case Assumption::no_abort:
      return insert(run.program, {CommandKind::call, kAbort, 8}, seed);
    case Assumption::no_user_timeout:
    // Our machine outlives an ICMP error. One that does not, as RFC 1122 section 4.2.3.9 lets it,
    // ends as it does by a user timeout: without a word.
    case Assumption::no_icmp_error:
      return insert(run.program, {CommandKind::call, kUserTimeout, 8}, seed);
    case Assumption::no_reboot:
      return insert(run.program, {CommandKind::reboot, 0, 16}, seed);
    case Assumption::one_stack:
      run.profile.replaces = true;
      return insert(run.program, {CommandKind::replace, 1, 16}, seed);
    case Assumption::no_forger:
      run.profile.forges = true;
      return insert(run.program, {CommandKind::forge, 0x3ff, 8}, seed);
    case Assumption::no_duplicate:
    case Assumption::all_captured:
    case Assumption::no_late:
    case Assumption::rsts_arrived:
    case Assumption::in_order:
    case Assumption::clock_steady:
      return;
  }
}

}  // namespace twomsl::sim
