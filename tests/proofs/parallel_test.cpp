// Jobs in processes of their own: all of them, or until the first that fails.
#include "proofs/engine/parallel.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace twomsl::proof {
namespace {

bool succeeds() { return true; }
bool fails() { return false; }

bool sleeps_for_ever() {
  while (true) pause();
}

TEST(Parallel, NothingFailsWhereEachJobSucceeds) {
  EXPECT_EQ(first_failure({{succeeds, 3}, {succeeds, 1}, {succeeds, 2}}), std::nullopt);
}

TEST(Parallel, TheFirstThatFailsIsNamedAndStopsTheOthers) {
  EXPECT_EQ(first_failure({{sleeps_for_ever, 9}, {succeeds, 1}, {fails, 2}}), 2u);
}

TEST(Parallel, AJobWhoseProcessDiesHasFailed) {
  EXPECT_EQ(first_failure({{succeeds, 1}, {[] { return _exit(7), true; }, 2}}), 1u);
}

}  // namespace
}  // namespace twomsl::proof
