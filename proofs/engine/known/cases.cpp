// See cases.hpp. The switch of all mutants is the header that their build begins each source with.
#include "proofs/engine/known/cases.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

namespace twomsl::proof {
namespace {

std::string given(const char* variable) {
  const char* const value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

// The names in `file` under which no case evaluates the mutant.
std::set<std::string> cases_without(const std::string& file, unsigned mutant) {
  std::set<std::string> names, with;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    std::istringstream sites(line.substr(tab + 1));
    bool has_mutant = false;
    for (unsigned site = 0; sites >> site;) has_mutant = has_mutant || site == mutant;
    (has_mutant ? with : names).insert(line.substr(0, tab));
  }
  for (const std::string& name : with) names.erase(name);
  return names;
}

}  // namespace

Case::Case(std::string name) : name_(std::move(name)) {
  static const std::string file = given("TWOMSL_CASES");
  static const std::set<std::string> known = cases_without(file, mutants_of_run.first);
  is_asked_ = known.count(name_) == 0;
  if (given("TWOMSL_NOTE_CASES").empty()) return;
  evaluated_.resize(sizeof own_reached);
  outside_ = std::exchange(reached_of_run, evaluated_.data());
}

Case::~Case() {
  if (outside_ == nullptr) return;
  reached_of_run = outside_;
  std::string line = name_ + "\t";
  for (std::size_t site = 0; site < evaluated_.size(); ++site) {
    if (evaluated_[site] == 0) continue;
    line += std::to_string(site) + " ";
    outside_[site] = 1;
  }
  // One write a line: other processes append to the file at the same time.
  std::ofstream out(given("TWOMSL_NOTE_CASES"), std::ios::app);
  out << line + "\n" << std::flush;
}

}  // namespace twomsl::proof
