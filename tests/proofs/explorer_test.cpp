// The path explorer: it finds each path that can be and no other, and where nothing can be it stops
// instead of proving whatever it is asked.
#include "proofs/engine/explorer.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace twomsl::proof {
namespace {

using U32 = Symbolic::U32;

U32 any(const char* name) { return U32(context().bv_const(name, 32)); }

// Asks which of x, y and z are in order, and explores as a proof does. The answers, path by path.
std::set<std::string> orders(Explorer& explorer) {
  const U32 x = any("x");
  const U32 y = any("y");
  const U32 z = any("z");
  std::set<std::string> seen;
  explorer.explore([&] {
    std::string answers;
    for (const Bool& asked : {x < y, y < z, x < z}) {
      answers += asked ? '1' : '0';
    }
    EXPECT_TRUE(seen.insert(answers).second) << answers << " twice";
    return true;
  });
  return seen;
}

// Leaves values behind, from which later explorations begin.
void explore_something() {
  Explorer explorer;
  explorer.assume(any("x") < U32(5u));
  EXPECT_FALSE(orders(explorer).empty());
}

TEST(Explorer, TakesEachPathThatCanBeAndNoOther) {
  Explorer explorer;
  EXPECT_EQ(orders(explorer), (std::set<std::string>{"000", "010", "011", "100", "101", "111"}));
  EXPECT_EQ(explorer.solver_stats().paths, 6u);
  EXPECT_EQ(explorer.solver_stats().unknowns, 0u);
}

TEST(Explorer, TakesNoPathThatAssumptionsForbid) {
  explore_something();
  Explorer explorer;
  explorer.assume(any("x") < any("y") && any("y") < any("z"));
  EXPECT_EQ(orders(explorer), std::set<std::string>{"111"});
}

TEST(Explorer, HasValuesThatTakeEachPath) {
  Explorer explorer;
  const U32 x = any("x");
  const U32 y = any("y");
  explorer.assume(x < U32(100u));
  explorer.explore([&] {
    const Bool near = y - x < U32(10u);
    const bool is_near = static_cast<bool>(near);
    const z3::model values = explorer.guide();
    EXPECT_EQ(values.eval(near.term(), true).is_true(), is_near);
    EXPECT_TRUE(values.eval((x < U32(100u)).term(), true).is_true());
    EXPECT_TRUE(explorer.proves(is_near ? near : !near));
    EXPECT_FALSE(explorer.proves(is_near ? !near : near));
    return true;
  });
  EXPECT_EQ(explorer.solver_stats().paths, 2u);
}

// Z3 has threads of its own, so a process that is to stop is begun anew.
struct ExplorerDeath : testing::Test {
  ExplorerDeath() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

// A claim of such an exploration would hold whatever it says.
TEST_F(ExplorerDeath, StopsAtAnAssumptionOfFalse) {
  explore_something();
  Explorer explorer;
  explorer.assume(Bool(false));
  EXPECT_EXIT(orders(explorer), testing::ExitedWithCode(2), "the assumptions cannot be met");
}

TEST_F(ExplorerDeath, StopsAtAssumptionsThatContradictEachOther) {
  explore_something();
  Explorer explorer;
  explorer.assume(any("x") < any("y"));
  explorer.assume(any("y") < any("x"));
  EXPECT_EXIT(orders(explorer), testing::ExitedWithCode(2), "the assumptions cannot be met");
}

TEST_F(ExplorerDeath, StopsAtAPathThatIsAnotherWhenItIsTakenAgain) {
  Explorer explorer;
  unsigned runs = 0;
  const auto path = [&] {
    const Bool asked = any(++runs == 1 ? "x" : "y") < U32(5u);
    return asked ? true : runs < 9;
  };
  EXPECT_EXIT(explorer.explore(path), testing::ExitedWithCode(2), "not deterministic");
}

}  // namespace
}  // namespace twomsl::proof
