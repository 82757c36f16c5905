#include "oracle/audit.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/codec/decode.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/link.hpp"
#include "oracle/track/tracker.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::uint64_t kProgressEvery = 1u << 14;

// Frames that were not judged, by reason. The arrays are indexed by the enumerators.
struct Skipped {
  std::array<std::uint64_t, 16> link{};
  std::array<std::uint64_t, 16> packet{};
  std::uint64_t no_time = 0;
};

void judge_frame(Tracker& tracker, Skipped& skipped, const Frame& frame) {
  const NetworkLayer network = strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
  if (network.rejection != LinkRejection::none) {
    ++skipped.link[static_cast<std::size_t>(network.rejection)];
    return;
  }
  const Decoded decoded = decode_ip(network.bytes, network.wire_bytes);
  if (decoded.rejection != Rejection::none) {
    ++skipped.packet[static_cast<std::size_t>(decoded.rejection)];
    return;
  }
  if (!frame.has_time) {
    ++skipped.no_time;
    return;
  }
  const std::int64_t time_ns = std::clamp(frame.time_ns, -kFarthest_ns, kFarthest_ns);
  tracker.observe(decoded.segment, network.scope, {time_ns, frame.number}, network.bytes);
}

void add(Summary& summary, std::string_view reason, std::uint64_t frames) {
  if (frames != 0) summary.skipped[std::string(reason)] += frames;
}

void summarise(Summary& summary, const Skipped& skipped, const Tracker& tracker) {
  for (std::size_t i = 0; i < skipped.link.size(); ++i) {
    if (skipped.link[i] != 0) add(summary, name(static_cast<LinkRejection>(i)), skipped.link[i]);
  }
  for (std::size_t i = 0; i < skipped.packet.size(); ++i) {
    if (skipped.packet[i] != 0) add(summary, name(static_cast<Rejection>(i)), skipped.packet[i]);
  }
  add(summary, "no-timestamp", skipped.no_time);
  add(summary, "captured-twice", tracker.tally().duplicates);
  add(summary, "checksum-wrong", tracker.tally().damaged);
  add(summary, "too-many-connections", tracker.tally().untracked);
  add(summary, "too-many-findings", tracker.judge().findings_dropped);
  summary.connections = tracker.tally().connections;
  summary.closes = tracker.tally().closes;
  summary.facts = tracker.storyteller().facts();
  summary.wrong_checksums = tracker.judge().checksums.wrong_ones();
  summary.clock_steps = tracker.judge().clock_steps;
}

Audit audit(Capture capture, const AuditOptions& options, Progress progress, Narrator* narrator) {
  Audit result;
  Tracker tracker(options);
  tracker.narrate_to(narrator);
  Skipped skipped;
  Frame frame;
  ReadStatus status = ReadStatus::damaged;
  if (capture.ok()) {
    while ((status = capture.next(frame)) == ReadStatus::frame) {
      result.summary.packets = frame.number;
      judge_frame(tracker, skipped, frame);
      if (progress == nullptr || frame.number % kProgressEvery != 0) continue;
      if (!progress(frame.number)) break;
    }
  }
  if (status == ReadStatus::damaged) result.summary.damage = capture.damage();
  if (status == ReadStatus::frame) {
    result.summary.damage = "interrupted after frame " + std::to_string(frame.number);
  }
  result.summary.readable = status == ReadStatus::end || result.summary.packets != 0;
  tracker.finish();
  summarise(result.summary, skipped, tracker);
  result.findings = tracker.judge().findings;
  result.stories = tracker.storyteller().stories();
  return result;
}

}  // namespace

Audit audit_file(const std::string& file, const AuditOptions& options, Progress progress,
                 Narrator* narrator) {
  Audit result = audit(Capture(file), options, progress, narrator);
  result.summary.file = file;
  return result;
}

Audit audit_bytes(std::span<const std::uint8_t> bytes, const AuditOptions& options,
                  Narrator* narrator) {
  return audit(Capture(bytes), options, nullptr, narrator);
}

std::uint64_t count(const Audit& audit, Verdict verdict) {
  return static_cast<std::uint64_t>(
      std::count_if(audit.findings.begin(), audit.findings.end(),
                    [&](const Finding& finding) { return finding.verdict == verdict; }));
}

}  // namespace twomsl::oracle
