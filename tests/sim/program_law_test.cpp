// Two hosts over the simulated network, as properties: random programs, biased to the boundaries of
// time, of sequence numbers and of buffers, from where conversations get to.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/sim/program_arbitrary.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint32_t kA = 0;
constexpr std::uint32_t kB = 1;

const std::vector<Command> kOpened = {command(CommandKind::open, {kA, 0}),
                                      command(CommandKind::exchange, {}, 3)};

std::vector<Command> then(std::vector<Command> first, const std::vector<Command>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// A in TIME-WAIT, B CLOSED.
const std::vector<Command> kClosed =
    then(kOpened, {command(CommandKind::close, {kA, 0}), command(CommandKind::exchange, {}, 3),
                   command(CommandKind::close, {kB, 0}), command(CommandKind::exchange, {}, 3)});

// Runs 10,000 programs, the same on every run unless RC_PARAMS in the environment says otherwise,
/// each behind `prefix` of itself, and returns what they have met.
template <class Prefix>
Coverage check_programs(const Profile& profile, const Prefix& prefix) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  Coverage met;
  rc::detail::checkGTest([&](const Program& program) {
    const auto breach = run_program(after(prefix(program.settings), program), profile, met);
    if (breach) RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  });
  return met;
}

// One tuple, whose new numbers lie next to the old ones.
Coverage check_one_tuple(const std::vector<Command>& prefix) {
  return check_programs({.tuples = 1, .old_iss_near = true},
                        [&](const Settings&) { return prefix; });
}

template <class Prefix>
Coverage check_three_tuples(const Prefix& prefix) {
  const Coverage met = check_programs({}, prefix);
  EXPECT_GT(met.delivered_bytes, 100'000u) << "the conversations must carry text";
  EXPECT_GT(met.waits, 1000u) << "and lead to what the laws speak of";
  return met;
}

// Every law of one connection after each step, the streams of both users, and liveness.
//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST(PairLaw, HoldsForEveryConversation) { check_one_tuple({}); }

TEST(PairLaw, HoldsForEveryConversationOnceTheConnectionIsOpen) { check_one_tuple(kOpened); }

TEST(PairLaw, HoldsForEveryConversationWhoseTextIsLost) {
  check_programs({.tuples = 1, .old_iss_near = true}, [](const Settings& setup) {
    std::vector<Command> commands = kOpened;
    for (std::uint32_t end = 0; end < 2; ++end) {
      commands.push_back(command(CommandKind::send, {end, 0}, setup.drain));
      commands.push_back(command(CommandKind::drop, {1 - end, 0}, setup.start));
    }
    return commands;
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterAHalfClose) {
  check_one_tuple(
      then(kOpened, {command(CommandKind::close, {kA, 0}), command(CommandKind::exchange, {}, 3)}));
}

TEST(PairLaw, HoldsForEveryConversationAfterASimultaneousOpen) {
  check_one_tuple({command(CommandKind::open, {kA, 0}), command(CommandKind::open, {kB, 0})});
}

TEST(PairLaw, HoldsForEveryConversationAfterASimultaneousClose) {
  check_one_tuple(
      then(kOpened, {command(CommandKind::close, {kA, 0}), command(CommandKind::close, {kB, 0})}));
}

TEST(PairLaw, HoldsForEveryConversationInTimeWait) { check_one_tuple(kClosed); }

TEST(PairLaw, HoldsForEveryConversationThroughAReopenedTimeWait) {
  const Coverage met = check_one_tuple(
      then(kClosed, {command(CommandKind::open, {kB, 0}), command(CommandKind::deliver, {kA, 0})}));
  EXPECT_GT(met.reopenings, 1000u);
}

// All tuples ESTABLISHED at both ends.
std::vector<Command> all_opened() {
  std::vector<Command> commands;
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    commands.push_back(command(CommandKind::open, {kA, tuple}));
  }
  commands.push_back(command(CommandKind::exchange, {}, 15));
  return commands;
}

// The same, and a copy of each SYN and of A's text stays behind in the network. Then A closes first
// if `first_closer` is 0, and after it the other end.
std::vector<Command> closed_with_copies_in_flight(std::uint32_t first_closer) {
  std::vector<Command> commands;
  for (std::uint16_t tuple = 0; tuple < kTuples; ++tuple) {
    const auto copies = static_cast<std::uint16_t>(2 * tuple);
    commands.push_back(command(CommandKind::open, {kA, tuple}));
    commands.push_back(command(CommandKind::repeat, {kB, 0}, copies));
    commands.push_back(command(CommandKind::newest, {kA, 0}));
    commands.push_back(command(CommandKind::newest, {kB, 0}));
    commands.push_back(command(CommandKind::send, {kA, tuple}, 1));
    commands.push_back(
        command(CommandKind::repeat, {kB, 0}, static_cast<std::uint16_t>(copies + 1)));
  }
  for (const std::uint32_t end : {first_closer, 1 - first_closer}) {
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(command(CommandKind::close, {end, tuple}));
      commands.push_back(command(CommandKind::newest, {1 - end, 0}));
      commands.push_back(command(CommandKind::newest, {end, 0}));
    }
  }
  return commands;
}

//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostPairLaw, HoldsForEveryConversation) {
  const Coverage met = check_three_tuples([](const Settings&) { return std::vector<Command>{}; });
  EXPECT_GT(met.refusals, 1000u);
  EXPECT_GT(met.damaged, 1000u);
}

TEST(HostPairLaw, HoldsForEveryConversationOnceAllIsOpenAndTextInFlight) {
  check_three_tuples([](const Settings&) {
    std::vector<Command> commands = all_opened();
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(command(CommandKind::send, {tuple % 2, tuple}, 12));
    }
    return commands;
  });
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostPairLaw, HoldsForEveryConversationInTimeWaitWithOldSegmentsInFlight) {
  const Coverage met = check_three_tuples(
      [](const Settings& setup) { return closed_with_copies_in_flight(setup.drain >> 6 & 1u); });
  EXPECT_GT(met.strays, 10u) << "the old must meet the new";
  EXPECT_GT(met.reopenings, 1000u);
  EXPECT_GT(met.returns, 10u);
}

TEST(HostPairLaw, HoldsForEveryConversationThroughANewIncarnation) {
  const Coverage met = check_three_tuples([](const Settings& setup) {
    const std::uint32_t opener = setup.drain >> 6 & 1u;
    std::vector<Command> commands = closed_with_copies_in_flight(1 - opener);
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(command(CommandKind::open, {opener, tuple}));
      for (std::uint32_t hop = 0; hop < 3; ++hop) {
        commands.push_back(command(CommandKind::newest, {hop % 2 == 0 ? 1 - opener : opener, 0}));
      }
    }
    return commands;
  });
  EXPECT_GT(met.strays, 1000u) << "the old must meet the new";
}

TEST(HostPairLaw, HoldsForEveryConversationAfterSimultaneousOpens) {
  check_three_tuples([](const Settings&) {
    std::vector<Command> commands;
    for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
      commands.push_back(command(CommandKind::open, {kA, tuple}));
      commands.push_back(command(CommandKind::open, {kB, tuple}));
    }
    return commands;
  });
}

// Forged segments and settings beside calls and time, under one policy: its laws and no more.
// RapidCheck's own lists are too short to open, use, close and reopen a connection.
Coverage check_laws_of(std::string_view policy) {
  Profile profile{.forges = true, .drains = false};
  std::erase_if(profile.policies_under_test,
                [&](const Subject& subject) { return subject.name != policy; });
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  Coverage met;
  const auto commands = rc::gen::container<std::vector<Command>>(100, command_of(true));
  rc::detail::checkGTest([&] {
    Program program{{.a = {.is_tight = 1}, .b = {.is_tight = 1}}, *commands};
    program.settings.family = *rc::gen::inRange<std::uint16_t>(0, 2);
    const auto breach = run_program(program, profile, met);
    if (breach) RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  });
  EXPECT_GT(met.waits, 1000u) << "the programs must lead to what the laws speak of";
  EXPECT_GT(met.refusals, 1000u) << "and to the limits of memory";
  EXPECT_GT(met.forgeries, 1000u) << "and forge";
  return met;
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(HostLaws, HoldUnderSafe) {
  const Coverage met = check_laws_of("safe");
  EXPECT_GT(met.reopenings, 100u);
  EXPECT_GT(met.returns, 10u);
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(HostLaws, HoldUnderStrict) { check_laws_of("strict"); }

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostLaws, HoldUnderRfc9293) {
  const Coverage met = check_laws_of("rfc9293");
  EXPECT_GT(met.reopenings, 100u);
  EXPECT_GT(met.returns, 10u);
}

}  // namespace
}  // namespace twomsl::sim
