// What a tap records of a run, and what goes wrong where it records.
#include "sim/tap.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "oracle/capture/capture.hpp"
#include "sim/program/setup.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint64_t kSeed = 11;
constexpr std::size_t kCommands = 80;

struct Seen {
  std::int64_t time_ns = 0;
  std::uint32_t wire_bytes = 0;
  std::vector<std::uint8_t> bytes{};
};

std::vector<Seen> frames_of(const std::vector<std::uint8_t>& file) {
  oracle::Capture capture{std::span<const std::uint8_t>(file)};
  std::vector<Seen> frames;
  oracle::Frame frame;
  while (capture.next(frame) == oracle::ReadStatus::frame) {
    frames.push_back({frame.time_ns, frame.wire_bytes, {frame.bytes.begin(), frame.bytes.end()}});
  }
  EXPECT_TRUE(capture.ok()) << capture.damage();
  return frames;
}

class TapOfARun : public testing::TestWithParam<Family> {
 protected:
  Tap tap;
  Coverage met;

  void SetUp() override {
    Program program = program_of_seed(kSeed, kCommands);
    program.settings.family = GetParam() == Family::ipv6 ? 1 : 0;
    ASSERT_FALSE(run_program(program, {}, met, &tap));
    ASSERT_GT(met.packets, 20u);
  }
  [[nodiscard]] std::vector<Seen> frames(const TapFaults& faults = {}) const {
    return frames_of(tap.capture(Vantage::a, faults));
  }
};

TEST_P(TapOfARun, RecordsInOrderOfTimeAtEachVantage) {
  for (const Vantage vantage : {Vantage::a, Vantage::b, Vantage::middle}) {
    const std::vector<Seen> seen = frames_of(tap.capture(vantage));
    EXPECT_GT(seen.size(), 10u);
    EXPECT_TRUE(std::ranges::is_sorted(seen, {}, &Seen::time_ns));
  }
}

TEST_P(TapOfARun, RecordsAtBothEndsAllThatIsSent) {
  const std::size_t at = GetParam() == Family::ipv6 ? 23 : 15;
  const auto count = [at](const std::vector<Seen>& seen, std::uint8_t last_of_source) {
    return std::ranges::count_if(
        seen, [=](const Seen& frame) { return frame.bytes[at] == last_of_source; });
  };
  const auto at_a = frames_of(tap.capture(Vantage::a));
  const auto at_b = frames_of(tap.capture(Vantage::b));
  EXPECT_EQ(met.packets, static_cast<std::uint64_t>(count(at_a, 1) + count(at_b, 2)));
}

TEST_P(TapOfARun, LosesWhatItIsToldToLose) {
  EXPECT_EQ(0u, frames({.lost = 1000}).size());
  const std::size_t some = frames({.seed = 1, .lost = 300}).size();
  EXPECT_LT(some, frames().size());
  EXPECT_GT(some, 0u);
  EXPECT_EQ(some, frames({.seed = 1, .lost = 300}).size()) << "the same seed, the same faults";
}

TEST_P(TapOfARun, DoublesFrames) {
  EXPECT_EQ(2 * frames().size(), frames({.doubled = 1000}).size());
}

TEST_P(TapOfARun, SwapsFramesAndKeepsTheStamps) {
  const std::vector<Seen> whole = frames();
  const std::vector<Seen> swapped = frames({.seed = 3, .swapped = 300});
  ASSERT_EQ(whole.size(), swapped.size());
  std::size_t moved = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(whole[i].time_ns, swapped[i].time_ns);
    moved += whole[i].bytes != swapped[i].bytes ? 1u : 0u;
  }
  EXPECT_GT(moved, 0u);
}

TEST_P(TapOfARun, LeavesStampsOut) {
  for (const Seen& frame : frames({.unstamped = 1000})) EXPECT_EQ(0, frame.time_ns);
}

TEST_P(TapOfARun, StepsItsClock) {
  const std::vector<Seen> whole = frames();
  const std::vector<Seen> stepped = frames({.clock_step_us = 5'000'000});
  EXPECT_EQ(whole.front().time_ns, stepped.front().time_ns);
  EXPECT_EQ(whole.back().time_ns + 5'000'000'000, stepped.back().time_ns);
}

TEST_P(TapOfARun, CutsFrames) {
  const std::vector<Seen> whole = frames();
  const std::vector<Seen> cut = frames({.snap_bytes = 41});
  ASSERT_EQ(whole.size(), cut.size());
  for (std::size_t i = 0; i < cut.size(); ++i) {
    EXPECT_LE(cut[i].bytes.size(), 41u);
    EXPECT_EQ(whole[i].wire_bytes, cut[i].wire_bytes);
  }
}

TEST_P(TapOfARun, HoldsPacketsOfItsFamilyAlone) {
  for (const Seen& frame : frames()) EXPECT_EQ(static_cast<int>(GetParam()), frame.bytes[0] >> 4);
}

INSTANTIATE_TEST_SUITE_P(Families, TapOfARun, testing::Values(Family::ipv4, Family::ipv6),
                         [](const auto& of) { return of.param == Family::ipv6 ? "ipv6" : "ipv4"; });

}  // namespace
}  // namespace twomsl::sim
