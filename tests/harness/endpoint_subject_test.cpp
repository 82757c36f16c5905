// Our own endpoint as a subject: it keeps every wait, with little memory or much, and what is not
// its fault is not found on it.
#include <gtest/gtest.h>
#include <twomsl/stack.h>

#include "harness/program/forged.hpp"
#include "harness/properties.hpp"

namespace twomsl::harness {
namespace {

constexpr Strictness kAll{.counts_conditional = true, .counts_hazard = true};

TEST(EndpointSubject, IsAcquittedOfEveryProgramHoweverLittleMemoryItHas) {
  for (const std::uint32_t connections : {0u, 2u, 4u}) {
    const Subject subject{twomsl_stack_under_test(), connections};
    for (std::uint64_t seed = 1; seed <= 800; ++seed) {
      const Program program =
          seed % 2 == 0 ? program_of_seed(seed) : forging_program_of_seed(seed / 2);
      const Recording recording = run_here(subject, program);
      for (const Failure& failure : failures_of(subject, recording, kAll)) {
        ADD_FAILURE() << "seed " << seed << ": " << failure.name << "\n"
                      << describe(program, subject.stack->msl_us) << failure.words;
      }
    }
  }
}

TEST(EndpointSubject, DoesTheSameInAProcessOfItsOwn) {
  const Subject subject{twomsl_stack_under_test(), 4};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Program program = program_of_seed(seed);
    EXPECT_EQ(run_here(subject, program).capture(), run_apart(subject, program).recording.capture())
        << seed;
  }
}

// When the FIN of the stack, and the peer's answer to it, were seen at the stack.
std::vector<std::uint64_t> times_of_close(const Program& program) {
  const Recording recording = run_here({twomsl_stack_under_test(), 4}, program);
  std::vector<std::uint64_t> times;
  for (const sim::Captured& seen : recording.tap.captured(sim::Vantage::a)) {
    times.push_back(seen.at.us);
  }
  return times;
}

TEST(EndpointSubject, HearsLaterWhatIsDelayed) {
  const Command open{CommandKind::open, 0}, close{CommandKind::close, 0, End::subject};
  const Command delay{CommandKind::delay, 0, End::peer, false, 499};  // by half a second
  const Command wait{CommandKind::wait, 0, End::subject, false, 13};  // past 2*MSL
  const auto at_once = times_of_close({{}, {open, close, wait}});
  const auto late = times_of_close({{}, {open, delay, close, wait}});
  ASSERT_EQ(at_once.size(), late.size());
  EXPECT_EQ(at_once.back() + 500'000, late.back());
}

}  // namespace
}  // namespace twomsl::harness
