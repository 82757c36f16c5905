// Findings and summaries as text for people.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "oracle/report/explain.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/report.hpp"
#include "oracle/report/story_text.hpp"
#include "oracle/report/text/meanings.hpp"
#include "oracle/report/text/printable.hpp"
#include "oracle/report/text/wrap.hpp"

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

// Lines below a finding, and what does not fit in one of them.
std::string indented(std::string_view text) { return wrapped(text, "    ", "      "); }

std::string rule_lines(const CloseRule& rule) {
  return indented(fmt::format("rule {}: {}.", rule.law, rule.demand)) +
         indented(join(citations_of(rule), "; "));
}

std::string msl_line(const Finding& finding, const AuditOptions& options) {
  if (!finding.has_age) return "";
  const std::string used =
      options.msl_s ? fmt::format("judged with MSL = {} s", *options.msl_s) : "no --msl was given";
  return indented(fmt::format("conforms only if MSL <= {} s ({})", msl_max(finding), used));
}

std::string assumption_lines(Assumptions needs, bool explains) {
  if (needs == Assumptions{}) return "";
  std::string out = indented("assumes " + join(names_in(needs)));
  if (!explains) return out;
  for (const Assumption one : kValuesOf<Assumption>) {
    if (!needs.contains(one)) continue;
    out += wrapped(fmt::format("{}: {}", name(one), meaning_of(one)), "      ", "        ");
  }
  return out;
}

std::string details(const Finding& finding, const AuditOptions& options, bool explains) {
  std::string out;
  for (const std::string& step : chain_of(finding)) out += wrapped(step, "      ", "        ");
  out += msl_line(finding, options);
  if (finding.reason != Reason::none) {
    out += indented(fmt::format("undetermined: {}", sentence(finding.reason)));
  }
  return out + rule_lines(rule_of(finding.rule)) + assumption_lines(finding.needs, explains);
}

std::string one(const Finding& finding, const AuditOptions& options, const TextStyle& style) {
  const std::string verdict = upper(name(finding.verdict));
  std::string head = wrapped(fmt::format("{} {} at frame {}: {}", verdict, name(finding.rule),
                                         finding.at.frame, summary_of(finding)),
                             "  ", "    ");
  if (style.colour) head = painted(std::move(head), verdict, finding.verdict);
  return style.quiet ? head : head + details(finding, options, style.verbose) + "\n";
}

// More stories than this are counted, unless one asks: --json has them all.
constexpr std::size_t kTold = 20;

std::string stories_of(const Audit& audit, const TextStyle& style) {
  if (style.quiet) return "";
  std::string out;
  const std::size_t most = style.verbose ? audit.stories.size() : kTold;
  const std::size_t told = std::min(most, audit.stories.size());
  for (std::size_t i = 0; i < told; ++i) {
    const Story& story = audit.stories[i];
    out += wrapped(fmt::format("STORY {}: {}", name(story.kind), line_of(story)), "  ", "    ");
  }
  if (told < audit.stories.size()) {
    out += fmt::format("  and {} stories more (--verbose or --json has them)\n",
                       audit.stories.size() - told);
  }
  return out;
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

template <class Count>
std::string counts_of(const Count& count_of) {
  return fmt::format("{}, {} conditional, {}, {}, {} undetermined",
                     amount(count_of(Verdict::violation), "violation"),
                     count_of(Verdict::conditional),
                     amount(count_of(Verdict::deviation), "deviation"),
                     amount(count_of(Verdict::hazard), "hazard"), count_of(Verdict::undetermined));
}

std::string skips_of(const Summary& summary, bool explains) {
  if (summary.skipped.empty()) return "";
  std::vector<std::string> reasons;
  std::string meanings;
  for (const auto& [reason, frames] : summary.skipped) {
    reasons.push_back(fmt::format("{} {}", frames, reason));
    meanings += wrapped(fmt::format("{}: {}", reason, meaning_of_skip(reason)), "    ", "      ");
  }
  return wrapped("not judged: " + join(reasons), "  ", "    ") + (explains ? meanings : "");
}

std::string tail(const Audit& audit, bool explains) {
  const Summary& summary = audit.summary;
  std::string out =
      fmt::format("  {}, {}, {} seen whole\n  {}\n", amount(summary.packets, "packet"),
                  amount(summary.connections, "connection"), amount(summary.closes, "close"),
                  counts_of([&](Verdict verdict) { return count(audit, verdict); }));
  out += skips_of(summary, explains);
  for (const std::string& line : lines_of(summary)) out += wrapped(line, "  ", "    ");
  if (summary.damage.empty()) return out;
  const std::string what = printable(summary.damage);
  return out + wrapped(summary.interrupted ? what : "damaged: " + what, "  ", "    ");
}

// "violations in 2 files: a.pcap, b.pcap".
std::string files_line(std::string_view what, const std::vector<std::string>& files) {
  constexpr std::size_t kNamed = 20;
  if (files.empty()) return "";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(kNamed, files.size()); ++i) {
    names.push_back(printable(files[i]));
  }
  if (files.size() > kNamed) names.push_back(fmt::format("{} more", files.size() - kNamed));
  return wrapped(fmt::format("{}: {}", what, join(names)), "  ", "    ");
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

std::string report_text(const Audit& audit, const AuditOptions& options, const TextStyle& style) {
  std::string out = printable(audit.summary.file) + "\n";
  for (const Finding& finding : audit.findings) out += one(finding, options, style);
  return out + stories_of(audit, style) + tail(audit, style.verbose) + "\n";
}

void Totals::add(const Audit& audit) {
  left_out.findings += audit.summary.left_out.findings;
  left_out.stories += audit.summary.left_out.stories;
  left_out.known += audit.summary.left_out.known;
  ++files;
  closes += audit.summary.closes;
  if (is_judged(audit)) {
    ++judged;
  } else {
    (audit.summary.readable ? without_tcp : unreadable).push_back(audit.summary.file);
  }
  if (count(audit, Verdict::violation) != 0) violators.push_back(audit.summary.file);
  for (const Finding& finding : audit.findings) {
    ++findings[static_cast<std::size_t>(finding.verdict)];
  }
}

std::string totals_text(const Totals& totals) {
  return fmt::format("{}, {} judged, {} seen whole\n  {}\n", amount(totals.files, "file"),
                     totals.judged, amount(totals.closes, "close"),
                     counts_of([&](Verdict verdict) { return totals.of(verdict); })) +
         files_line("violations in", totals.violators) +
         files_line("not readable", totals.unreadable) +
         files_line("without a TCP segment to judge", totals.without_tcp);
}

std::string closing_words(const Totals& totals) {
  const std::uint64_t violations = totals.of(Verdict::violation);
  const std::uint64_t conditionals = totals.of(Verdict::conditional);
  if (violations != 0) {
    return fmt::format(
        "{}: no conforming endpoint behind the address named can have sent these "
        "packets, if the assumptions listed hold. The address need not be one host: a NAT makes "
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
        "asks for 240 s. Say which MSL you mean with --msl SECONDS.\n",
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
