#include "oracle/report/formats/html/html_writer.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "oracle/report/formats/html/card.hpp"
#include "oracle/report/formats/html/diagram/flow_reader.hpp"
#include "oracle/report/formats/html/page.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

using html::KindSection;

constexpr std::size_t kParties = 1u << 16;
constexpr std::size_t kOnlyVerdict = 0;  // stories have none

class HtmlWriter : public ReportWriter {
 public:
  HtmlWriter(Write write, const ReportSettings& settings) : write_(std::move(write)) {
    page_.options = settings.options;
  }

  [[nodiscard]] std::string add(const Audit& audit, const SecondReading& again) override;
  void finish(const Totals& totals) override { write_(html::page_text(page_, totals)); }

 private:
  // Something that gets a card, once its segments have been read.
  template <class Told>
  struct Planned {
    const Told* told = nullptr;
    KindSection* section = nullptr;
    std::size_t verdict = 0;
    std::size_t flow = 0;  // of the reader
    bool has_flow = true;
  };

  void plan(const Audit& audit);
  void note(const Audit& audit);
  template <class Told>
  [[nodiscard]] std::string figures(const Planned<Told>& planned, const html::Place& place,
                                    const std::string& amiss);
  void show(const std::string& file, const std::string& amiss);

  Write write_;
  html::Page page_{};
  std::size_t diagram_bytes_ = 0;
  std::size_t finding_rows_ = 0;
  std::size_t story_rows_ = 0;
  std::size_t cards_ = 0;

  // Of the file that is being added.
  std::unique_ptr<html::FlowReader> reader_{};
  std::vector<Planned<Finding>> findings_{};
  std::vector<Planned<Story>> stories_{};
};

void HtmlWriter::note(const Audit& audit) {
  page_.packets += audit.summary.packets;
  page_.connections += audit.summary.connections;
  if (!audit.summary.readable) ++page_.unreadable;
  for (const auto& [reason, frames] : audit.summary.skipped) page_.skipped[reason] += frames;
  if (page_.files.size() < kRowsOfFiles) {
    page_.files.push_back(html::file_row(audit));
  } else {
    ++page_.files_left_out;
  }
}

void HtmlWriter::plan(const Audit& audit) {
  const std::string& file = audit.summary.file;
  for (const Finding& finding : audit.findings) {
    KindSection& section = page_.findings[static_cast<std::size_t>(finding.rule)];
    const auto verdict = static_cast<std::size_t>(finding.verdict);
    section.count(verdict);
    const std::string party = text(finding.party.address);
    if (page_.parties.size() < kParties || page_.parties.contains(party)) ++page_.parties[party];
    if (section.has_room_for_card(verdict, kCardsOfVerdict)) {
      section.reserve_card(verdict);
      findings_.push_back(
          {&finding, &section, verdict, reader_->want(html::exhibit_of(finding)), true});
    } else if (finding_rows_ < kRowsOfFindings) {
      ++finding_rows_;
      section.add_row(file, html::row_of(finding));
    } else {
      section.leave_out();
    }
  }
  for (const Story& story : audit.stories) {
    KindSection& section = page_.stories[static_cast<std::size_t>(story.kind)];
    section.count(kOnlyVerdict);
    if (section.has_room_for_card(kOnlyVerdict, kCardsOfStory)) {
      section.reserve_card(kOnlyVerdict);
      const std::size_t flow = story.has_flow ? reader_->want(html::exhibit_of(story)) : 0;
      stories_.push_back({&story, &section, kOnlyVerdict, flow, story.has_flow});
    } else if (story_rows_ < kRowsOfStories) {
      ++story_rows_;
      section.add_row(file, html::row_of(story));
    } else {
      section.leave_out();
    }
  }
}

template <class Told>
std::string HtmlWriter::figures(const Planned<Told>& planned, const html::Place& place,
                                const std::string& amiss) {
  if (!planned.has_flow) return "";
  if (!amiss.empty()) return html::no_figures(amiss);
  if (diagram_bytes_ >= kDiagramBytes) {
    ++page_.without_diagrams;
    return html::no_figures("there are too many for one page");
  }
  std::string figures =
      html::figures_of(*planned.told, reader_->flows()[planned.flow], place, page_.options);
  diagram_bytes_ += figures.size();
  return figures;
}

void HtmlWriter::show(const std::string& file, const std::string& amiss) {
  for (const Planned<Finding>& planned : findings_) {
    const bool is_first = !planned.section->has_cards();
    const html::Place place{fmt::format("n{}", ++cards_), file, is_first};
    planned.section->add_card(planned.verdict, html::card_of(*planned.told, place, page_.options,
                                                             figures(planned, place, amiss)));
  }
  for (const Planned<Story>& planned : stories_) {
    const html::Place place{fmt::format("n{}", ++cards_), file, false};
    planned.section->add_card(planned.verdict,
                              html::card_of(*planned.told, place, figures(planned, place, amiss)));
  }
}

std::string HtmlWriter::add(const Audit& audit, const SecondReading& again) {
  note(audit);
  if (!audit.summary.readable) return "";
  reader_ = std::make_unique<html::FlowReader>(page_.options);
  plan(audit);
  const bool shows_frames = !findings_.empty() || !stories_.empty();
  std::string amiss = shows_frames ? reader_->read(again, audit.summary.packets) : "";
  show(audit.summary.file, amiss);
  reader_.reset();
  findings_.clear();
  stories_.clear();
  return amiss;
}

}  // namespace

std::unique_ptr<ReportWriter> make_html_writer(Write write, const ReportSettings& settings) {
  return std::make_unique<HtmlWriter>(std::move(write), settings);
}

}  // namespace twomsl::oracle
