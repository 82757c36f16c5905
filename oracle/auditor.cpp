#include "oracle/auditor.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"

namespace twomsl::oracle {
namespace {

void add(Summary& summary, std::string_view reason, std::uint64_t frames) {
  if (frames != 0) summary.skipped[std::string(reason)] += frames;
}

template <class Reason>
void add_each(Summary& summary, const std::array<std::uint64_t, 16>& skipped) {
  for (std::size_t i = 0; i < skipped.size(); ++i) {
    if (skipped[i] != 0) add(summary, name(static_cast<Reason>(i)), skipped[i]);
  }
}

}  // namespace

Auditor::Auditor(const AuditOptions& options, Narrator* narrator) : tracker_(options) {
  tracker_.narrate_to(narrator);
}

void Auditor::observe(const CapturedPacket& packet) {
  ++packets_;
  const Decoded decoded = decode_ip(packet.bytes, packet.wire_bytes);
  if (decoded.rejection != Rejection::none) {
    ++ip_skipped_[static_cast<std::size_t>(decoded.rejection)];
    return;
  }
  if (!packet.has_time) {
    ++without_time_;
    return;
  }
  const std::int64_t time_ns = std::clamp(packet.at.time_ns, -kFarthest_ns, kFarthest_ns);
  tracker_.observe(decoded.segment, packet.scope, {time_ns, packet.at.frame}, packet.bytes);
}

void Auditor::skip(LinkRejection rejection) {
  ++packets_;
  ++link_skipped_[static_cast<std::size_t>(rejection)];
}

void Auditor::observe(const Frame& frame) {
  const NetworkLayer network = strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
  if (network.rejection != LinkRejection::none) {
    skip(network.rejection);
    return;
  }
  observe({network.bytes,
           network.wire_bytes,
           network.scope,
           {frame.time_ns, frame.number},
           frame.has_time});
}

void Auditor::miss(std::uint64_t frames, const Gap& gap) {
  missed_ += frames;
  tracker_.tell(gap);
}

std::vector<Finding> Auditor::findings_so_far(std::size_t first) const {
  std::vector<Finding> findings;
  for (std::size_t i = first; i < unsettled_findings().size(); ++i) {
    if (const auto now = settled_now(tracker_.judge(), unsettled_findings()[i])) {
      findings.push_back(*now);
    }
  }
  return findings;
}

void Auditor::tell(const HiddenEvent& event) { tracker_.tell(event); }

void Auditor::summarise(Summary& summary) const {
  add_each<LinkRejection>(summary, link_skipped_);
  add_each<Rejection>(summary, ip_skipped_);
  add(summary, "no-timestamp", without_time_);
  add(summary, "missed-by-the-capture", missed_);
  add(summary, "captured-twice", tracker_.tally().duplicates);
  add(summary, "checksum-wrong", tracker_.tally().damaged);
  add(summary, "too-many-connections", tracker_.tally().untracked);
  add(summary, "too-many-findings", tracker_.judge().findings_dropped);
  summary.packets = packets_;
  summary.connections = tracker_.tally().connections;
  summary.closes = tracker_.tally().closes;
  summary.facts = tracker_.storyteller().facts();
  summary.wrong_checksums = tracker_.judge().checksums.wrong_ones();
  summary.clock_steps = tracker_.judge().clock_steps;
}

Audit Auditor::finish() {
  Audit result;
  tracker_.finish();
  summarise(result.summary);
  result.findings = tracker_.judge().findings;
  result.stories = tracker_.storyteller().stories();
  return result;
}

}  // namespace twomsl::oracle
