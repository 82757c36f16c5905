// What a capture away from the host shows of an offence of its, and what it leaves open that the
// host's own log does not.
#pragma once

#include <algorithm>
#include <vector>

#include "core/codec/decode.hpp"
#include "oracle/track/tracker.hpp"
#include "sim/checkers/offences.hpp"
#include "sim/tap.hpp"

namespace twomsl::sim {

/// Shows the tracker all that a place saw, to the end.
inline void show(oracle::Tracker& tracker, const std::vector<Captured>& captured) {
  std::uint64_t frame = 0;
  for (const Captured& seen : captured) {
    const auto bytes = static_cast<std::uint32_t>(seen.packet.size());
    const SegmentView segment = decode_ip(seen.packet, bytes).segment;
    tracker.observe(segment, 0, {static_cast<std::int64_t>(seen.at.us) * 1000, ++frame});
  }
  tracker.finish();
}

/// A segment of the offence's tuple, as a place saw it.
struct SeenSegment {
  std::uint64_t at_us = 0;
  bool by_host = false;
  SegmentView segment{};
};
using SeenSegments = std::vector<SeenSegment>;

/// Those up to the one that shows the offence, which is the last; none if it did not come there.
[[nodiscard]] inline SeenSegments seen_until(const std::vector<Captured>& captured,
                                             const Offence& offence, std::uint32_t end) {
  const SocketPair sockets = sockets_of(key_of({end, offence.tuple}));
  SeenSegments seen;
  for (const Captured& frame : captured) {
    const auto bytes = static_cast<std::uint32_t>(frame.packet.size());
    const SegmentView segment = decode_ip(frame.packet, bytes).segment;
    const bool by_host = segment.source == sockets.local && segment.destination == sockets.remote;
    const bool by_peer = segment.source == sockets.remote && segment.destination == sockets.local;
    if (!by_host && !by_peer) continue;
    seen.push_back({frame.at.us, by_host, segment});
    const bool shows = std::ranges::any_of(offence.packets, [&](const auto& packet) {
      return std::ranges::equal(packet, frame.packet);
    });
    if (by_host && shows && offence.at.us <= frame.at.us) return seen;
  }
  return {};
}

/// What the RST at `place` answers: what came after the host spoke last. seen.size() if nothing.
[[nodiscard]] inline std::size_t asked_by(const SeenSegments& seen, std::size_t place) {
  for (std::size_t i = place; i > 0 && !seen[i - 1].by_host; --i) {
    const SegmentView& asked = seen[i - 1].segment;
    const bool is_plain = asked.flags.ack() && !asked.flags.rst() && !asked.flags.syn();
    if (is_plain && asked.ack == seen[place].segment.seq) return i - 1;
  }
  return seen.size();
}

/// What else may have been. REQUIRES: what seen_until() gives, and not empty.
[[nodiscard]] inline Exclusion exclusion_at(const SeenSegments& seen, const Offence& offence) {
  constexpr std::uint64_t kShortestR2Us = 100'000'000;
  constexpr std::uint64_t kAtOnceUs = 200'000;
  const std::size_t last = seen.size() - 1;
  std::size_t begin = last;
  while (begin > 0 && !seen[begin - 1].segment.flags.syn()) --begin;
  const SegmentView* host_fin = nullptr;
  std::uint64_t before_us = seen[begin].at_us;  // when the host spoke last before its FIN
  std::uint32_t peer_end = 0;
  bool has_peer_fin = false;
  bool has_acked = false;
  bool has_restarted = false;  // it has acknowledged the peer's FIN again
  std::uint64_t fin_us = 0;
  int fins_at_once = 0;  // something has held them, and who knows since when
  for (std::size_t i = begin; i < last; ++i) {
    const SegmentView& segment = seen[i].segment;
    if (!seen[i].by_host && segment.flags.fin()) {
      has_peer_fin = true;
      peer_end = segment.seq + segment.length();
    }
    if (!seen[i].by_host) continue;
    has_restarted |= has_acked && i > 0 && !seen[i - 1].by_host && segment.ack == peer_end &&
                     seen[i - 1].segment.flags.fin();
    has_acked |= has_peer_fin && segment.flags.ack() && segment.ack == peer_end;
    if (host_fin == nullptr && segment.flags.fin()) {
      host_fin = &segment;
      fin_us = seen[i].at_us;
    }
    fins_at_once += segment.flags.fin() && seen[i].at_us - fin_us <= kAtOnceUs ? 1 : 0;
    if (host_fin == nullptr) before_us = seen[i].at_us;
    const bool in_wait = offence.entered.us <= seen[i].at_us;
    if (segment.flags.rst() && in_wait && asked_by(seen, i) == seen.size()) {
      return Exclusion::unasked;
    }
  }
  if (offence.rule == RuleClass::wait_not_restarted && !has_restarted) return Exclusion::unseen;
  const bool is_of_wait =
      offence.rule != RuleClass::last_ack_abandoned && offence.rule != RuleClass::rst_form;
  if (is_of_wait && host_fin != nullptr && has_peer_fin && host_fin->ack == peer_end) {
    return Exclusion::looks_passive;
  }
  if (kShortestR2Us <= seen[last].at_us - before_us) return Exclusion::gave_up;
  if (fins_at_once >= 3) return Exclusion::gave_up;
  if (!seen[last].segment.flags.rst()) return Exclusion::none;
  const std::size_t asked = asked_by(seen, last);
  if (asked == seen.size()) return Exclusion::unasked;
  if (offence.rule == RuleClass::last_ack_abandoned) return Exclusion::none;
  const SegmentView& fin = seen[asked].segment;
  const bool follows_close =
      fin.flags.fin() && fin.length() == 1 && (host_fin == nullptr || fin.seq == host_fin->ack);
  return follows_close || has_acked ? Exclusion::none : Exclusion::aborts;
}

}  // namespace twomsl::sim
