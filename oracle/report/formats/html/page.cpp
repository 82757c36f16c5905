#include "oracle/report/formats/html/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/report/formats/html/card.hpp"
#include "oracle/report/formats/html/escape.hpp"
#include "oracle/report/formats/html/head.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle::html {
namespace {

template <class Words>
std::string joined(const Words& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

// The gravest verdict, for the colour of the first paragraph.
std::string_view gravest(const Totals& totals) {
  for (const Verdict verdict : kValuesOf<Verdict>) {
    if (totals.of(verdict) != 0) return name(verdict);
  }
  return "none";
}

std::string settings_of(const AuditOptions& options) {
  std::string words = options.msl_s ? fmt::format("with an MSL of {} s", *options.msl_s)
                                    : "without an MSL of its own (--msl), so that only waits "
                                      "below 60 s are judged";
  if (options.profile != Profile::rfc9293) {
    words += fmt::format(", under the profile {}", name(options.profile));
  }
  if (options.vantage == Vantage::host)
    words += ", as captured at " + text(options.vantage_address);
  if (options.vantage == Vantage::peer) {
    words += ", as captured at the peer of " + text(options.vantage_address);
  }
  if (options.vantage == Vantage::middle) words += ", as captured between the ends";
  std::vector<std::string> denied;
  for (const Assumption assumption : kValuesOf<Assumption>) {
    if (!options.granted.contains(assumption)) denied.emplace_back(name(assumption));
  }
  if (!denied.empty()) words += ", without taking for granted " + joined(denied);
  return words;
}

// Whom most findings are about.
std::string parties_of(const Page& page) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::pair<std::uint64_t, std::string>> parties;
  for (const auto& [address, found] : page.parties) parties.emplace_back(found, address);
  std::stable_sort(parties.begin(), parties.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (parties.empty()) return "";
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(kNamed, parties.size()); ++i) {
    words.push_back(fmt::format("{} ({})", parties[i].second, parties[i].first));
  }
  std::string others;
  if (parties.size() > kNamed) {
    others = " and " + amount(parties.size() - kNamed, "other address", "es");
  }
  return " The findings are about " + joined(words) + others + ".";
}

// Made for a terminal, it has lines.
std::string in_one_line(std::string words) {
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

std::string opening(const Page& page, const Totals& totals) {
  const std::size_t files = page.files.size() + page.files_left_out;
  std::string looked_at =
      fmt::format("{}, {} and {} were looked at, {} of which {} seen to close whole; judged {}.",
                  amount(files, "capture"), amount(page.packets, "packet"),
                  amount(page.connections, "connection"), totals.closes,
                  totals.closes == 1 ? "was" : "were", settings_of(page.options));
  looked_at += parties_of(page);
  if (totals.interrupted) looked_at += " The run was interrupted: there is more to judge.";
  if (page.unreadable != 0) {
    looked_at += fmt::format(" {} could not be read.", amount(page.unreadable, "file"));
  }
  return fmt::format(
      "<header><h1>TIME-WAIT audit</h1><p class=\"lead {}\">{}</p><p>{}</p>"
      "<nav aria-label=\"Parts of the page\"><a href=\"#findings\">Findings</a> "
      "<a href=\"#stories\">Stories</a> <a href=\"#files\">Files</a> "
      "<a href=\"#reading\">How to read this</a></nav></header>\n",
      gravest(totals), escaped(in_one_line(closing_words(totals))), escaped(looked_at));
}

// Findings by class and verdict, with links.
std::string overview(const Page& page) {
  std::string rows;
  for (const RuleClass rule : kValuesOf<RuleClass>) {
    const KindSection& section = page.findings[static_cast<std::size_t>(rule)];
    if (section.empty()) continue;
    rows += fmt::format(R"(<tr><th scope="row"><a href="#c-{0}">{0}</a></th>)", name(rule));
    for (std::size_t v = 0; v < kCountOf<Verdict>; ++v) {
      rows += section.of(v) == 0 ? R"(<td class="n zero">0</td>)"
                                 : fmt::format(R"(<td class="n">{}</td>)", section.of(v));
    }
    rows += fmt::format("<td>{}</td></tr>\n", rule_of(rule).demand);
  }
  if (rows.empty()) return "<p>Nothing was found.</p>\n";
  std::string heads;
  for (const Verdict verdict : kValuesOf<Verdict>) {
    heads +=
        fmt::format(R"(<th scope="col"><span class="badge {0}">{0}</span></th>)", name(verdict));
  }
  return fmt::format(
      R"(<div class="scroll" tabindex="0" role="region" aria-label="Findings by class">)"
      R"(<table class="overview"><thead><tr><th scope="col">Class</th>{})"
      R"(<th scope="col">What the rule asks</th>)"
      "</tr></thead><tbody>\n{}</tbody></table></div>\n",
      heads, rows);
}

std::string left_out(const KindSection& section, const char* type) {
  if (section.left_out() == 0) return "";
  return fmt::format(
      "<p class=\"aside\">{} more are left out of this page: <code>twomsl audit --json FILE</code> "
      "has every one, in lines of type \"{}\"; <code>twomsl explain FILE --frame FRAME</code> "
      "tells "
      "its connection.</p>\n",
      section.left_out(), type);
}

std::string section_of(const KindSection& section, const CloseRule& rule) {
  std::vector<std::string> counts;
  for (const Verdict verdict : kValuesOf<Verdict>) {
    const std::uint64_t found = section.of(static_cast<std::size_t>(verdict));
    if (found != 0) counts.push_back(fmt::format("{} {}", found, name(verdict)));
  }
  const std::string_view id = name(rule.rule);
  return fmt::format(R"(<section class="kind" id="c-{0}" aria-labelledby="h-{0}">)"
                     R"(<h3 id="h-{0}">{0} <small>{1}</small></h3>)"
                     R"(<p class="rule"><strong>{2}</strong>: {3}. <cite>{4}</cite>)"
                     " <code>twomsl explain {0}</code> tells more.</p>"
                     "\n{5}{6}</section>\n",
                     id, joined(counts), rule.law, rule.demand,
                     fmt::format("{}", fmt::join(citations_of(rule), "; ")), section.body(),
                     left_out(section, "finding"));
}

std::string findings_of(const Page& page) {
  std::string out =
      "<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\">"
      "Findings</h2>\n" +
      overview(page);
  for (const CloseRule& rule : kCloseRules) {
    const KindSection& section = page.findings[static_cast<std::size_t>(rule.rule)];
    if (!section.empty()) out += section_of(section, rule);
  }
  return out + "</section>\n";
}

std::string stories_of(const Page& page) {
  std::string links, sections;
  for (const StoryKind kind : kValuesOf<StoryKind>) {
    const KindSection& section = page.stories[static_cast<std::size_t>(kind)];
    if (section.empty()) continue;
    links += fmt::format(R"(<li><a href="#s-{0}">{0}</a> {1}</li>)", name(kind), section.total());
    sections +=
        fmt::format(R"(<section class="kind" id="s-{0}" aria-labelledby="h-{0}-s">)"
                    R"(<h3 id="h-{0}-s">{0} <small>{1}</small></h3>)"
                    "\n{2}{3}</section>\n",
                    name(kind), amount(section.total(), "stor", section.total() == 1 ? "" : "ies"),
                    section.body(), left_out(section, "story"));
  }
  return fmt::format(
      "<section id=\"stories\" aria-labelledby=\"stories-h\"><h2 id=\"stories-h\">Stories</h2>"
      "<p>What is worth telling though no rule need be broken. Stories accuse nobody.</p>\n{}{}"
      "</section>\n",
      links.empty() ? "<p>There is none.</p>" : "<ul class=\"links\">" + links + "</ul>\n",
      sections);
}

std::string files_of(const Page& page) {
  std::string out =
      "<section id=\"files\" aria-labelledby=\"files-h\"><h2 id=\"files-h\">Files</h2>"
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Files\"><table><thead><tr>"
      "<th scope=\"col\">File</th><th scope=\"col\">Packets</th><th scope=\"col\">Connections</th>"
      "<th scope=\"col\">Closes</th>";
  for (const Verdict verdict : kValuesOf<Verdict>) {
    out += fmt::format(R"(<th scope="col">{}</th>)", name(verdict));
  }
  out += "<th scope=\"col\">What else</th></tr></thead><tbody>\n";
  for (const std::string& row : page.files) out += row;
  out += "</tbody></table></div>\n";
  if (page.files_left_out != 0) {
    out += fmt::format("<p class=\"aside\">{} more are left out of this table.</p>\n",
                       amount(page.files_left_out, "file"));
  }
  if (!page.skipped.empty()) {
    out += "<h3>Frames that were not judged</h3><ul class=\"links\">";
    for (const auto& [reason, frames] : page.skipped) {
      out += fmt::format("<li><code>{}</code> {}</li>", escaped(reason), frames);
    }
    out += "</ul>\n";
  }
  return out + "</section>\n";
}

// For the script, which shows it.
std::string filter_form() {
  std::string choices = "<option value=\"\">every verdict</option>";
  for (const Verdict verdict : kValuesOf<Verdict>) {
    choices += fmt::format(R"(<option value="{0}">{0}</option>)", name(verdict));
  }
  choices += R"(<option value="story">story</option>)";
  return R"(<form id="filter" hidden="" role="search"><label>Find <input type="search"/></label>)"
         "<label>Verdict <select>" +
         choices + "</select></label><output aria-live=\"polite\"></output></form>\n";
}

}  // namespace

std::string file_row(const Audit& audit) {
  const Summary& summary = audit.summary;
  std::string row =
      fmt::format(R"(<tr><th scope="row" class="file">{}</th>)", shown_name(summary.file));
  for (const std::uint64_t number : {summary.packets, summary.connections, summary.closes}) {
    row += fmt::format(R"(<td class="n">{}</td>)", number);
  }
  for (const Verdict verdict : kValuesOf<Verdict>) {
    row += fmt::format(R"(<td class="n">{}</td>)", count(audit, verdict));
  }
  std::vector<std::string> notes = lines_of(summary);
  if (!summary.damage.empty()) {
    notes.insert(notes.begin(),
                 (summary.readable ? "damaged: " : "cannot be read: ") + summary.damage);
  } else if (!is_judged(audit)) {
    notes.insert(notes.begin(), "it holds no TCP segment that can be judged");
  }
  for (const auto& [reason, frames] : summary.skipped) {
    notes.push_back(fmt::format("{} {}", frames, reason));
  }
  return row + "<td>" + escaped(fmt::format("{}", fmt::join(notes, "; "))) + "</td></tr>\n";
}

std::string page_text(const Page& page, const Totals& totals) {
  std::string out = head_text("TIME-WAIT audit") +
                    "<a class=\"skip\" href=\"#findings\">To the findings</a>\n" +
                    opening(page, totals) + "<main>\n" + filter_form() + findings_of(page) +
                    stories_of(page) + files_of(page) + reading_guide() + "</main>\n";
  if (page.without_diagrams != 0) {
    out += fmt::format(
        "<p class=\"aside\">{} without diagrams, since they would make this page too "
        "large.</p>\n",
        amount(page.without_diagrams, "card"));
  }
  return out + "<footer><p>" + program_text() +
         ". This page loads nothing and can be kept as it is.</p></footer>\n" + script_text() +
         "</body>\n</html>\n";
}

}  // namespace twomsl::oracle::html
