// Two whole hosts over a simulated network, as properties: three tuples at once, opened, used,
// closed and used again, with the bytes of every stream.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/host_network/host_network_program.hpp"
#include "tests/network/network_program_arbitrary.hpp"

namespace twomsl {
namespace {

// Checks 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
template <class Beginning>
HostNetworkCoverage check_after(const Beginning& prefix) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  HostNetworkCoverage coverage;
  rc::detail::checkGTest([&](const NetworkProgram& program) {
    const std::optional<Breach> breach = run_host_network_program(
        after(prefix(program.opening), program), host_policies_under_test(), coverage);
    if (breach) RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  });
  EXPECT_GT(coverage.delivered_bytes, 100'000u) << "the conversations must carry text";
  EXPECT_GT(coverage.waits, 1000u) << "and lead to what the laws speak of";
  return coverage;
}

// The command for another tuple.
Command on(unsigned tuple, Command command) {
  command[0] = static_cast<std::uint8_t>(command[0] | tuple << 6);
  return command;
}

// All tuples ESTABLISHED at both ends.
std::vector<Command> opened() {
  std::vector<Command> commands;
  for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
    commands.push_back(on(tuple, command(CommandKind::open_active)));
  }
  commands.push_back(command(CommandKind::exchange, 0, 15));
  return commands;
}

// The same, and a copy of each SYN and of A's text stays behind in the network. Then A closes first
// if `first_closer` is 0, and after it the other end.
std::vector<Command> closed_with_copies_in_flight(unsigned first_closer) {
  std::vector<Command> commands;
  for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
    commands.push_back(on(tuple, command(CommandKind::open_active)));
    commands.push_back(command(CommandKind::duplicate, 1, 2 * tuple));
    commands.push_back(command(CommandKind::deliver_newest, 0));
    commands.push_back(command(CommandKind::deliver_newest, 1));
    commands.push_back(on(tuple, command(CommandKind::send, 0, 1)));
    commands.push_back(command(CommandKind::duplicate, 1, 2 * tuple + 1));
  }
  for (const unsigned end : {first_closer, 1 - first_closer}) {
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(on(tuple, command(CommandKind::close, end)));
      commands.push_back(command(CommandKind::deliver_newest, 1 - end));
      commands.push_back(command(CommandKind::deliver_newest, end));
    }
  }
  return commands;
}

// Every law of a host and of a connection after each step, the streams of all users, and liveness.
//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostPairLaw, HoldsForEveryConversation) {
  const HostNetworkCoverage coverage =
      check_after([](const Opening&) { return std::vector<Command>{}; });
  EXPECT_GT(coverage.refusals, 1000u);
  EXPECT_GT(coverage.damaged, 1000u);
}

TEST(HostPairLaw, HoldsForEveryConversationOnceAllIsOpenAndTextInFlight) {
  check_after([](const Opening&) {
    std::vector<Command> commands = opened();
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(on(tuple, command(CommandKind::send, tuple % 2, 12)));
    }
    return commands;
  });
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostPairLaw, HoldsForEveryConversationInTimeWaitWithOldSegmentsInFlight) {
  const HostNetworkCoverage coverage = check_after(
      [](const Opening& opening) { return closed_with_copies_in_flight(opening[7] >> 6 & 1u); });
  EXPECT_GT(coverage.strays, 10u) << "the old must meet the new";
  EXPECT_GT(coverage.reopenings, 1000u);
  EXPECT_GT(coverage.returns, 10u);
}

TEST(HostPairLaw, HoldsForEveryConversationThroughANewIncarnation) {
  const HostNetworkCoverage coverage = check_after([](const Opening& opening) {
    const unsigned opener = opening[7] >> 6 & 1u;
    std::vector<Command> commands = closed_with_copies_in_flight(1 - opener);
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(on(tuple, command(CommandKind::open_active, opener)));
      for (unsigned hop = 0; hop < 3; ++hop) {
        commands.push_back(
            command(CommandKind::deliver_newest, hop % 2 == 0 ? 1 - opener : opener));
      }
    }
    return commands;
  });
  EXPECT_GT(coverage.strays, 1000u) << "the old must meet the new";
}

TEST(HostPairLaw, HoldsForEveryConversationAfterSimultaneousOpens) {
  check_after([](const Opening&) {
    std::vector<Command> commands;
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(on(tuple, command(CommandKind::open_active, 0)));
      commands.push_back(on(tuple, command(CommandKind::open_active, 1)));
    }
    return commands;
  });
}

}  // namespace
}  // namespace twomsl
