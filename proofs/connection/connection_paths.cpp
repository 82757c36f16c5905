// PATHS: one model of every path, replayed: what Z3 says a step does is what the machine does.
#include <fstream>

#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/connection_theorems.hpp"

namespace twomsl::proof {
namespace {

struct Replays {
  unsigned paths = 0;
  unsigned agreed = 0;
};

// The concrete step does what the symbolic one does, in this model.
bool agrees(const z3::model& model, const StepResult<Symbolic>& symbolic,
            const StepResult<Concrete>& concrete) {
  const StepResult<Concrete> expected = decoded(model, symbolic);
  const Outcome<Concrete>& a = expected.outcome;
  const Outcome<Concrete>& b = concrete.outcome;
  return expected.connection.state == concrete.connection.state &&
         expected.connection.origin == concrete.connection.origin &&
         is_same<Concrete>(expected.connection, concrete.connection) && a.why == b.why &&
         a.signals == b.signals && a.replies == b.replies && a.spends_credit == b.spends_credit &&
         is_same<Concrete>(a, b) && is_same<Concrete>(a.segment, b.segment);
}

// The ranges are as in a list that runs; and there is room, which four lack sooner than 64.
Bool has_a_list_that_runs(const Connection<Symbolic>& c) {
  return are_in_order(c.held, c.rcv.nxt) && c.held.has_room();
}

// Replays every path of one case, and hands each line to `keep`.
template <class Keep>
void replay_case(const NamedPolicy& policy, const ConnectionCase& of, Replays& replays,
                 const Keep& keep) {
  Explorer explorer;
  const auto given = any_given<Symbolic>(of);
  explorer.assume(is_sound(given) && has_a_list_that_runs(given.before));
  explorer.explore([&] {
    const StepResult<Symbolic> stepped =
        twomsl::step(given.policy, given.before, given.event, given.now);
    ++replays.paths;
    const z3::model model = explorer.guide();
    const ConnectionGiven<Concrete> values = decoded(model, given);
    const StepResult<Concrete> replayed =
        twomsl::step(values.policy, values.before, values.event, values.now);
    replays.agreed += agrees(model, stepped, replayed) ? 1u : 0u;
    keep(recorded(policy.name, values, replayed));
    return true;
  });
}

// No path looks at the origin but those of SYN-RECEIVED, nor at what tells policies apart but those
// around TIME-WAIT.
bool has_paths_of_its_own(const NamedPolicy& policy, State state, Origin origin) {
  const bool is_around_wait = interrupts_wait(state, origin) || state == State::fin_wait_1 ||
                              state == State::fin_wait_2 || state == State::closing ||
                              state == State::time_wait;
  return (origin == Origin::active || state == State::syn_received || state == State::listen) &&
         (is_around_wait || policy.policy.time_wait == safe<Concrete>().time_wait);
}

template <class Keep>
Replays replay_policy(const NamedPolicy& policy, const Keep& keep) {
  Replays replays;
  for (const auto& [state, origin] : every_state()) {
    if (!has_paths_of_its_own(policy, state, origin)) {
      continue;
    }
    for (const twomsl::Event<Concrete>& event : every_event(state)) {
      replay_case(policy, {policy.policy, state, origin, event}, replays, keep);
    }
  }
  return replays;
}

// A machine whose clock is a microsecond ahead of Z3's, where time is written down.
Refutation refute_clock(const Mutant& /*mutant*/) {
  Explorer explorer;
  const auto given = any_given<Symbolic>(
      {safe<Concrete>(), State::fin_wait_2, Origin::active, {.kind = EventKind::segment_arrives}});
  explorer.assume(is_sound(given));
  Refutation refutation;
  explorer.explore([&] {
    const StepResult<Symbolic> stepped =
        twomsl::step(given.policy, given.before, given.event, given.now);
    const auto model = explorer.model_of(Bool(true));
    if (model) {
      const ConnectionGiven<Concrete> values = decoded(*model, given);
      const StepResult<Concrete> replayed = twomsl::step(values.policy, values.before, values.event,
                                                         values.now + Duration<Concrete>{1});
      refutation.is_found = !agrees(*model, stepped, replayed);
    }
    return !refutation.is_found;
  });
  refutation.paths = explorer.solver_stats().paths;
  refutation.is_known = explorer.solver_stats().unknowns == 0;
  return refutation;
}

constexpr std::array<Mutant, 1> kMutants = {
    {{"PATHS", "PATHS", "connection", "a clock 1 us ahead", "", refute_clock, false}}};

}  // namespace

std::span<const Mutant> path_mutants() { return kMutants; }

void replay_paths(Report& report, const Wanted& /*wanted*/) {
  for (const NamedPolicy& policy : proved_policies()) {
    report.working_on("paths of " + std::string(policy.name));
    const double begun = processor_seconds();
    const Replays replays = replay_policy(policy, [](const std::string&) {});
    const bool good = replays.paths > 0 && replays.agreed == replays.paths;
    report.add({"PATHS", "connection, " + std::string(policy.name), "", replays.paths,
                processor_seconds() - begun, good, good ? "replayed" : "not all agree"});
  }
}

bool write_paths(std::string_view folder) {
  for (const NamedPolicy& policy : proved_policies()) {
    const std::string path = std::string(folder) + "/" + std::string(policy.name) + ".csv";
    std::ofstream file(path);
    const Replays replays =
        replay_policy(policy, [&file](const std::string& line) { file << line << '\n'; });
    if (!file.flush() || replays.agreed != replays.paths) {
      std::fprintf(stderr, "prove: cannot write %s, or a path does not replay\n", path.c_str());
      return false;
    }
  }
  return true;
}

}  // namespace twomsl::proof
