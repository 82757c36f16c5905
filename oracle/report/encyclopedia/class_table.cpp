// The registry of the audit as a table for people: what oracle/README.md shows.
#include <fmt/format.h>

#include "oracle/report/notation.hpp"
#include "oracle/report/report.hpp"

namespace twomsl::oracle {
namespace {

template <class Words>
std::string join(const Words& words, const char* separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

}  // namespace

std::string class_table() {
  std::string out =
      "| class | law | may end in | what the rule asks | requirements | may assume |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const CloseRule& rule : kCloseRules) {
    const std::string verdicts = join(names_in(rule.verdicts), ", ");
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name(rule.rule), rule.law,
                       verdicts.empty() ? "undetermined" : verdicts, rule.demand,
                       join(citations_of(rule), "; "), join(names_in(rule.assumptions), ", "));
  }
  return out;
}

}  // namespace twomsl::oracle
