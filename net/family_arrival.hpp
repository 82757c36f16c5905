// Packets in: what is refused before the machine sees it, and whose segment it is.
#pragma once

#include "core/codec/checksum.hpp"
#include "core/codec/decode.hpp"
#include "net/family_endpoint.hpp"

namespace twomsl {

template <class Stores>
bool FamilyEndpoint<Stores>::is_ours(const Address& address) const {
  return addresses_.empty() || std::ranges::find(addresses_, address) != addresses_.end();
}

/// Whether a packet may be from and to these addresses and ports.
template <class Stores>
[[gnu::noinline]] Admission FamilyEndpoint<Stores>::admit(const Key& key) const {
  const SocketPair sockets = sockets_of(key);
  //= rfc9293#3.9.2.3 MUST-63
  //= rfc9293#3.9.2.3 MUST-57
  if (is_impossible(sockets.remote.address) || is_impossible(sockets.local.address)) {
    return Admission::bad_address;
  }
  if (!is_ours(sockets.local.address)) return Admission::not_ours;
  const bool has_ports = sockets.remote.port != 0 && sockets.local.port != 0;
  return has_ports ? Admission::taken : Admission::bad_port;
}

/// A SYN that a listener answers by a connection of its own.
[[nodiscard]] constexpr bool begins_connection(const Segment<Concrete>& segment) {
  return segment.syn && !segment.has_ack && !segment.rst;
}

/// The SYN was dropped for want of memory.
[[nodiscard]] constexpr bool is_memory_missing(HostResult result) {
  return result == HostResult::half_open_full || result == HostResult::no_block ||
         result == HostResult::no_iss_floor || result == HostResult::no_slot;
}

/// A SYN of the tuple for the listener, among those of its source: its address, or its /64 of IPv6.
template <class Stores>
Newcomer FamilyEndpoint<Stores>::newcomer_of(const Key& key, std::uint32_t listener) const {
  Key source{};
  source.remote = key.remote;
  if constexpr (kFamily == Family::ipv6) source.remote[2] = source.remote[3] = 0;
  return {listener, listeners_.hash(source), now_, running_.host.policy.timeouts.rto_initial};
}

/// A half-open connection gives way to the newcomer, where there is room for `most`. False if none
/// does.
template <class Stores>
bool FamilyEndpoint<Stores>::drop_half_open(HalfOpenQueue::Room room, const Newcomer& newcomer,
                                            std::uint32_t most) {
  const std::uint32_t at = half_open_.find_to_drop(room, newcomer, most);
  if (at == kNoIndex) return false;
  ++dropped_half_open_;
  call_machine(event_of(at, EventKind::user_timeout), at);
  return true;
}

/// There is no more of what a connection that is to begin needs, by a listener if there is one.
/// REQUIRES: a sweep at this moment.
template <class Stores>
bool FamilyEndpoint<Stores>::is_memory_short(std::uint32_t listener) const {
  const auto& host = running_.host;
  const bool is_too_many = listener != kNoIndex && host.half_open >= host.half_open_capacity;
  return is_too_many || host.blocks.free.empty() || is_full(host.iss_floors);
}

/// Makes room for such a connection: a half-open one gives way if there is no more of what any of
/// them holds. REQUIRES: a sweep at this moment.
template <class Stores>
void FamilyEndpoint<Stores>::make_room(const Key& key, std::uint32_t listener) {
  if (!is_memory_short(listener)) return;
  drop_half_open(HalfOpenQueue::Room::of_all, newcomer_of(key, listener),
                 running_.host.half_open_capacity);
}

/// Makes room for the SYN of `key` where the listener's backlog is full or memory is short; the
/// tuple waits, or not. False if the backlog stays full.
template <class Stores>
bool FamilyEndpoint<Stores>::make_way(const Key& key, std::uint32_t listener, bool waits) {
  // Nobody gives way to a SYN that the host refuses for want of a slot.
  if (!waits && is_full(running_.host.waits)) return true;
  const EntryOf& from = entries_[listener];
  if (from.pending >= from.backlog &&
      !drop_half_open(HalfOpenQueue::Room::of_listener, newcomer_of(key, listener), from.backlog)) {
    return false;
  }
  if (!waits) make_room(key, listener);
  return true;
}

/// Settings for a connection from `local`, whose listener may be of every address.
template <class Stores>
void FamilyEndpoint<Stores>::fit_entry(EntryOf& entry, const Address& local) const {
  SettingsInForce settings = entry.has_settings() ? entry.settings : of_policy_;
  fit_to_link(settings, links_, local);
  if (settings != of_policy_) entry.settings = settings;
}

/// Makes entry `at` for the connection that a listener may begin now, if there is one. A listener
/// that was put to step() has no queue: its connections are open to whoever finds their handles.
template <class Stores>
Admission FamilyEndpoint<Stores>::prepare(const Key& key, std::uint32_t& at) {
  const std::uint32_t listener = find_listener(key);
  if (listener == kNoIndex) {
    if (!has_listener(running_.host, key)) return Admission::taken;
    at = allocate(EntryKind::connection);
    return at == kNoIndex ? Admission::no_memory : Admission::taken;
  }
  const EntryOf& from = entries_[listener];
  running_.sweep(now_);
  const bool is_backlog_full = from.pending >= from.backlog;
  if (is_backlog_full || is_memory_short(listener)) {
    const bool waits = look_up(running_.host.waits, key, now_).held;
    // Whoever waits and cannot be opened anew is answered by the wait.
    if (waits && is_backlog_full) return Admission::taken;
    if (!make_way(key, listener, waits)) return Admission::backlog_full;
  }
  at = allocate(EntryKind::connection);
  if (at == kNoIndex) return Admission::no_memory;
  EntryOf& entry = entries_[at];
  entry.listener = listener;
  entry.is_users = false;
  if (from.has_settings()) entry.settings = from.settings;
  if (!links_.empty()) fit_entry(entry, sockets_of(key).local.address);
  entry.tells_acknowledged = from.tells_acknowledged;
  entry.delays_acks = from.delays_acks;
  return Admission::taken;
}

/// Fills in parsed_. A tuple that has a control block was judged when that began, so its addresses
/// and ports are not judged again.
template <class Stores>
void FamilyEndpoint<Stores>::parse(std::span<const std::uint8_t> packet, std::uint32_t zone) {
  const TcpParts parts = locate_tcp(kFamily, packet, static_cast<std::uint32_t>(packet.size()));
  parsed_.rejection = parts.rejection;
  if (parts.rejection != Rejection::none) {
    parsed_.why = Admission::undecodable;
    return;
  }
  Event& event = parsed_.event;
  event.now = now_;
  write_tuple(packet.data(), parts.header, event.key);
  set_zone(event.key, zone);
  parsed_.block = running_.host.blocks.find(event.key);
  parsed_.why = parsed_.block != kNoBlock ? Admission::taken : admit(event.key);
  //= rfc9293#3.1 MUST-3
  if (checksums_ == Checksums::ours && parsed_.why == Admission::taken &&
      !are_checksums_right(kFamily, packet, parts)) {
    parsed_.why = Admission::bad_checksum;
  }
  write_segment(parts, event.event.segment);
  parsed_.text = parts.payload;
}

/// The packet in parsed_, whose tuple has no control block.
template <class Stores>
[[gnu::noinline]] ArrivalResult FamilyEndpoint<Stores>::arrive_unbound() {
  begin(now_);
  std::uint32_t at = kNoIndex;
  if (begins_connection(parsed_.event.event.segment) && quiet_until() <= now_) {
    const Admission begins = prepare(parsed_.event.key, at);
    if (begins != Admission::taken) return {.why = begins};
  }
  const HostOutcome<Concrete> out = step_as(parsed_.event, parsed_.text, at);
  if (out.result == HostResult::quiet) return {.why = Admission::quiet};
  if (is_memory_missing(out.result)) return {.why = Admission::no_memory};
  return {.ok = true,
          .why = Admission::taken,
          .handle = at == kNoIndex || !entries_[at].has_block() ? Handle{} : name_of(at)};
}

/// New text of a released connection is answered by a RST (SHLD-3): no FIN may come before that.
template <class Stores>
void FamilyEndpoint<Stores>::cut_fin_behind_lost_text() {
  Segment<Concrete>& segment = parsed_.event.event.segment;
  const Seq<Concrete> nxt = running_.host.blocks.connection(parsed_.block).rcv.nxt;
  if (is_before(nxt, segment.seq + segment.text_bytes)) segment.fin = false;
}

template <class Stores>
ArrivalResult FamilyEndpoint<Stores>::receive(std::span<const std::uint8_t> packet,
                                              Instant<Concrete> now, std::uint32_t zone) {
  tick(now);
  parse(packet, zone);
  if (parsed_.rejection == Rejection::not_tcp) return receive_icmp(packet, zone);
  if (parsed_.why != Admission::taken) {
    return {.why = parsed_.why, .rejection = parsed_.rejection};
  }
  if (parsed_.block == kNoBlock) return arrive_unbound();
  const std::uint32_t at = entry_of_block_[parsed_.block];
  EntryOf& entry = entries_[at];
  if (entry.is_released) cut_fin_behind_lost_text();
  HostOutcome<Concrete> out;
  step_entry(parsed_.event, at, out);
  if (out.before == out.after && is_quiet(out)) {
    settle_plain(out.outcome, parsed_.text, at);
  } else {
    settle_state(parsed_.event, out, parsed_.text, at);
  }
  return {
      .ok = true, .why = Admission::taken, .handle = entry.has_block() ? name_of(at) : Handle{}};
}

}  // namespace twomsl
