// Every string of events to depth 9, over three tuples and two slots: each verb for each tuple,
// steps of the clock of 1 us, 2*MSL - 1 us and 2*MSL, two values of MSL, every capacity.
//
// States that are equal in every bit, ghost history and clock included, are expanded once; laws and
// twin are checked on every edge out of every state.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <unordered_set>

#include "historical/table_policies.hpp"
#include "tests/table/table_harness.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kSlots = 2;
constexpr std::uint32_t kKeys = 3;
constexpr std::uint32_t kDepth = 9;
constexpr std::uint64_t kMslUs = 1000;
constexpr std::uint64_t kOtherMslUs = 400;

using SmallHarness = TableHarness<kSlots>;

// What may happen next: an event, or time that passes.
struct Stimulus {
  std::uint64_t elapsed_us = 0;
  TestEvent event{};
};

Stimulus time_passes(std::uint64_t elapsed_us) {
  // Every stimulus is an event; an MSL of zero is always refused and changes nothing.
  return {elapsed_us, {.verb = TableVerb::set_msl}};
}

void add_stimuli_of_key(std::vector<Stimulus>& stimuli, const TestKey& key) {
  for (const TableVerb verb : {TableVerb::hold, TableVerb::restart, TableVerb::freeze,
                               TableVerb::thaw, TableVerb::complete_reopening}) {
    stimuli.push_back({0, {.verb = verb, .key = key}});
  }
  for (const Licence licence : {Licence::expiry, Licence::abort, Licence::acceptable_rst}) {
    stimuli.push_back({0, {.verb = TableVerb::release, .key = key, .licence = licence}});
  }
}

// Two reservations differ in the adversary's choice: a table of history may evict the first slot,
// or the last and write its default back; an honest table does the same at both.
std::vector<Stimulus> stimuli_under(const TablePolicy<Concrete>& policy) {
  std::vector<Stimulus> stimuli = {time_passes(1), time_passes(2 * kMslUs - 1),
                                   time_passes(2 * kMslUs)};
  stimuli.push_back({0, {.verb = TableVerb::reserve}});
  stimuli.push_back({0, {.verb = TableVerb::reserve, .adversary = {0xffffffffu, true}}});
  stimuli.push_back({0, {.verb = TableVerb::give_back}});
  stimuli.push_back({0, {.verb = TableVerb::expire}});
  for (std::uint32_t key = 0; key < kKeys; ++key) {
    add_stimuli_of_key(stimuli, test_key(key));
  }
  for (const std::uint64_t msl : {kMslUs, kOtherMslUs}) {
    stimuli.push_back({0, {.verb = TableVerb::set_msl, .policy = {.msl = {msl}}}});
  }
  for (std::uint32_t capacity = 0; capacity <= kSlots + 1; ++capacity) {
    stimuli.push_back({0, {.verb = TableVerb::set_capacity, .policy = {.capacity = capacity}}});
  }
  for (const TablePolicy<Concrete>& other : {policy, table_policy(strict<Concrete>(), kSlots)}) {
    stimuli.push_back({0, {.verb = TableVerb::set_policy, .policy = other}});
  }
  return stimuli;
}

// All that later steps depend on, as text for a set. The twin is left out: it was just found to
// agree with the rest.
std::string fingerprint(const SmallHarness& harness) {
  std::string text;
  const auto add = [&text](std::uint64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    text.append(bytes, sizeof value);
  };
  add(harness.now.us);
  add(harness.table.policy.msl.us);
  add(std::uint64_t{harness.table.policy.capacity} << 32 | harness.table.sweep_cursor);
  add(std::uint64_t{harness.table.account.reserved} << 32 | harness.table.account.held);
  add(harness.table.policy.museum.threshold);
  add(static_cast<std::uint64_t>(harness.table.policy.museum.pressure));
  for (const bool enabled : harness.table.policy.licences) {
    text.push_back(enabled ? 'y' : 'n');
  }
  for (const auto& slot : harness.table.slots) {
    add(slot.deadline_word.word);
    add(slot.key.remote);
  }
  for (std::uint32_t i = 0; i < kKeys; ++i) {
    const auto& history = harness.histories[i];
    add(history.entered ? history.restarted.us << 1 | (history.frozen ? 1 : 0) : ~std::uint64_t{0});
    add(history.entered ? history.msl.us : 0);
  }
  return text;
}

// What a search found; a breach with the events that led to it.
struct Search {
  std::uint64_t strings = 1;
  std::uint64_t edges = 0;
  std::size_t states = 0;
  std::uint32_t depth = 0;
  std::optional<Breach> breach{};
};

// A harness and how it got there.
struct Node {
  SmallHarness harness{};
  std::vector<TestEvent> path{};
};

// The node that `stimulus` leads to; a breach goes into `search`.
Node successor(const Node& from, const Stimulus& stimulus, Search& search) {
  Node to = from;
  to.path.push_back(stimulus.event);
  to.path.back().now = {from.harness.now.us + stimulus.elapsed_us};
  search.breach = advance(to.harness, to.path.back());
  if (search.breach) {
    search.breach->what += "\nafter:";
    for (const TestEvent& event : to.path) {
      search.breach->what += "\n  " + describe(event);
    }
  }
  return to;
}

Search explore(const TablePolicy<Concrete>& policy, TestHashKind hash) {
  const std::vector<Stimulus> stimuli = stimuli_under(policy);
  Search search;
  std::vector<Node> frontier{{make_harness<kSlots>(policy, hash), {}}};
  std::unordered_set<std::string> seen{fingerprint(frontier.front().harness)};
  while (search.depth < kDepth) {
    ++search.depth;
    search.strings *= stimuli.size();
    std::vector<Node> next;
    for (const Node& from : frontier) {
      for (const Stimulus& stimulus : stimuli) {
        Node to = successor(from, stimulus, search);
        ++search.edges;
        if (search.breach) {
          return search;
        }
        if (seen.insert(fingerprint(to.harness)).second && search.depth < kDepth) {
          next.push_back(std::move(to));
        }
      }
    }
    frontier = std::move(next);
  }
  search.states = seen.size();
  return search;
}

TablePolicy<Concrete> small(TablePolicy<Concrete> policy) {
  policy.msl = {kMslUs};
  return policy;
}

struct Honest {
  const char* name;
  TablePolicy<Concrete> policy;
  TestHashKind hash;

  friend std::ostream& operator<<(std::ostream& out, const Honest& honest) {
    return out << honest.name;
  }
};

class Exhaustive : public ::testing::TestWithParam<Honest> {};

//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST_P(Exhaustive, EveryStringOfEventsObeysEveryLaw) {
  const Search search = explore(small(GetParam().policy), GetParam().hash);
  ASSERT_FALSE(search.breach) << "broken: " << search.breach->law << "\n" << search.breach->what;
  std::printf("depth %u: %llu strings, %zu distinct states, %llu edges judged\n", kDepth,
              static_cast<unsigned long long>(search.strings), search.states,
              static_cast<unsigned long long>(search.edges));
  EXPECT_GT(search.states, 1000u);
}

INSTANTIATE_TEST_SUITE_P(
    Policies, Exhaustive,
    ::testing::Values(
        Honest{"Strict", table_policy(strict<Concrete>(), kSlots), TestHashKind::all_last},
        Honest{"Safe", table_policy(safe<Concrete>(), kSlots), TestHashKind::all_last},
        Honest{"Rfc9293", table_policy(rfc9293<Concrete>(), kSlots), TestHashKind::spread_out},
        Honest{"Nt4Sp4", nt4_sp4_policy<Concrete>(kSlots), TestHashKind::pairs}),
    [](const auto& honest) { return std::string(honest.param.name); });

// A table of history and the law that the shortest string of events breaks.
struct Exhibit {
  const char* name;
  TablePolicy<Concrete> policy;
  const char* law;

  friend std::ostream& operator<<(std::ostream& out, const Exhibit& exhibit) {
    return out << exhibit.name;
  }
};

class ExhaustiveMuseum : public ::testing::TestWithParam<Exhibit> {};

TEST_P(ExhaustiveMuseum, IsConvictedByTheShortestString) {
  const Search search = explore(small(GetParam().policy), TestHashKind::spread_out);
  ASSERT_TRUE(search.breach) << "no string to depth " << search.depth << " breaks any law";
  EXPECT_EQ(search.breach->law, GetParam().law) << search.breach->what;
  std::printf("broken at depth %u: %s\n%s\n", search.depth, std::string(search.breach->law).c_str(),
              search.breach->what.c_str());
}

INSTANTIATE_TEST_SUITE_P(
    Tables, ExhaustiveMuseum,
    ::testing::Values(
        Exhibit{"nt4", nt4_policy<Concrete>(kSlots, kSlots), "INV-TW-1"},
        Exhibit{"nt4_hotfix", nt4_hotfix_policy<Concrete>(kSlots, kSlots), "INV-TW-9"},
        Exhibit{"nt4_overstay", nt4_overstay_policy<Concrete>(kSlots, 1), "INV-TW-4"},
        Exhibit{"evict_oldest", evict_oldest_policy<Concrete>(kSlots, kSlots), "INV-TW-1"},
        Exhibit{"refuse_newcomer", refuse_newcomer_policy<Concrete>(kSlots, 1), "INV-TW-1"}),
    [](const auto& exhibit) { return std::string(exhibit.param.name); });

}  // namespace
}  // namespace twomsl
