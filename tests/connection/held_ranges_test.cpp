// The list of held ranges that runs: what its laws say, where its memory comes from, and that a
// copy is a value.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <random>

#include "core/connection/reassembly.hpp"
#include "core/host/concrete/concrete_host.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"
#include "spec/model/policies.hpp"

namespace twomsl {
namespace {

using Held = HeldRanges<Concrete>;
using Number = Seq<Concrete>;

constexpr std::uint32_t kSpan = 400;  // numbers that texts are taken from, so that many touch

Range<Concrete> range_from(Number nxt, std::uint32_t begin, std::uint32_t end) {
  return {nxt + begin, nxt + end};
}

// Says which law adding a range broke; empty if none.
std::string broken_by_holding(Held& held, Number nxt, const Range<Concrete>& added) {
  const Held before = held;
  const bool placed = hold_range(held, added);
  if (!are_apart(held, nxt) || !are_in_order(held, nxt)) return "order";
  if (!placed && !(held == before)) return "refused, but changed";
  if (!placed && !is_empty(added) && before.size() < kMostHeldRanges) return "refused with room";
  for (std::uint32_t i = 0; i <= kSpan; ++i) {
    if (!inv_data_holds(before, added, held, nxt + i)) return "INV-DATA, " + std::to_string(i);
  }
  return "";
}

std::string broken_by_absorbing(Held& held, Number& nxt, std::uint32_t bytes) {
  const Held before = held;
  const Number moved = nxt + bytes;
  const Number reached = absorb(held, moved);
  if (!are_apart(held, reached) || !are_in_order(held, reached)) return "order";
  for (std::uint32_t i = 0; i <= kSpan; ++i) {
    if (!inv_data_absorbs(before, held, {moved, reached}, nxt + i)) {
      return "INV-DATA, " + std::to_string(i);
    }
  }
  nxt = reached;
  return "";
}

// Around the wrap as well; 400 cases, the same on every run; RC_PARAMS says otherwise.
TEST(HeldRanges, KeepTheirLawsWhateverArrives) {
  setenv("RC_PARAMS", "seed=20261130 max_success=400", 0);
  rc::detail::checkGTest([] {
    Held held;
    Number nxt = *rc::gen::element(Number{0}, Number{0xffffff00u}, Number{0x7fffff00u});
    const int texts = *rc::gen::inRange(1, 200);
    for (int i = 0; i < texts; ++i) {
      const auto begin = static_cast<std::uint32_t>(*rc::gen::inRange<int>(1, kSpan));
      const auto length = static_cast<std::uint32_t>(*rc::gen::inRange(0, 4));
      const bool arrives_in_order = *rc::gen::inRange(0, 40) == 0;
      const std::string broken =
          arrives_in_order ? broken_by_absorbing(held, nxt, 16 * length + 1)
                           : broken_by_holding(held, nxt, range_from(nxt, begin, begin + length));
      if (!broken.empty()) RC_FAIL(broken);
    }
  });
}

TEST(HeldRanges, TakeWhatJoinsThoughTheyAreFull) {
  Held held;
  for (std::uint32_t i = 0; i < kMostHeldRanges; ++i) {
    ASSERT_TRUE(hold_range(held, range_from({0}, 10 * i + 10, 10 * i + 15)));
  }
  EXPECT_FALSE(hold_range(held, range_from({0}, 2000, 2001)));
  EXPECT_TRUE(hold_range(held, range_from({0}, 15, 20)));
  EXPECT_EQ(kMostHeldRanges - 1, held.size());
  EXPECT_TRUE(hold_range(held, range_from({0}, 2000, 2001)));
}

TEST(HeldRanges, AreRefusedWhereThePoolHasNoBlockLeft) {
  HeldPool pool(1);
  Held first;
  Held second;
  first.use(&pool);
  second.use(&pool);
  ASSERT_TRUE(hold_range(first, range_from({0}, 5, 6)));
  EXPECT_FALSE(hold_range(second, range_from({0}, 5, 6)));
  EXPECT_EQ(0u, second.size());
  EXPECT_EQ(6u, absorb(first, Number{5}).value);
  EXPECT_TRUE(hold_range(second, range_from({0}, 5, 6)));
  EXPECT_EQ(1u, second.size());
  EXPECT_FALSE(hold_range(first, range_from({0}, 8, 9)));
}

// A domain whose numbers are as plain as those that run, but whose lists are those of proofs.
struct Plain : Concrete {};
using Four = HeldRanges<Plain>;

// The ranges that are not empty, as pairs of numbers.
template <class List>
std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_of(const List& list) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!is_empty(list[i])) ranges.push_back({list[i].begin.value, list[i].end.value});
  }
  return ranges;
}

TEST(HeldRanges, DoAsTheFourDoThatStandForThem) {
  std::mt19937 random(1);
  const auto below = [&random](std::uint32_t count) {
    return static_cast<std::uint32_t>(random() % count);
  };
  for (int i = 0; i < 5000; ++i) {
    Held held;
    Four four;
    std::uint32_t nxt = below(2) == 0 ? 100 : 0xffff'fff0u;
    while (held.size() < kHeldRanges) {
      if (below(12) == 0) {
        const std::uint32_t moved = nxt + below(8);
        nxt = absorb(held, Number{moved}).value;
        EXPECT_EQ(nxt, absorb(four, Seq<Plain>{moved}).value);
      } else {
        const std::uint32_t begin = nxt + 1 + below(30);
        const std::uint32_t end = begin + below(5);
        EXPECT_EQ(hold_range(held, Range<Concrete>{{begin}, {end}}),
                  hold_range(four, Range<Plain>{{begin}, {end}}));
      }
      ASSERT_EQ(ranges_of(held), ranges_of(four));
      EXPECT_TRUE(are_in_order(four, Seq<Plain>{nxt}));
      ASSERT_EQ(held.size() < kHeldRanges, four.has_room());
    }
  }
}

// Of the list of four that stands for it some places are empty, and may be anywhere.
TEST(HeldRanges, AreApartFromEmptyOnes) {
  Held held;
  held.replace_if(true, 0, 0, range_from({0}, 5, 6));
  held.replace_if(true, 1, 1, range_from({0}, 5, 5));
  EXPECT_TRUE(are_apart(held, Number{0}));
  EXPECT_TRUE(are_in_order(held, Number{0}));
  held.replace_if(true, 2, 2, range_from({0}, 6, 7));
  EXPECT_FALSE(are_apart(held, Number{0}));
  EXPECT_FALSE(are_in_order(held, Number{0}));
}

// A copy outlives the pool, and what happens to one does not show in the other.
TEST(HeldRanges, AreValues) {
  Held copy;
  {
    HeldPool pool(1);
    Held held;
    held.use(&pool);
    ASSERT_TRUE(hold_range(held, range_from({0}, 5, 6)));
    copy = held;
    EXPECT_EQ(copy, held);
    ASSERT_TRUE(hold_range(held, range_from({0}, 8, 9)));
    EXPECT_EQ(1u, copy.size());
    held = copy;
    EXPECT_EQ(1u, held.size());
    held = Held{};
    EXPECT_FALSE(pool.is_empty());
  }
  EXPECT_EQ(6u, absorb(copy, Number{5}).value);
}

using Key = Ipv4Tuple<Concrete>;

TEST(HeldRanges, OfAControlBlockThatEndsAreGivenBack) {
  Ipv4Host host = make_host<Ipv4Stores>(safe<Concrete>(), {.connections = 2, .reordering = 1}, {});
  Slab<Key>& slab = host.host.blocks;
  const std::uint32_t first = slab.add({1, 2, 3}, {});
  const std::uint32_t second = slab.add({1, 2, 4}, {});
  ASSERT_TRUE(hold_range(slab.connection(first).held, range_from({0}, 5, 6)));
  EXPECT_FALSE(hold_range(slab.connection(second).held, range_from({0}, 5, 6)));
  slab.remove(first);
  EXPECT_TRUE(hold_range(slab.connection(second).held, range_from({0}, 5, 6)));
  slab = make_slab<Key>(2, ~0u, 7);
  for (const Key& key : {Key{1, 2, 3}, Key{1, 2, 4}}) {
    EXPECT_TRUE(hold_range(slab.connection(slab.add(key, {})).held, range_from({0}, 5, 6)));
  }
}

}  // namespace
}  // namespace twomsl
