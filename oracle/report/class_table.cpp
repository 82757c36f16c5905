// The registry of the audit as a table for people: what oracle/README.md shows.
#include <fmt/format.h>

#include <vector>

#include "oracle/report/explain.hpp"
#include "oracle/report/report.hpp"

namespace twomsl::oracle {
namespace {

template <Named E>
std::string listed(const EnumSet<E>& set) {
  std::vector<std::string_view> names;
  for (const E value : kValuesOf<E>) {
    if (set.contains(value)) names.push_back(name(value));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string cited(const CloseRule& rule) {
  std::vector<std::string> citations;
  for (const Citation& citation : rule.cites) {
    if (citation.rfc != 0) citations.push_back(text(citation));
  }
  return fmt::format("{}", fmt::join(citations, "; "));
}

}  // namespace

std::string class_table() {
  std::string out =
      "| class | law | may end in | what the rule asks | requirements | may assume |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const CloseRule& rule : kCloseRules) {
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name(rule.rule), rule.law,
                       listed(rule.verdicts), rule.demand, cited(rule), listed(rule.assumptions));
  }
  return out;
}

}  // namespace twomsl::oracle
