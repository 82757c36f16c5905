#include "harness/properties.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "harness/program/forged.hpp"
#include "harness/program/shrink.hpp"

namespace twomsl::harness {
namespace {

// What one program does in its process. REQUIRES: subject and program live on.
Act act_of(const Subject& subject, const PropertiesOptions& options, const Program& program) {
  const bool is_to_end = options.beside != nullptr;
  return [&subject, &program, is_to_end](const Notebook& notebook) {
    Stage stage(subject, program.settings, notebook);
    is_to_end ? stage.play_to_end(program) : stage.play(program);
  };
}

}  // namespace

Program drawn(const PropertiesOptions& options, std::uint64_t seed) {
  return options.beside == nullptr ? program_of_seed(seed) : forging_program_of_seed(seed);
}

Run run_of(const Subject& subject, const PropertiesOptions& options, const Program& program,
           bool prints) {
  const Act act = act_of(subject, options, program);
  Run run;
  run_apart(std::span(&act, 1), {.most_seconds = most_seconds_of(subject), .prints = prints},
            [&run](std::size_t, Run ended) { run = std::move(ended); });
  return run;
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

namespace {

// What a campaign is about.
struct Course {
  const Subject& subject;
  const PropertiesOptions& options;
  const Watcher& watcher;

  [[nodiscard]] bool is_stopped() const { return watcher.is_stopped && watcher.is_stopped(); }
};

// A program, and what came of it.
struct Played {
  Program program{};
  Run run{};
  std::vector<Failure> failures{};
  bool has_ended = false;  // or the campaign was stopped before
};

// So many are begun before the first of them is heard: their ends are awaited together, so the
// last of few would leave processors idle. Where time is real each takes a minute.
std::size_t batch_size(const Course& of) {
  constexpr std::size_t kTurns = 8;
  const bool is_slow = has_trait(*of.subject.stack, TWOMSL_STACK_REAL_TIME);
  return of.options.jobs <= 1 ? 1 : of.options.jobs * (is_slow ? 1 : kTurns);
}

// In threads: none runs any more when the next process is forked.
void judge(const Course& of, std::vector<Played>& batch) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < batch.size(); i = next++) {
      if (!batch[i].has_ended) continue;
      batch[i].failures = failures_of(of.subject, of.options, batch[i].run);
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(of.options.jobs, batch.size()); ++i) {
    others.emplace_back(work);
  }
  work();
}

std::vector<Played> play_batch(const Course& of, std::uint64_t played, std::size_t count) {
  std::vector<Played> batch(count);
  std::vector<Act> acts;
  for (std::size_t i = 0; i < count; ++i) {
    batch[i].program = drawn(of.options, of.options.seed + played + i);
    acts.push_back(act_of(of.subject, of.options, batch[i].program));
  }
  const SideBySide how{.most_seconds = most_seconds_of(of.subject),
                       .jobs = of.options.jobs,
                       .is_stopped = [&of] { return of.is_stopped(); }};
  std::uint64_t ended = played;
  run_apart(acts, how, [&](std::size_t number, Run run) {
    batch[number].run = std::move(run);
    batch[number].has_ended = true;
    if (of.watcher.progress) of.watcher.progress(++ended, "programs");
  });
  judge(of, batch);
  return batch;
}

// Counts and tells what is wrong with one. False if that ends the campaign.
bool take_in(const Course& of, const Played& played, std::uint64_t seed, PropertiesResult& result) {
  for (const Failure& failure : played.failures) {
    const auto known = result.defects.find(failure.name);
    const bool is_known = known != result.defects.end();
    const std::uint64_t times = is_known ? known->second.times + 1 : 1;
    // It is told again if it breaks more than it did then.
    if (is_known && known->second.failure.level <= failure.level) {
      known->second.times = times;
      continue;
    }
    Defect defect{
        .failure = failure, .program = played.program, .run = played.run, .first_seed = seed};
    if (!of.options.known.contains(failure.name)) {
      defect = shrunk(of.subject, of.options, of.watcher, std::move(defect));
      if (of.watcher.found) of.watcher.found(defect);
    }
    const bool is_fault = failure.kind == FailureKind::fault;
    defect.times = times;
    result.defects.insert_or_assign(failure.name, std::move(defect));
    if (is_fault) return false;
  }
  return true;
}

}  // namespace

PropertiesResult play_properties(const Subject& subject, const PropertiesOptions& options,
                                 const Watcher& watcher) {
  const Course course{subject, options, watcher};
  PropertiesResult result;
  while (result.played < options.count && !course.is_stopped()) {
    const std::uint64_t left = options.count - result.played;
    const auto count = std::min<std::uint64_t>(batch_size(course), left);
    for (const Played& one : play_batch(course, result.played, count)) {
      if (!one.has_ended || course.is_stopped()) return result;
      if (!take_in(course, one, options.seed + result.played++, result)) return result;
    }
  }
  return result;
}

}  // namespace twomsl::harness
