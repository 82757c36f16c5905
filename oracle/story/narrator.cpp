#include "oracle/story/narrator.hpp"

#include <algorithm>
#include <tuple>

namespace twomsl::oracle {
namespace {

DeedKind kind_of_opening(const Before& before, const SegmentView& segment, unsigned from) {
  const Side& mine = before.connection.side[from];
  const bool is_again = mine.sent && mine.isn == segment.seq;
  if (segment.flags.ack()) return is_again ? DeedKind::accepts_again : DeedKind::accepts;
  if (is_again) return DeedKind::opens_again;
  return mine.sent ? DeedKind::opens_anew : DeedKind::opens;
}

DeedKind kind_of(const Before& before, const SegmentView& segment, unsigned from) {
  if (segment.flags.rst()) return DeedKind::resets;
  if (segment.flags.syn()) return kind_of_opening(before, segment, from);
  const Fin& mine = before.fin[from];
  const Fin& theirs = before.fin[1 - from];
  if (segment.flags.fin()) {
    return mine.emissions == 0 ? DeedKind::finishes : DeedKind::finishes_again;
  }
  const bool acknowledges = theirs.emissions != 0 && segment.flags.ack() &&
                            segment.ack == theirs.seq + 1 && segment.payload_bytes == 0;
  if (acknowledges && !theirs.acked.happened()) return DeedKind::acknowledges_fin;
  return is_waiting(before.wait[from]) ? DeedKind::answers_in_wait : DeedKind::talks;
}

// The SYN that its sender sent before, on a tuple that still has the old connection.
bool is_copy(const std::vector<Deed>& deeds, const Deed& deed) {
  const auto opens = [&](const Deed& other) {
    return other.from == deed.from && other.kind == DeedKind::opens_anew;
  };
  const auto last = std::find_if(deeds.rbegin(), deeds.rend(), opens);
  return last != deeds.rend() && last->seq == deed.seq;
}

}  // namespace

bool Narrator::IsBefore::operator()(const FlowKey& a, const FlowKey& b) const {
  return std::tie(a.addresses, a.ports, a.scope, a.family) <
         std::tie(b.addresses, b.ports, b.scope, b.family);
}

bool Narrator::wants(const SegmentView& segment) const {
  if (!wanted_.flow) return true;
  const auto& [a, b] = *wanted_.flow;
  return (segment.source == a && segment.destination == b) ||
         (segment.source == b && segment.destination == a);
}

Narrative& Narrator::narrative_of(const FlowKey& key) {
  const auto [at, is_new] = index_.try_emplace(key, told_.size());
  if (is_new) told_.push_back({.end = {endpoint(key, 0), endpoint(key, 1)}});
  return told_[at->second];
}

void Narrator::look(const Before& before, const SegmentView& segment, const Moment& at,
                    const std::array<Wait, 2>& waits) {
  first_ns_ = std::min(first_ns_, at.time_ns);
  const FlowKey& key = before.connection.key;
  if (deeds_ == kDeeds) {
    ++untold_;
    if (at.frame == wanted_.frame) too_late_ = {segment.source, segment.destination};
    return;
  }
  Narrative& narrative = narrative_of(key);
  if (at.frame == wanted_.frame) narrative.has_wanted_frame = true;
  const unsigned from = endpoint(key, 0) == segment.source ? 0 : 1;
  Deed deed;
  deed.kind = kind_of(before, segment, from);
  deed.from = static_cast<std::uint8_t>(from);
  deed.first_frame = deed.last_frame = at.frame;
  deed.time_ns = at.time_ns;
  deed.text_bytes[from] = segment.payload_bytes;
  deed.seq = segment.seq;
  deed.beyond = static_cast<std::int32_t>(segment.seq - before.connection.side[from].next);
  deed.has_ack = segment.flags.ack();
  for (unsigned side = 0; side < 2; ++side) {
    deed.enters_wait[side] = !is_waiting(before.wait[side]) && is_waiting(waits[side]);
  }
  add(narrative, deed);
}

void Narrator::add(Narrative& to, Deed deed) {
  const bool is_talk =
      deed.kind == DeedKind::talks && !to.deeds.empty() && to.deeds.back().kind == DeedKind::talks;
  if (is_talk) {
    Deed& last = to.deeds.back();
    last.last_frame = deed.last_frame;
    for (unsigned side = 0; side < 2; ++side) last.text_bytes[side] += deed.text_bytes[side];
    for (unsigned side = 0; side < 2; ++side) last.enters_wait[side] |= deed.enters_wait[side];
    return;
  }
  if (to.deeds.size() == kDeedsOfOne) {
    ++to.untold;
    return;
  }
  if (deed.kind == DeedKind::opens_anew && is_copy(to.deeds, deed))
    deed.kind = DeedKind::opens_again;
  to.deeds.push_back(deed);
  ++deeds_;
}

std::vector<const Narrative*> Narrator::narratives() const {
  std::vector<const Narrative*> wanted;
  for (const Narrative& narrative : told_) {
    if (wanted_.frame == 0 || narrative.has_wanted_frame) wanted.push_back(&narrative);
  }
  return wanted;
}

}  // namespace twomsl::oracle
