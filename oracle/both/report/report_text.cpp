// See report.hpp: text.
#include <fmt/format.h>

#include <algorithm>

#include "oracle/both/report/report.hpp"
#include "oracle/both/report/words.hpp"
#include "oracle/report/explain.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/story_text.hpp"
#include "oracle/report/text/printable.hpp"
#include "oracle/report/text/wrap.hpp"

namespace twomsl::oracle::both {
namespace {

// Of one kind and one connection; and connections. JSON has them all.
constexpr std::size_t kTold = 20, kConnectionsTold = 100, kStoriesTold = 20;

// A line of the report, in as many as it takes.
std::string fitted(std::string_view words, std::size_t depth = 0) {
  return wrapped(words, std::string(depth, ' '), std::string(depth + 4, ' '));
}

std::string capture_lines(const Comparison& comparison, const Opinions& opinions, Side side) {
  const Recording& recording = comparison.recordings[index(side)];
  std::string words = fmt::format("{}: {}, {}, {}", name(side), printable(recording.file),
                                  amount(recording.segments.size(), "segment"),
                                  amount(recording.connections.size(), "connection"));
  if (comparison.paired != 0) words += ", taken at " + text(comparison.near[index(side)]);
  std::string lines = fitted(words);
  if (recording.left != 0) {
    lines += fitted(fmt::format("its last {} are behind the first {}, which are all that is kept: "
                                "they are not compared. Compare a part of the time: editcap -A "
                                "START -B END",
                                amount(recording.left, "segment"), recording.segments.size()),
                    2);
  }
  if (!recording.damage.empty()) {
    lines += fitted(
        (recording.interrupted ? "reading it was " : "damaged: ") + printable(recording.damage), 2);
  }
  if (const std::string where = interruption_of(comparison, opinions, side); !where.empty()) {
    lines += fitted("judging it was " + where, 2);
  }
  return lines;
}

std::string direction_lines(const Compared& compared, Side sender) {
  const Direction& direction = compared.direction[index(sender)];
  std::string words = fmt::format("{} to {}: {} sent, {} arrived", name(sender),
                                  name(other(sender)), direction.sent, direction.arrived);
  if (direction.cut_anew != 0) words += fmt::format(", {} cut anew", direction.cut_anew);
  if (direction.lost_bytes != 0) words += fmt::format(" without {} bytes", direction.lost_bytes);
  if (direction.lost != 0) {
    words += fmt::format(
        ", {} lost ({:.1f} %)", direction.lost,
        100.0 * static_cast<double>(direction.lost) / static_cast<double>(direction.sent));
  }
  if (direction.missed != 0) words += fmt::format(", {} not captured", direction.missed);
  if (direction.overtaken != 0) words += fmt::format(", {} overtaken", direction.overtaken);
  if (direction.copies != 0) words += fmt::format(", {} copies", direction.copies);
  if (direction.appeared != 0) words += fmt::format(", {} nobody's", direction.appeared);
  if (direction.beyond != 0) {
    words += fmt::format(", {} beyond the frames of the other capture", direction.beyond);
  }
  std::string lines = fitted(words, 2);
  if (direction.arrived != 0) {
    const auto& [least, median, most] = direction.delay_ns;
    lines +=
        fitted(fmt::format("delay {} s at least, {} s at the median, {} s at most",
                           signed_seconds(least), signed_seconds(median), signed_seconds(most)),
               4);
  }
  return lines;
}

const char* word_of(Fate fate) {
  if (fate == Fate::lost) return "LOST";
  return fate == Fate::missed ? "NOT CAPTURED" : "NOBODY'S";
}

std::string segments_text(const Comparison& comparison, const Compared& compared) {
  std::string lines;
  for (const Side side : {Side::client, Side::server}) {
    const auto& told = compared.told[index(side)];
    for (std::size_t i = 0; i < std::min(kTold, told.size()); ++i) {
      const Recorded& segment = comparison.segment(side, told[i]);
      lines += fitted(fmt::format("{} {} frame {}: {}", word_of(segment.fate), name(side),
                                  segment.frame, fate_text(comparison, compared, side, segment)),
                      2);
    }
    if (told.size() > kTold) {
      lines += fmt::format("  and {} more of the {}'s capture (--json has them)\n",
                           told.size() - kTold, name(side));
    }
  }
  for (const Rewritten& rewritten : compared.rewritten) {
    lines += fitted("REWROTE " + rewrite_text(comparison, rewritten), 2);
  }
  return lines;
}

std::string head_of(const Comparison& comparison, const Compared& compared) {
  const auto flow = [&](Side side) {
    const Recording& recording = comparison.recordings[index(side)];
    return flow_text(recording.connections[compared.connection[index(side)]]);
  };
  const auto frames = [&](Side side) {
    const Recording& recording = comparison.recordings[index(side)];
    const RecordedConnection& one = recording.connections[compared.connection[index(side)]];
    return fmt::format("{} frames {} to {}", name(side), recording.segments[one.first].frame,
                       recording.segments[one.last].frame);
  };
  if (!compared.is_paired()) {
    const Side side = compared.connection[0] != kNone ? Side::client : Side::server;
    const auto& [by_client, by_server] = compared.direction;
    const bool is_beyond =
        by_client.sent + by_server.sent + by_client.appeared + by_server.appeared == 0;
    return "\n" +
           fitted(fmt::format("{}, {}: the {}{}", flow(side), frames(side), name(other(side)),
                              is_beyond ? "'s capture has no frame of then"
                                        : " knows nothing of this connection"));
  }
  const std::string client = flow(Side::client);
  const std::string server = flow(Side::server);
  const std::string also = client == server ? "" : fmt::format(" (at the server {})", server);
  return "\n" + fitted(fmt::format("{}{}, {}, {}", client, also, frames(Side::client),
                                   frames(Side::server)));
}

std::string connections_text(const Comparison& comparison, bool quiet) {
  std::string lines;
  std::size_t count = 0;
  for (const Compared& compared : comparison.connections) {
    if (++count > kConnectionsTold) continue;
    lines += head_of(comparison, compared);
    for (const Side sender : {Side::client, Side::server}) {
      const Direction& direction = compared.direction[index(sender)];
      const bool is_empty = direction.sent + direction.appeared + direction.beyond == 0;
      if (!is_empty) lines += direction_lines(compared, sender);
    }
    if (!quiet) lines += segments_text(comparison, compared);
  }
  if (count > kConnectionsTold) {
    lines += fmt::format("\nand {} more (--json has them)\n",
                         amount(count - kConnectionsTold, "connection"));
  }
  return lines;
}

std::string finding_lines(const Opinion& opinion, bool colour) {
  const Finding& finding = opinion.finding;
  std::string head = fitted(
      fmt::format("{}'s capture: {} {} at frame {}: {}", name(opinion.side), name(finding.verdict),
                  name(finding.rule), finding.at.frame, summary_of(finding)),
      2);
  if (colour) head = painted(std::move(head), name(finding.verdict), finding.verdict);
  return head + fitted(agreement_text(opinion), 4);
}

std::string opinions_text(const Opinions& opinions, const TextStyle& style) {
  std::string lines;
  for (const Opinion& opinion : opinions.findings) lines += finding_lines(opinion, style.colour);
  for (std::size_t i = 0; i < opinions.stories.size() && !style.quiet; ++i) {
    if (i == kStoriesTold) {
      lines += fmt::format("  and {} more stories (--json has them)\n",
                           opinions.stories.size() - kStoriesTold);
      break;
    }
    const Addition& addition = opinions.stories[i];
    lines += fitted(fmt::format("{}'s capture: {}: {}", name(addition.side),
                                name(addition.story.kind), line_of(addition.story)),
                    2);
    for (const FrameFate& fate : addition.frames) {
      lines += fitted(frame_text(addition.side, fate), 4);
    }
  }
  return lines.empty() ? lines : "\nWhat either capture alone says:\n" + lines;
}

std::string totals_text(const Comparison& comparison, const Opinions& opinions) {
  std::array<Direction, 2> all{};
  for (const Compared& compared : comparison.connections) {
    for (std::size_t i = 0; i < 2; ++i) {
      all[i].sent += compared.direction[i].sent;
      all[i].lost += compared.direction[i].lost;
      all[i].appeared += compared.direction[i].appeared;
    }
  }
  std::string words = fmt::format("{} in both captures", amount(comparison.paired, "connection"));
  for (const Side side : {Side::client, Side::server}) {
    const Direction& one = all[index(side)];
    words += fmt::format("; of {} from the {} {} lost", amount(one.sent, "segment"), name(side),
                         one.lost);
    if (one.appeared != 0) words += fmt::format(", and {} came that it never sent", one.appeared);
  }
  const std::uint64_t found = opinions.found(Verdict::violation);
  return "\n" + fitted(words + ".") +
         fitted(fmt::format("{} found at either end, {} contradicted by the other.",
                            amount(found, "violation"),
                            found - opinions.standing(Verdict::violation)));
}

}  // namespace

std::string why_incomparable(const Comparison& comparison) {
  const auto& [client, server] = comparison.recordings;
  for (const Side side : {Side::client, Side::server}) {
    const Recording& recording = comparison.recordings[index(side)];
    if (recording.segments.empty()) {
      return fmt::format("the {}'s capture {} holds no TCP segment", name(side), recording.file);
    }
  }
  if (comparison.paired != 0) return "";
  std::string words = "no connection is in both captures";
  if (client.last_ns < server.first_ns || server.last_ns < client.first_ns) {
    const bool client_first = client.last_ns < server.first_ns;
    const std::int64_t between =
        client_first ? server.first_ns - client.last_ns : client.first_ns - server.last_ns;
    words += fmt::format("; by their clocks the {}'s ended {} s before the other began",
                         client_first ? "client" : "server", seconds(between));
  }
  return words +
         ": neither addresses and ports, nor initial sequence numbers, texts or timestamps "
         "are the same";
}

std::string report_text(const Comparison& comparison, const Opinions& opinions,
                        const TextStyle& style) {
  std::string out = capture_lines(comparison, opinions, Side::client) +
                    capture_lines(comparison, opinions, Side::server);
  if (const std::string why = why_incomparable(comparison); !why.empty()) {
    return out + fitted("Nothing to compare: " + why + ".");
  }
  out += fitted("clocks: " + clocks_text(comparison.clocks));
  if (comparison.is_turned) {
    out += "Most connections are opened at the second capture: it may be the client's.\n";
  }
  if (comparison.unplaced != 0 && !style.quiet) {
    out +=
        fitted(fmt::format("Of {} no time tells which end is where: the opener is taken to be at "
                           "the client's capture.",
                           amount(comparison.unplaced, "connection")));
  }
  for (const Side side : {Side::client, Side::server}) {
    if (comparison.others[index(side)] == 0) continue;
    out += fitted(fmt::format("{} in the {}'s capture are with somebody else.",
                              amount(comparison.others[index(side)], "connection"), name(side)));
  }
  return out + connections_text(comparison, style.quiet) + opinions_text(opinions, style) +
         totals_text(comparison, opinions);
}

}  // namespace twomsl::oracle::both
