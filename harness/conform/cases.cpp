// All cases: those of the table, and the scripts.
#include <stdexcept>

#include "harness/conform/scripts.hpp"
#include "harness/conform/segments_csv.hpp"

namespace twomsl::harness {
namespace {

std::vector<Case> made_cases() {
  ReadCases read = read_cases(kSegmentsCsv);
  if (!read.error.empty()) throw std::logic_error("segments.csv: " + read.error);
  for (const Script& script : scripts()) {
    Case& one = read.cases.emplace_back();
    one.id = script.id;
    one.script = script.play;
    one.level = script.level;
    one.heading = script.heading;
    one.label = script.label;
    one.needs_short_memory = script.needs_short_memory;
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
