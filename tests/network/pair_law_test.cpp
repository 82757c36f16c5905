// Two connections over the simulated network, as properties: random programs, biased to the
// boundaries of time, of sequence numbers and of buffers.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/network/network_program_arbitrary.hpp"

namespace twomsl {

namespace {

// Checks 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
template <class Property>
void check(const Property& property) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  rc::detail::checkGTest(property);
}

void require_lawful(const NetworkProgram& program) {
  if (const std::optional<Breach> breach =
          run_network_program(program, honest_policies_under_test())) {
    RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  }
}

// Both ends ESTABLISHED.
std::vector<Command> opened() {
  return {command(CommandKind::open_passive, 1), command(CommandKind::open_active, 0),
          command(CommandKind::exchange, 0, 3)};
}

// A in TIME-WAIT, B CLOSED.
std::vector<Command> closed() {
  std::vector<Command> commands = opened();
  commands.insert(commands.end(),
                  {command(CommandKind::close, 0), command(CommandKind::exchange, 0, 3),
                   command(CommandKind::close, 1), command(CommandKind::exchange, 0, 3)});
  return commands;
}

// Every law of one connection after each step, the streams of both users, and liveness.
//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST(PairLaw, HoldsForEveryConversation) {
  check([](const NetworkProgram& program) { require_lawful(program); });
}

TEST(PairLaw, HoldsForEveryConversationOnceTheConnectionIsOpen) {
  check([](const NetworkProgram& program) { require_lawful(after(opened(), program)); });
}

TEST(PairLaw, HoldsForEveryConversationWhoseTextIsLost) {
  check([](const NetworkProgram& program) {
    std::vector<Command> commands = opened();
    for (unsigned end = 0; end < 2; ++end) {
      commands.push_back(command(CommandKind::send, end, program.opening[7]));
      commands.push_back(command(CommandKind::drop, 1 - end, program.opening[5]));
    }
    require_lawful(after(commands, program));
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterAHalfClose) {
  check([](const NetworkProgram& program) {
    std::vector<Command> commands = opened();
    commands.insert(commands.end(),
                    {command(CommandKind::close, 0), command(CommandKind::exchange, 0, 3)});
    require_lawful(after(commands, program));
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterASimultaneousOpen) {
  check([](const NetworkProgram& program) {
    require_lawful(after(
        {command(CommandKind::open_active, 0), command(CommandKind::open_active, 1)}, program));
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterASimultaneousClose) {
  check([](const NetworkProgram& program) {
    std::vector<Command> commands = opened();
    commands.insert(commands.end(),
                    {command(CommandKind::close, 0), command(CommandKind::close, 1)});
    require_lawful(after(commands, program));
  });
}

TEST(PairLaw, HoldsForEveryConversationInTimeWait) {
  check([](const NetworkProgram& program) { require_lawful(after(closed(), program)); });
}

TEST(PairLaw, HoldsForEveryConversationThroughAReopenedTimeWait) {
  check([](const NetworkProgram& program) {
    std::vector<Command> commands = closed();
    commands.insert(commands.end(),
                    {command(CommandKind::open_active, 1), command(CommandKind::deliver, 0)});
    require_lawful(after(commands, program));
  });
}

}  // namespace
}  // namespace twomsl
