// The Test Anything Protocol, in version 13, which every consumer of 14 reads, too. A file is a
// point; what was found in it, or is amiss with it, follows in YAML.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "oracle/report/explain.hpp"
#include "oracle/report/formats/quoting.hpp"
#include "oracle/report/formats/writers.hpp"

namespace twomsl::oracle {
namespace {

std::string why_not_judged(const Audit& audit) {
  if (!audit.summary.readable) return audit.summary.damage;
  return is_judged(audit) ? "" : "it holds no TCP segment that can be judged";
}

std::string item(const Finding& finding) {
  std::string out = fmt::format("    - verdict: {}\n      class: {}\n      frame: {}\n",
                                name(finding.verdict), name(finding.rule), finding.at.frame);
  if (finding.reason != Reason::none)
    out += fmt::format("      reason: {}\n", name(finding.reason));
  return out + fmt::format("      summary: {}\n      frames: [{}]\n",
                           yaml_quoted(summary_of(finding)), fmt::join(frames_of(finding), ", "));
}

std::string diagnostics(const Audit& audit) {
  std::string out;
  if (const std::string why = why_not_judged(audit); !why.empty()) {
    out += fmt::format("  message: {}\n  severity: error\n", yaml_quoted(why));
  } else if (!audit.summary.damage.empty()) {
    out += fmt::format("  damage: {}\n", yaml_quoted(audit.summary.damage));
  }
  if (!audit.findings.empty()) out += "  findings:\n";
  for (const Finding& finding : audit.findings) out += item(finding);
  return out.empty() ? "" : "  ---\n" + out + "  ...\n";
}

class TapWriter : public ReportWriter {
 public:
  TapWriter(Write write, Verdicts fails) : write_(std::move(write)), fails_(fails) {
    write_("TAP version 13\n");
  }

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    const bool passes =
        is_judged(audit) &&
        std::none_of(audit.findings.begin(), audit.findings.end(),
                     [this](const Finding& f) { return fails_.contains(f.verdict); });
    write_(fmt::format("{} {} - {}\n", passes ? "ok" : "not ok", ++points_,
                       tap_quoted(audit.summary.file)));
    write_(diagnostics(audit));
    return "";
  }

  // The plan comes last: only then is it known how many files there were.
  void finish(const Totals& totals) override {
    write_(fmt::format("1..{}\n", points_));
    if (totals.interrupted) write_("Bail out! interrupted\n");
  }

 private:
  Write write_;
  Verdicts fails_;
  std::uint64_t points_ = 0;
};

}  // namespace

Writer make_tap(Write write, const ReportSettings& settings) {
  return std::make_unique<TapWriter>(std::move(write), settings.fails);
}

}  // namespace twomsl::oracle
