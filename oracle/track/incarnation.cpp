#include "oracle/track/incarnation.hpp"

#include "oracle/rules/rst_licence.hpp"
#include "oracle/rules/rules.hpp"
#include "oracle/track/close_progress.hpp"
#include "oracle/track/sent_numbers.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

PendingSyn pending_of(const Emission& emission) {
  const auto& options = emission.segment.options;
  PendingSyn syn;
  syn.at = emission.at;
  syn.seq = emission.segment.seq;
  syn.ts_val = options.ts_val;
  syn.from = static_cast<std::uint8_t>(emission.from);
  syn.hops = emission.segment.hops;
  syn.window_scale = options.window_scale;
  syn.timestamps = options.has_timestamps;
  syn.offered_scale = options.has_window_scale;
  return syn;
}

// The SYN that a SYN-ACK answers, where the capture does not have it.
PendingSyn pending_behind(const Emission& emission) {
  PendingSyn syn;
  syn.seq = emission.segment.ack - 1;
  syn.ts_val = emission.segment.options.ts_ecr;
  syn.from = static_cast<std::uint8_t>(emission.other());
  syn.timestamps = emission.segment.options.has_timestamps;
  return syn;
}

bool is_pending(const PendingSyn& syn, unsigned from, std::uint32_t next) {
  return syn.at.happened() && syn.from == from && syn.seq + 1 == next;
}

// Acknowledges more than the peer's FIN: it belongs to an incarnation whose SYNs were not captured.
bool is_of_a_later_one(const Emission& emission) {
  const Fin& theirs = emission.peer_fin();
  if (!emission.segment.flags.ack() || theirs.emissions == 0) return false;
  return is_before(Seq<Concrete>{theirs.seq + 1}, Seq<Concrete>{emission.segment.ack});
}

// What must be remembered of the old incarnation for MAY-2's second condition.
Reopening reopening_of(const Emission& emission) {
  const Fin& old_fin = emission.peer_fin();
  Reopening reopening;
  reopening.syn = emission.close.pending.at;
  reopening.syn_ack = emission.at;
  reopening.entry = emission.sender_wait().entry;
  reopening.clock_steps = emission.sender_wait().clock_steps;
  reopening.syn_ack_ack = emission.segment.ack;
  reopening.old_fin_seq = old_fin.seq;
  reopening.old_fin_ack = emission.sender_fin().seq + 1;
  reopening.holder = static_cast<std::uint8_t>(emission.from);
  return reopening;
}

void note_reopening(const Emission& emission) {
  Reopening& reopening = emission.close.reopening;
  if (!reopening.syn_ack.happened() || emission.from == reopening.holder) return;
  const SegmentView& segment = emission.segment;
  if (segment.flags.rst() && segment.seq == reopening.syn_ack_ack) {
    reopening.syn_ack_reset = emission.at;
  } else if (segment.flags.fin() && reopening.syn_ack_reset.happened() &&
             segment.seq + segment.payload_bytes == reopening.old_fin_seq) {
    reopening.fin_again = emission.at;
  }
}

bool is_new_after_reset(const Connection& connection, const SegmentView& segment, unsigned from) {
  return connection.reset && segment.flags.syn() && !segment.flags.ack() &&
         !is_again(connection.side[from], segment);
}

}  // namespace

void Incarnations::step(Connection& connection, const SegmentView& segment, unsigned from,
                        const Moment& at) {
  if (!connection.last.at.happened()) ++tally_.connections;
  const Flags flags = segment.flags;
  const bool ordinary = !flags.syn() && !flags.rst();
  if (connection.close_index == 0) {
    if (ordinary && !flags.fin()) {
      advance(connection, from, segment);
      return;
    }
    if (flags.rst()) {
      connection.reset = true;
      return;
    }
    if (is_new_after_reset(connection, segment, from)) begin(connection);
    if (open_first(connection, segment, from)) return;
  }
  const Emission emission{connection, close_of(connection), segment, at, from};
  if (ordinary) {
    on_segment_of_close(emission);
  } else if (flags.rst()) {
    on_reset(emission);
  } else if (flags.ack()) {
    on_syn_ack(emission);
  } else {
    on_syn(emission);
  }
}

void Incarnations::on_syn(const Emission& emission) {
  Connection& connection = emission.connection;
  const bool again = is_again(emission.sender(), emission.segment);
  if (connection.reset && !again) {
    begin(connection);
    open(emission.sender(), emission.segment);
    return;
  }
  if (again && !is_waiting(emission.peer_wait())) return;
  if (!again) {
    judge_active_open(judge_, emission);
    emission.sender_wait().over = true;
  }
  note_probe(emission, ProbeKind::syn);
  emission.close.pending = pending_of(emission);
}

void Incarnations::on_syn_ack(const Emission& emission) {
  if (is_again(emission.sender(), emission.segment)) return;
  if (!is_pending(emission.close.pending, emission.other(), emission.segment.ack)) {
    emission.close.pending = pending_behind(emission);
  }
  accept(emission);
}

void Incarnations::accept(const Emission& emission) {
  const bool by_sequence = judge_passive_open(judge_, emission);
  const PendingSyn syn = emission.close.pending;
  const Reopening reopening = by_sequence ? reopening_of(emission) : Reopening{};
  begin(emission.connection);
  emission.close.reopening = reopening;
  open(emission.peer(), syn);
  open(emission.sender(), emission.segment);
}

void Incarnations::on_reset(const Emission& emission) {
  judge_reset(judge_, emission);
  note_reopening(emission);
  note_reset(emission);
  if (!is_waiting(emission.sender_wait()) && !is_waiting(emission.peer_wait())) {
    emission.connection.reset = true;
  }
}

void Incarnations::on_segment_of_close(const Emission& emission) {
  const PendingSyn& pending = emission.close.pending;
  if (!emission.peer().sent && is_pending(pending, emission.from, emission.segment.seq)) {
    const PendingSyn syn = pending;
    begin(emission.connection);
    open(emission.sender(), syn);
  }
  if (is_of_a_later_one(emission)) begin(emission.connection);
  note_reopening(emission);
  judge_text(judge_, emission);
  note_fin(emission);
  if (note_acknowledgement(emission, judge_.clock_steps)) ++tally_.closes;
  note_answer(judge_.parties, emission);
  note_probe(emission, is_fin_again(emission) ? ProbeKind::fin : ProbeKind::other);
  advance(emission.connection, emission.from, emission.segment);
}

void Incarnations::begin(Connection& connection) {
  retire(connection);
  connection.side = {};
  connection.reset = false;
  if (connection.close_index != 0) close_of(connection) = {};
  ++tally_.connections;
}

void Incarnations::retire(Connection& connection) {
  if (connection.close_index != 0) judge_silence(judge_, connection, close_of(connection));
}

void Incarnations::forget(Connection& connection) {
  retire(connection);
  if (connection.close_index != 0) closes_.remove(connection.close_index - 1);
}

bool Incarnations::is_over(const Connection& connection) {
  if (connection.reset || connection.close_index == 0) return connection.reset;
  const CloseRecord& close = closes_[connection.close_index - 1];
  return close.fin[0].acked.happened() && close.fin[1].acked.happened();
}

CloseRecord& Incarnations::close_of(Connection& connection) {
  if (connection.close_index == 0) connection.close_index = closes_.add() + 1;
  return closes_[connection.close_index - 1];
}

}  // namespace twomsl::oracle
