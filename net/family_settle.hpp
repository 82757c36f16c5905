// What follows from a step of the host: bytes of streams, handles, notices.
#pragma once

#include <utility>

#include "net/family_endpoint.hpp"

namespace twomsl {

/// Entry `at` names the connection of a new control block.
template <class Stores>
void FamilyEndpoint<Stores>::adopt(std::uint32_t at, const Key& key, std::uint32_t block) {
  const Connection<Concrete>& c = running_.host.blocks.connection(block);
  EntryOf& entry = entries_[at];
  entry.block = block;
  entry.key = key;
  entry.acked = c.iss + 1u;
  entry.sent = entry.acked;
  entry.snd_buffer_bytes = c.snd_buffer_bytes;
  entry.rcv_buffer_bytes = c.rcv.buffer_bytes;
  entry_of_block_[block] = at;
  if (entry.listener == kNoIndex) return;
  ++entries_[entry.listener].pending;
  if (is_half_open(c)) half_open_.add(at, newcomer_of(key, entry.listener));
}

/// Moves the numbers of the stream that is sent. True if the user waits to be told.
template <class Stores>
bool FamilyEndpoint<Stores>::update_acknowledged(EntryOf& entry, const Connection<Concrete>& c) {
  const Seq<Concrete> end = c.snd.end;
  const bool has_fin = is_before(end, c.snd.una);
  const Seq<Concrete> acked = has_fin ? end : c.snd.una;
  entry.sent = end;
  const std::uint32_t bytes = acked - entry.acked;
  if (bytes == 0 || c.snd.opening) return false;
  entry.acked = acked;
  entry.acked_bytes += bytes;
  if (entry.trial_bytes != 0 && is_at_or_before(entry.trial_end, acked)) {
    entry.proven_bytes = std::exchange(entry.trial_bytes, 0u);
  }
  return entry.tells_acknowledged;
}

/// A SEND that was cut short may be repeated: true if so.
template <class Stores>
bool FamilyEndpoint<Stores>::update_room(EntryOf& entry, const Connection<Concrete>& c) {
  if (!entry.wants_room) return false;
  const bool has_room = entry.sent - entry.acked < entry.snd_buffer_bytes;
  if (c.snd.opening || !has_room) return false;
  entry.wants_room = false;
  return entry.news.room = true;
}

/// Stores what the machine takes in of the text of a segment.
template <class Stores>
void FamilyEndpoint<Stores>::store(EntryOf& entry, const Intake<Concrete>& intake,
                                   std::span<const std::uint8_t> text) {
  if (text.size() < intake.skip_bytes + intake.take_bytes) return;
  entry.receiving.prepare(entry.rcv_buffer_bytes);
  entry.receiving.write(intake.at, text.subspan(intake.skip_bytes, intake.take_bytes));
}

/// The text lay ahead of RCV.NXT, and as many other connections held some as may.
[[nodiscard]] constexpr bool is_dropped_early(const Outcome<Concrete>& outcome,
                                              const ReceiveSpace<Concrete>& rcv,
                                              std::span<const std::uint8_t> text) {
  return outcome.why == Why::text_held && outcome.intake.take_bytes == 0 && !rcv.has_held &&
         !text.empty();
}

/// Stores the text that was taken in, and moves the numbers of both streams, whatever has happened.
/// True if the user waits to be told.
template <class Stores>
bool FamilyEndpoint<Stores>::update_streams(EntryOf& entry, const Outcome<Concrete>& outcome,
                                            std::uint32_t block,
                                            std::span<const std::uint8_t> text) {
  if (outcome.intake.take_bytes != 0) store(entry, outcome.intake, text);
  bool has_news = false;
  Seq<Concrete> arrived =
      outcome.delivery.bytes == 0 ? entry.arrived : outcome.delivery.at + outcome.delivery.bytes;
  if (block != kNoBlock) {
    const Connection<Concrete>& c = running_.host.blocks.connection(block);
    // In CLOSING and LAST-ACK the machine has handed over all text, which waits here.
    const bool waits = c.state == State::closing || c.state == State::last_ack;
    const bool is_new = c.state <= State::syn_received || outcome.signals.opened;
    if (!waits && (is_new || is_before(entry.received, c.rcv.consumed))) {
      entry.received = c.rcv.consumed;
    }
    arrived = c.state <= State::syn_received ? entry.received
                                             : c.rcv.nxt - one_if<Concrete>(fin_received(c));
    has_news = update_acknowledged(entry, c);
    has_news = update_room(entry, c) || has_news;
    if (is_dropped_early(outcome, c.rcv, text)) ++dropped_early_text_;
  }
  const bool has_more = arrived != entry.arrived || outcome.signals.opened;
  if (has_more && arrived != entry.received) has_news = entry.news.text = true;
  entry.arrived = arrived;
  return has_news;
}

/// The user is told of what the entry's notice says.
template <class Stores>
inline void FamilyEndpoint<Stores>::put_notice(std::uint32_t at) {
  EntryOf& entry = entries_[at];
  entry.has_news = true;
  if (!entry.is_noticed && entry.is_users) entry.is_noticed = noticed_.push(at);
}

/// TRANSMIT is put to the connection of entry `at` when poll() comes to it.
template <class Stores>
inline void FamilyEndpoint<Stores>::ask_to_send(EntryOf& entry, std::uint32_t at) {
  if (!entry.is_sending) entry.is_sending = senders_.push(at);
}

/// Puts a connection that is open into its listener's queue.
template <class Stores>
void FamilyEndpoint<Stores>::offer(std::uint32_t at) {
  EntryOf& entry = entries_[at];
  EntryOf& listener = entries_[entry.listener];
  if (listener.incoming++ == 0) {
    listener.first_incoming = at;
  } else {
    entries_[listener.last_incoming].next = at;
  }
  listener.last_incoming = at;
  listener.news.incoming = true;
  entry.is_offered = true;
  put_notice(entry.listener);
}

/// The control block is gone. What the user has not received stays, unless the connection was
/// reset.
template <class Stores>
void FamilyEndpoint<Stores>::end(std::uint32_t at, const HostOutcome<Concrete>& out) {
  const Outcome<Concrete>& outcome = out.outcome;
  EntryOf& entry = entries_[at];
  entry.block = kNoBlock;
  entry.is_over = true;
  entry.is_waiting = out.after == State::time_wait;
  entry.ended_by = outcome.why;
  entry.news.ended = true;
  entry.news.why = outcome.why;
  if (outcome.signals.closed) {
    const std::uint32_t bytes = entry.sent - entry.acked;
    entry.acked = entry.sent;
    entry.acked_bytes += bytes;
  }
  if (outcome.signals.reset || outcome.signals.aborted) {
    entry.arrived = entry.received;
    entry.news.text = false;
    entry.news.end_of_stream = false;
    entry.peer_closed = false;
  }
  // Whoever has not the handle waits for it, if it was offered to him, or has given it back.
  if (entry.is_released || (!entry.is_users && !entry.is_offered)) free(at);
}

/// After an arrival that left the state as it was.
template <class Stores>
void FamilyEndpoint<Stores>::settle_plain(const Outcome<Concrete>& outcome,
                                          std::span<const std::uint8_t> text, std::uint32_t at) {
  EntryOf& entry = entries_[at];
  const Connection<Concrete>& c = running_.host.blocks.connection(entry.block);
  bool has_news = update_acknowledged(entry, c);
  has_news = update_room(entry, c) || has_news;
  if (outcome.delivery.bytes != 0) entry.received = c.rcv.consumed;
  if (outcome.intake.take_bytes != 0) {
    store(entry, outcome.intake, text);
    const Seq<Concrete> arrived = c.rcv.nxt - one_if<Concrete>(fin_received(c));
    if (arrived != entry.arrived && arrived != entry.received) has_news = entry.news.text = true;
    entry.arrived = arrived;
  } else if (is_dropped_early(outcome, c.rcv, text)) {
    ++dropped_early_text_;
  }
  if (outcome.urgent) has_news = entry.news.urgent = true;
  if (outcome.replies) answer_text(at, outcome);
  if (outcome.may_send) ask_to_send(entry, at);
  if (has_news) put_notice(at);
  //= rfc9293#3.6.1 SHLD-3
  if (entry.is_released && outcome.intake.take_bytes != 0) abort_entry(at);
}

template <class Stores>
void FamilyEndpoint<Stores>::note_signals(EntryOf& entry, const Outcome<Concrete>& outcome) {
  const Signals& signals = outcome.signals;
  if (signals.peer_closing) entry.peer_closed = entry.news.end_of_stream = true;
  if (signals.opened) entry.news.opened = true;
  if (signals.closed) entry.news.closed = true;
  if (!signals.refused && !signals.reset && !signals.aborted && !signals.soft_error) return;
  const bool refused = signals.refused || outcome.why == Why::refused;
  if (refused) entry.news.refused = true;
  if ((signals.reset && !refused) || signals.aborted) entry.news.reset = true;
  if (signals.soft_error) entry.news.soft_error = true;
}

/// Whatever has happened.
template <class Stores>
void FamilyEndpoint<Stores>::settle_state(const Event& event, const HostOutcome<Concrete>& out,
                                          std::span<const std::uint8_t> text, std::uint32_t at) {
  const Outcome<Concrete>& outcome = out.outcome;
  ++results_[static_cast<std::size_t>(out.result)];
  if (at == kNoIndex) {
    if (outcome.replies) queue(event.key, outcome.segment);
    return;
  }
  EntryOf& entry = entries_[at];
  if (!entry.has_block()) adopt(at, event.key, find_block(event.key));
  const std::uint32_t block = needs_no_block(out.after) ? kNoBlock : entry.block;
  if (out.before == State::syn_received && out.after != out.before) half_open_.remove(at);
  bool has_news = update_streams(entry, outcome, block, text);
  if (outcome.replies) queue(at, outcome.segment);
  if (outcome.may_send) ask_to_send(entry, at);
  if (outcome.urgent) has_news = entry.news.urgent = true;
  if (std::bit_cast<std::uint8_t>(outcome.signals) != 0) {
    has_news = true;
    note_signals(entry, outcome);
    if (outcome.signals.opened && entry.listener != kNoIndex) offer(at);
  }
  if (block == kNoBlock) {
    put_notice(at);  // before it may be freed
    end(at, out);
    return;
  }
  if (entry.is_released && outcome.intake.take_bytes != 0) {
    //= rfc9293#3.6.1 SHLD-3
    abort_entry(at);
    return;
  }
  if (has_news) put_notice(at);
}

/// After a call or timeout of entry `at`, which had a control block. What the user has received is
/// known already, also where the machine now hands over all text, on the way to CLOSING and
/// LAST-ACK.
template <class Stores>
void FamilyEndpoint<Stores>::settle_call(const Event& event, const HostOutcome<Concrete>& out,
                                         std::uint32_t at) {
  if (!is_quiet(out) || needs_no_block(out.after)) {
    settle_state(event, out, {}, at);
    return;
  }
  EntryOf& entry = entries_[at];
  entry.sent = running_.host.blocks.connection(entry.block).snd.end;
  if (out.outcome.replies) queue(at, out.outcome.segment);
  if (out.outcome.may_send) ask_to_send(entry, at);
}

}  // namespace twomsl
