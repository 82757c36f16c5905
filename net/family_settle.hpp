// A step of the host, and what follows from it: bytes of streams, handles, notices.
#pragma once

#include "net/family_endpoint.hpp"

namespace twomsl {

template <class Stores>
std::uint32_t FamilyEndpoint<Stores>::find_block(const Key& key) {
  auto& blocks = running_.host.blocks;
  const std::uint32_t block = blocks.find(key);
  blocks.recent = block;  // the host will ask for it again
  return block;
}

template <class Stores>
auto FamilyEndpoint<Stores>::step(const Event& event, std::span<const std::uint8_t> text)
    -> HostOutcome<Concrete> {
  tick(event.now);
  const std::uint32_t block = find_block(event.key);
  const bool concerns_one = event.kind == HostEventKind::connection;
  const std::uint32_t at = !concerns_one       ? kNoIndex
                           : block != kNoBlock ? entry_of_block_[block]
                                               : allocate(EntryKind::connection);
  return step_as(event, text, at);
}

template <class Stores>
HostOutcome<Concrete> FamilyEndpoint<Stores>::observed_step(const Event& event, std::uint32_t at) {
  const bool has_sizes = at != kNoIndex && entries_[at].sizes.mss_bytes != 0;
  const SizesInForce of_policy = sizes_of(running_.host.policy);
  if (has_sizes) set_sizes(running_.host.policy, entries_[at].sizes);
  HostOutcome<Concrete> out;
  if (observer_.before == nullptr) {
    out = running_.step(event);
  } else {
    Event seen = event;
    observer_.before(observer_.context, running_, seen);
    out = running_.step(seen);
    observer_.after(observer_.context, running_, seen, out);
  }
  if (has_sizes) set_sizes(running_.host.policy, of_policy);
  return out;
}

/// Entry `at` is that of the tuple's control block, or a fresh one for the block that the event may
/// begin; kNoIndex if it can begin none.
template <class Stores>
HostOutcome<Concrete> FamilyEndpoint<Stores>::step_as(const Event& event,
                                                      std::span<const std::uint8_t> text,
                                                      std::uint32_t at) {
  const HostOutcome<Concrete> out = observed_step(event, at);
  if (at != kNoIndex && !entries_[at].has_block && out.result != HostResult::created) {
    free(at);
    at = kNoIndex;
  }
  settle(event, out, text, at);
  return out;
}

/// Entry `at` names the connection of a new control block.
template <class Stores>
void FamilyEndpoint<Stores>::adopt(std::uint32_t at, const Key& key, std::uint32_t block) {
  const Connection<Concrete>& c = running_.host.blocks.connection(block);
  EntryOf& entry = entries_[at];
  entry.has_block = true;
  entry.key = key;
  entry.acked = c.iss + 1u;
  entry.snd_buffer_bytes = c.snd_buffer_bytes;
  entry.rcv_buffer_bytes = c.rcv.buffer_bytes;
  entry_of_block_[block] = at;
  if (entry.listener != kNoIndex) ++entries_[entry.listener].pending;
}

template <class Stores>
void FamilyEndpoint<Stores>::update_acknowledged(EntryOf& entry, const Connection<Concrete>& c) {
  if (c.snd.opening) return;
  const bool has_fin = is_before(c.snd.end, c.snd.una);
  const Seq<Concrete> acked = has_fin ? c.snd.end : c.snd.una;
  const std::uint32_t bytes = acked - entry.acked;
  if (bytes == 0) return;
  entry.acked = acked;
  entry.acked_bytes += bytes;
  entry.notice.acknowledged_bytes += bytes;
  entry.notice.room = entry.notice.room || entry.wants_room;
  entry.wants_room = false;
}

/// Stores the text that was taken in, and moves the numbers of both streams.
template <class Stores>
void FamilyEndpoint<Stores>::update_streams(EntryOf& entry, const Outcome<Concrete>& outcome,
                                            std::uint32_t block,
                                            std::span<const std::uint8_t> text) {
  const Intake<Concrete>& intake = outcome.intake;
  if (intake.take_bytes != 0 && text.size() >= intake.skip_bytes + intake.take_bytes) {
    entry.receiving.prepare(entry.rcv_buffer_bytes);
    entry.receiving.write(intake.at, text.subspan(intake.skip_bytes, intake.take_bytes));
  }
  Seq<Concrete> arrived =
      outcome.delivery.bytes == 0 ? entry.arrived : outcome.delivery.at + outcome.delivery.bytes;
  if (block != kNoBlock) {
    const Connection<Concrete>& c = running_.host.blocks.connection(block);
    if (!entry.has_numbers && c.state > State::syn_sent) {
      entry.has_numbers = true;
      entry.received = c.irs + 1u;
      entry.arrived = entry.received;
    }
    arrived = entry.has_numbers ? c.rcv.nxt - one_if<Concrete>(fin_received(c)) : entry.arrived;
    entry.is_urgent = c.rcv.urgent;
    update_acknowledged(entry, c);
  }
  entry.notice.text = entry.notice.text || arrived != entry.arrived;
  entry.arrived = arrived;
}

template <class Stores>
void FamilyEndpoint<Stores>::put_notice(std::uint32_t at) {
  EntryOf& entry = entries_[at];
  if (entry.is_noticed || !entry.is_accepted || entry.is_released || entry.notice.is_empty())
    return;
  entry.is_noticed = noticed_.push(at);
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
  listener.notice.incoming = true;
  entry.is_offered = true;
  put_notice(entry.listener);
}

/// The control block is gone. What the user has not received stays, unless the connection was
/// reset.
template <class Stores>
void FamilyEndpoint<Stores>::end(std::uint32_t at, const Outcome<Concrete>& outcome) {
  EntryOf& entry = entries_[at];
  entry.has_block = false;
  entry.is_over = true;
  entry.ended_by = outcome.why;
  entry.notice.ended = true;
  entry.notice.why = outcome.why;
  if (outcome.signals.closed) {
    entry.notice.acknowledged_bytes +=
        static_cast<std::uint32_t>(entry.sent_bytes - entry.acked_bytes);
    entry.acked_bytes = entry.sent_bytes;
  }
  if (outcome.signals.reset || outcome.signals.aborted) {
    entry.peer_closed = entry.peer_closed && entry.received == entry.arrived;
    entry.arrived = entry.received;
  }
  const bool nobody_waits = !entry.is_accepted && !entry.is_offered;
  if (nobody_waits || entry.is_released) free(at);
}

template <class Stores>
void FamilyEndpoint<Stores>::settle(const Event& event, const HostOutcome<Concrete>& out,
                                    std::span<const std::uint8_t> text, std::uint32_t at) {
  const Outcome<Concrete>& outcome = out.outcome;
  if (at == kNoIndex) {
    if (outcome.replies) queue(event.key, kNoIndex, outcome.segment);
    return;
  }
  const std::uint32_t block = find_block(event.key);
  if (!entries_[at].has_block) adopt(at, event.key, block);
  EntryOf& entry = entries_[at];
  update_streams(entry, outcome, block, text);
  if (outcome.replies) queue(event.key, at, outcome.segment);
  if (outcome.may_send && !entry.is_sending) entry.is_sending = senders_.push(at);
  if (outcome.signals != Signals{}) {
    const Signals& signals = outcome.signals;
    entry.peer_closed = entry.peer_closed || signals.peer_closing;
    entry.notice.opened = entry.notice.opened || signals.opened;
    entry.notice.end_of_stream = entry.notice.end_of_stream || signals.peer_closing;
    entry.notice.closed = entry.notice.closed || signals.closed;
    entry.notice.refused = entry.notice.refused || signals.refused;
    entry.notice.reset = entry.notice.reset || signals.reset || signals.aborted;
    if (signals.opened && !entry.is_accepted) offer(at);
  }
  if (block == kNoBlock) {
    end(at, outcome);
  } else if (entry.is_released && outcome.intake.take_bytes != 0) {
    //= rfc9293#3.6.1 SHLD-3
    step_as(event_of(at, EventKind::abort), {}, at);
    return;
  }
  put_notice(at);
}

}  // namespace twomsl
