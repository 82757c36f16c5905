// How a handle begins: OPEN and accept (RFC 9293 section 3.9.1.1), and time.
#pragma once

#include "net/family_endpoint.hpp"

namespace twomsl {

template <class Stores>
Handle FamilyEndpoint<Stores>::name_of(std::uint32_t at) const {
  // Both families' handles are told apart by the lowest bit of the index.
  return {at << 1 | (kFamily == Family::ipv6 ? 1u : 0u), entries_[at].generation};
}

/// The entry that the handle names; kNoIndex if there is none any more.
template <class Stores>
std::uint32_t FamilyEndpoint<Stores>::find(Handle handle) const {
  const std::uint32_t at = handle.index >> 1;
  const bool is_known = at < entry_count_ && entries_[at].generation == handle.generation &&
                        entries_[at].kind != EntryKind::free;
  return is_known ? at : kNoIndex;
}

/// The same, where the user has the handle: it was accepted, and not given back.
template <class Stores>
[[gnu::always_inline]] inline std::uint32_t FamilyEndpoint<Stores>::find_users(
    Handle handle) const {
  const std::uint32_t at = handle.index >> 1;
  const bool is_known =
      at < entry_count_ && entries_[at].generation == handle.generation && entries_[at].is_users;
  return is_known ? at : kNoIndex;
}

template <class Stores>
Handle FamilyEndpoint<Stores>::find_handle(const Key& key) const {
  const std::uint32_t block = running_.host.blocks.find(key);
  return block == kNoBlock ? Handle{} : name_of(entry_of_block_[block]);
}

template <class Stores>
std::uint32_t FamilyEndpoint<Stores>::allocate(EntryKind kind) {
  const std::uint32_t at = first_free_;
  if (at == kNoIndex) return kNoIndex;
  EntryOf& entry = entries_[at];
  first_free_ = entry.next;
  entry.kind = kind;
  entry.is_users = true;
  entry.next = kNoIndex;
  return at;
}

/// Its places in the queues stay, and are skipped when their turn comes.
template <class Stores>
void FamilyEndpoint<Stores>::free(std::uint32_t at) {
  EntryOf& entry = entries_[at];
  half_open_.remove(at);
  if (entry.listener != kNoIndex && entry.is_over) --entries_[entry.listener].pending;
  const bool is_noticed = entry.is_noticed;
  const bool is_sending = entry.is_sending;
  const std::uint32_t generation = entry.generation + 1;
  std::destroy_at(&entry);  // and made anew where it stands: it is large
  std::construct_at(&entry);
  entry.is_noticed = is_noticed;
  entry.is_sending = is_sending;
  entry.generation = generation;
  entry.next = first_free_;
  first_free_ = at;
}

/// The listener that would take a SYN for the tuple.
template <class Stores>
std::uint32_t FamilyEndpoint<Stores>::find_listener(const Key& key) {
  const Key end = local_end(key);
  if (recent_listener_ == kNoIndex || !(recent_end_ == end)) {
    const std::uint32_t at = listeners_.find(end);
    recent_end_ = end;
    recent_listener_ = at != kNoBlock ? at : listeners_.find(any_end(key));
  }
  return recent_listener_;
}

template <class Stores>
void FamilyEndpoint<Stores>::tick(Instant<Concrete> now) {
  now_ = larger(now_, smaller(now, Instant<Concrete>{kLastInstantUs - 1}));
}

template <class Stores>
void FamilyEndpoint<Stores>::begin(Instant<Concrete> now) {
  tick(now);
  if (has_begun_) return;
  has_begun_ = true;
  begin_without_memory(running_.host, now_);
}

/// A call or timeout of the connection; good until the next one is asked for.
template <class Stores>
auto FamilyEndpoint<Stores>::event_of(std::uint32_t at, EventKind kind) -> Event& {
  call_.kind = HostEventKind::connection;
  call_.now = now_;
  call_.key = entries_[at].key;
  call_.event.kind = kind;
  call_.event.bytes = 0;
  call_.event.urgent = false;
  return call_;
}

template <class Stores>
void FamilyEndpoint<Stores>::advance(Instant<Concrete> now) {
  begin(now);
  send_owed();
  while (running_.find_timeout(now_, call_)) {
    const EventKind kind = call_.event.kind;
    const std::uint32_t at = entry_of_block_[find_block(call_.key)];
    if (kind == EventKind::retransmission_timeout) judge_path(at);
    call_machine(event_of(at, kind), at);
  }
  running_.sweep(now_);
}

template <class Stores>
Opened FamilyEndpoint<Stores>::open(const OpenOptions& options, Instant<Concrete> now) {
  begin(now);
  SocketPair sockets{options.local, options.remote, options.zone};
  //= rfc9293#3.9.1.1 MUST-44
  for (const Address& ours : addresses_) {
    if (is_unspecified(sockets.local.address) && ours.family == kFamily) {
      sockets.local.address = ours;
    }
  }
  //= rfc9293#3.9.1.1 MUST-46
  if (is_impossible(sockets.remote.address) || is_impossible(sockets.local.address) ||
      sockets.local.address.family != kFamily || !is_ours(sockets.local.address)) {
    return {.why = Why::error_address};
  }
  if (sockets.remote.port == 0) return {.why = Why::error_remote};
  Policy<Concrete> policy = running_.host.policy;
  SettingsInForce settings = settings_of(policy, options.sizes, options.switches);
  fit_to_link(settings, links_, sockets.local.address);
  set_settings(policy, settings);
  if (const std::string_view field = unusable_field(policy); !field.empty()) {
    return {.why = Why::error_resources, .result = HostResult::invalid_policy, .field = field};
  }
  Event event;
  event.now = now_;
  event.event.kind = EventKind::open_active;
  write_key(sockets, event.key);
  running_.sweep(now_);
  make_room(event.key, kNoIndex);
  if (sockets.local.port == 0 && !running_.choose_local_port(event.key, now_)) {
    return {.why = Why::error_resources, .result = HostResult::no_port};
  }
  if (find_block(event.key) != kNoBlock) return {.why = Why::error_exists};
  const std::uint32_t at = allocate(EntryKind::connection);
  if (at == kNoIndex) return {.why = Why::error_resources, .result = HostResult::no_block};
  if (settings != of_policy_) entries_[at].settings = settings;
  entries_[at].tells_acknowledged = options.tells_acknowledged;
  entries_[at].delays_acks = options.switches.delayed_ack.value_or(delays_acks_);
  entries_[at].user = options.user;
  const HostOutcome<Concrete> out = step_as(event, {}, at);
  const bool ok = out.result == HostResult::created;
  return {ok, out.outcome.why, out.result, ok ? name_of(at) : Handle{}, {}, {}};
}

template <class Stores>
Opened FamilyEndpoint<Stores>::listen(const ListenOptions& options, Instant<Concrete> now) {
  begin(now);
  Policy<Concrete> policy = running_.host.policy;
  const SettingsInForce settings = settings_of(policy, options.sizes, options.switches);
  set_settings(policy, settings);
  if (const std::string_view field = unusable_field(policy); !field.empty()) {
    return {.why = Why::error_resources, .result = HostResult::invalid_policy, .field = field};
  }
  const Address& address = options.local.address;
  const bool is_any = is_unspecified(address);
  if (options.local.port == 0 || (!is_any && (is_impossible(address) || !is_ours(address)))) {
    return {.why = Why::error_address};
  }
  Event event;
  event.kind = HostEventKind::listen;
  event.now = now_;
  write_key({options.local, {{0, 0, kFamily}, 0}, options.zone}, event.key);
  const std::uint32_t at = allocate(EntryKind::listener);
  if (at == kNoIndex) return {.why = Why::error_resources, .result = HostResult::no_block};
  HostOutcome<Concrete> out;
  observed_step(event, kNoIndex, out);
  if (out.result != HostResult::listening) {
    free(at);
    return {.why = out.outcome.why, .result = out.result};
  }
  EntryOf& entry = entries_[at];
  entry.key = event.key;
  if (settings != of_policy_) entry.settings = settings;
  entry.tells_acknowledged = options.tells_acknowledged;
  entry.delays_acks = options.switches.delayed_ack.value_or(delays_acks_);
  entry.backlog = options.backlog;
  entry.user = options.user;
  listeners_.put(event.key, at);
  recent_listener_ = kNoIndex;
  return {true, Why::done, out.result, name_of(at), {}, {}};
}

template <class Stores>
Opened FamilyEndpoint<Stores>::accept(Handle listener, UserPointer user) {
  const std::uint32_t from = find_users(listener);
  if (from == kNoIndex || entries_[from].kind != EntryKind::listener) return {};
  EntryOf& queue = entries_[from];
  if (queue.incoming == 0) return {.why = Why::no_connection};
  const std::uint32_t at = queue.first_incoming;
  EntryOf& entry = entries_[at];
  queue.first_incoming = entry.next;
  --queue.incoming;
  --queue.pending;
  entry.next = kNoIndex;
  entry.listener = kNoIndex;
  entry.is_users = true;
  entry.user = user;
  if (entry.has_news) put_notice(at);
  return {true, Why::done, HostResult::stepped, name_of(at), sockets_of(entry.key).remote, {}};
}

}  // namespace twomsl
