// What RapidCheck finds in the museum: programs for two hosts that break a law, shrunk. The same
// search acquits Service Pack 4; program_law_test acquits each honest policy in 10,000 cases.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/historical/host_museum_trace.hpp"
#include "tests/sim/program_arbitrary.hpp"

namespace twomsl {
namespace {

using sim::Command;
using sim::Program;
using Commands = std::vector<Command>;

struct Search {
  std::uint64_t cases = 0;  // that were tried, the convicting one included
  Commands found{};         // empty: nothing was
  Commands shrunk{};
};

// What an exhibit's host breaks first, or nothing.
std::string broken_by(const HostExhibit<Concrete>& exhibit, const Commands& commands) {
  const sim::Subject subject{exhibit.name, exhibit.policy, exhibit.museum, exhibit.judge, true};
  const sim::Profile profile{.policies_under_test = {subject}, .forges = true, .drains = false};
  sim::Coverage unused;
  const auto breach = sim::run_program({{}, commands}, profile, unused);
  return breach ? std::string(breach->law) : std::string{};
}

// Looks for a program that breaks a law, and shrinks it. The same on every run.
Search search(const HostExhibit<Concrete>& exhibit, std::uint64_t most_cases) {
  constexpr int kSize = 150;
  const auto programs = rc::gen::container<Commands>(sim::command_of(true));
  const auto breaks = [&](const Commands& commands) {
    return !broken_by(exhibit, commands).empty();
  };
  Search result;
  while (result.found.empty() && result.cases < most_cases) {
    const rc::Shrinkable<Commands> program = programs(rc::Random(result.cases), kSize);
    ++result.cases;
    if (breaks(program.value())) {
      result.found = program.value();
      result.shrunk = rc::shrinkable::findLocalMin(program, breaks).first;
    }
  }
  return result;
}

std::string words_of(const Commands& commands) { return describe(Program{{}, commands}); }

struct KnownViolation {
  const char* exhibit;
  const char* law;           // the first that breaks: an eviction may meet the account first
  std::uint64_t most_cases;  // within which it must be convicted
};

class HostMuseumSearch : public testing::TestWithParam<KnownViolation> {};

TEST_P(HostMuseumSearch, ConvictsAndShrinks) {
  const auto exhibit = host_exhibit(GetParam().exhibit);
  const Search result = search(exhibit, GetParam().most_cases);
  ASSERT_FALSE(result.found.empty()) << "not within " << GetParam().most_cases << " cases";
  const std::string broken = broken_by(exhibit, result.shrunk);
  EXPECT_EQ(GetParam().law, broken);
  EXPECT_LE(result.shrunk.size(), 16u) << words_of(result.shrunk);
  EXPECT_EQ("", broken_by(host_exhibit("nt4_sp4_safe"), result.shrunk));
  std::printf("SEARCH %s breaks %s: case %llu, %zu commands, shrunk to %zu: %s\n",
              GetParam().exhibit, broken.c_str(), static_cast<unsigned long long>(result.cases),
              result.found.size(), result.shrunk.size(), words_of(result.shrunk).c_str());
}

INSTANTIATE_TEST_SUITE_P(HostMuseum, HostMuseumSearch,
                         testing::Values(KnownViolation{"nt4", "INV-TW-1", 1000},
                                         KnownViolation{"nt4_hotfix", "INV-TW-9", 1000},
                                         KnownViolation{"nt4_overstay", "INV-TW-4", 1000},
                                         KnownViolation{"evict_oldest", "INV-TW-1", 1000},
                                         KnownViolation{"refuse_newcomer", "INV-TW-1", 1000},
                                         KnownViolation{"bind_reuse", "INV-TW-2", 1000},
                                         KnownViolation{"no_time_wait", "INV-TW-2", 1000},
                                         KnownViolation{"no_return", "INV-TW-2", 1000},
                                         KnownViolation{"assassinated", "INV-TW-2", 1000}),
                         [](const auto& row) { return std::string(row.param.exhibit); });

class HostMuseumAcquittal : public testing::TestWithParam<const char*> {};

TEST_P(HostMuseumAcquittal, StandsAfterTenThousandCases) {
  const auto exhibit = host_exhibit(GetParam());
  const Search result = search(exhibit, 10'000);
  EXPECT_EQ("", broken_by(exhibit, result.shrunk)) << words_of(result.shrunk);
  std::printf("SEARCH %s breaks nothing: %llu cases\n", GetParam(),
              static_cast<unsigned long long>(result.cases));
}

INSTANTIATE_TEST_SUITE_P(HostMuseum, HostMuseumAcquittal,
                         testing::Values("nt4_sp4", "nt4_sp4_safe", "assassinated_rfc9293"),
                         [](const auto& row) { return std::string(row.param); });

}  // namespace
}  // namespace twomsl
