#include "fuzz/support/audit_laws.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "fuzz/support/wire_laws.hpp"
#include "oracle/report/explain.hpp"
#include "oracle/report/narrative.hpp"
#include "oracle/report/report.hpp"
#include "oracle/report/story_text.hpp"

namespace twomsl::fuzz {
namespace {

using oracle::Finding;
using oracle::Reason;
using oracle::Verdict;

void check_frames(const Finding& finding, std::uint64_t packets) {
  const std::vector<std::uint64_t> frames = oracle::frames_of(finding);
  require(!frames.empty(), "a finding shows frames");
  require(finding.at.frame != 0 && finding.at.frame <= packets, "it names a frame of the capture");
  require(frames.front() != 0 && frames.back() <= packets, "it shows frames of the capture");
  require(std::find(frames.begin(), frames.end(), finding.at.frame) != frames.end(),
          "it shows the breaking frame");
}

void check_finding(const Finding& finding, const oracle::AuditOptions& options) {
  const bool undetermined = finding.verdict == Verdict::undetermined;
  require(undetermined == (finding.reason != Reason::none), "only undetermined has a reason");
  require(finding.verdict != Verdict::conditional || !options.msl_s, "conditional: no MSL given");
  require(finding.verdict != Verdict::conditional || finding.has_age, "conditional on some MSL");
  require(finding.age_ns >= 0, "an age is not negative");
  require(finding.needs.is_within(options.granted) || undetermined, "no more than is granted");
  require(oracle::is_within_rule(finding), "no other verdict or assumption than its rule has");
  require(!oracle::summary_of(finding).empty(), "a finding has a sentence");
  require(oracle::chain_of(finding).size() >= finding.evidence_used, "each frame has a sentence");
}

// Stories of the whole capture have neither flow nor frame.
void check_stories(const oracle::Audit& audit) {
  std::uint64_t last = 0;
  for (const oracle::Story& story : audit.stories) {
    require(story.has_flow == story.at.happened(), "a story of a connection has a frame");
    require(story.at.frame <= audit.summary.packets, "it is a frame of the capture");
    require(story.at.frame >= last, "stories stand in the order of their frames");
    require(!oracle::words_of(story).empty(), "a story has words");
    require(story.age_ns >= 0 && story.since_ns >= 0, "its ages are not negative");
    last = story.at.frame;
  }
}

}  // namespace

void check_audit(const oracle::Audit& audit, const oracle::AuditOptions& options) {
  std::uint64_t last = 0;
  for (const Finding& finding : audit.findings) {
    check_frames(finding, audit.summary.packets);
    check_finding(finding, options);
    require(finding.at.frame >= last, "findings stand in the order of their frames");
    last = finding.at.frame;
  }
  check_stories(audit);
  require(!oracle::report_text(audit, options).empty(), "the report has words");
  std::istringstream lines(oracle::report_json(audit, options));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    require(nlohmann::json::accept(line), "each line is JSON");
  }
  require(count == audit.findings.size() + audit.stories.size() + 1,
          "a line for each finding, each story and the summary");
}

void check_narrative(const oracle::Audit& audit, const oracle::Narrator& narrator) {
  const auto narratives = narrator.narratives();
  for (const oracle::Narrative* narrative : narratives) {
    std::uint64_t last = 0;
    for (const oracle::Deed& deed : narrative->deeds) {
      require(last < deed.first_frame && deed.first_frame <= deed.last_frame,
              "deeds in their order");
      last = deed.last_frame;
    }
    require(last <= audit.summary.packets, "deeds are of frames of the capture");
  }
  const bool has_words = !oracle::narrative_text(audit, narrator).empty();
  require(has_words || narratives.empty(), "what is told has words");
}

void check_longer_msl(std::span<const Finding> with_short_msl,
                      std::span<const Finding> with_long_msl) {
  for (const Finding& finding : with_short_msl) {
    // A restart that a short wait ignored may lie inside the long wait itself: another class.
    if (finding.verdict != Verdict::violation) continue;
    require(std::any_of(with_long_msl.begin(), with_long_msl.end(),
                        [&](const Finding& other) {
                          return other.rule == finding.rule && other.at.frame == finding.at.frame &&
                                 other.verdict == Verdict::violation;
                        }),
            "a longer MSL convicts no less");
  }
}

}  // namespace twomsl::fuzz
