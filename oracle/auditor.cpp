#include "oracle/auditor.hpp"

#include <algorithm>
#include <utility>

#include "core/codec/decode.hpp"

namespace twomsl::oracle {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

void add(Counts& counts, std::string_view reason, std::uint64_t frames) {
  if (frames != 0) counts[std::string(reason)] += frames;
}

template <class Reason>
void add_each(Counts& counts, const std::array<std::uint64_t, 16>& skipped) {
  for (std::size_t i = 0; i < skipped.size(); ++i) {
    if (skipped[i] != 0) add(counts, name(static_cast<Reason>(i)), skipped[i]);
  }
}

}  // namespace

Auditor::Auditor(const AuditOptions& options, Narrator* narrator, Shard shard)
    : tracker_(options, kConnections, shard),
      vantage_address_(options.vantage_address),
      lacks_vantage_(options.vantage == Vantage::host || options.vantage == Vantage::peer) {
  tracker_.narrate_to(narrator);
}

inline void Auditor::follow(const Decoded& decoded, const CapturedPacket& packet) {
  if (!packet.has_time) {
    ++without_time_;
    return;
  }
  if (lacks_vantage_) {
    lacks_vantage_ = decoded.segment.source.address != vantage_address_ &&
                     decoded.segment.destination.address != vantage_address_;
  }
  const std::int64_t time_ns = std::clamp(packet.at.time_ns, -kFarthest_ns, kFarthest_ns);
  tracker_.observe(decoded.segment, packet.scope, {time_ns, packet.at.frame}, packet.bytes);
}

void Auditor::observe(const CapturedPacket& packet) {
  ++packets_;
  const Decoded decoded = decode_ip(packet.bytes, packet.wire_bytes);
  if (decoded.rejection == Rejection::none) {
    follow(decoded, packet);
  } else {
    observe_inside(packet);
  }
}

// Tunnels and fragments, and all that holds no segment.
void Auditor::observe_inside(const CapturedPacket& packet) {
  const Opened opened = opener_.open(
      {LinkRejection::none, packet.scope, packet.wire_bytes, packet.bytes}, packet.at.time_ns);
  reassembled_ += opened.earlier_fragments;
  if (opened.packet.rejection != LinkRejection::none) {
    ++link_skipped_[static_cast<std::size_t>(opened.packet.rejection)];
  } else if (opened.decoded.rejection != Rejection::none) {
    ++ip_skipped_[static_cast<std::size_t>(opened.decoded.rejection)];
  } else {
    const NetworkLayer& inside = opened.packet;
    follow(opened.decoded,
           {inside.bytes, inside.wire_bytes, inside.scope, packet.at, packet.has_time});
  }
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

std::vector<Finding> Auditor::findings_so_far(std::size_t first) {
  tracker_.note_clock();
  std::vector<Finding> findings;
  for (std::size_t i = first; i < unsettled_findings().size(); ++i) {
    if (const auto now = settled_now(tracker_.judge(), unsettled_findings()[i])) {
      findings.push_back(*now);
    }
  }
  return findings;
}

void Auditor::tell(const HiddenEvent& event) { tracker_.tell(event); }

void Auditor::summarise(Unsettled& unsettled) const {
  Summary& summary = unsettled.summary;
  auto by_link = link_skipped_;
  by_link[static_cast<std::size_t>(LinkRejection::fragment)] -= reassembled_;
  add_each<LinkRejection>(summary.skipped, by_link);
  add(summary.skipped, "fragment-reassembled", reassembled_);
  add_each<Rejection>(summary.skipped, ip_skipped_);
  add(summary.skipped, "no-timestamp", without_time_);
  add(summary.skipped, "missed-by-the-capture", missed_);
  Counts& of_tuples = unsettled.skipped_of_tuples;
  add(of_tuples, "captured-twice", tracker_.tally().duplicates);
  add(of_tuples, "checksum-wrong", tracker_.tally().damaged);
  add(of_tuples, "too-many-connections", tracker_.tally().untracked);
  add(of_tuples, "too-many-findings", tracker_.judge().findings_dropped);
  summary.packets = packets_;
  summary.lacks_vantage = lacks_vantage_;
  summary.connections = tracker_.tally().connections;
  summary.closes = tracker_.tally().closes;
  summary.facts = tracker_.storyteller().facts();
}

Unsettled Auditor::close() {
  tracker_.close();
  Unsettled unsettled;
  summarise(unsettled);
  unsettled.stories = tracker_.storyteller().stories();
  unsettled.looks = tracker_.storyteller().looks();
  unsettled.judge = std::move(tracker_.judge());
  return unsettled;
}

}  // namespace twomsl::oracle
