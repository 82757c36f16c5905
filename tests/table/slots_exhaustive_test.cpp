// Every string of events to depth 9, over three tuples and two slots: each verb for each tuple,
// steps of the clock of 1 us, 2*MSL - 1 us and 2*MSL, two values of MSL, every capacity.
//
// States that are equal in every bit, ghost history and clock included, are explored once; laws
// and twin are asked on every edge out of every state.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <unordered_set>

#include "historical/table_policies.hpp"
#include "tests/table/slots_trial.hpp"

namespace twomsl {
namespace {

constexpr std::size_t kSlots = 2;
constexpr std::uint32_t kKeys = 3;
constexpr std::uint32_t kDepth = 9;
constexpr std::uint64_t kMslUs = 1000;
constexpr std::uint64_t kOtherMslUs = 400;

using SmallTrial = Trial<kSlots>;

// One letter of the alphabet: an event, or time that passes.
struct Letter {
  std::uint64_t elapsed_us = 0;
  TestEvent event{};
};

Letter time_passes(std::uint64_t elapsed_us) {
  // Every letter is an event; an MSL of zero is always refused and changes nothing.
  return {elapsed_us, {.verb = TableVerb::set_msl}};
}

void add_letters_of_key(std::vector<Letter>& letters, const TestKey& key) {
  for (const TableVerb verb : {TableVerb::hold, TableVerb::restart, TableVerb::freeze,
                               TableVerb::thaw, TableVerb::complete_reopening}) {
    letters.push_back({0, {.verb = verb, .key = key}});
  }
  for (const Licence licence : {Licence::expiry, Licence::abort, Licence::acceptable_rst}) {
    letters.push_back({0, {.verb = TableVerb::release, .key = key, .licence = licence}});
  }
}

// A reservation for each slot that a table of history may fancy, and one that writes a default
// back; an honest table does not tell them apart.
std::vector<Letter> alphabet(const TablePolicy<Concrete>& policy) {
  std::vector<Letter> letters = {time_passes(1), time_passes(2 * kMslUs - 1),
                                 time_passes(2 * kMslUs)};
  letters.push_back({0, {.verb = TableVerb::reserve}});
  letters.push_back({0, {.verb = TableVerb::reserve, .adversary = {0xffffffffu, true}}});
  letters.push_back({0, {.verb = TableVerb::give_back}});
  letters.push_back({0, {.verb = TableVerb::expire}});
  for (std::uint32_t key = 0; key < kKeys; ++key) {
    add_letters_of_key(letters, trial_key(key));
  }
  for (const std::uint64_t msl : {kMslUs, kOtherMslUs}) {
    letters.push_back({0, {.verb = TableVerb::set_msl, .policy = {.msl = {msl}}}});
  }
  for (std::uint32_t capacity = 0; capacity <= kSlots + 1; ++capacity) {
    letters.push_back({0, {.verb = TableVerb::set_capacity, .policy = {.capacity = capacity}}});
  }
  for (const TablePolicy<Concrete>& other : {policy, table_policy(strict<Concrete>(), kSlots)}) {
    letters.push_back({0, {.verb = TableVerb::set_policy, .policy = other}});
  }
  return letters;
}

// All that the future of a trial depends on, as text for a set. The twin is left out: it was just
// found to agree with the rest.
std::string fingerprint(const SmallTrial& trial) {
  std::string text;
  const auto add = [&text](std::uint64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    text.append(bytes, sizeof value);
  };
  add(trial.now.us);
  add(trial.table.policy.msl.us);
  add(std::uint64_t{trial.table.policy.capacity} << 32 | trial.table.sweep_cursor);
  add(std::uint64_t{trial.table.account.reserved} << 32 | trial.table.account.held);
  add(trial.table.policy.museum.threshold);
  add(static_cast<std::uint64_t>(trial.table.policy.museum.pressure));
  for (const bool enabled : trial.table.policy.licences) {
    text.push_back(enabled ? 'y' : 'n');
  }
  for (const auto& slot : trial.table.slots) {
    add(slot.deadline_word.word);
    add(slot.key.remote);
  }
  for (std::uint32_t i = 0; i < kKeys; ++i) {
    const auto& claim = trial.claims[i];
    add(claim.entered ? claim.restarted.us << 1 | (claim.frozen ? 1 : 0) : ~std::uint64_t{0});
    add(claim.entered ? claim.msl.us : 0);
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

// A trial and how it got there.
struct Node {
  SmallTrial trial{};
  std::vector<TestEvent> path{};
};

// The node that `letter` leads to; a breach goes into `search`.
Node follow_letter(const Node& from, const Letter& letter, Search& search) {
  Node to = from;
  to.path.push_back(letter.event);
  to.path.back().now = {from.trial.now.us + letter.elapsed_us};
  search.breach = advance(to.trial, to.path.back());
  if (search.breach) {
    search.breach->what += "\nafter:";
    for (const TestEvent& event : to.path) {
      search.breach->what += "\n  " + describe(event);
    }
  }
  return to;
}

Search explore(const TablePolicy<Concrete>& policy, TrialHash hash) {
  const std::vector<Letter> letters = alphabet(policy);
  Search search;
  std::vector<Node> frontier{{make_trial<kSlots>(policy, hash), {}}};
  std::unordered_set<std::string> seen{fingerprint(frontier.front().trial)};
  while (search.depth < kDepth) {
    ++search.depth;
    search.strings *= letters.size();
    std::vector<Node> next;
    for (const Node& from : frontier) {
      for (const Letter& letter : letters) {
        Node to = follow_letter(from, letter, search);
        ++search.edges;
        if (search.breach) {
          return search;
        }
        if (seen.insert(fingerprint(to.trial)).second && search.depth < kDepth) {
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
  TrialHash hash;

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
        Honest{"Strict", table_policy(strict<Concrete>(), kSlots), TrialHash::all_last},
        Honest{"Safe", table_policy(safe<Concrete>(), kSlots), TrialHash::all_last},
        Honest{"Rfc9293", table_policy(rfc9293<Concrete>(), kSlots), TrialHash::spread_out},
        Honest{"Nt4Sp4", nt4_sp4_policy<Concrete>(kSlots), TrialHash::pairs}),
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
  const Search search = explore(small(GetParam().policy), TrialHash::spread_out);
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
