// twomsl budget: its formulas against the core's own table under load, in virtual time.
#include "tool/budget/budget.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <random>
#include <sstream>

#include "core/table/concrete_table.hpp"
#include "spec/model/policies.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::tool {
namespace {

using Tuple4 = Ipv4Tuple<Concrete>;
using Event = TableEvent<Concrete, Tuple4>;

enum class Arrivals : std::uint8_t { even, random };

/// What became of many connections that close as soon as they have opened.
struct Outcome {
  std::uint64_t opens = 0;
  std::uint64_t refused = 0;   // opens
  std::uint64_t without = 0;   // got no wait
  std::uint64_t cut = 0;       // waits
  std::uint64_t cut_soon = 0;  // those that ended before load.delay_s
  double cut_s = 0;            // how long those lasted together

  [[nodiscard]] double of_all(std::uint64_t some) const {
    return static_cast<double>(some) / static_cast<double>(opens);
  }
};

std::uint64_t us(double seconds) { return static_cast<std::uint64_t>(std::llround(seconds * 1e6)); }

Ipv4Table table_of(const Load& load, Pressure pressure) {
  const bool refuses_opens = pressure == Pressure::none;
  TablePolicy<Concrete> policy =
      table_policy(strict<Concrete>(), refuses_opens ? load.slots : 2 * load.slots);
  policy.msl = {us(load.msl_s)};
  policy.museum.pressure = pressure;
  policy.museum.threshold = load.slots;
  return make_table<Tuple4>(policy, 1);
}

/// Opens and closes on the table: by the core's own steps, and by the museum's under `pressure`.
class Loaded {
 public:
  Loaded(const Load& load, Pressure pressure) : load_(load), table_(table_of(load, pressure)) {}

  void open_and_close(std::uint64_t now_us) {
    Event event{.verb = TableVerb::expire, .now = {now_us}};
    EXPECT_EQ(step(table_, event), TableResult::done);
    while (!entered_.empty() && now_us - entered_.front() >= us(load_.wait_s())) {
      entered_.pop_front();
    }
    EXPECT_EQ(table_.account.held, entered_.size());
    ++seen_.opens;
    event.verb = TableVerb::reserve;
    event.key = {static_cast<std::uint32_t>(seen_.opens), 1, 1};
    const bool is_refused = step(table_, event) == TableResult::full;
    if (table_.account.held < entered_.size()) note_cut(now_us);
    if (is_refused) {
      ++seen_.refused;
      return;
    }
    event.verb = TableVerb::hold;
    EXPECT_EQ(step(table_, event), TableResult::done);
    if (table_.account.held == entered_.size()) {
      ++seen_.without;
    } else {
      entered_.push_back(now_us);
    }
  }

  [[nodiscard]] const Outcome& seen() const { return seen_; }

 private:
  void note_cut(std::uint64_t now_us) {
    const double lasted_s = static_cast<double>(now_us - entered_.front()) / 1e6;
    entered_.pop_front();
    ++seen_.cut;
    seen_.cut_soon += lasted_s < load_.delay_s ? 1 : 0;
    seen_.cut_s += lasted_s;
  }

  Load load_;
  Ipv4Table table_;
  std::deque<std::uint64_t> entered_{};
  Outcome seen_{};
};

// The first waits meet an empty table: they are played and not counted.
Outcome play(const Load& load, Pressure pressure, Arrivals arrivals, std::uint64_t opens) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> pause_s(load.rate);
  Loaded loaded(load, pressure);
  double now_s = 0;
  Outcome before;
  const auto warm_up = static_cast<std::uint64_t>(10 * load.rate * load.wait_s());
  for (std::uint64_t i = 0; i < warm_up + opens; ++i) {
    if (i == warm_up) before = loaded.seen();
    now_s += arrivals == Arrivals::even ? 1 / load.rate : pause_s(random);
    loaded.open_and_close(us(now_s));
  }
  Outcome seen = loaded.seen();
  seen.opens -= before.opens;
  seen.refused -= before.refused;
  seen.without -= before.without;
  seen.cut -= before.cut;
  seen.cut_soon -= before.cut_soon;
  seen.cut_s -= before.cut_s;
  return seen;
}

// Around the 50 slots that would be in use: far too few, too few, a few too many.
Load load_with(std::uint32_t slots) {
  return {.msl_s = 2.5, .rate = 10, .slots = slots, .delay_s = 2.5};
}

TEST(Budget, SaysHowManyOpensTheTableRefusesWhenTheyComeEvenly) {
  for (const std::uint32_t slots : {1u, 20u, 49u, 50u, 60u}) {
    const Load load = load_with(slots);
    const Outcome seen = play(load, Pressure::none, Arrivals::even, 50'000);
    EXPECT_NEAR(seen.of_all(seen.refused), budget_of(load).refused.even, 1e-9) << slots;
    EXPECT_EQ(seen.cut + seen.without, 0u) << "a wait that has begun is never cut";
  }
  EXPECT_EQ(budget_of(load_with(50)).refused.even, 0);
  EXPECT_EQ(budget_of(load_with(50)).slots_even, 50u);
  EXPECT_EQ(budget_of(load_with(50)).rate_even, 10);
}

// 100,000 opens are 2,000 waits, one after the other: 0.01 is a few times what chance leaves.
TEST(Budget, SaysHowManyOpensTheTableRefusesWhenTheyComeAtRandom) {
  for (const std::uint32_t slots : {1u, 20u, 45u, 55u}) {
    const Load load = load_with(slots);
    const Outcome seen = play(load, Pressure::none, Arrivals::random, 100'000);
    EXPECT_NEAR(seen.of_all(seen.refused), budget_of(load).refused.random, 0.01) << slots;
    EXPECT_EQ(seen.cut + seen.without, 0u);
  }
}

TEST(Budget, SaysHowManyWaitsAreCutWhereTheOldestIsEvicted) {
  for (const std::uint32_t slots : {10u, 20u, 45u, 50u, 60u}) {
    const Load load = load_with(slots);
    const Budget budget = budget_of(load);
    const Outcome even = play(load, Pressure::evict_oldest, Arrivals::even, 20'000);
    EXPECT_EQ(even.of_all(even.cut), budget.cut.even) << slots;
    EXPECT_EQ(even.of_all(even.cut_soon), slots < 25 ? 1.0 : 0.0);
    EXPECT_EQ(budget.exposed_evicting.even, slots < 25 ? 1.0 : 0.0);
    if (even.cut != 0) {
      EXPECT_NEAR(even.cut_s / static_cast<double>(even.cut), budget.cut_after_s, 1e-6);
    }
    const Outcome random = play(load, Pressure::evict_oldest, Arrivals::random, 100'000);
    EXPECT_NEAR(random.of_all(random.cut), budget.cut.random, 0.02) << slots;
    EXPECT_NEAR(random.of_all(random.cut_soon), budget.exposed_evicting.random, 0.02) << slots;
    EXPECT_EQ(random.refused + random.without, 0u) << "nobody is told";
  }
}

TEST(Budget, SaysHowManyGetNoWaitWhereTheNewcomerIsRefusedIt) {
  for (const std::uint32_t slots : {1u, 20u, 45u, 60u}) {
    const Load load = load_with(slots);
    const Budget budget = budget_of(load);
    const Outcome even = play(load, Pressure::refuse_newcomer, Arrivals::even, 50'000);
    EXPECT_NEAR(even.of_all(even.without), budget.without.even, 1e-9) << slots;
    const Outcome random = play(load, Pressure::refuse_newcomer, Arrivals::random, 100'000);
    EXPECT_NEAR(random.of_all(random.without), budget.without.random, 0.01) << slots;
    EXPECT_EQ(random.refused + random.cut, 0u);
  }
}

// Tables of traffic engineering: 0.01 at 10 servers is 4.46 Erlang, at 100 servers 84.1.
TEST(Budget, HasErlangsFormulaAndPoissonsTail) {
  EXPECT_NEAR(erlang_b(1, 1), 0.5, 1e-15);
  EXPECT_NEAR(erlang_b(4.46, 10), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(84.1, 100), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(1e6, 500'000), 0.5, 1e-5);
  EXPECT_EQ(poisson_tail(3, 0), 1);
  EXPECT_NEAR(poisson_tail(3, 1), 1 - std::exp(-3), 1e-12);
  EXPECT_NEAR(poisson_tail(3, 5), 0.184737, 1e-6);
  EXPECT_NEAR(poisson_tail(1e6, 1'000'000), 0.5, 1e-3);
  EXPECT_NEAR(poisson_tail(60'000, 4096), 1, 1e-12);
}

TEST(Budget, CountsTuplesAndMemory) {
  const Budget budget = budget_of({.msl_s = 60, .rate = 500, .slots = 4096, .delay_s = 60});
  // An old duplicate lives for 60 s: 30,000 opens, each of one port of 28,232.
  EXPECT_NEAR(budget.reused_refusing, 0.6544, 1e-3);
  EXPECT_NEAR(budget.rate_of_client, 28'232 / 120.0, 1e-9);
  EXPECT_EQ(budget.clients, 3);
  EXPECT_EQ(budget.slots_in_use, 60'000);
  EXPECT_NEAR(budget.exposed_s, 60 - 4096 / 500.0, 1e-9);
  EXPECT_GT(budget.slots_random, budget.slots_even);
  EXPECT_LE(erlang_b(60'000, budget.slots_random), 1e-6);
  EXPECT_GT(erlang_b(60'000, budget.slots_random - 1), 1e-6);
  EXPECT_EQ(budget.bytes_ipv6, 2 * budget.bytes_ipv4);
}

class BudgetTool : public testing::Test {
 protected:
  [[nodiscard]] ProgramResult run(const std::string& arguments) const {
    return folder_.run("'" TWOMSL_BINARY "' budget " + arguments);
  }

 private:
  TestFolder folder_{"twomsl_budget_"};
};

TEST_F(BudgetTool, PrintsATableWithin80Columns) {
  for (const char* more : {"", " --life 0.5 --delay 3 --ports 64000"}) {
    const auto result = run("--msl 60 --rate 500 --slots 4096" + std::string(more));
    EXPECT_EQ(result.status, 0) << result.err;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
    EXPECT_TRUE(holds(result.out, "Reserve, do not evict")) << result.out;
  }
  const auto enough = run("--msl 60 --rate 500 --slots 70000");
  EXPECT_TRUE(holds(enough.out, "These slots suffice")) << enough.out;
}

TEST_F(BudgetTool, PrintsTheSameAsJson) {
  const auto result = run("--json --msl 60 --rate 500 --slots 4096");
  EXPECT_EQ(result.status, 0);
  EXPECT_TRUE(holds(result.out, "{\"type\":\"budget\",\"msl_s\":60,\"rate\":500,\"slots\":4096"));
  EXPECT_TRUE(holds(result.out, "\"slots_in_use\":60000")) << result.out;
}

TEST_F(BudgetTool, RefusesWhatIsNoLoad) {
  struct Case {
    const char* arguments;
    const char* words;
  };
  for (const Case& wrong : {Case{"--rate 0", "--rate: '0' is no number from"},
                            {"--rate nan", "'nan' is no number"},
                            {"--rate inf", "'inf' is no number"},
                            {"--rate -1", "'-1' is no number"},
                            {"--slots 0", "--slots: '0' is no number from 1"},
                            {"--slots 1.5", "'1.5' is no number"},
                            {"--slots 99999999999", "is no number"},
                            {"--msl 0", "--msl: '0'"},
                            {"--msl 1e9", "'1e9' is no number"},
                            {"--msl 30s", "'30s' is no number"},
                            {"--life -1", "--life: '-1'"},
                            {"--delay 61", "nothing comes later than MSL"},
                            {"--ports 65536", "--ports: '65536'"},
                            {"--rate 100000", "slots would be in use"}}) {
    const std::string arguments = wrong.arguments;
    std::string rest;
    for (const char* option : {"--msl 60", "--rate 500", "--slots 4096"}) {
      const std::string name = std::string(option).substr(0, std::string(option).find(' '));
      if (!holds(arguments, name)) rest += std::string(" ") + option;
    }
    const auto result = run(arguments + rest);
    EXPECT_EQ(result.status, 2) << arguments;
    EXPECT_TRUE(holds(result.err, wrong.words)) << arguments << ": " << result.err;
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(run("--msl 60 --rate 500").status, 2) << "no slots";
}

}  // namespace
}  // namespace twomsl::tool
