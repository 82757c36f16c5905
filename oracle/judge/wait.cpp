#include "oracle/judge/wait.hpp"

#include <algorithm>

#include "oracle/judge/release.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

// Probes closer together than this may meet a rate limit, and say nothing.
constexpr std::int64_t kSpacing_ns = 500'000'000;
constexpr std::uint8_t kThird = 3;

// `closer` sent its FIN before it had received the peer's: it does not pass through LAST-ACK.
bool closed_actively(const Closing& closing, unsigned closer) {
  const Fin& mine = closing.fin[closer];
  const Fin& theirs = closing.fin[1 - closer];
  return is_before(Number{mine.ack}, Number{theirs.seq + 1});
}

// Both FINs are acknowledged. `closer` emitted the event if it entered by acknowledging the peer's
// FIN; if the peer's FIN had been sent before, an acknowledgement may have been missed.
void enter(const Event& event, unsigned closer, std::uint32_t clock_steps) {
  Wait& wait = event.closing.wait[closer];
  if (wait.entry.happened() || !closed_actively(event.closing, closer)) return;
  wait.by_closing = closer != event.from;
  wait.entry = event.at;
  wait.clock_steps = clock_steps;
  const Fin& theirs = event.closing.fin[1 - closer];
  if (!wait.by_closing && theirs.emissions > 1) {
    const Moment& mine_acked = event.closing.fin[closer].acked;
    wait.entry = theirs.first.time_ns < mine_acked.time_ns ? mine_acked : theirs.first;
  }
}

// Its numbers continue both streams as far as they were captured.
bool may_be_the_fin(const Event& event, std::uint32_t seq) {
  const Side& mine = event.sender();
  const Side& theirs = event.peer();
  const std::uint32_t ahead = theirs.next - event.segment.ack + kInFlight;
  return (!mine.sent || seq - mine.next < kInFlight) && (!theirs.sent || ahead < 2 * kInFlight);
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

void note_fin(const Event& event) {
  if (!event.segment.flags.fin() || !event.segment.flags.ack()) return;
  const std::uint32_t seq = event.segment.seq + event.segment.payload_bytes;
  Fin& fin = event.sender_fin();
  if (fin.emissions == 0) {
    if (!may_be_the_fin(event, seq)) return;
    fin.seq = seq;
    fin.ack = event.segment.ack;
    fin.first = event.at;
  } else if (fin.seq != seq) {
    return;
  }
  if (fin.emissions < UINT16_MAX) ++fin.emissions;
}

bool is_fin_again(const Event& event) {
  const SegmentView& segment = event.segment;
  const Fin& fin = event.sender_fin();
  return segment.flags.fin() && fin.emissions > 1 &&
         segment.seq + segment.payload_bytes == fin.seq &&
         is_at_or_before(Number{fin.ack}, Number{segment.ack});
}

bool note_acknowledgement(const Event& event, std::uint32_t clock_steps) {
  Fin& theirs = event.peer_fin();
  if (!event.segment.flags.ack() || theirs.emissions == 0 || theirs.acked.happened()) return false;
  if (event.segment.ack != theirs.seq + 1) return false;
  theirs.acked = event.at;
  if (!event.sender_fin().acked.happened()) return false;
  enter(event, event.from, clock_steps);
  enter(event, event.other(), clock_steps);
  return true;
}

void note_answer(Judge& judge, const Event& event) {
  Wait& wait = event.sender_wait();
  if (!is_waiting(wait) || wait.probe.kind == ProbeKind::none) return;
  const SegmentView& segment = event.segment;
  const bool is_empty_ack = segment.flags.ack() && segment.length() == 0 &&
                            segment.seq == event.sender_fin().seq + 1 &&
                            segment.ack == event.peer_fin().seq + 1;
  if (!is_empty_ack) return;
  const std::int64_t held = event.at.time_ns - wait.probe.at.time_ns + wait.probe.quiet_ns;
  note_held(judge.parties, endpoint(event.connection.key, event.from).address,
            {wait.entry.frame, event.at.frame, std::max<std::int64_t>(held, 0)});
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D5
  if (wait.probe.kind == ProbeKind::fin) wait.restarted = event.at;
  wait.alive = wait.asked;
  wait.asked = {};
  wait.unanswered_count = 0;
  wait.probe = {};
}

void note_probe(const Event& event, ProbeKind kind) {
  Wait& wait = event.peer_wait();
  if (!is_waiting(wait) || wait.entry.frame == event.at.frame) return;
  const SegmentView& segment = event.segment;
  wait.probe = {kind,
                event.at,
                event.at.time_ns - event.connection.last.at.time_ns,
                segment.ack,
                segment.seq + segment.length(),
                segment.flags.ack()};
  if (!wait.asked.happened()) wait.asked = event.at;
  if (kind == ProbeKind::fin) count_unanswered(wait, event.at);
}

}  // namespace twomsl::oracle
