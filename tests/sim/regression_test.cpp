// Programs that once broke a law, shrunk as they were found, so that no fault comes back.
#include <gtest/gtest.h>

#include "sim/program/program.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint32_t kA = 0;
constexpr std::uint32_t kB = 1;

// One command as it is written down here.
struct Line {
  CommandKind kind;
  std::uint32_t end = kA;
  std::uint16_t amount = 0;
};

void expect_lawful(std::initializer_list<Line> lines, const Settings& settings = {}) {
  Program program{settings, {}};
  for (const Line& line : lines) {
    program.commands.push_back({line.kind, {line.end, 0}, false, line.amount});
  }
  Coverage met;
  const auto breach = run_program(program, {.tuples = 1, .old_iss_near = true}, met);
  EXPECT_FALSE(breach) << breach->law << ": " << breach->what;
}

TEST(PairRegression, ARstAfterCloseEndsAPassiveOpenForGood) {
  expect_lawful({{CommandKind::open}, {CommandKind::deliver, kB}, {CommandKind::send, kB}});
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(PairRegression, ASecondReopeningBeginsAfterTheFirstThatFailed) {
  constexpr std::uint16_t kAbort = 5;
  expect_lawful({{CommandKind::open},
                 {CommandKind::exchange, kA, 3},
                 {CommandKind::close},
                 {CommandKind::exchange, kA, 3},
                 {CommandKind::close, kB},
                 {CommandKind::exchange, kA, 3},
                 {CommandKind::open, kB},
                 {CommandKind::deliver, kA},
                 {CommandKind::close, kB},
                 {CommandKind::exchange, kA, 1},
                 {CommandKind::open, kB},
                 {CommandKind::repeat, kA},
                 {CommandKind::call, kA, kAbort},
                 {CommandKind::exchange, kA, 3},
                 {CommandKind::open, kB}});
}

TEST(PairRegression, ADuplicateAckDoesNotEndTheRecoveryOfLostText) {
  constexpr std::uint16_t kFullSegments = 12;
  constexpr std::uint16_t kUntilPacketsExpire = 14;
  constexpr std::uint16_t kMss64 = 1;
  expect_lawful({{CommandKind::open, kB},
                 {CommandKind::open},
                 {CommandKind::exchange, kA, 5},
                 {CommandKind::send, kB, kFullSegments},
                 {CommandKind::wait, kA, kUntilPacketsExpire}},
                {.a = {.mss = kMss64}});
}

}  // namespace
}  // namespace twomsl::sim
