// The prover: tries every theorem, refutes every mutant, convicts the museum. One line each; exit
// status 0 if all went as expected, 1 if not, 2 if it could not be tried.
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "proofs/connection/connection_theorems.hpp"
#include "proofs/engine/known/verdicts.hpp"
#include "proofs/fsm/fsm_theorems.hpp"
#include "proofs/host/host_theorems.hpp"
#include "proofs/publish.hpp"
#include "proofs/registry.hpp"
#include "proofs/table/table_theorems.hpp"
#include "proofs/try_theorems.hpp"

namespace twomsl::proof {
namespace {

using Arguments = std::vector<std::string>;

constexpr const char* kUsage =
    "usage: prove [ID]                   all theorems but the long; or those of every subject\n"
    "                                    whose id or law this is, and what must break it\n"
    "       prove --subject NAME         those of one subject (table, connection, fsm, account,\n"
    "                                    host, judge), without what must break them\n"
    "       prove --first-failure NAME   the same, until one of them fails\n"
    "       prove --refute NAME          what must break those of one subject, without these\n"
    "       prove --fresh ...            the same, and nothing is taken from proofs/verdicts.csv\n"
    "       prove --verdicts FILE ...    the same, and they are taken from this file\n"
    "       prove --trust ...            the same, and of what is kept nothing is asked again\n"
    "       prove --seed N ...           the same; the seed of what is asked again, as printed\n"
    "       prove --keep FILE ...        the same, and write the verdicts that this run has met\n"
    "       prove --all ...              the same, and those too that take less than 10 ms\n"
    "       prove --export DIR ...       the same, and write each claim that holds into DIR, "
    "denied,\n"
    "                                    as SMT-LIB that any solver reads\n"
    "       prove --list                 what there is to prove\n"
    "       prove --results FILE         all, and write which passed; status 0 if all were tried\n"
    "       prove --has-passed FILE NAME whether a theorem has, as such a file says\n"
    "       prove --check-registry       whether it is complete, and README.md agrees with it\n"
    "       prove --write-tables FILE    write its tables into README.md\n"
    "       prove --write-ctest FILE PROVER RESULTS\n"
    "                                    write a test for each theorem, for ctest\n"
    "       prove --write-museum DIR     write the museum's counterexamples as CSV into DIR\n"
    "       prove --write-paths DIR      write a model of every path of a step as CSV into DIR\n"
    "       prove --write-diagram DIR    write the derived machine as DIR/tcp.dot\n";

constexpr const char* kVerdicts = TWOMSL_SOURCE "/proofs/verdicts.csv";
constexpr const char* kReadme = TWOMSL_SOURCE "/proofs/README.md";

int status_of(bool done) { return done ? 0 : 2; }

int cannot_write(const std::string& path) {
  std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
  return 2;
}

int write(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  return file.flush() ? 0 : cannot_write(path);
}

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int prove(const std::string& id, const std::string& results) {
  switch (try_theorems(id, results)) {
    case Outcome::as_expected:
      return 0;
    case Outcome::not_as_expected:
      return results.empty() ? 1 : 0;
    case Outcome::not_tried:
      break;
  }
  if (!results.empty()) {
    return cannot_write(results);
  }
  std::fprintf(stderr, "prove: no theorem '%s'; there are:\n%s", id.c_str(),
               ids_in_lines().c_str());
  return 2;
}

int prove_subject(const std::string& subject, Outcome (*try_it)(std::string_view subject)) {
  switch (try_it(subject)) {
    case Outcome::as_expected:
      return 0;
    case Outcome::not_as_expected:
      return 1;
    case Outcome::not_tried:
      break;
  }
  std::fprintf(stderr, "prove: nothing is proved of '%s'\n", subject.c_str());
  return 2;
}

int check_registry() {
  std::vector<std::string> faults = registry_faults(TWOMSL_SOURCE);
  if (with_tables(read(kReadme)) != read(kReadme)) {
    faults.emplace_back("README.md differs: prove --write-tables proofs/README.md");
  }
  std::istringstream lines(listing());
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > kListColumns) {
      faults.push_back("too long for the list: " + line);
    }
  }
  for (const std::string& fault : faults) {
    std::printf("%s\n", fault.c_str());
  }
  return faults.empty() ? 0 : 1;
}

// An option, how many arguments it takes, and what it does.
struct Option {
  std::string_view name;
  std::size_t arguments;
  int (*run)(const Arguments& arguments);
};

constexpr std::array<Option, 13> kOptions = {{
    {"--help", 0,
     [](const Arguments&) {
       std::fputs(kUsage, stdout);
       return 0;
     }},
    {"--list", 0,
     [](const Arguments&) {
       std::fputs(listing().c_str(), stdout);
       return 0;
     }},
    {"--subject", 1, [](const Arguments& given) { return prove_subject(given[0], try_subject); }},
    {"--first-failure", 1,
     [](const Arguments& given) { return prove_subject(given[0], try_until_first_failure); }},
    {"--refute", 1, [](const Arguments& given) { return prove_subject(given[0], try_mutants); }},
    {"--results", 1, [](const Arguments& given) { return prove("", given[0]); }},
    {"--has-passed", 2,
     [](const Arguments& given) { return has_passed(given[0], given[1]) ? 0 : 1; }},
    {"--check-registry", 0, [](const Arguments&) { return check_registry(); }},
    {"--write-tables", 1,
     [](const Arguments& given) { return write(given[0], with_tables(read(given[0]))); }},
    {"--write-ctest", 3,
     [](const Arguments& given) { return write(given[0], ctest_file(given[1], given[2])); }},
    {"--write-museum", 1,
     [](const Arguments& given) {
       return status_of(write_museum_tables(given[0]) && write_museum_hosts(given[0]));
     }},
    {"--write-paths", 1, [](const Arguments& given) { return status_of(write_paths(given[0])); }},
    {"--write-diagram", 1,
     [](const Arguments& given) { return status_of(write_diagram(given[0])); }},
}};

// Takes what says how verdicts are used from the front of the arguments. False if that cannot be.
bool take_verdict_options(Arguments& given, VerdictUse& use) {
  use.from = std::filesystem::exists(kVerdicts) ? kVerdicts : "";
  std::string seed = std::to_string(std::random_device{}());
  const std::map<std::string_view, std::string*> values = {{"--verdicts", &use.from},
                                                           {"--keep", &use.into},
                                                           {"--export", &use.exports},
                                                           {"--seed", &seed}};
  while (!given.empty()) {
    const auto value = values.find(given[0]);
    std::ptrdiff_t taken = 1;
    if (given[0] == "--fresh") {
      use.from.clear();
    } else if (given[0] == "--all") {
      use.worth_seconds = 0;
    } else if (given[0] == "--trust") {
      use.asks_again = false;
    } else if (value == values.end()) {
      break;
    } else if (given.size() == 1) {
      return false;
    } else {
      *value->second = given[1];
      taken = 2;
    }
    given.erase(given.begin(), given.begin() + taken);
  }
  const char* const end = seed.data() + seed.size();
  return !seed.empty() && std::from_chars(seed.data(), end, use.seed).ptr == end;
}

int run(Arguments given) {
  VerdictUse use;
  if (!take_verdict_options(given, use)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (!use.exports.empty() && !std::filesystem::is_directory(use.exports)) {
    std::fprintf(stderr, "prove: no folder '%s' to export into\n", use.exports.c_str());
    return 2;
  }
  if (const std::string wrong = begin_verdicts(use); !wrong.empty()) {
    std::fprintf(stderr, "prove: %s\n", wrong.c_str());
    return 2;
  }
  if (given.empty()) {
    return prove("", "");
  }
  for (const Option& option : kOptions) {
    if (given[0] == option.name && given.size() == 1 + option.arguments) {
      return option.run({given.begin() + 1, given.end()});
    }
  }
  if (given.size() == 1 && given[0].substr(0, 1) != "-" && !given[0].empty()) {
    return prove(given[0], "");
  }
  std::fputs(kUsage, stderr);
  return 2;
}

}  // namespace
}  // namespace twomsl::proof

int main(int argc, char** argv) { return twomsl::proof::run({argv + 1, argv + argc}); }
