// Faulty steps of one connection: any events, as step_law_test draws them.
#include "spec/laws/connection/connection_laws.hpp"
#include "tests/connection/harness/drawn_steps.hpp"
#include "tests/mutants/faulty/weak_laws.hpp"
#include "tests/support/faults.hpp"

namespace twomsl::mutants {
namespace {

constexpr unsigned kPrograms = 60'000;
constexpr unsigned kFaultsOfAStep = 200;

using Step = ConnectionStep<Concrete>;

// What a step may have done, and where it may be wrong.
struct Result {
  Connection<Concrete> after;
  Outcome<Concrete> outcome;

  template <class Visit>
  void visit(Visit& see) {
    see("state", after.state);
    see("replies", outcome.replies);
    see("spends_credit", outcome.spends_credit);
    for_each_field(see, after);
    for_each_field(see, outcome);
    for_each_field(see, outcome.segment);
  }
};

// The numbers of the connection before the step, and of what happened to it.
void lend_numbers(Faults& faults, const Step& step) {
  const auto lend = [&](const char*, const auto& value) { faults.lend(value); };
  for_each_field(lend, step.before);
  for_each_field(lend, step.event);
  for_each_field(lend, step.event.segment);
  faults.lend(step.now);
  faults.lend(step.now + step.policy.msl + step.policy.msl);
}

void ask(WeakLaws& laws, std::mt19937& random, const Step& made) {
  std::vector<ConnectionLaw<Concrete>> asked;
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (laws.come_by([&] { return law.holds(made); })) asked.push_back(law);
  });
  Result result{made.after, made.outcome};
  const Step step{made.policy,  made.event,     made.now, made.before,
                  result.after, result.outcome, made.wait};
  Faults faults(random);
  result.visit(faults);
  lend_numbers(faults, made);
  for (unsigned i = 0; i < kFaultsOfAStep && !asked.empty() && !laws.is_done(); ++i) {
    faults.with_one([&](const char* wrong) {
      const std::string fault = std::string(name(step.before.state)) + ", " +
                                std::string(name(step.event.kind)) + ": " + wrong;
      for (const ConnectionLaw<Concrete>& law : asked) {
        laws.ask(law.id, fault, [&] { return law.holds(step); });
      }
    });
  }
}

}  // namespace

void ask_of_connections(WeakLaws& laws) {
  std::mt19937 random(1);
  for (unsigned i = 0; i < kPrograms && !laws.is_done(); ++i) {
    make_drawn_steps(random, [&](const Step& step) { ask(laws, random, step); });
  }
}

}  // namespace twomsl::mutants
