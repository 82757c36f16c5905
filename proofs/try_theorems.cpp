// See try_theorems.hpp.
#include "proofs/try_theorems.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include "proofs/engine/explorer.hpp"
#include "proofs/engine/known/verdicts.hpp"
#include "proofs/engine/parallel.hpp"
#include "proofs/registry.hpp"

namespace twomsl::proof {
namespace {

// What is tried of a theorem: all of it, or the mutants alone that must break the law asked for.
struct Part {
  const Theorem* theorem = nullptr;
  bool is_whole = false;
  std::vector<const Mutant*> mutants{};
};

// Parts that are proved together: theorems of one id with one proof.
using Group = std::vector<Part>;

bool is_asked(const Theorem& theorem, std::string_view asked) {
  return asked.empty() ? !theorem.is_long : asked == theorem.id || asked == law_id(theorem);
}

Part part_of(const Theorem& theorem, std::string_view asked) {
  Part part{&theorem, is_asked(theorem, asked), {}};
  for (const Mutant* mutant : mutants_of(theorem)) {
    if (part.is_whole || mutant->law == asked) {
      part.mutants.push_back(mutant);
    }
  }
  return part;
}

// All of a subject's theorems, and no mutants.
Part part_of_subject(const Theorem& theorem, std::string_view subject) {
  return {&theorem, theorem.subject == subject && !theorem.is_long, {}};
}

// What must break a theorem of this subject, and not the theorem.
Part mutants_of_subject(const Theorem& theorem, std::string_view subject) {
  return {&theorem, false,
          theorem.subject == subject ? mutants_of(theorem) : std::vector<const Mutant*>{}};
}

template <class PartOf>
std::vector<Group> groups_for(std::string_view asked, const PartOf& chosen_part) {
  std::vector<Group> groups;
  for (const Theorem& theorem : theorems()) {
    const Part part = chosen_part(theorem, asked);
    if (!part.is_whole && part.mutants.empty()) {
      continue;
    }
    const auto together = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      const Theorem& first = *group.front().theorem;
      const bool shares = first.batch != 0 && first.batch == theorem.batch;
      return first.prove == theorem.prove && (first.id == theorem.id || shares);
    });
    if (together == groups.end()) {
      groups.push_back({part});
    } else {
      together->push_back(part);
    }
  }
  return groups;
}

// What a mutant's line says that it is.
std::string label_of(const Mutant& mutant) {
  const std::string name(mutant.name);
  const std::string subject(mutant.subject);
  if (mutant.id == "MUSEUM") {
    return (subject == "table" ? "" : subject + " ") + name + " breaks " + std::string(mutant.law);
  }
  const bool is_of_host = subject == "host" || subject == "account";
  return (is_of_host ? subject + ", " : "") + "mutant: " + name;
}

std::string outcome_of(const Mutant& mutant, const Refutation& refutation) {
  if (!refutation.is_found) {
    return refutation.is_known ? "not refuted" : "unknown";
  }
  if (!mutant.is_replayed) {
    return refutation.difference.empty() ? "refuted" : "refuted: " + refutation.difference;
  }
  return refutation.replays ? "refuted, replayed" : "does not replay";
}

// Runs a mutant of any kind: it must be refuted, and its counterexample break the law on values.
Line refute(const Report& report, const Mutant& mutant) {
  report.working_on(mutant.name);
  const double begun = processor_seconds();
  const Refutation refutation = mutant.refute(mutant);
  const bool good =
      refutation.is_found && refutation.is_known && (refutation.replays || !mutant.is_replayed);
  return {std::string(mutant.id == "MUSEUM" ? mutant.id : mutant.law),
          label_of(mutant),
          refutation.cases.empty() ? std::string(mutant.cases) : refutation.cases,
          refutation.paths,
          processor_seconds() - begun,
          good,
          outcome_of(mutant, refutation)};
}

// The lines of a theorem that were not as expected, or that it has none.
std::vector<std::string> failures_of(const Report& report, const Part& part) {
  std::vector<std::string> failures;
  bool is_tried = !part.is_whole || part.theorem->prove == nullptr;
  for (const Line& line : report.lines()) {
    const bool is_own = line.id == law_id(*part.theorem);
    is_tried = is_tried || is_own;
    if (is_own && !line.as_expected) {
      failures.push_back(text_of(line));
    }
  }
  if (!is_tried) {
    failures.push_back("no case of it was tried");
  }
  return failures;
}

bool is_of_some_part(const Line& line, const Group& group) {
  return std::any_of(group.begin(), group.end(),
                     [&](const Part& part) { return line.id == law_id(*part.theorem); });
}

void write_result(std::FILE* results, const Part& part, const std::vector<std::string>& failures) {
  std::string text = (failures.empty() ? "passed " : "failed ") + name_of(*part.theorem) + "\n";
  for (const std::string& failure : failures) {
    text += "  " + failure + "\n";
  }
  std::fputs(text.c_str(), results);
  std::fflush(results);
}

// Whether all went as expected.
bool try_group(const Group& group, std::FILE* results) {
  Report report;
  Wanted wanted;
  for (const Part& part : group) {
    if (part.is_whole) {
      wanted.push_back(law_id(*part.theorem));
    }
  }
  if (!wanted.empty() && group.front().theorem->prove != nullptr) {
    group.front().theorem->prove(report, wanted);
  }
  std::vector<std::vector<std::string>> failures;
  for (const Part& part : group) {
    failures.push_back(failures_of(report, part));
  }
  for (const Line& line : report.lines()) {
    // A line under an id that no part bears fails the first: none is lost.
    if (!line.as_expected && !is_of_some_part(line, group)) {
      failures.front().push_back(text_of(line));
    }
  }
  for (std::size_t i = 0; i < group.size(); ++i) {
    for (const Mutant* mutant : group[i].mutants) {
      const Line line = refute(report, *mutant);
      report.add(line);
      if (!line.as_expected) {
        failures[i].push_back(text_of(line));
      }
    }
    write_result(results, group[i], failures[i]);
  }
  return std::all_of(failures.begin(), failures.end(),
                     [](const std::vector<std::string>& of_part) { return of_part.empty(); });
}

unsigned seconds_of(const Group& group) {
  unsigned seconds = 0;
  for (const Part& part : group) {
    seconds += part.is_whole ? part.theorem->seconds : 0;
  }
  return seconds;
}

// The names of the theorems that passed, as the lines of a file of results have them.
std::set<std::string> passed_in(std::FILE* results) {
  std::set<std::string> names;
  std::rewind(results);
  char line[400];
  while (std::fgets(line, sizeof line, results) != nullptr) {
    const std::string_view text(line);
    if (text.substr(0, 7) == "passed ") {
      names.emplace(text.substr(7, text.find('\n') - 7));
    }
  }
  return names;
}

// Says which failed, and how many there were.
Outcome sum_up(const std::vector<Group>& groups, const std::set<std::string>& passed,
               double seconds) {
  unsigned tried = 0;
  unsigned failed = 0;
  for (const Group& group : groups) {
    for (const Part& part : group) {
      ++tried;
      if (passed.count(name_of(*part.theorem)) == 0) {
        ++failed;
        std::printf("failed: %s\n", name_of(*part.theorem).c_str());
      }
    }
  }
  std::printf("%u theorems, %u not as expected, %.0f s of processor time\n", tried, failed,
              seconds);
  return failed == 0 ? Outcome::as_expected : Outcome::not_as_expected;
}

std::vector<Job> jobs_of(const std::vector<Group>& groups, std::FILE* results) {
  std::vector<Job> jobs;
  for (const Group& group : groups) {
    jobs.push_back({[&group, results] { return try_group(group, results); }, seconds_of(group)});
  }
  return jobs;
}

Outcome try_groups(const std::vector<Group>& groups, const std::string& results) {
  std::FILE* const file = results.empty() ? std::tmpfile() : std::fopen(results.c_str(), "w+");
  if (groups.empty() || file == nullptr) {
    return Outcome::not_tried;
  }
  const double seconds = in_parallel(jobs_of(groups, file));
  const Outcome outcome = sum_up(groups, passed_in(file), seconds);
  std::fclose(file);
  if (const std::string used = end_verdicts(); !used.empty()) std::printf("%s\n", used.c_str());
  return outcome;
}

}  // namespace

Outcome try_theorems(std::string_view asked, const std::string& results) {
  return try_groups(groups_for(asked, part_of), results);
}

Outcome try_subject(std::string_view subject) {
  return try_groups(groups_for(subject, part_of_subject), "");
}

Outcome try_until_first_failure(std::string_view subject) {
  const std::vector<Group> groups = groups_for(subject, part_of_subject);
  std::FILE* const file = std::tmpfile();
  if (groups.empty() || file == nullptr) {
    return Outcome::not_tried;
  }
  Explorer::end_at_first_failure(true);
  const auto failed = first_failure(jobs_of(groups, file));
  std::fclose(file);
  if (failed) {
    std::printf("failed: %s\n", name_of(*groups[*failed].front().theorem).c_str());
  }
  return failed ? Outcome::not_as_expected : Outcome::as_expected;
}

Outcome try_mutants(std::string_view subject) {
  return try_groups(groups_for(subject, mutants_of_subject), "");
}

bool has_passed(const std::string& results, std::string_view name) {
  std::ifstream file(results);
  bool is_own = false;
  std::string said;
  for (std::string line; std::getline(file, line);) {
    if (line == "passed " + std::string(name)) {
      return true;
    }
    is_own = line == "failed " + std::string(name) || (is_own && line.substr(0, 2) == "  ");
    said += is_own ? line + "\n" : "";
  }
  std::fputs(said.empty() ? "not tried, or not to its end\n" : said.c_str(), stdout);
  return false;
}

}  // namespace twomsl::proof
