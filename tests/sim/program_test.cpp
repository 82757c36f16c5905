// Programs as data: what is written is read again, what nobody knows is skipped, and a seed gives
// the same program whatever else is drawn.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/program/seeded_run.hpp"
#include "sim/program/setup.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

constexpr std::size_t kCommands = 60;

TEST(Program, IsReadAsItWasWritten) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto bytes = write_program(program_of_seed(seed, kCommands));
    EXPECT_EQ(bytes, write_program(read_program(bytes))) << "seed " << seed;
  }
}

TEST(Program, KeepsItsMeaningBesideFieldsAndCommandsThatNobodyKnows) {
  const auto bytes = write_program(program_of_seed(7, kCommands));
  std::vector<std::uint8_t> longer = {kFirstField + kSettings, 0, 1, 2, kCommandKinds, 0, 3, 4};
  longer.insert(longer.end(), bytes.begin(), bytes.end());
  longer.insert(longer.end(), {0xff, 0, 9, 9, kCommandKinds + 1, 1, 0, 0});
  EXPECT_EQ(bytes, write_program(read_program(longer)));
}

TEST(Program, IsTotalOnAnyBytes) {
  std::vector<std::uint8_t> bytes;
  for (std::uint64_t i = 0; i < 1001; ++i) bytes.push_back(static_cast<std::uint8_t>(mixed(i)));
  for (std::size_t size = 0; size < 40; ++size) {
    const Program program = read_program(std::span(bytes).first(size));
    EXPECT_LE(program.commands.size(), size / kRecordBytes);
  }
  EXPECT_EQ(5u, read_program(bytes, 5).commands.size());
}

TEST(Program, HasAsManySettingsAsItSays) {
  Settings settings;
  std::size_t count = 0;
  for_each_setting(
      [&](unsigned number, std::string_view, std::uint16_t&) { EXPECT_EQ(count++, number); },
      settings);
  EXPECT_EQ(kSettings, count);
  EXPECT_EQ(sizeof(Settings), count * sizeof(std::uint16_t)) << "a member is missing in the list";
}

// Seeds are told to others: what one gives must not change when something is added.
TEST(Program, OfASeedIsWhatItWas) {
  const Program program = program_of_seed(1, 3);
  EXPECT_EQ(static_cast<std::uint16_t>(drawn(1, "a.policy")), program.settings.a.policy);
  EXPECT_EQ(static_cast<std::uint16_t>(drawn(1, "drain")), program.settings.drain);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(static_cast<std::uint16_t>(drawn(1, "amount", i)), program.commands[i].amount);
  }
  const Program longer = program_of_seed(1, kCommands);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(program.commands[i].kind, longer.commands[i].kind);
    EXPECT_EQ(program.commands[i].at, longer.commands[i].at);
  }
}

// Programs, seeds and replay lines are older than IPv6 in the simulation.
TEST(Program, IsOfIpv4UnlessItSaysOtherwise) {
  EXPECT_EQ(Family::ipv4, family_of(read_program({}).settings));
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    EXPECT_EQ(Family::ipv4, family_of(settings_of_seed(seed)));
  }
  for (std::size_t i = 0; i < kRunProfiles; ++i) {
    const RunProfile profile = run_profile(i);
    const SeededRun run = run_of_seed(profile, 7);
    EXPECT_EQ(profile.family, family_of(read_program(write_program(run.program)).settings));
    EXPECT_EQ(profile.family == Family::ipv6, name(profile).ends_with("-ipv6"));
    const SeededRun under_ipv4 = run_of_seed({profile.kind}, 7);
    EXPECT_EQ(under_ipv4.program.commands.size(), run.program.commands.size());
  }
}

// The same happens under either family, but for the numbers that the hosts draw and what is not as
// long as a packet of IPv4.
TEST(Program, DoesUnderIpv6WhatItDoesUnderIpv4) {
  Coverage of_ipv4;
  Coverage of_ipv6;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const SeededRun run = run_of_seed({RunKind::conversations, family}, seed);
      const auto breach =
          run_program(run.program, run.profile, family == Family::ipv4 ? of_ipv4 : of_ipv6);
      EXPECT_FALSE(breach) << seed << ": " << breach->law << "\n" << breach->what;
    }
  }
  EXPECT_LT(of_ipv4.conversations * 9, of_ipv6.conversations * 10);
  EXPECT_LT(of_ipv6.conversations * 9, of_ipv4.conversations * 10);
}

TEST(Program, ForgesAndSetsOnlyIfItIsToForge) {
  constexpr std::size_t kMany = 1000;
  const auto count = [](bool forges, CommandKind kind) {
    return std::ranges::count(program_of_seed(1, kMany, forges).commands, kind, &Command::kind);
  };
  EXPECT_EQ(0, count(false, CommandKind::forge) + count(false, CommandKind::configure));
  EXPECT_LT(0, count(true, CommandKind::forge));
  EXPECT_LT(0, count(true, CommandKind::configure));
}

TEST(Program, GivesTheSameRunTwice) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Coverage first;
    Coverage second;
    const Program program = program_of_seed(seed, kCommands);
    EXPECT_FALSE(run_program(program, {}, first));
    EXPECT_FALSE(run_program(program, {}, second));
    EXPECT_EQ(first.steps, second.steps);
    EXPECT_EQ(first.packets, second.packets);
    EXPECT_EQ(first.delivered_bytes, second.delivered_bytes);
  }
}

}  // namespace
}  // namespace twomsl::sim
