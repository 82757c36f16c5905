// The laws of one step from any well-formed connection, as the proofs have it: what programs come
// to, with a member changed as far as it stays well-formed, under a policy with a switch or a
// number changed as far as it stays valid.
#include <gtest/gtest.h>

#include "core/connection/concrete_connection.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "tests/connection/harness/drawn_steps.hpp"
#include "tests/support/faults.hpp"

namespace twomsl {
namespace {

using Step = ConnectionStep<Concrete>;

// A step that is to be made.
struct Given {
  Policy<Concrete> policy;
  Connection<Concrete> before;
  Event<Concrete> event;
  Instant<Concrete> now;
  WaitHistory<Concrete> wait;

  [[nodiscard]] bool is_sound() const {
    return invalid_field(policy).empty() && is_possible(event) && is_well_formed(before, now) &&
           deadline_matches_ghost(before, wait, now);
  }
};

// The switches that no museum alone uses.
void visit_switches(Faults& see, Policy<Concrete>& policy) {
  TimeWaitRules& rules = policy.time_wait;
  see("accepts_rst", rules.accepts_rst);
  see("reopens", rules.reopens);
  see("challenges_syn", rules.challenges_syn);
  see("answers_only_retransmissions", rules.answers_only_retransmissions);
  see("ends_on_abort", rules.ends_on_abort);
  see("ends_on_user_timeout", rules.ends_on_user_timeout);
  see("offers_timestamps", policy.offers_timestamps);
  see("offers_scale", policy.offers_scale);
  see("nagle", policy.nagle);
  see("keeps_alive", policy.keeps_alive);
}

void lend_bounds(Faults& faults, Instant<Concrete> now) {
  for (const std::uint32_t word : {0u, 14u, kSmallestMss, 0xffffu, kLargestWindow}) {
    faults.lend(word);
  }
  for (const std::uint64_t time : {kNeverUs, kLongestTimeoutUs, kLongestMslUs, now.us,
                                   now.us + kLongestTimeoutUs, now.us + 2 * kLongestMslUs}) {
    faults.lend(time);
  }
}

// Makes the step if it is sound, and says which law it breaks.
std::string broken_by(const Given& given, unsigned& count) {
  if (!given.is_sound()) return "";
  ++count;
  const StepResult<Concrete> made = step(given.policy, given.before, given.event, given.now);
  const Step seen{given.policy,    given.event,  given.now, given.before,
                  made.connection, made.outcome, given.wait};
  std::string broken;
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (!law.holds(seen)) broken += " " + std::string(law.id);
  });
  return broken;
}

// Steps near one that was made.
void expect_laws_near(const Step& made, std::mt19937& random, unsigned& count) {
  Given given{made.policy, made.before, made.event, made.now, made.wait};
  Faults of_connection(random);
  of_connection("state", given.before.state);
  for_each_field(of_connection, given.before);
  Faults of_event(random);
  for_each_field(of_event, given.event);
  for_each_field(of_event, given.event.segment);
  Faults of_policy(random);
  visit_switches(of_policy, given.policy);
  for_each_field(of_policy, given.policy);
  for (Faults* faults : {&of_connection, &of_event, &of_policy}) lend_bounds(*faults, made.now);
  const auto expect = [&](const char* changed) {
    const std::string broken = broken_by(given, count);
    EXPECT_EQ("", broken) << changed << " changed in " << name(made.before.state) << ", "
                          << name(made.event.kind);
  };
  for (int i = 0; i < 8; ++i) {
    for (Faults* first : {&of_connection, &of_event, &of_policy}) {
      first->with_one(expect);
      first->with_one([&](const char*) { of_connection.with_one(expect); });
    }
  }
}

TEST(StepLaw, HoldsFromAnyWellFormedConnectionUnderAnyValidPolicy) {
  std::mt19937 random(20261130);
  unsigned count = 0;
  for (int i = 0; i < 20'000 && !HasFailure(); ++i) {
    make_drawn_steps(random, [&](const Step& made) { expect_laws_near(made, random, count); });
  }
  EXPECT_LT(1'000'000u, count) << "too few of the steps were sound";
}

}  // namespace
}  // namespace twomsl
