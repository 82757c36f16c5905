// Programs against a stack: their bytes, their draws, their words, and how they shrink.
#include "harness/program/program.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/program/shrink.hpp"
#include "harness/program/tuples.hpp"
#include "harness/stage/stream.hpp"
#include "sim/program/records.hpp"
#include "sim/random.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint64_t kMsl_us = 60'000'000;

TEST(HarnessProgram, ReadsBackWhatItWrote) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Program program = program_of_seed(seed);
    EXPECT_EQ(program, read_program(write_program(program))) << seed;
  }
}

TEST(HarnessProgram, IsReadFromAnyBytes) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    std::vector<std::uint8_t> bytes(sim::drawn(seed, "bytes") % 2000);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::uint8_t>(sim::drawn(seed, "byte", i));
    }
    const Program program = read_program(bytes);
    EXPECT_GE(kMostCommands, program.commands.size());
    for (const Command& command : program.commands) EXPECT_GT(kTuples, command.tuple);
    EXPECT_EQ(program, read_program(write_program(program))) << seed;
  }
}

TEST(HarnessProgram, LeavesOutWhatNobodyKnows) {
  const std::vector<std::uint8_t> bytes = {kCommandKinds, 0, 0, 0, 127, 0, 0, 0, 2, 0x15, 0, 0, 9};
  const Program program = read_program(bytes);
  ASSERT_EQ(1u, program.commands.size());
  EXPECT_EQ((Command{CommandKind::close, 5, End::peer}), program.commands.front());
}

TEST(HarnessProgram, IsDrawnWithEveryCommandAndBothEnds) {
  std::array<std::uint64_t, kCommandKinds> kinds{};
  std::array<std::uint64_t, kTuples> tuples{};
  std::uint64_t by_peer = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    for (const Command& command : program_of_seed(seed).commands) {
      ++kinds[static_cast<std::size_t>(command.kind)];
      ++tuples[command.tuple];
      by_peer += command.by == End::peer ? 1 : 0;
    }
  }
  EXPECT_EQ(1, std::ranges::count(kinds, 0u));
  EXPECT_EQ(0u, kinds[static_cast<std::size_t>(CommandKind::forge)]);
  EXPECT_EQ(0, std::ranges::count(tuples, 0u));
  EXPECT_LT(1000u, by_peer);
}

TEST(HarnessProgram, IsToldInWords) {
  Program program{{.lost = 3}, {{CommandKind::open, 0}, {CommandKind::open, 12}}};
  program.commands.push_back({CommandKind::close, 12, End::peer, true});
  program.commands.push_back({CommandKind::wait, 0, End::subject, false, 12});
  EXPECT_EQ(
      "  the link: lost=3\n"
      "   1. the peer opens 10.0.0.2:40000 to 10.0.0.1:80\n"
      "   2. the stack opens 10.0.0.1:50012 to 10.0.0.2:80\n"
      "   3. the peer closes 10.0.0.1:50012, and at the same time:\n"
      "   4. 120 s pass\n",
      describe(program, kMsl_us));
}

// Of the shortest MSL that a stack may state, less than the second that one wait ends before 2*MSL.
TEST(HarnessProgram, NeverWaitsForAges) {
  constexpr std::uint64_t kShort_us = 1000;
  for (std::uint16_t amount = 0; amount < 16; ++amount) {
    EXPECT_GE(30'000'000u, wait_us({CommandKind::wait, 0, End::subject, false, amount}, kShort_us));
  }
}

TEST(HarnessShrink, KeepsNothingButWhatTheFailureNeeds) {
  // An opening, and behind it a close of the same tuple by the peer.
  const auto fails = [](const Program& program) {
    for (std::size_t i = 0; i < program.commands.size(); ++i) {
      const Command& first = program.commands[i];
      if (first.kind != CommandKind::open) continue;
      for (std::size_t j = i + 1; j < program.commands.size(); ++j) {
        const Command& later = program.commands[j];
        if (later.kind == CommandKind::close && later.tuple == first.tuple &&
            later.by == End::peer) {
          return true;
        }
      }
    }
    return false;
  };
  const Program least{{}, {{CommandKind::open, 0}, {CommandKind::close, 0, End::peer}}};
  std::size_t failing = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Program program = program_of_seed(seed);
    if (!fails(program)) continue;
    ++failing;
    const Program shrunk = shrink(program, fails);
    EXPECT_EQ(least, shrunk) << seed;
  }
  EXPECT_LT(20u, failing);
}

TEST(HarnessShrink, KeepsTheSettingsThatTheFailureNeedsAndNoOther) {
  const auto fails = [](const Program& program) {
    return program.settings.repeated != 0 && !program.commands.empty();
  };
  Program program = program_of_seed(1);
  program.settings = {.lost = 1, .repeated = 2, .damaged = 3, .delayed = 4, .seed = 5};
  const Program shrunk = shrink(program, fails);
  EXPECT_EQ((Settings{.repeated = 2}), shrunk.settings);
  EXPECT_EQ(1u, shrunk.commands.size());
}

TEST(HarnessStream, TellsEveryPlaceFromOthers) {
  constexpr std::size_t kBytes = 24;
  const std::vector<std::uint8_t> here = text_of({0, End::peer}, 0, kBytes);
  for (std::uint64_t offset = 1; offset < 5000; ++offset) {
    EXPECT_NE(here, text_of({0, End::peer}, offset, kBytes)) << offset;
  }
  EXPECT_NE(here, text_of({0, End::subject}, 0, kBytes));
  for (std::uint8_t tuple = 1; tuple < kTuples; ++tuple) {
    EXPECT_NE(here, text_of({tuple, End::peer}, 0, kBytes)) << int{tuple};
  }
  EXPECT_EQ(std::nullopt, first_wrong({0, End::peer}, 0, here));
  EXPECT_EQ(7u, first_wrong({0, End::peer}, 7, here));
}

}  // namespace
}  // namespace twomsl::harness
