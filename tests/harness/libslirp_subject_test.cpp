// libslirp opens a tuple that it has wait, takes no notice of the peer's MSS, and is the same after
// each reset.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include "harness/conform/conform.hpp"
#include "harness/conform/prober.hpp"
#include "harness/properties.hpp"

namespace twomsl::harness {
namespace {

Subject libslirp() { return {twomsl_stack_under_test(), 0}; }

TEST(LibslirpSubject, IsConvictedOfOpeningATupleThatWaits) {
  constexpr std::uint8_t kTuple = kFirstOfSubject;
  Program program{{},
                  {{CommandKind::open, kTuple},
                   {CommandKind::close, kTuple, End::subject},
                   {CommandKind::close, kTuple, End::peer}}};
  EXPECT_TRUE(failures_of(libslirp(), run_apart(libslirp(), program)).empty());
  program.commands.push_back({CommandKind::open, kTuple});
  const auto failures = failures_of(libslirp(), run_apart(libslirp(), program));
  ASSERT_EQ(1u, failures.size());
  EXPECT_EQ("active-reuse", failures.front().name);
}

TEST(LibslirpSubject, BeginsAnewWithEachReset) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Program program = program_of_seed(seed);
    const auto capture = run_here(libslirp(), program).capture();
    EXPECT_EQ(capture, run_here(libslirp(), program).capture()) << seed;
    EXPECT_EQ(capture, run_apart(libslirp(), program).recording.capture()) << seed;
  }
}

std::string words_of_case(std::string_view id) {
  for (const Case& one : all_cases()) {
    if (one.id == id) return run_case(libslirp(), one).words;
  }
  return "there is no such case";
}

TEST(LibslirpSubject, IsHeldToTheSuite) {
  EXPECT_EQ("", words_of_case("ESTABLISHED/text"));
  EXPECT_EQ("", words_of_case("wait/stands-until-2msl"));
  EXPECT_EQ("it sent a longer segment", words_of_case("options/mss-is-kept-to"));
}

TEST(LibslirpSubject, TellsOfARstBehindAFin) {
  Prober prober(libslirp(), [](const Note&) {});
  ASSERT_TRUE(prober.reach(State::close_wait, false)) << prober.trouble();
  Probe rst = prober.next();
  rst.segment.rst = true;
  prober.arrive(rst);
  prober.wait(Prober::kPatience_us);
  ASSERT_TRUE(prober.user().has_ended);
  EXPECT_EQ(TWOMSL_END_RESET, prober.user().how);
}

}  // namespace
}  // namespace twomsl::harness
