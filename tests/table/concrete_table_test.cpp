// The table that runs: memory taken once, batched look-up, the wait to the microsecond.
#include "core/table/concrete_table.hpp"

#include <gtest/gtest.h>

#include "spec/model/policies.hpp"

namespace twomsl {
namespace {

using Tuple4 = Ipv4Tuple<Concrete>;
using Tuple6 = Ipv6Tuple<Concrete>;

template <class Key>
TableResult enter(RunningTable<Key>& table, const Key& key, Instant<Concrete> now) {
  TableEvent<Concrete, Key> event{.verb = TableVerb::reserve, .now = now, .key = key};
  if (const TableResult refusal = step(table, event); refusal != TableResult::done) {
    return refusal;
  }
  event.verb = TableVerb::hold;
  return step(table, event);
}

TEST(TimeWaitConcrete, FillsToItsCapacityInTheMemoryItTookAtTheStart) {
  auto table = make_table<Tuple4>(table_policy(strict<Concrete>(), 1000), 1);
  const auto* memory = table.slots.data();
  for (std::uint32_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(enter(table, {i, ~i, i << 16}, {i}), TableResult::done) << "entry " << i;
  }
  EXPECT_EQ(enter(table, {1000, 0, 0}, {1000}), TableResult::full);
  EXPECT_EQ(table.slots.data(), memory);
}

//= rfc9293#3.6.1 MUST-13 type=test
TEST(TimeWaitConcrete, HoldsEachOfManyTuplesForExactlyTwoMsl) {
  auto table = make_table<Tuple6>(table_policy(strict<Concrete>(), 500), 2);
  for (std::uint32_t i = 0; i < 500; ++i) {
    ASSERT_EQ(enter(table, Tuple6{.zone = i % 3, .ports = i}, {i}), TableResult::done);
  }
  for (std::uint32_t i = 0; i < 500; ++i) {
    const Tuple6 key{.zone = i % 3, .ports = i};
    EXPECT_TRUE(look_up(table, key, {i + 2 * kRfcMslUs - 1}).held) << "entry " << i;
    EXPECT_FALSE(look_up(table, key, {i + 2 * kRfcMslUs}).held) << "entry " << i;
  }
}

TEST(TimeWaitConcrete, AnswersABatchAsItAnswersEachKey) {
  auto table = make_table<Tuple4>(table_policy(strict<Concrete>(), 100), 3);
  std::vector<Tuple4> keys;
  for (std::uint32_t i = 0; i < 200; ++i) {
    keys.push_back({i, 7, 9});
    if (i % 2 == 1) {
      ASSERT_EQ(enter(table, keys.back(), {i}), TableResult::done);
    }
  }
  std::vector<TableAnswer<Concrete>> answers(keys.size());
  const Instant<Concrete> now{100 + 2 * kRfcMslUs};
  look_up_all(table, keys, now, answers);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(answers[i].held, look_up(table, keys[i], now).held) << "key " << i;
    EXPECT_EQ(answers[i].held, i % 2 == 1 && i > 100) << "key " << i;
  }
}

TEST(TimeWaitConcrete, CollectsWhatIsDueInOneSweep) {
  auto table = make_table<Tuple4>(table_policy(strict<Concrete>(), 300), 4);
  for (std::uint32_t i = 0; i < 300; ++i) {
    ASSERT_EQ(enter(table, {i, i, i}, {i}), TableResult::done);
  }
  expire(table, {200 + 2 * kRfcMslUs}, slot_count(table));
  EXPECT_EQ(table.account.held, 99u);
  expire(table, {300 + 2 * kRfcMslUs}, slot_count(table));
  EXPECT_EQ(table.account.held, 0u);
}

}  // namespace
}  // namespace twomsl
