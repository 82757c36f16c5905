// All cases: those of the table, and the scripts.
#include <stdexcept>

#include "harness/conform/scripts/steps.hpp"
#include "harness/conform/segments_csv.hpp"

namespace twomsl::harness {
namespace {

Case case_of(const Script& script) {
  Case one;
  one.id = script.id;
  one.script = script.play;
  one.state = script.state;
  one.level = script.level;
  one.heading = script.heading;
  one.label = script.label;
  one.needs_short_memory = script.needs_short_memory;
  one.takes_hours = script.takes_hours;
  return one;
}

std::vector<Case> made_cases() {
  ReadCases read = read_cases(kSegmentsCsv);
  if (!read.error.empty()) throw std::logic_error("segments.csv: " + read.error);
  for (const std::span<const Script> some :
       {scripts(), header_scripts(), network_scripts(), window_scripts(), sending_scripts(),
        timeout_scripts()}) {
    for (const Script& script : some) read.cases.push_back(case_of(script));
  }
  return read.cases;
}

}  // namespace

std::string source_of(const Case& one) {
  const bool is_of_another = one.heading.starts_with("RFC");
  const std::string heading = is_of_another ? one.heading : "RFC 9293 section " + one.heading;
  return one.label.empty() ? heading : heading + "; " + one.label;
}

const std::vector<Case>& all_cases() {
  static const std::vector<Case> cases = made_cases();
  return cases;
}

}  // namespace twomsl::harness
