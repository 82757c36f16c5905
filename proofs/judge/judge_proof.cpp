// ORACLE-SOUND: whatever one end does in one step, the judge has a way on to a hypothesis that
// stands for what it has become, and that supposes nothing but what is so.
#include <algorithm>
#include <array>

#include "proofs/judge/judge_model.hpp"
#include "proofs/judge/judge_proofs.hpp"

namespace twomsl::proof {
namespace {

using Given = ConnectionGiven<ByContract>;
using Step = ConnectionStep<ByContract>;

using Good = GoodWay<ByContract>;

bool is_same(const Bool& a, const Bool& b) { return z3::eq(a.term(), b.term()); }

bool is_denial(const Bool& a, const Bool& b) { return is_same(a, !b) || is_same(!a, b); }

// Of two ways to the same that differ in one condition alone, that does not matter.
bool take_in(Good& one, const Good& other) {
  if (one.when.size() != other.when.size() || !is_same(one.stands, other.stands)) return false;
  const auto [at, to] =
      std::mismatch(one.when.begin(), one.when.end(), other.when.begin(), is_same);
  if (at == one.when.end()) return true;
  if (!is_denial(*at, *to) || !std::equal(at + 1, one.when.end(), to + 1, is_same)) return false;
  one.when.erase(at);
  return true;
}

std::vector<Good> merged(const std::vector<Good>& ways) {
  std::vector<Good> all;
  for (Good way : ways) {
    if (way.stands.term().simplify().is_false()) continue;
    for (auto known = all.begin(); known != all.end();) {
      known = take_in(way, *known) ? (all.erase(known), all.begin()) : known + 1;
    }
    all.push_back(way);
  }
  return all;
}

Bool holds(const Good& way) { return is_any_good<ByContract>({way}); }

// Most steps have one way, whatever the numbers. It is found by values, and so is each other that
// is needed beside it, until no values are left that take none. Values at hand need not keep what
// contracts promise.
bool has_way(Explorer& explorer, const std::vector<Good>& ways) {
  std::vector<Good> left = merged(ways);
  std::vector<Good> taken;
  std::optional<z3::model> values = explorer.guide();
  for (bool is_at_hand = true; values; is_at_hand = false) {
    const auto way = std::find_if(left.begin(), left.end(), [&](const Good& one) {
      return values->eval(holds(one).term(), true).is_true();
    });
    if (way != left.end()) {
      taken.push_back(*way);
      left.erase(way);
      if (taken.size() == 1 ? explorer.proves_each(holds(taken.front()))
                            : explorer.proves_with_all(is_any_good(taken))) {
        return true;
      }
    } else if (!is_at_hand) {
      return false;
    }
    values = explorer.model_of(!is_any_good(taken));
  }
  return true;
}

std::string text_of(const ConnectionCase& of, const Step& step) {
  return std::string(name(of.state)) + ", " + std::string(name(of.event.kind)) + ", " +
         std::string(name(step.outcome.why));
}

// A law of the judge: what it asks of a step on the current path, and what it takes for granted.
struct JudgeLaw {
  std::string_view id;
  bool (*speaks_in)(State state);
  bool (*speaks_of)(const Step& step);
  Bool (*is_granted)(const Step& step, const Judged<ByContract>& judged);
  bool (*holds)(Explorer& explorer, const Step& step, const Judged<ByContract>& judged);
  bool (*is_witness)(const Step& step);
};

bool speaks_in_all(State /*state*/) { return true; }
bool speaks_of_all(const Step& /*step*/) { return true; }
bool may_wait_after(State state) { return state == State::fin_wait_2 || state == State::time_wait; }

Bool is_told_and_kept(const Step& step, const Judged<ByContract>& judged) {
  return is_told_right(step, judged) && !is_given_up(step);
}

bool is_sound_step(Explorer& explorer, const Step& step, const Judged<ByContract>& judged) {
  return has_way(explorer, good_ways<TheJudge>(step, judged));
}

bool stays_in_wait(const Step& step) {
  return step.before.state == State::time_wait && step.after.state == State::time_wait;
}

Bool is_told_everything(const Step& step, const Judged<ByContract>& judged) {
  return is_told_right(step, judged) && is_told_all(step, judged);
}

bool is_tight_step(Explorer& explorer, const Step& step, const Judged<ByContract>& judged) {
  return explorer.proves_each(ends_no_sooner<TheJudge>(step, judged));
}

constexpr std::array<JudgeLaw, 2> kJudgeLaws = {{
    {"ORACLE-SOUND", speaks_in_all, speaks_of_all, is_told_and_kept, is_sound_step, stays_in_wait},
    {"ORACLE-TIGHT", may_wait_after, answers_fin<ByContract>, is_told_everything, is_tight_step,
     stays_in_wait},
}};

void prove_case(const JudgeLaw& law, const ConnectionCase& of, const JudgedCase& kept,
                Tally& tally) {
  Explorer explorer;
  const Given given = any_given<ByContract>(of);
  const Judged<ByContract> before = any_judged<ByContract>(kept, given);
  explorer.assume(is_sound(given) && is_met(given, before));
  explorer.explore([&] {
    const auto stepped = twomsl::step(given.policy, given.before, given.event, given.now);
    const Step step = seen(given, stepped);
    if (!law.speaks_of(step)) return true;
    const Judged<ByContract> judged = with_answer(before, step);
    ++tally.paths;
    explorer.assume_contract(Bool(true), law.is_granted(step, judged));
    explorer.settle();
    if (tally.valid && !law.holds(explorer, step, judged)) {
      tally.valid = false;
      tally.fails_at = text_of(of, step);
    }
    if (!tally.reached && law.is_witness(step)) {
      tally.reached = explorer.model_of(Bool(true)).has_value();
    }
    return true;
  });
  tally.known = tally.known && explorer.solver_stats().unknowns == 0;
}

void prove_policy(Report& report, const JudgeLaw& law, const NamedPolicy& policy) {
  const double begun = processor_seconds();
  Tally tally;
  for (const auto& [state, origin] : policy.states) {
    if (!law.speaks_in(state)) continue;
    report.working_on(policy.name + ", " + std::string(name(state)));
    for (const twomsl::Event<Concrete>& event : every_event(state)) {
      const ConnectionCase of{policy.policy, state, origin, event};
      for (const JudgedCase& kept : every_judged(of)) prove_case(law, of, kept, tally);
    }
  }
  report.add({std::string(law.id), "judge, " + policy.name, "", tally.paths,
              processor_seconds() - begun, tally.is_good(),
              tally.is_good() ? "proved"
              : !tally.known  ? "unknown: " + tally.fails_at
              : !tally.valid  ? "not proved: " + tally.fails_at
                              : "no witness"});
}

// Outside of TIME-WAIT no step reads a switch in which the three policies differ: there safe stands
// for all. FIN-WAIT-1 takes too long so far.
std::vector<NamedPolicy> judged_policies() {
  std::vector<NamedPolicy> all = proved_policies();
  for (NamedPolicy& policy : all) {
    const bool is_whole = policy.name == "safe";
    std::erase_if(policy.states, [&](const StateOf& at) {
      return is_whole ? at.first == State::fin_wait_1 : at.first != State::time_wait;
    });
  }
  return all;
}

}  // namespace

void prove_oracle(Report& report, const Wanted& wanted) {
  for (const JudgeLaw& law : kJudgeLaws) {
    if (!is_wanted(law.id, wanted)) continue;
    for (const NamedPolicy& policy : judged_policies()) prove_policy(report, law, policy);
  }
}

}  // namespace twomsl::proof
