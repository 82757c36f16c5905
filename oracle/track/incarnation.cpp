#include "oracle/track/incarnation.hpp"

#include <utility>

#include "oracle/close/close_progress.hpp"
#include "oracle/judge/evidence.hpp"
#include "oracle/rules/rules.hpp"
#include "oracle/rules/unexplained.hpp"
#include "oracle/track/sent_numbers.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

PendingSyn pending_of(const Emission& emission) {
  const auto& options = emission.segment.options;
  PendingSyn syn;
  syn.at = emission.at;
  syn.seq = emission.segment.seq;
  syn.text_bytes = emission.segment.payload_bytes;
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
  return syn.at.happened() && syn.from == from && next - syn.seq - 1 <= syn.text_bytes;
}

// Acknowledges more than the peer's FIN: it belongs to an incarnation whose SYNs were not captured,
// unless that FIN came from elsewhere.
bool is_of_a_later_one(const Emission& emission) {
  const Fin& theirs = emission.peer_fin();
  if (!emission.segment.flags.ack() || theirs.emissions == 0) return false;
  if (hops_made(theirs.hops) != hops_made(emission.peer().hops)) return false;
  return is_before(Seq<Concrete>{theirs.seq + 1}, Seq<Concrete>{emission.segment.ack});
}

bool is_new_after_reset(const Connection& connection, const SegmentView& segment, unsigned from) {
  return connection.reset && segment.flags.syn() && !segment.flags.ack() &&
         !is_again(connection.side[from], segment);
}

// The SYN-ACK answers the SYN with which the tuple, or its incarnation, began: what its sender has
// said before was of an older one.
bool is_first_answer(const Emission& emission) {
  const Side& opener = emission.peer();
  const std::uint32_t text_bytes = opener.next - opener.isn - 1;
  const bool has_only_opened = opener.syn_seen &&
                               emission.segment.ack - 1 - opener.isn <= text_bytes &&
                               (text_bytes == 0 || !opener.has_acked);
  return has_only_opened && !emission.sender().syn_seen &&
         emission.sender_fin().emissions + emission.peer_fin().emissions == 0;
}

// An end that has closed resets a FIN that it had acknowledged: the FIN of its own has arrived,
// though no acknowledgement of it was captured.
bool shows_close(const Emission& emission) {
  const Fin& mine = emission.sender_fin();
  const Fin& theirs = emission.peer_fin();
  return mine.acked.happened() && theirs.emissions > 1 && !theirs.acked.happened() &&
         !mine.rst.happened() && emission.segment.seq == mine.seq + 1;
}

}  // namespace

void Incarnations::step(Connection& connection, const SegmentView& segment, unsigned from,
                        const Moment& at) {
  recall(connection);
  const Flags flags = segment.flags;
  if (!connection.last.at.happened() && !flags.rst()) ++tally_.connections;
  const bool ordinary = !flags.syn() && !flags.rst();
  if (connection.reset && outlives_reset(judge_.options, connection, segment, at)) {
    judge_survivor(judge_, {connection, close_of(connection), segment, at, from});
  }
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

void Incarnations::explain(const Emission& emission) {
  const Flags flags = emission.segment.flags;
  if (flags.fin() || flags.syn()) begin_histories(emission);
  EndHistory& sender = emission.close.history[emission.from];
  if (!sender.is_followed()) return;
  Search& found = search_;
  search(judge_, emission, found);
  bool has_class = true;
  if (found.least != Rank::free) {
    has_class = judge_search(judge_, emission, found);
  } else {
    judge_released(judge_, emission, found);
  }
  go_on(judge_, emission, found);
  if (has_class) return;
  ++judge_.histories.unexplained;
  give_up(sender);
}

void Incarnations::on_syn(const Emission& emission) {
  explain(emission);
  Connection& connection = emission.connection;
  const bool again = is_again(emission.sender(), emission.segment);
  if (connection.reset && !again) {
    begin(connection);
    open(emission.sender(), emission.segment);
    return;
  }
  // After a FIN a later incarnation may begin at the same number.
  const bool is_closing = emission.sender_fin().emissions + emission.peer_fin().emissions != 0;
  if (again && !is_closing && !is_waiting(emission.peer_wait())) return;
  if (!again) {
    // At its host what it left unanswered before stays so. The other end may answer still.
    if (is_at_its_host(judge_, emission)) {
      judge_silence(judge_, connection, emission.close, emission.from);
    }
    emission.sender_wait().over = true;
  }
  note_probe(emission, ProbeKind::syn, judge_.clock_steps);
  emission.close.pending = pending_of(emission);
}

void Incarnations::on_syn_ack(const Emission& emission) {
  const PendingSyn& pending = emission.close.pending;
  const bool answers_new = is_pending(pending, emission.other(), emission.segment.ack) &&
                           pending.seq != emission.peer().isn;
  if (is_again(emission.sender(), emission.segment) && !answers_new) return explain(emission);
  if (is_old_syn_ack(judge_, emission)) return;
  if (!is_pending(emission.close.pending, emission.other(), emission.segment.ack)) {
    emission.close.pending = pending_behind(emission);
  }
  explain(emission);
  accept(emission);
}

void Incarnations::accept(const Emission& emission) {
  const PendingSyn syn = emission.close.pending;
  if (is_first_answer(emission)) {
    emission.connection.reset = false;
    open(emission.sender(), emission.segment);
    return;
  }
  begin(emission.connection);
  open(emission.peer(), syn);
  open(emission.sender(), emission.segment);
}

void Incarnations::on_reset(const Emission& emission) {
  explain(emission);
  judge_reset(judge_, emission);
  if (shows_close(emission)) ++tally_.closes;
  emission.sender_wait().unanswered_count = 0;
  emission.sender_fin().rst = emission.at;
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
  explain(emission);
  if (is_of_a_later_one(emission)) begin(emission.connection);
  judge_text(judge_, emission);
  note_fin(emission);
  if (note_acknowledgement(emission, judge_.clock_steps)) ++tally_.closes;
  note_answer(judge_.parties, emission);
  note_probe(emission, is_fin_again(emission) ? ProbeKind::fin : ProbeKind::other,
             judge_.clock_steps);
  advance(emission.connection, emission.from, emission.segment);
  give_back_if_quiet(emission.connection, emission.close);
}

void Incarnations::begin(Connection& connection) {
  retire(connection);
  connection.side = {};
  connection.reset = false;
  if (connection.close_index != 0) {
    CloseRecord& close = close_of(connection);
    auto history = std::move(close.history);
    close = {};
    close.history = std::move(history);
  }
  ++tally_.connections;
}

void Incarnations::retire(Connection& connection) {
  // Of a close that was written down nothing was left unanswered.
  if (connection.close_index == 0 || connection.closes_plainly) return;
  for (unsigned holder = 0; holder < 2; ++holder) {
    judge_silence(judge_, connection, close_of(connection), holder);
  }
}

void Incarnations::forget(Connection& connection) {
  retire(connection);
  if (connection.close_index == 0) return;
  if (connection.closes_plainly) return plain_closes_.remove(connection.close_index - 1);
  closes_.remove(connection.close_index - 1);
}

bool Incarnations::is_over(const Connection& connection) {
  if (connection.reset || connection.close_index == 0) return connection.reset;
  if (connection.closes_plainly) return plain_closes_[connection.close_index - 1].is_whole();
  const CloseRecord& close = closes_[connection.close_index - 1];
  return close.fin[0].acked.happened() && close.fin[1].acked.happened();
}

Before Incarnations::before(Connection& connection) {
  recall(connection);
  Before before{.connection = connection, .findings = judge_.findings.size()};
  if (connection.close_index == 0) return before;
  const CloseRecord& close = closes_[connection.close_index - 1];
  before.fin = close.fin;
  before.wait = close.wait;
  return before;
}

const EndHistory* Incarnations::history_of(Connection& connection, unsigned side) {
  recall(connection);
  if (connection.close_index == 0) return nullptr;
  const EndHistory& end = closes_[connection.close_index - 1].history[side];
  return end.is_followed() ? &end : nullptr;
}

CloseRecord& Incarnations::close_of(Connection& connection) {
  if (connection.close_index == 0) connection.close_index = closes_.add() + 1;
  return closes_[connection.close_index - 1];
}

}  // namespace twomsl::oracle
