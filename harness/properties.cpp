#include "harness/properties.hpp"

#include <utility>

#include "harness/program/forged.hpp"
#include "harness/program/shrink.hpp"

namespace twomsl::harness {

Program drawn(const PropertiesOptions& options, std::uint64_t seed) {
  return options.beside == nullptr ? program_of_seed(seed) : forging_program_of_seed(seed);
}

Run run_of(const Subject& subject, const PropertiesOptions& options, const Program& program,
           bool prints) {
  if (options.beside == nullptr) return run_apart(subject, program, prints);
  const auto play = [&program](Stage& stage) { stage.play_to_end(program); };
  return run_apart(subject, program.settings, play,
                   {.most_seconds = most_seconds_of(subject), .prints = prints});
}

std::vector<Failure> failures_of(const Subject& subject, const PropertiesOptions& options,
                                 const Run& run) {
  return options.beside == nullptr ? failures_of(subject, run, options.strictness)
                                   : failures_of(subject, run, *options.beside);
}

Defect shrunk(const Subject& subject, const PropertiesOptions& options, const Watcher& watcher,
              Defect defect) {
  const std::string name = defect.failure.name;
  defect.commands_before = defect.program.commands.size();
  const auto failure_of = [&](const Run& run) {
    return failure_named(failures_of(subject, options, run), name);
  };
  const Program program = shrink(defect.program, [&](const Program& simpler) {
    if (watcher.is_stopped && watcher.is_stopped()) return false;
    if (watcher.progress) watcher.progress(simpler.commands.size(), "shrinking " + name);
    return failure_of(run_of(subject, options, simpler)).has_value();
  });
  const Run run = run_of(subject, options, program);
  const std::optional<Failure> failure = failure_of(run);
  defect.is_repeatable = failure.has_value();
  if (!failure) return defect;
  defect.failure = *failure;
  defect.program = program;
  defect.run = run;
  return defect;
}

std::optional<Failure> failure_named(const std::vector<Failure>& failures,
                                     const std::string& name) {
  for (const Failure& failure : failures) {
    if (failure.name == name) return failure;
  }
  return std::nullopt;
}

PropertiesResult play_properties(const Subject& subject, const PropertiesOptions& options,
                                 const Watcher& watcher) {
  PropertiesResult result;
  for (std::uint64_t i = 0; i < options.count; ++i) {
    if (watcher.is_stopped && watcher.is_stopped()) break;
    if (watcher.progress) watcher.progress(i, "programs");
    const std::uint64_t seed = options.seed + i;
    const Program program = drawn(options, seed);
    const Run run = run_of(subject, options, program);
    if (watcher.is_stopped && watcher.is_stopped()) break;
    ++result.played;
    for (const Failure& failure : failures_of(subject, options, run)) {
      const auto known = result.defects.find(failure.name);
      const bool is_known = known != result.defects.end();
      const std::uint64_t times = is_known ? known->second.times + 1 : 1;
      // It is told again if it breaks more than it did then.
      if (is_known && known->second.failure.level <= failure.level) {
        known->second.times = times;
        continue;
      }
      Defect defect{.failure = failure, .program = program, .run = run, .first_seed = seed};
      if (!options.known.contains(failure.name)) {
        defect = shrunk(subject, options, watcher, std::move(defect));
        if (watcher.found) watcher.found(defect);
      }
      const bool is_fault = failure.kind == FailureKind::fault;
      defect.times = times;
      result.defects.insert_or_assign(failure.name, std::move(defect));
      if (is_fault) return result;
    }
  }
  return result;
}

}  // namespace twomsl::harness
