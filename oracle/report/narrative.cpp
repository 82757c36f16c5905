#include "oracle/report/narrative.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "oracle/report/explain.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/report.hpp"
#include "oracle/report/story_text.hpp"
#include "oracle/report/text/wrap.hpp"

namespace twomsl::oracle {
namespace {

// Who is called A: who sent the first frame.
struct Names {
  unsigned a = 0;
  [[nodiscard]] const char* of(unsigned side) const { return side == a ? "A" : "B"; }
};

std::string opens_anew(const Deed& deed) {
  const std::int64_t beyond = deed.beyond;
  return fmt::format("opens anew; its number is {} {} what it sent last", std::llabs(beyond),
                     beyond < 0 ? "below" : "above");
}

std::string talks(const Deed& deed, const Names& names) {
  const std::uint64_t mine = deed.text_bytes[deed.from];
  const std::uint64_t theirs = deed.text_bytes[1u - deed.from];
  if (mine + theirs == 0) return "acknowledges";
  if (theirs == 0) return fmt::format("sends {} bytes", mine);
  if (mine == 0)
    return fmt::format("acknowledges; {} sends {} bytes", names.of(1u - deed.from), theirs);
  return fmt::format("sends {} bytes, and {} {}", mine, names.of(1u - deed.from), theirs);
}

std::string words_of(const Deed& deed, const Names& names) {
  switch (deed.kind) {
    case DeedKind::opens:
      return "opens";
    case DeedKind::opens_anew:
      return opens_anew(deed);
    case DeedKind::opens_again:
      return "sends its SYN again";
    case DeedKind::accepts:
      return "accepts";
    case DeedKind::accepts_again:
      return "sends its SYN-ACK again";
    case DeedKind::talks:
      return talks(deed, names);
    case DeedKind::finishes:
      return "sends its FIN";
    case DeedKind::finishes_again:
      return "sends its FIN again";
    case DeedKind::acknowledges_fin:
      return "acknowledges the FIN";
    case DeedKind::answers_in_wait:
      return "answers out of TIME-WAIT by an ACK";
    case DeedKind::resets:
      return deed.has_ack ? "resets, with an ACK" : "resets";
  }
  return "";
}

std::string frames_of(const Deed& deed) {
  if (deed.first_frame == deed.last_frame) return fmt::format("frame {}", deed.first_frame);
  return fmt::format("frames {}-{}", deed.first_frame, deed.last_frame);
}

// What is told from.
struct Source {
  const Audit& audit;
  const Narrator& narrator;
  TextStyle style{};
};

bool is_of(const Narrative& narrative, const Socket& party, const Socket& peer) {
  const auto& [a, b] = narrative.end;
  return (party == a && peer == b) || (party == b && peer == a);
}

std::string remark(const std::string& words) { return wrapped(words, "      ", "        "); }

// What the audit says of the tuple in frames [first, last].
std::string remarks_in(std::uint64_t first, std::uint64_t last, const Narrative& narrative,
                       const Source& source) {
  const auto is_earlier = [](const auto& remark, std::uint64_t frame) {
    return remark.at.frame < frame;
  };
  std::string out;
  const auto& stories = source.audit.stories;
  auto story = std::lower_bound(stories.begin(), stories.end(), first, is_earlier);
  for (; story != stories.end() && story->at.frame <= last; ++story) {
    if (!story->has_flow || !is_of(narrative, story->party, story->peer)) continue;
    out += remark(fmt::format("STORY {}: {}", name(story->kind), words_of(*story)));
  }
  const auto& findings = source.audit.findings;
  auto finding = std::lower_bound(findings.begin(), findings.end(), first, is_earlier);
  for (; finding != findings.end() && finding->at.frame <= last; ++finding) {
    if (!is_of(narrative, finding->party, finding->peer)) continue;
    const std::string_view verdict = name(finding->verdict);
    const std::string words =
        remark(fmt::format("{} {}: {}", verdict, name(finding->rule), summary_of(*finding)));
    out += source.style.colour ? painted(words, verdict, finding->verdict) : words;
  }
  return out;
}

std::string line_of(const Deed& deed, const Names& names, const Narrator& narrator) {
  std::string words = words_of(deed, names);
  for (unsigned side = 0; side < 2; ++side) {
    if (!deed.enters_wait[side]) continue;
    words += fmt::format("; {} owes 2*MSL of TIME-WAIT from now on", names.of(side));
  }
  const std::uint64_t wanted = narrator.wanted().frame;
  const bool is_wanted = deed.first_frame <= wanted && wanted <= deed.last_frame;
  const std::string head =
      fmt::format("  {} {:<14} {:>14} s  ", is_wanted ? '>' : ' ', frames_of(deed),
                  seconds(std::max<std::int64_t>(deed.time_ns - narrator.first_ns(), 0)));
  return wrapped(fmt::format("{} {}", names.of(deed.from), words), head,
                 std::string(head.size() + 2, ' '));
}

std::string told(const Narrative& narrative, const Source& source) {
  if (narrative.deeds.empty()) return "";
  const Names names{narrative.deeds.front().from};
  std::string out = wrapped(fmt::format("A is {}, B is {}", text(narrative.end[names.a]),
                                        text(narrative.end[1 - names.a])),
                            "", "");
  for (const Deed& deed : narrative.deeds) {
    out += line_of(deed, names, source.narrator) +
           remarks_in(deed.first_frame, deed.last_frame, narrative, source);
  }
  if (narrative.untold != 0) {
    out += fmt::format("    and {} deeds more\n", narrative.untold);
    out += remarks_in(narrative.deeds.back().last_frame + 1, ~std::uint64_t{0}, narrative, source);
  }
  return out + "\n";
}

}  // namespace

std::string narrative_text(const Audit& audit, const Narrator& narrator, const TextStyle& style) {
  std::string out;
  for (const Narrative* narrative : narrator.narratives()) {
    out += told(*narrative, {audit, narrator, style});
  }
  for (const Story& story : audit.stories) {
    if (story.has_flow) continue;
    out += wrapped(fmt::format("STORY {}: {}", name(story.kind), words_of(story)), "", "  ");
  }
  for (const std::string& line : lines_of(audit.summary)) out += wrapped(line, "", "  ");
  if (narrator.untold() != 0) {
    out += fmt::format("{} segments more are not told: choose a connection with --flow\n",
                       narrator.untold());
  }
  return out;
}

}  // namespace twomsl::oracle
