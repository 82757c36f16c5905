// The laws of one connection as properties: any events, segments that nobody sent among them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "spec/model/event.hpp"
#include "tests/connection/harness/step_harness.hpp"

namespace twomsl {
namespace {

using Bytes = std::vector<std::uint8_t>;

rc::Gen<Bytes> bytes(std::size_t count) {
  const auto even = rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 256));
  return rc::gen::container<Bytes>(
      count, rc::gen::map(even, [](int value) { return static_cast<std::uint8_t>(value); }));
}

// Checks 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
void keeps_every_law(const Bytes& prefix) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  rc::detail::checkGTest([&prefix] {
    const std::size_t events = *rc::gen::inRange<std::size_t>(1, 40);
    Bytes program = prefix;
    if (program.empty()) {
      program = *bytes(kStepOpeningBytes);
    }
    const Bytes rest = *bytes(events * kStepEventBytes);
    program.insert(program.end(), rest.begin(), rest.end());
    if (const std::optional<Breach> breach = run_steps(program, sim::honest_subjects())) {
      RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
    }
  });
}

// Appends one event: its kind, control bits and numbers.
void add_event(Bytes& program, EventKind kind, std::uint8_t control = 0, std::uint8_t numbers = 0) {
  program.insert(program.end(), {static_cast<std::uint8_t>(kind), 0, control, numbers, 0, 0, 0, 1});
  program.insert(program.end(), 4, 0);
}

constexpr std::uint8_t kSyn = 1;
constexpr std::uint8_t kFin = 2;
constexpr std::uint8_t kAck = 8;

// An opening under a policy, and an active open that has come to ESTABLISHED.
Bytes established(std::uint8_t policy) {
  Bytes program = {policy, 0, 0, 0, 7, 1, 0, 0};
  add_event(program, EventKind::open_active);
  add_event(program, EventKind::segment_arrives, kSyn | kAck);
  return program;
}

// The same, closed by this end first.
Bytes waiting(std::uint8_t policy) {
  Bytes program = established(policy);
  add_event(program, EventKind::close);
  add_event(program, EventKind::segment_arrives, kFin | kAck);
  return program;
}

TEST(StepLaw, HoldsForAnyEvents) { keeps_every_law({}); }
TEST(StepLaw, HoldsInEstablished) { keeps_every_law(established(0)); }
TEST(StepLaw, HoldsInTimeWaitUnderSafe) { keeps_every_law(waiting(0)); }
TEST(StepLaw, HoldsInTimeWaitUnderStrict) { keeps_every_law(waiting(1)); }
TEST(StepLaw, HoldsInTimeWaitUnderRfc9293) { keeps_every_law(waiting(2)); }

}  // namespace
}  // namespace twomsl
