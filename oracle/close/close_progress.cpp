#include "oracle/close/close_progress.hpp"

#include <algorithm>

#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

// Probes closer together than this may meet a rate limit, and say nothing.
constexpr std::int64_t kSpacing_ns = 500'000'000;
constexpr std::uint8_t kThird = 3;

constexpr std::int64_t kAtOnce_ns = 200'000'000;

// `closer` sent its FIN before it had received the peer's: it does not pass through LAST-ACK.
bool closed_actively(const CloseRecord& close, unsigned closer) {
  const Fin& mine = close.fin[closer];
  const Fin& theirs = close.fin[1 - closer];
  return is_before(Number{mine.ack}, Number{theirs.seq + 1});
}

// Both FINs are acknowledged. `closer` emitted the emission if it entered by acknowledging the
// peer's FIN; if the peer's FIN had been sent before, an acknowledgement may have been missed.
void enter(const Emission& emission, unsigned closer, std::uint32_t clock_steps) {
  Wait& wait = emission.close.wait[closer];
  if (wait.entry.happened() || !closed_actively(emission.close, closer)) return;
  wait.unanswered_count = 0;
  wait.through_closing = closer != emission.from;
  wait.entry = emission.at;
  wait.clock_steps = clock_steps;
  const Fin& theirs = emission.close.fin[1 - closer];
  if (!wait.through_closing && theirs.emissions > 1) {
    const Moment& mine_acked = emission.close.fin[closer].acked;
    wait.entry = theirs.first.time_ns < mine_acked.time_ns ? mine_acked : theirs.first;
  }
}

// Its timestamp is older than the newest by more than frames are captured out of order: it is a
// late copy, of an older incarnation if this one has not sent a FIN.
bool is_stale(const Emission& emission) {
  constexpr std::uint32_t kTicks = 1'000;
  const Side& sender = emission.sender();
  const Options& options = emission.segment.options;
  const std::uint32_t behind = sender.ts_val - options.ts_val;
  return options.has_timestamps && sender.timestamps && behind > kTicks && behind < 1u << 31;
}

// How far a side's stream is known to go: text that was not captured has been acknowledged.
std::uint32_t reach_of(const Side& side, const Side& peer) {
  const bool goes_on = peer.has_acked && is_before(Number{side.next}, Number{peer.acked});
  return goes_on ? peer.acked : side.next;
}

// Its numbers continue both streams as far as they are known.
bool may_be_the_fin(const Emission& emission, std::uint32_t seq) {
  const Side& mine = emission.sender();
  const Side& theirs = emission.peer();
  const std::uint32_t ahead = reach_of(theirs, mine) - emission.segment.ack + kInFlight;
  const std::uint32_t reached = reach_of(mine, theirs);
  // A gap that an ACK behind it has shown may be the FIN, captured late.
  return (!mine.sent || seq + 1 - reached < kInFlight) && (!theirs.sent || ahead < 2 * kInFlight);
}

// It lies in the window that the peer offered last, or at its edge, where a bare ACK may.
bool is_in_window(const Emission& emission) {
  const Side& peer = emission.peer();
  const std::uint32_t offset = emission.segment.seq - peer.acked;
  return !peer.has_acked || offset == 0 || offset < peer.window_bytes || offset > kInFlight;
}

void count_unanswered(Wait& wait, const Moment& at) {
  if (wait.unanswered_count != 0 && at.time_ns - wait.unanswered_last_ns < kSpacing_ns) return;
  if (wait.unanswered_count == 0) wait.unanswered = at;
  if (wait.unanswered_count < kThird && ++wait.unanswered_count == kThird) {
    wait.unanswered_third = at;
  }
  wait.unanswered_last_ns = at.time_ns;
}

}  // namespace

void note_fin(const Emission& emission) {
  if (!emission.segment.flags.fin() || !emission.segment.flags.ack()) return;
  const std::uint32_t seq = emission.segment.seq + emission.segment.payload_bytes;
  Fin& fin = emission.sender_fin();
  if (fin.emissions == 0) {
    if (is_stale(emission) || !may_be_the_fin(emission, seq)) return;
    fin.seq = seq;
    fin.ack = emission.segment.ack;
    fin.hops = emission.segment.hops;
    fin.first = emission.at;
    const Connection& connection = emission.connection;
    fin.after_ns =
        connection.last.from == emission.from ? connection.last.at.time_ns : connection.other_ns;
  } else if (fin.seq != seq) {
    return;
  }
  if (fin.emissions < UINT16_MAX) ++fin.emissions;
  constexpr std::int64_t kSecond_ns = 1'000'000'000;
  const std::int64_t last_s =
      (emission.at.time_ns - fin.first.time_ns + kSecond_ns - 1) / kSecond_ns;
  fin.last_s = static_cast<std::uint16_t>(std::clamp<std::int64_t>(last_s, fin.last_s, UINT16_MAX));
  // No timeout is that short.
  const bool is_at_once = emission.at.time_ns - fin.first.time_ns < kAtOnce_ns;
  fin.was_held |= is_at_once && fin.emissions >= 3;
}

bool is_fin_again(const Emission& emission) {
  const SegmentView& segment = emission.segment;
  const Fin& fin = emission.sender_fin();
  return segment.flags.fin() && fin.emissions > 1 &&
         segment.seq + segment.payload_bytes == fin.seq &&
         is_at_or_before(Number{fin.ack}, Number{segment.ack});
}

bool note_acknowledgement(const Emission& emission, std::uint32_t clock_steps) {
  Fin& theirs = emission.peer_fin();
  if (!emission.segment.flags.ack() || theirs.emissions == 0) return false;
  if (emission.segment.ack != theirs.seq + 1) return false;
  const bool is_first = !theirs.acked.happened();
  theirs.is_refused = (is_first || theirs.is_refused) && !is_in_window(emission);
  if (!is_first) return false;
  theirs.acked = emission.at;
  if (!emission.sender_fin().acked.happened()) return false;
  enter(emission, emission.from, clock_steps);
  enter(emission, emission.other(), clock_steps);
  return true;
}

void note_answer(Parties& parties, const Emission& emission) {
  Wait& wait = emission.sender_wait();
  if (!is_waiting(wait)) wait.unanswered_count = 0;
  if (!is_waiting(wait) || wait.probe.kind == ProbeKind::none) return;
  const SegmentView& segment = emission.segment;
  const bool is_empty_ack = segment.flags.ack() && segment.length() == 0 &&
                            segment.seq == emission.sender_fin().seq + 1 &&
                            segment.ack == emission.peer_fin().seq + 1;
  if (!is_empty_ack) return;
  const std::int64_t held = emission.at.time_ns - wait.probe.at.time_ns + wait.probe.quiet_ns;
  note_held(
      parties, endpoint(emission.connection.key, emission.from).address,
      {wait.entry.frame, emission.at.frame, emission.at.frame, std::max<std::int64_t>(held, 0)});
  wait.unanswered_count = 0;
  wait.probe = {};
}

void note_probe(const Emission& emission, ProbeKind kind, std::uint32_t clock_steps) {
  Wait& wait = emission.peer_wait();
  const bool is_in_fin_wait_2 = !wait.entry.happened() && emission.peer_fin().acked.happened();
  if (is_in_fin_wait_2 && kind == ProbeKind::fin) count_unanswered(wait, emission.at);
  if (!is_waiting(wait) || wait.entry.frame == emission.at.frame) return;
  wait.clock_went_back = wait.clock_steps != clock_steps;
  const SegmentView& segment = emission.segment;
  wait.probe = {kind,
                emission.at,
                emission.at.time_ns - emission.connection.last.at.time_ns,
                segment.ack,
                segment.seq + segment.length(),
                segment.flags.ack()};
  if (kind == ProbeKind::fin) count_unanswered(wait, emission.at);
}

}  // namespace twomsl::oracle
