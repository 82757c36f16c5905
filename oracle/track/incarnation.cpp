// The tracker, continued: when one incarnation of a tuple ends and the next begins.
//
// A SYN on a tuple that is known is only pending: an end that still holds the old incarnation may
// refuse it. It is accepted by the SYN-ACK that answers it, or, where the capture has one direction
// alone, by what follows it.
#include "oracle/judge/release.hpp"
#include "oracle/judge/wait.hpp"
#include "oracle/track/side.hpp"
#include "oracle/track/tracker.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

PendingSyn pending_of(const Event& event) {
  const auto& options = event.segment.options;
  PendingSyn syn;
  syn.at = event.at;
  syn.seq = event.segment.seq;
  syn.ts_val = options.ts_val;
  syn.from = static_cast<std::uint8_t>(event.from);
  syn.hops = event.segment.hops;
  syn.window_scale = options.window_scale;
  syn.timestamps = options.has_timestamps;
  syn.offered_scale = options.has_window_scale;
  return syn;
}

// The SYN that a SYN-ACK answers, where the capture does not have it.
PendingSyn pending_behind(const Event& event) {
  PendingSyn syn;
  syn.seq = event.segment.ack - 1;
  syn.ts_val = event.segment.options.ts_ecr;
  syn.from = static_cast<std::uint8_t>(event.other());
  syn.timestamps = event.segment.options.has_timestamps;
  return syn;
}

bool is_pending(const PendingSyn& syn, unsigned from, std::uint32_t next) {
  return syn.at.happened() && syn.from == from && syn.seq + 1 == next;
}

// Acknowledges more than the peer's FIN: it belongs to an incarnation whose SYNs were not captured.
bool is_of_a_later_one(const Event& event) {
  const Fin& theirs = event.peer_fin();
  if (!event.segment.flags.ack() || theirs.emissions == 0) return false;
  return is_before(Seq<Concrete>{theirs.seq + 1}, Seq<Concrete>{event.segment.ack});
}

// What must be remembered of the old incarnation for MAY-2's second condition.
Reopening reopening_of(const Event& event) {
  const Fin& old_fin = event.peer_fin();
  Reopening reopening;
  reopening.syn = event.closing.pending.at;
  reopening.syn_ack = event.at;
  reopening.entry = event.sender_wait().entry;
  reopening.clock_steps = event.sender_wait().clock_steps;
  reopening.syn_ack_ack = event.segment.ack;
  reopening.old_fin_seq = old_fin.seq;
  reopening.old_fin_ack = event.sender_fin().seq + 1;
  reopening.holder = static_cast<std::uint8_t>(event.from);
  return reopening;
}

void note_reopening(const Event& event) {
  Reopening& reopening = event.closing.reopening;
  if (!reopening.syn_ack.happened() || event.from == reopening.holder) return;
  const SegmentView& segment = event.segment;
  if (segment.flags.rst() && segment.seq == reopening.syn_ack_ack) {
    reopening.disowned = event.at;
  } else if (segment.flags.fin() && reopening.disowned.happened() &&
             segment.seq + segment.payload_bytes == reopening.old_fin_seq) {
    reopening.fin_again = event.at;
  }
}

}  // namespace

void Tracker::on_syn(const Event& event) {
  Connection& connection = event.connection;
  const bool again = is_again(event.sender(), event.segment);
  if (connection.reset && !again) {
    begin(connection);
    open(event.sender(), event.segment);
    return;
  }
  if (again && !is_waiting(event.peer_wait())) return;
  if (!again) {
    judge_active_open(judge_, event);
    event.sender_wait().over = true;
  }
  note_probe(event, ProbeKind::syn);
  event.closing.pending = pending_of(event);
}

void Tracker::on_syn_ack(const Event& event) {
  if (is_again(event.sender(), event.segment)) return;
  if (!is_pending(event.closing.pending, event.other(), event.segment.ack)) {
    event.closing.pending = pending_behind(event);
  }
  accept(event);
}

void Tracker::accept(const Event& event) {
  const bool by_sequence = judge_passive_open(judge_, event);
  const PendingSyn syn = event.closing.pending;
  const Reopening reopening = by_sequence ? reopening_of(event) : Reopening{};
  begin(event.connection);
  event.closing.reopening = reopening;
  open(event.peer(), syn);
  open(event.sender(), event.segment);
}

void Tracker::on_reset(const Event& event) {
  judge_reset(judge_, event);
  note_reopening(event);
  note_reset(event);
  if (!is_waiting(event.sender_wait()) && !is_waiting(event.peer_wait())) {
    event.connection.reset = true;
  }
}

void Tracker::on_closing_segment(const Event& event) {
  const PendingSyn& pending = event.closing.pending;
  if (!event.peer().sent && is_pending(pending, event.from, event.segment.seq)) {
    const PendingSyn syn = pending;
    begin(event.connection);
    open(event.sender(), syn);
  }
  if (is_of_a_later_one(event)) begin(event.connection);
  note_reopening(event);
  judge_text(judge_, event);
  note_fin(event);
  if (note_acknowledgement(event, judge_.clock_steps)) ++tally_.closes;
  note_answer(judge_, event);
  note_probe(event, is_fin_again(event) ? ProbeKind::fin : ProbeKind::other);
  advance(event.connection, event.from, event.segment);
}

void Tracker::begin(Connection& connection) {
  retire(connection);
  connection.side = {};
  connection.reset = false;
  if (connection.closing != 0) closing_of(connection) = {};
  ++tally_.connections;
}

void Tracker::retire(Connection& connection) {
  if (connection.closing != 0) judge_silence(judge_, connection, closing_of(connection));
}

}  // namespace twomsl::oracle
