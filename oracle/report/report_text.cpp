// Findings and summaries as text for people.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "oracle/report/explain.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/report.hpp"
#include "oracle/report/story_text.hpp"

namespace twomsl::oracle {
namespace {

std::string upper(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

template <class Words>
std::string join(const Words& words, const char* separator = ", ") {
  return fmt::format("{}", fmt::join(words, separator));
}

std::string rule_line(const CloseRule& rule) {
  return fmt::format("    rule {}: {}.\n    {}\n", rule.law, rule.demand,
                     join(citations_of(rule), "; "));
}

std::string msl_line(const Finding& finding, const AuditOptions& options) {
  if (!finding.has_age) return "";
  const std::string used =
      options.msl_s ? fmt::format("judged with MSL = {} s", *options.msl_s) : "no --msl was given";
  return fmt::format("    conforms only if MSL <= {} s ({})\n", msl_max(finding), used);
}

std::string details(const Finding& finding, const AuditOptions& options) {
  std::string out;
  for (const std::string& step : chain_of(finding)) out += "      " + step + "\n";
  out += msl_line(finding, options);
  if (finding.reason != Reason::none) {
    out += fmt::format("    undetermined: {}\n", sentence(finding.reason));
  }
  out += rule_line(rule_of(finding.rule));
  if (!finding.needs.empty()) out += "    assumes " + join(names_in(finding.needs)) + "\n";
  return out;
}

std::string one(const Finding& finding, const AuditOptions& options, bool quiet) {
  const std::string head = fmt::format("  {} {} at frame {}: {}\n", upper(name(finding.verdict)),
                                       name(finding.rule), finding.at.frame, summary_of(finding));
  return quiet ? head : head + details(finding, options) + "\n";
}

// More stories than this are counted: --json has them all.
constexpr std::size_t kTold = 20;

std::string stories_of(const Audit& audit, bool quiet) {
  std::string out;
  const std::size_t told = quiet ? 0 : std::min(kTold, audit.stories.size());
  for (std::size_t i = 0; i < told; ++i) {
    const Story& story = audit.stories[i];
    out += fmt::format("  STORY {}: {}\n", name(story.kind), line_of(story));
  }
  if (told < audit.stories.size() && !quiet) {
    out += fmt::format("  and {} stories more (--json has them)\n", audit.stories.size() - told);
  }
  return out;
}

std::string amount(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// The senders with most, and how many others there are.
std::string wrong_checksums(const std::vector<WrongChecksums>& senders) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> places;
  for (std::size_t i = 0; i < std::min(kNamed, senders.size()); ++i) {
    places.push_back(fmt::format("in {} of {}", amount(senders[i].segments, "segment"),
                                 text(senders[i].address)));
  }
  if (senders.size() > kNamed) {
    places.push_back(fmt::format("and in some of {} senders more", senders.size() - kNamed));
  }
  return "checksums are wrong " + join(places);
}

std::string tail(const Audit& audit) {
  const Summary& summary = audit.summary;
  std::string out = fmt::format(
      "  {}, {}, {} seen whole: {}, {} conditional, {}, {}, {} undetermined\n",
      amount(summary.packets, "packet"), amount(summary.connections, "connection"),
      amount(summary.closes, "close"), amount(count(audit, Verdict::violation), "violation"),
      count(audit, Verdict::conditional), amount(count(audit, Verdict::deviation), "deviation"),
      amount(count(audit, Verdict::hazard), "hazard"), count(audit, Verdict::undetermined));
  if (!summary.skipped.empty()) {
    std::vector<std::string> reasons;
    for (const auto& [reason, frames] : summary.skipped) {
      reasons.push_back(fmt::format("{} {}", frames, reason));
    }
    out += "  not judged: " + join(reasons) + "\n";
  }
  for (const std::string& line : lines_of(summary)) out += "  " + line + "\n";
  if (!summary.damage.empty()) out += "  damaged: " + summary.damage + "\n";
  return out;
}

// Nothing if all is in the report.
std::string left_out_line(const LeftOut& left_out) {
  std::vector<std::string> parts;
  if (left_out.findings + left_out.stories != 0) {
    parts.push_back(
        amount(left_out.findings, "finding") + " and " +
        (left_out.stories == 1 ? "1 story" : fmt::format("{} stories", left_out.stories)) +
        " that were not asked for");
  }
  if (left_out.known != 0) parts.push_back(amount(left_out.known, "known finding"));
  return parts.empty() ? "" : "left out: " + join(parts);
}

}  // namespace

std::vector<std::string> lines_of(const Summary& summary) {
  std::vector<std::string> lines;
  if (const std::string line = left_out_line(summary.left_out); !line.empty()) {
    lines.push_back(line);
  }
  if (const ReuseAges ages = reuse_ages(summary.facts); ages.count != 0) {
    lines.push_back(
        fmt::format("{} tuple{} reopened after a close: {} s later at the least, {} s at "
                    "the median",
                    ages.count, ages.count == 1 ? " was" : "s were", seconds(ages.youngest_ns),
                    seconds(ages.median_ns)));
  }
  if (summary.clock_steps != 0) {
    lines.push_back("the clock of the capture went back " + amount(summary.clock_steps, "time"));
  }
  if (!summary.wrong_checksums.empty()) {
    lines.push_back(wrong_checksums(summary.wrong_checksums));
  }
  if (summary.facts.untold != 0) {
    lines.push_back(
        fmt::format("{} stories or tuples were beyond what is kept", summary.facts.untold));
  }
  return lines;
}

std::string report_text(const Audit& audit, const AuditOptions& options, bool quiet) {
  std::string out = audit.summary.file + "\n";
  for (const Finding& finding : audit.findings) out += one(finding, options, quiet);
  return out + stories_of(audit, quiet) + tail(audit) + "\n";
}

void Totals::add(const Audit& audit) {
  left_out.findings += audit.summary.left_out.findings;
  left_out.stories += audit.summary.left_out.stories;
  left_out.known += audit.summary.left_out.known;
  closes += audit.summary.closes;
  if (is_judged(audit)) ++judged;
  for (const Finding& finding : audit.findings) {
    ++findings[static_cast<std::size_t>(finding.verdict)];
  }
}

std::string closing_words(const Totals& totals) {
  const std::uint64_t violations = totals.of(Verdict::violation);
  const std::uint64_t conditionals = totals.of(Verdict::conditional);
  if (violations != 0) {
    return fmt::format(
        "{}: no conforming endpoint behind the address named can have sent these "
        "packets, if the assumptions\nlisted hold. The address need not be one host: a NAT makes "
        "an innocent host look guilty.\n",
        amount(violations, "violation"));
  }
  if (totals.left_out.findings + totals.left_out.known != 0) {
    return fmt::format(
        "No violation in what was reported: {} that were not asked for and {} were left out.\n",
        amount(totals.left_out.findings, "finding"),
        amount(totals.left_out.known, "known finding"));
  }
  if (conditionals != 0) {
    return fmt::format(
        "No violation, but {} wait{} shorter than the 60 s of an MSL of 30 s; RFC 9293's own MSL "
        "asks "
        "for 240 s. Say which MSL you mean with --msl SECONDS.\n",
        conditionals, conditionals == 1 ? " was" : "s were");
  }
  if (totals.closes == 0) {
    return "No connection was seen to close whole, so there was no TIME-WAIT to judge.\n";
  }
  return fmt::format(
      "No violation in {} seen whole. A wait that no packet probed was not seen to end, so "
      "this is no proof.\n",
      amount(totals.closes, "close"));
}

}  // namespace twomsl::oracle
