// Mutants of the judge. Each must be refuted by a step of the machine, and that step, decoded, must
// leave the broken judge without a way on.
#include "proofs/judge/broken_judges.hpp"
#include "proofs/judge/judge_model.hpp"
#include "proofs/judge/judge_proofs.hpp"

namespace twomsl::proof {
namespace {

// One step that a law is asked of, on which nothing is taken for granted that does not hold.
template <class D>
struct Asked {
  typename D::Bool is_granted{};
  typename D::Bool holds{};
};

template <class Judge>
struct Soundness {
  template <class D>
  static Asked<D> ask(const ConnectionGiven<D>& given, const Judged<D>& before,
                      const StepResult<D>& stepped) {
    const ConnectionStep<D> step = seen(given, stepped);
    const Judged<D> judged = with_answer(before, step);
    return {is_met(given, before) && is_told_right(step, judged),
            is_any_good(good_ways<Judge>(step, judged))};
  }
};

template <class Judge>
struct Tightness {
  template <class D>
  static Asked<D> ask(const ConnectionGiven<D>& given, const Judged<D>& before,
                      const StepResult<D>& stepped) {
    const ConnectionStep<D> step = seen(given, stepped);
    const Judged<D> judged = with_answer(before, step);
    return {is_met(given, before) && is_told_right(step, judged) && is_told_all(step, judged),
            ends_no_sooner<Judge>(step, judged)};
  }
};

constexpr JudgedCase kEstablished{.state = State::established};
constexpr JudgedCase kTimeWait{.state = State::time_wait};

// A segment arrives at an arbitrary connection under safe, which stands as it is kept.
template <class Law, const JudgedCase& kept>
Refutation refute(const Mutant& /*mutant*/) {
  const ConnectionCase of{
      safe<Concrete>(), kept.state, Origin::active, {.kind = EventKind::segment_arrives}};
  const auto given = any_given<Symbolic>(of);
  const auto judged = any_judged<Symbolic>(kept, given);
  Explorer explorer;
  explorer.assume(is_sound(given));
  const auto step_of = [](const auto& from) {
    return twomsl::step(from.policy, from.before, from.event, from.now);
  };
  const auto is_broken = [&] {
    const Asked<Symbolic> asked = Law::ask(given, judged, step_of(given));
    return asked.is_granted && !asked.holds;
  };
  const auto replays = [&](const z3::model& model) {
    const ConnectionGiven<Concrete> values = decoded(model, given);
    const Asked<Concrete> asked = Law::ask(values, decoded(model, judged), step_of(values));
    return asked.is_granted && !asked.holds;
  };
  return find_counterexample(explorer, is_broken, replays);
}

constexpr Mutant breaking(std::string_view law, std::string_view name,
                          Refutation (*refutation)(const Mutant&)) {
  return {"ORACLE-SOUND", law, "judge", name, "", refutation};
}

constexpr std::array<Mutant, 4> kMutants = {{
    breaking("ORACLE-SOUND", "a FIN is always delivered",
             refute<Soundness<AlwaysDeliversAFin>, kEstablished>),
    breaking("ORACLE-SOUND", "a RST is always obeyed",
             refute<Soundness<AlwaysObeysARst>, kTimeWait>),
    breaking("ORACLE-SOUND", "TIME-WAIT alone owes a FIN its ACK",
             refute<Soundness<TimeWaitAloneAcknowledges>, kEstablished>),
    breaking("ORACLE-TIGHT", "a wait never restarts", refute<Tightness<NeverRestarts>, kTimeWait>),
}};

}  // namespace

std::span<const Mutant> judge_mutants() { return kMutants; }

}  // namespace twomsl::proof
