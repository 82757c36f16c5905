// Programs by seed, judged one after another; what fails is shrunk and kept.
#pragma once

#include <map>
#include <set>

#include "harness/verdict.hpp"

namespace twomsl::harness {

/// One defect: the shortest program that shows it, and how often it was met.
struct Defect {
  Failure failure{};
  Program program{};
  Run run{};
  std::optional<std::uint64_t> first_seed{};  // if a seed gave the program
  std::size_t commands_before = 0;            // it was shrunk
  std::uint64_t times = 1;
  bool is_repeatable = true;  // it was shown again by the same program
};

struct PropertiesOptions {
  std::uint64_t seed = 1;
  std::uint64_t count = 1000;
  std::size_t jobs = 1;  // programs at a time; what comes of them is the same for any number
  Strictness strictness{};
  const CorePolicy* beside = nullptr;  // if given, runs are held to what the core does under it
  std::set<std::string, std::less<>> known{};  // names of failures that are counted and not told
};

/// The program of a seed.
[[nodiscard]] Program drawn(const PropertiesOptions& options, std::uint64_t seed);

/// Runs a program as the options ask for, and says what is wrong with the run.
[[nodiscard]] Run run_of(const Subject& subject, const PropertiesOptions& options,
                         const Program& program, bool prints = false);
[[nodiscard]] std::vector<Failure> failures_of(const Subject& subject,
                                               const PropertiesOptions& options, const Run& run);

/// What a campaign tells as it goes, and whether it is to stop.
struct Watcher {
  std::function<void(std::uint64_t played, const std::string& doing)> progress{};
  std::function<void(const Defect&)> found{};
  std::function<bool()> is_stopped{};
};

struct PropertiesResult {
  std::uint64_t played = 0;
  std::map<std::string, Defect> defects{};  // by the name of the failure
};

/// Plays `count` programs, each in a process of its own, and hears what came of them in the order
/// of their seeds. Every failure is shrunk and told once, by its name; a fault of the file ends the
/// campaign.
[[nodiscard]] PropertiesResult play_properties(const Subject& subject,
                                               const PropertiesOptions& options,
                                               const Watcher& watcher = {});

/// The same defect shown by the shortest program; as it is if that does not repeat.
[[nodiscard]] Defect shrunk(const Subject& subject, const PropertiesOptions& options,
                            const Watcher& watcher, Defect defect);

/// The failure of that name that a program shows, if it does.
[[nodiscard]] std::optional<Failure> failure_named(const std::vector<Failure>& failures,
                                                   const std::string& name);

}  // namespace twomsl::harness
