#include "oracle/report/formats/html/card.hpp"

#include <fmt/format.h>

#include <vector>

#include "oracle/report/explain.hpp"
#include "oracle/report/formats/html/diagram/drawing.hpp"
#include "oracle/report/formats/html/escape.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/story_text.hpp"

namespace twomsl::oracle::html {
namespace {

constexpr std::size_t kLongName = 240;

// Without --msl waits are judged by an MSL of 30 s.
constexpr double kUsualMsl_s = 30;

std::string where(const Moment& at, const std::string& file) {
  return fmt::format(R"(<p class="where"><span class="file">{}</span>, frame {}, {}</p>)",
                     shown_name(file), at.frame, utc(at.time_ns));
}

std::string fact(std::string_view term, const std::string& html) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>", term, html);
}

std::string whole_connection(const std::string& file, const Moment& at) {
  return fact("Whole connection",
              "<code>" + explain_command(file, fmt::format("{}", at.frame)) + "</code>");
}

std::string figure(std::string_view name, const std::string& svg, std::string_view caption) {
  return fmt::format(R"(<figure><div class="scroll" tabindex="0" role="region" aria-label="{0}">)"
                     R"({1}</div><figcaption>{2}</figcaption></figure>)",
                     name, svg, caption);
}

std::string figures_of(const Exhibit& exhibit, const DrawnFlow& flow, const Place& place,
                       const AuditOptions& options) {
  if (flow.segments.empty()) return no_figures("its segments were not found a second time");
  const double msl_s = options.msl_s.value_or(kUsualMsl_s);
  const Drawing drawing{exhibit, flow, place.id, static_cast<std::int64_t>(msl_s * 2e9),
                        options.msl_s.has_value()};
  const std::string graph = sequence_graph(drawing);
  return fmt::format(
      R"(<details class="figures"{}><summary>Ladder diagram and time-sequence graph</summary>{}{})"
      "</details>",
      place.is_open ? R"( open="")" : "",
      figure(
          "Ladder diagram", ladder(drawing),
          fmt::format("Discs: the {}. Bars: TIME-WAIT, filled as long as the capture shows it, in "
                      "outline until {} are over.",
                      exhibit.marks.size() == 1 ? "frame that is told of"
                                                : "frames that show it, in the order of the text",
                      due_words(drawing))),
      graph.empty() ? R"(<p class="aside">Without time between segments there is no graph.</p>)"
                    : figure("Time-sequence graph", graph,
                             "Letters: SYN, FIN, RST. Strokes: text. Stair: what the other end has "
                             "acknowledged. Where nothing happens for long time is cut; each "
                             "stretch has a scale of its own."));
}

std::string msl_of(const Finding& finding, const AuditOptions& options) {
  if (!finding.has_age) return "";
  const std::string used =
      options.msl_s ? fmt::format("it was judged with {} s", *options.msl_s) : "no --msl was given";
  return fact("Conforms only if",
              fmt::format("MSL &#8804; <strong>{} s</strong> ({})", msl_max(finding), used));
}

std::string facts_of(const Finding& finding, const AuditOptions& options, const std::string& file) {
  std::string facts = msl_of(finding, options);
  if (finding.reason != Reason::none) {
    facts += fact("Undetermined because", escaped(sentence(finding.reason)));
  }
  if (!finding.needs.empty()) {
    std::string names;
    for (const std::string_view assumption : names_in(finding.needs)) {
      names +=
          fmt::format(R"({}<code class="word">{}</code>)", names.empty() ? "" : ", ", assumption);
    }
    facts += fact("Takes for granted", names);
  }
  return "<dl>" + facts + whole_connection(file, finding.at) + "</dl>";
}

// The sentences that a mark stands for, numbered as the marks are, and those without one.
std::string chain(const Finding& finding) {
  const std::vector<std::string> steps = chain_of(finding);
  std::string list, others;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i < finding.evidence_used) {
      list += "<li>" + escaped(steps[i]) + "</li>";
    } else {
      others += R"(<p class="aside">)" + escaped(steps[i]) + "</p>";
    }
  }
  return (list.empty() ? "" : R"(<ol class="chain">)" + list + "</ol>") + others;
}

std::string row(std::uint64_t frame, std::string_view kind, std::string_view mark,
                const std::string& words) {
  return fmt::format(R"(<tr class="item" data-v="{1}"><td class="n">{0}</td>)"
                     R"(<td><span class="badge {1}">{2}</span></td>)"
                     "<td>{3}</td></tr>\n",
                     frame, kind, mark, escaped(words));
}

}  // namespace

std::string figures_of(const Finding& finding, const DrawnFlow& flow, const Place& place,
                       const AuditOptions& options) {
  return figures_of(exhibit_of(finding), flow, place, options);
}

std::string figures_of(const Story& story, const DrawnFlow& flow, const Place& place,
                       const AuditOptions& options) {
  return figures_of(exhibit_of(story), flow, place, options);
}

std::string no_figures(const std::string& why) {
  return R"(<p class="aside">No diagram: )" + escaped(why) + ".</p>";
}

std::string card_of(const Finding& finding, const Place& place, const AuditOptions& options,
                    const std::string& figures) {
  const std::string_view verdict = name(finding.verdict);
  return fmt::format(R"(<article class="card item" id="{0}" data-v="{1}"><h4>)"
                     R"(<span class="badge {1}">{1}</span> {2}</h4>)"
                     "{3}{4}{5}{6}</article>\n",
                     place.id, verdict, escaped(summary_of(finding)), where(finding.at, place.file),
                     chain(finding), facts_of(finding, options, place.file), figures);
}

std::string card_of(const Story& story, const Place& place, const std::string& figures) {
  const std::string at = story.has_flow
                             ? where(story.at, place.file)
                             : R"(<p class="where"><span class="file">)" + shown_name(place.file) +
                                   "</span>, the whole capture</p>";
  return fmt::format(
      R"(<article class="card item" id="{0}" data-v="story"><h4>)"
      R"(<span class="badge story">story</span> {1}</h4>)"
      "{2}{3}{4}</article>\n",
      place.id, escaped(words_of(story)), at,
      story.has_flow ? "<dl>" + whole_connection(place.file, story.at) + "</dl>" : "", figures);
}

std::string row_of(const Finding& finding) {
  const std::string_view verdict = name(finding.verdict);
  std::string words = summary_of(finding);
  words += " Its peer is " + text(finding.peer) + ".";
  if (finding.has_age) words += " It conforms only if MSL <= " + msl_max(finding) + " s.";
  if (finding.reason != Reason::none) words += " Undetermined: " + sentence(finding.reason) + ".";
  return row(finding.at.frame, verdict, verdict, words);
}

std::string row_of(const Story& story) {
  return row(story.at.frame, "story", "story", words_of(story));
}

std::string shown_name(const std::string& file) {
  if (file == "-") return "standard input";
  if (file.size() <= kLongName) return escaped(file);
  return "..." + escaped(std::string_view(file).substr(file.size() - kLongName));
}

std::string explain_command(const std::string& file, const std::string& frame) {
  const bool is_known = file != "-" && file.size() <= kLongName;
  return fmt::format(R"(twomsl explain {} <span class="word">--frame {}</span>)",
                     is_known ? escaped(shell_word(file)) : "FILE", frame);
}

}  // namespace twomsl::oracle::html
