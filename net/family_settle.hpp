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
  if (event.kind != HostEventKind::connection) return step_as(event, text, kNoIndex);
  const std::uint32_t at =
      block != kNoBlock ? entry_of_block_[block] : allocate(EntryKind::connection);
  if (at != kNoIndex) return step_as(event, text, at);
  HostOutcome<Concrete> out;
  out.result = HostResult::no_block;
  out.outcome.why = Why::error_resources;
  return out;
}

/// Sizes of the entry stand in for the policy's. Without an entry no connection begins: a SYN
/// reopens no wait if nobody would accept what it makes.
template <class Stores>
HostOutcome<Concrete> FamilyEndpoint<Stores>::observed_step(const Event& event, std::uint32_t at) {
  Policy<Concrete>& policy = running_.host.policy;
  const SizesInForce of_policy = sizes_of(policy);
  const bool reopens = policy.time_wait.reopens;
  const bool has_sizes =
      at != kNoIndex && entries_[at].sizes.mss_bytes != 0 && entries_[at].sizes != of_policy;
  if (has_sizes) set_sizes(policy, entries_[at].sizes);
  if (at == kNoIndex) policy.time_wait.reopens = false;
  HostOutcome<Concrete> out;
  if (observer_.before == nullptr) {
    twomsl::step(running_.host, event, out);
  } else {
    Event seen = event;
    observer_.before(observer_.context, running_, seen);
    twomsl::step(running_.host, seen, out);
    observer_.after(observer_.context, running_, seen, out);
  }
  if (has_sizes) set_sizes(policy, of_policy);
  policy.time_wait.reopens = reopens;
  return out;
}

/// Entry `at` is that of the tuple's control block, or a fresh one for the block that the event may
/// begin; kNoIndex if it begins none.
template <class Stores>
HostOutcome<Concrete> FamilyEndpoint<Stores>::step_as(const Event& event,
                                                      std::span<const std::uint8_t> text,
                                                      std::uint32_t at) {
  if (at != kNoIndex) running_.host.blocks.recent = entries_[at].block;  // found without a search
  HostOutcome<Concrete> out = observed_step(event, at);
  if (at != kNoIndex && !entries_[at].has_block() && out.result != HostResult::created) {
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
  entry.block = block;
  entry.key = key;
  entry.acked = c.iss + 1u;
  entry.sent = entry.acked;
  entry.snd_buffer_bytes = c.snd_buffer_bytes;
  entry.rcv_buffer_bytes = c.rcv.buffer_bytes;
  entry_of_block_[block] = at;
  if (entry.listener != kNoIndex) ++entries_[entry.listener].pending;
}

template <class Stores>
void FamilyEndpoint<Stores>::update_acknowledged(EntryOf& entry, const Connection<Concrete>& c) {
  entry.sent = c.snd.end;
  if (c.snd.opening) return;
  const bool has_fin = is_before(c.snd.end, c.snd.una);
  const Seq<Concrete> acked = has_fin ? c.snd.end : c.snd.una;
  const std::uint32_t bytes = acked - entry.acked;
  entry.acked = acked;
  entry.acked_bytes += bytes;
  entry.notice.acknowledged_bytes += bytes;
  if (entry.wants_room && c.snd.end - acked < entry.snd_buffer_bytes) {
    entry.notice.room = true;
    entry.wants_room = false;
  }
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
    // In CLOSING and LAST-ACK the machine has handed over all text, which waits here.
    if (c.state != State::closing && c.state != State::last_ack) entry.received = c.rcv.consumed;
    arrived = c.state <= State::syn_received ? entry.received
                                             : c.rcv.nxt - one_if<Concrete>(fin_received(c));
    entry.is_urgent = c.rcv.urgent;
    update_acknowledged(entry, c);
  }
  const bool has_more = arrived != entry.arrived || outcome.signals.opened;
  if (has_more && arrived != entry.received) entry.notice.text = true;
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
void FamilyEndpoint<Stores>::end(std::uint32_t at, const HostOutcome<Concrete>& out) {
  const Outcome<Concrete>& outcome = out.outcome;
  EntryOf& entry = entries_[at];
  entry.block = kNoBlock;
  entry.is_over = true;
  entry.is_urgent = false;
  entry.is_waiting = out.after == State::time_wait;
  entry.ended_by = outcome.why;
  entry.notice.ended = true;
  entry.notice.why = outcome.why;
  if (outcome.signals.closed) {
    const std::uint32_t bytes = entry.sent - entry.acked;
    entry.notice.acknowledged_bytes += bytes;
    entry.acked = entry.sent;
    entry.acked_bytes += bytes;
  }
  if (outcome.signals.reset || outcome.signals.aborted) {
    entry.arrived = entry.received;
    entry.notice.text = false;
    entry.notice.end_of_stream = false;
    entry.peer_closed = false;
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
  EntryOf& entry = entries_[at];
  // The host notes the control block that has changed: if it is not this one, it may be gone.
  const std::uint32_t recent = running_.host.blocks.recent;
  const std::uint32_t block =
      entry.has_block() && recent == entry.block ? recent : find_block(event.key);
  if (!entry.has_block()) adopt(at, event.key, block);
  update_streams(entry, outcome, block, text);
  if (outcome.replies) queue(event.key, at, outcome.segment);
  if (outcome.may_send && !entry.is_sending) entry.is_sending = senders_.push(at);
  if (outcome.urgent) entry.notice.urgent = true;
  if (std::bit_cast<std::uint8_t>(outcome.signals) != 0) {
    const Signals& signals = outcome.signals;
    entry.peer_closed = entry.peer_closed || signals.peer_closing;
    entry.notice.opened = entry.notice.opened || signals.opened;
    entry.notice.end_of_stream = entry.notice.end_of_stream || signals.peer_closing;
    entry.notice.closed = entry.notice.closed || signals.closed;
    const bool refused = signals.refused || outcome.why == Why::refused;
    entry.notice.refused = entry.notice.refused || refused;
    entry.notice.reset = entry.notice.reset || (signals.reset && !refused) || signals.aborted;
    entry.notice.soft_error = entry.notice.soft_error || signals.soft_error;
    if (signals.opened && !entry.is_accepted) offer(at);
  }
  if (block == kNoBlock) {
    end(at, out);
  } else if (entry.is_released && outcome.intake.take_bytes != 0) {
    //= rfc9293#3.6.1 SHLD-3
    step_as(event_of(at, EventKind::abort), {}, at);
    return;
  }
  put_notice(at);
}

}  // namespace twomsl
