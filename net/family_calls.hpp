// What a user does with a handle: SEND, RECEIVE, CLOSE, ABORT, STATUS (RFC 9293 sections 3.9.1.2 to
// 3.9.1.6), and giving it back.
#pragma once

#include <utility>

#include "net/family_endpoint.hpp"

namespace twomsl {

/// Why a connection that is over refuses a call.
[[nodiscard]] constexpr Why refusal(Why ended_by) {
  const bool was_broken =
      ended_by == Why::reset || ended_by == Why::refused || ended_by == Why::gave_up;
  return was_broken ? ended_by : Why::error_no_connection;
}

template <class Stores>
Sent FamilyEndpoint<Stores>::send(Handle handle, std::span<const std::uint8_t> text,
                                  Instant<Concrete> now, bool urgent) {
  tick(now);
  const std::uint32_t at = find_users(handle);
  if (at == kNoIndex) return {};
  EntryOf& entry = entries_[at];
  if (!entry.has_block()) return {.why = refusal(entry.ended_by)};
  const Connection<Concrete>& c = running_.host.blocks.connection(entry.block);
  const std::uint32_t used = c.snd.end - c.snd.una;
  const std::uint32_t room = used < entry.snd_buffer_bytes ? entry.snd_buffer_bytes - used : 0;
  const bool may_send =
      !c.snd.fin_queued && (c.state < State::fin_wait_1 || c.state == State::close_wait);
  const std::uint64_t position = entry.acked_bytes + (c.snd.end - entry.acked);
  const auto accepted = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), room));
  if (may_send) entry.wants_room = accepted < text.size();
  if (may_send && accepted == 0 && !text.empty()) {
    return {.why = Why::error_resources, .position = position};
  }
  if (may_send && accepted != 0) {
    entry.sending.prepare(entry.snd_buffer_bytes);
    if (used == 0) entry.sending.restart(c.snd.end);
    entry.sending.write(c.snd.end, text.first(accepted));
  }
  const Called called = call_send(at, accepted, urgent && accepted == text.size());
  return {called.ok, called.why, called.ok ? accepted : 0, position};
}

/// RECEIVE of text on hand. It changes no state and no timer, nor what may be sent, so that of the
/// host's step the machine's own part remains, unless it is to be seen. In CLOSING and LAST-ACK the
/// machine has handed over all text before.
template <class Stores>
void FamilyEndpoint<Stores>::take(std::uint32_t at, std::uint32_t bytes) {
  EntryOf& entry = entries_[at];
  entry.received = entry.received + bytes;
  if (!entry.has_block()) return;
  Connection<Concrete>& c = running_.host.blocks.connection(entry.block);
  if (entry.received == entry.arrived && !c.rcv.has_held) entry.receiving.restart(entry.received);
  if (twomsl::text_on_hand(c) == 0) return;
  if (observer_.before != nullptr) {
    Event& event = event_of(at, EventKind::receive);
    event.event.bytes = bytes;
    call_machine(event, at);
    return;
  }
  const twomsl::Event<Concrete> event{.kind = EventKind::receive, .bytes = bytes};
  Outcome<Concrete> out;
  StepContext<Concrete> context{running_.host.policy, event, now_, c, out};
  if (receive_at_once(context) && out.replies) queue(at, out.segment);
}

template <class Stores>
Peeked FamilyEndpoint<Stores>::text_on_hand(const EntryOf& entry) const {
  const std::uint32_t on_hand = entry.arrived - entry.received;
  if (on_hand != 0) {
    return {.ok = true, .why = Why::done, .bytes = entry.receiving.piece(entry.received, on_hand)};
  }
  if (entry.kind != EntryKind::connection) return {};
  if (entry.peer_closed) return {.ok = true, .why = Why::done, .end_of_stream = true};
  if (entry.is_over) return {.why = refusal(entry.ended_by)};
  return {.ok = true, .why = Why::done, .would_wait = true};
}

template <class Stores>
Peeked FamilyEndpoint<Stores>::peek(Handle handle) const {
  const std::uint32_t at = find_users(handle);
  return at == kNoIndex ? Peeked{} : text_on_hand(entries_[at]);
}

template <class Stores>
Consumed FamilyEndpoint<Stores>::consume(Handle handle, std::uint32_t bytes,
                                         Instant<Concrete> now) {
  tick(now);
  const std::uint32_t at = find_users(handle);
  if (at == kNoIndex) return {};
  const EntryOf& entry = entries_[at];
  if (entry.arrived - entry.received < bytes) return {.why = Why::error_resources};
  if (bytes != 0) take(at, bytes);
  return {true, Why::done, entry.arrived - entry.received};
}

template <class Stores>
Received FamilyEndpoint<Stores>::receive(Handle handle, std::span<std::uint8_t> into,
                                         Instant<Concrete> now) {
  tick(now);
  const Peeked peeked = peek(handle);
  if (peeked.bytes.empty()) {
    return {.ok = peeked.ok,
            .why = peeked.why,
            .end_of_stream = peeked.end_of_stream,
            .would_wait = peeked.would_wait};
  }
  const std::uint32_t at = handle.index >> 1;
  const EntryOf& entry = entries_[at];
  const auto bytes = static_cast<std::uint32_t>(
      std::min<std::size_t>(into.size(), entry.arrived - entry.received));
  if (bytes == 0) return {.ok = true, .why = Why::done};
  entry.receiving.read(entry.received, into.first(bytes));
  take(at, bytes);
  return {true, Why::done, bytes};
}

/// ABORT, and what follows from it.
template <class Stores>
void FamilyEndpoint<Stores>::abort_entry(std::uint32_t at) {
  call_machine(event_of(at, EventKind::abort), at);
}

template <class Stores>
Called FamilyEndpoint<Stores>::call(Handle handle, EventKind kind) {
  const std::uint32_t at = find_users(handle);
  if (at == kNoIndex) return {};
  if (!entries_[at].has_block()) return {.why = refusal(entries_[at].ended_by)};
  return call_machine(event_of(at, kind), at);
}

/// Ends what a listener has made and nobody has accepted.
template <class Stores>
void FamilyEndpoint<Stores>::end_unaccepted(std::uint32_t listener) {
  for (std::uint32_t at = 0; at < entries_.size(); ++at) {
    if (entries_[at].kind != EntryKind::connection || entries_[at].listener != listener) continue;
    entries_[at].is_released = true;
    entries_[at].is_users = false;
    if (entries_[at].has_block()) abort_entry(at);
    if (entries_[at].is_over) free(at);
  }
}

template <class Stores>
Called FamilyEndpoint<Stores>::close_listener(std::uint32_t at) {
  end_unaccepted(at);
  Event& event = event_of(at, EventKind::close);
  event.kind = HostEventKind::unlisten;
  HostOutcome<Concrete> out;
  observed_step(event, kNoIndex, out);
  listeners_.erase(entries_[at].key);
  recent_listener_ = kNoIndex;
  free(at);
  return {true, out.outcome.why, out.result};
}

template <class Stores>
Called FamilyEndpoint<Stores>::close(Handle handle, Instant<Concrete> now) {
  tick(now);
  const std::uint32_t at = find_users(handle);
  if (at != kNoIndex && entries_[at].kind == EntryKind::listener) return close_listener(at);
  return call(handle, EventKind::close);
}

/// Text that waited for Nagle's sake goes out, and the timer of keep-alives starts, at once.
//= rfc9293#3.7.4 MUST-17
//= rfc9293#3.8.4 MUST-24
template <class Stores>
Called FamilyEndpoint<Stores>::set_switches(Handle handle, const ConnectionSwitches& switches,
                                            Instant<Concrete> now) {
  tick(now);
  const std::uint32_t at = find_users(handle);
  if (at == kNoIndex) return {};
  EntryOf& entry = entries_[at];
  if (!entry.has_settings()) entry.settings = of_policy_;
  twomsl::set_switches(entry.settings, switches);
  entry.delays_acks = switches.delayed_ack.value_or(entry.delays_acks);
  if (entry.kind == EntryKind::listener) return {true, Why::done, HostResult::stepped};
  return call(handle, EventKind::transmit);
}

template <class Stores>
Called FamilyEndpoint<Stores>::abort(Handle handle, Instant<Concrete> now) {
  tick(now);
  const std::uint32_t at = find_users(handle);
  if (at != kNoIndex && entries_[at].kind == EntryKind::listener) return close_listener(at);
  return call(handle, EventKind::abort);
}

template <class Stores>
Called FamilyEndpoint<Stores>::release(Handle handle, Instant<Concrete> now) {
  tick(now);
  const std::uint32_t at = find_users(handle);
  if (at == kNoIndex) return {};
  EntryOf& entry = entries_[at];
  if (entry.kind == EntryKind::listener) return close_listener(at);
  entry.is_released = true;
  entry.is_users = false;
  if (entry.has_block()) {
    const State state = running_.host.blocks.connection(entry.block).state;
    const bool both_closed = state == State::closing || state == State::last_ack;
    //= rfc9293#3.6.1 SHLD-3
    const bool loses_text = entry.received != entry.arrived && !both_closed;
    call_machine(event_of(at, loses_text ? EventKind::abort : EventKind::close), at);
  } else {
    free(at);
  }
  return {true, Why::done, HostResult::stepped};
}

template <class Stores>
Status FamilyEndpoint<Stores>::status(Handle handle, Instant<Concrete> now) const {
  const std::uint32_t at = find(handle);
  if (at == kNoIndex || entries_[at].is_released) return {};
  const EntryOf& entry = entries_[at];
  const SocketPair sockets = sockets_of(entry.key);
  Status status{.ok = true, .why = entry.ended_by, .local = sockets.local};
  status.user = entry.user;
  if (entry.kind == EntryKind::listener) {
    status.state = State::listen;
    status.origin = Origin::passive;
    status.incoming = entry.incoming;
    return status;
  }
  status.remote = sockets.remote;
  status.unreceived_bytes = entry.arrived - entry.received;
  if (!entry.has_block()) {
    const LocateResult wait = locate(running_.host.waits, entry.key, larger(now, now_));
    const bool waits = entry.is_waiting && wait.result == TableResult::done;
    status.state = waits ? State::time_wait : State::closed;
    if (waits) status.closes_at = deadline(running_.host.waits.slots[wait.at].deadline_word);
    return status;
  }
  const Connection<Concrete>& c = running_.host.blocks.connection(entry.block);
  status.state = c.state;
  status.origin = c.origin;
  status.urgent = c.rcv.urgent;
  status.snd_wnd_bytes = c.snd.wnd_bytes;
  status.rcv_wnd_bytes = c.rcv.wnd_bytes;
  status.unsent_bytes = text_unsent(c);
  status.unacknowledged_bytes = (entry.sent - entry.acked) - status.unsent_bytes;
  status.mss_bytes = c.state > State::syn_sent ? c.snd.mss_bytes : 0;
  status.snd_scale = c.snd.scale;
  status.rcv_scale = c.rcv.scale;
  status.timestamps = c.state > State::syn_sent && c.ts.on;
  status.rto = c.rtx.rto;
  status.srtt = {c.rtx.srtt.us >> 3};
  status.rexmit_at = c.rtx.at;
  status.closes_at = c.closes_at;
  return status;
}

template <class Stores>
State FamilyEndpoint<Stores>::state_between(const SocketPair& pair, Instant<Concrete> now) const {
  Key key{};
  write_key(pair, key);
  const std::uint32_t block = running_.host.blocks.find(key);
  if (block != kNoBlock) return running_.host.blocks.connection(block).state;
  const LocateResult wait = locate(running_.host.waits, key, larger(now, now_));
  return wait.result == TableResult::done ? State::time_wait : State::closed;
}

template <class Stores>
Occupancy FamilyEndpoint<Stores>::occupancy() const {
  const auto& blocks = running_.host.blocks;
  return {static_cast<std::uint32_t>(blocks.blocks.size() - blocks.free.size()),
          running_.host.waits.account.held};
}

template <class Stores>
bool FamilyEndpoint<Stores>::next_notice(Notice& notice) {
  while (!noticed_.is_empty()) {
    const std::uint32_t at = noticed_.front();
    noticed_.pop();
    EntryOf& entry = entries_[at];
    entry.is_noticed = false;
    if (!entry.is_users || !entry.has_news) continue;
    entry.has_news = false;
    static_cast<News&>(notice) = entry.news;
    notice.handle = name_of(at);
    notice.user = entry.user;
    notice.acknowledged_bytes =
        entry.acked_bytes - std::exchange(entry.told_bytes, entry.acked_bytes);
    static constexpr News kNone{};  // built in place it would be copied from narrower stores
    entry.news = kNone;
    return true;
  }
  return false;
}

}  // namespace twomsl
