// The XML that JUnit's Ant task began and CI systems read. A file is a suite; a class of which it
// has findings is a case, which fails if a verdict does by which the run fails, and is skipped if
// all are undetermined. A file without findings has one case, so that it is seen to have been
// judged.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "oracle/report/explain.hpp"
#include "oracle/report/formats/quoting.hpp"
#include "oracle/report/formats/writers.hpp"

namespace twomsl::oracle {
namespace {

struct Case {
  std::string name{};
  std::string element{};  // "failure", "error", "skipped"; empty if it passes
  std::string type{};
  std::string message{};
  std::string details{};
};

std::string details_of(const Finding& finding) {
  std::string out = fmt::format("{} at frame {}: {}\n", name(finding.verdict), finding.at.frame,
                                summary_of(finding));
  for (const std::string& step : chain_of(finding)) out += "  " + step + "\n";
  if (finding.reason != Reason::none) {
    out += fmt::format("  undetermined: {}\n", sentence(finding.reason));
  }
  return out;
}

Case case_of(RuleClass rule, const std::vector<const Finding*>& findings, Verdicts fails) {
  const auto first = [&](const auto& is_meant) {
    const auto found = std::find_if(findings.begin(), findings.end(), is_meant);
    return found == findings.end() ? nullptr : *found;
  };
  const Finding* shown = first([&](const Finding* f) { return fails.contains(f->verdict); });
  std::string element = shown == nullptr ? "" : "failure";
  const auto is_settled = [](const Finding* f) { return f->verdict != Verdict::undetermined; };
  if (shown == nullptr && first(is_settled) == nullptr) {
    shown = findings.front();
    element = "skipped";
  }
  Case result{std::string(name(rule)), element};
  if (shown != nullptr) {
    result.type = name(shown->verdict);
    result.message = fmt::format("{} at frame {}: {}", name(shown->verdict), shown->at.frame,
                                 summary_of(*shown));
  }
  for (const Finding* finding : findings) result.details += details_of(*finding);
  return result;
}

std::vector<Case> cases_of(const Audit& audit, Verdicts fails) {
  const Summary& summary = audit.summary;
  if (!summary.readable) return {{"capture", "error", "unreadable", summary.damage}};
  if (!is_judged(audit)) {
    return {{"capture", "error", "nothing-to-judge", "it holds no TCP segment that can be judged"}};
  }
  std::vector<Case> cases;
  for (const RuleClass rule : kValuesOf<RuleClass>) {
    std::vector<const Finding*> findings;
    for (const Finding& finding : audit.findings) {
      if (finding.rule == rule) findings.push_back(&finding);
    }
    if (!findings.empty()) cases.push_back(case_of(rule, findings, fails));
  }
  if (cases.empty()) cases.push_back({"no finding"});
  return cases;
}

std::string element_of(const Case& one, const std::string& file) {
  std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml_quoted(file),
                                xml_quoted(one.name));
  const std::string details = xml_text(one.details);
  if (!one.element.empty()) {
    out += fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n",
                       one.element, one.type, xml_quoted(one.message), details);
  } else if (!details.empty()) {
    out += ">\n      <system-out>" + details + "</system-out>\n    </testcase>\n";
  } else {
    out += "/>\n";
  }
  return out;
}

class JUnitWriter : public ReportWriter {
 public:
  JUnitWriter(Write write, Verdicts fails) : write_(std::move(write)), fails_(fails) {
    write_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"twomsl\">\n");
  }

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    const std::vector<Case> cases = cases_of(audit, fails_);
    const auto count = [&cases](std::string_view element) {
      return std::count_if(cases.begin(), cases.end(),
                           [element](const Case& one) { return one.element == element; });
    };
    const std::string& file = audit.summary.file;
    write_(fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
        "skipped=\"{}\">\n",
        xml_quoted(file), cases.size(), count("failure"), count("error"), count("skipped")));
    for (const Case& one : cases) write_(element_of(one, file));
    if (audit.summary.readable && !audit.summary.damage.empty()) {
      write_("    <system-err>damaged: " + xml_text(audit.summary.damage) + "</system-err>\n");
    }
    write_("  </testsuite>\n");
    return "";
  }

  void finish(const Totals& /*totals*/) override { write_("</testsuites>\n"); }

 private:
  Write write_;
  Verdicts fails_;
};

}  // namespace

Writer make_junit(Write write, const ReportSettings& settings) {
  return std::make_unique<JUnitWriter>(std::move(write), settings.fails);
}

}  // namespace twomsl::oracle
