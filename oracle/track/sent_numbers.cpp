#include "oracle/track/sent_numbers.hpp"

#include <algorithm>

#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

// No window is larger (RFC 7323 section 2.3).
constexpr std::uint32_t kReach = 1u << 30;
constexpr std::uint8_t kMaxScale = 14;

void advance_next(Side& side, std::uint32_t end) {
  const std::uint32_t ahead = end - side.next;
  if (ahead == 0 || ahead >= kReach) return;
  side.next = end;
  if (side.next - side.isn >= 0x80000000u) side.stream_too_long = true;
}

bool scale_is_known(const Connection& connection) {
  return connection.side[0].offered_scale && connection.side[1].offered_scale;
}

// The end has emitted its SYN and nothing more.
bool is_opening(const Side& side) {
  return side.syn_seen && (side.next == side.isn + 1 || !side.has_acked);
}

void note_options(Side& side, const SegmentView& syn) {
  side.syn_seen = true;
  side.window_bytes = syn.window;
  side.offered_scale = syn.options.has_window_scale;
  side.window_scale = syn.options.window_scale;
}

}  // namespace

void open(Side& side, const SegmentView& syn) {
  note_options(side, syn);
  side.isn = syn.seq;
  side.next = syn.seq + syn.length();
  side.sent = true;
  side.hops = syn.hops;
  // A SYN-ACK has them only where both ends do.
  side.timestamps = syn.flags.ack() && syn.options.has_timestamps;
  side.ts_val = syn.options.ts_val;
  side.has_acked = syn.flags.ack();
  side.acked = syn.ack;
}

void open(Side& side, const PendingSyn& syn) {
  side.syn_seen = syn.at.happened();
  side.isn = syn.seq;
  side.next = syn.seq + 1;
  side.sent = true;
  side.hops = syn.hops;
  side.offered_scale = syn.offered_scale;
  side.window_scale = syn.window_scale;
  side.ts_val = syn.ts_val;
}

bool is_again(const Side& side, const SegmentView& syn) { return side.sent && side.isn == syn.seq; }

bool open_first(Connection& connection, const SegmentView& syn, unsigned from) {
  if (!syn.flags.syn() || connection.reset) return false;
  Side& mine = connection.side[from];
  Side& theirs = connection.side[1 - from];
  if (is_again(mine, syn)) {
    if (!mine.syn_seen) note_options(mine, syn);
    return true;
  }
  if (mine.sent || (theirs.sent && !is_opening(theirs))) return false;
  open(mine, syn);
  // A SYN that was not seen yet may still come: late, or captured out of order.
  if (syn.flags.ack() && !theirs.sent) open(theirs, PendingSyn{{}, syn.ack - 1});
  return true;
}

void advance(Connection& connection, unsigned from, const SegmentView& segment) {
  Side& side = connection.side[from];
  const std::uint32_t end = segment.seq + segment.length();
  if (side.sent) {
    advance_next(side, end);
  } else {
    side.isn = segment.seq - 1;
    side.next = end;
    side.sent = true;
  }
  side.hops = segment.hops;
  side.window_bytes = segment.window;
  if (scale_is_known(connection)) side.window_bytes <<= std::min(side.window_scale, kMaxScale);
  if (segment.options.has_timestamps) {
    const Number value{segment.options.ts_val};
    if (!side.timestamps || is_before(Number{side.ts_val}, value)) side.ts_val = value.value;
    side.timestamps = true;
  }
  if (!segment.flags.ack()) return;
  if (!side.has_acked || segment.ack - side.acked < kReach) side.acked = segment.ack;
  side.has_acked = true;
}

}  // namespace twomsl::oracle
