// Packets in, packets out: what is refused before the machine sees it, and what waits to be sent.
#pragma once

#include "core/codec/checksum.hpp"
#include "core/codec/decode.hpp"
#include "net/family_endpoint.hpp"

namespace twomsl {

template <class Stores>
bool FamilyEndpoint<Stores>::is_ours(const Address& address) const {
  return addresses_.empty() || std::ranges::find(addresses_, address) != addresses_.end();
}

template <class Stores>
Admission FamilyEndpoint<Stores>::admit(const SegmentView& view,
                                        std::span<const std::uint8_t> packet) const {
  //= rfc9293#3.9.2.3 MUST-63
  //= rfc9293#3.9.2.3 MUST-57
  if (is_impossible(view.source.address) || is_impossible(view.destination.address)) {
    return Admission::bad_address;
  }
  if (!is_ours(view.destination.address)) return Admission::not_ours;
  if (view.source.port == 0 || view.destination.port == 0) return Admission::bad_port;
  //= rfc9293#3.1 MUST-3
  if (checksums_ == Checksums::ours && !are_checksums_right(packet, view)) {
    return Admission::bad_checksum;
  }
  return Admission::taken;
}

/// A SYN that a listener answers by a connection of its own.
[[nodiscard]] constexpr bool begins_connection(const Segment<Concrete>& segment) {
  return segment.syn && !segment.has_ack && !segment.rst;
}

/// The SYN was dropped for want of memory.
[[nodiscard]] constexpr bool is_memory_missing(HostResult result) {
  return result == HostResult::half_open_full || result == HostResult::no_block ||
         result == HostResult::no_iss_floor;
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
  if (from.pending >= from.backlog) return Admission::backlog_full;
  running_.sweep(now_);
  at = allocate(EntryKind::connection);
  if (at == kNoIndex) return Admission::no_memory;
  entries_[at].listener = listener;
  entries_[at].is_accepted = false;
  entries_[at].sizes = from.sizes;
  return Admission::taken;
}

/// Fills in parsed_.
template <class Stores>
void FamilyEndpoint<Stores>::parse(std::span<const std::uint8_t> packet, std::uint32_t zone) {
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  parsed_.rejection = decoded.rejection;
  parsed_.why = Admission::undecodable;
  if (decoded.rejection != Rejection::none) return;
  const SegmentView& view = decoded.segment;
  parsed_.why = admit(view, packet);
  parsed_.event.now = now_;
  write_key({view.destination, view.source, zone}, parsed_.event.key);
  parsed_.event.event.segment = segment_of(view);
  parsed_.text = view.payload;
}

template <class Stores>
ArrivalResult FamilyEndpoint<Stores>::receive(std::span<const std::uint8_t> packet,
                                              Instant<Concrete> now, std::uint32_t zone) {
  tick(now);
  parse(packet, zone);
  if (parsed_.why != Admission::taken) {
    return {.why = parsed_.why, .rejection = parsed_.rejection};
  }
  Event& event = parsed_.event;
  const std::uint32_t block = find_block(event.key);
  std::uint32_t at = block == kNoBlock ? kNoIndex : entry_of_block_[block];
  if (at != kNoIndex) {
    // New text of a released connection is answered by a RST (SHLD-3): no FIN may come before that.
    Segment<Concrete>& segment = event.event.segment;
    const Seq<Concrete> nxt = running_.host.blocks.connection(block).rcv.nxt;
    const bool loses_text =
        entries_[at].is_released && is_before(nxt, segment.seq + segment.text_bytes);
    segment.fin = segment.fin && !loses_text;
  } else if (begins_connection(event.event.segment)) {
    const Admission begins = prepare(event.key, at);
    if (begins != Admission::taken) return {.why = begins};
  }
  const HostOutcome<Concrete> out = step_as(event, parsed_.text, at);
  if (is_memory_missing(out.result)) return {.why = Admission::no_memory};
  return {.ok = true,
          .why = Admission::taken,
          .handle = at == kNoIndex || !entries_[at].has_block() ? Handle{} : name_of(at)};
}

/// An ACK right before the segment needs not be sent: the segment carries text or a FIN,
/// acknowledges more, or acknowledges the same and offers another window. But a duplicate ACK says
/// by itself that something is missing, and is sent.
//= rfc9293#3.10.7.4 MUST-58
//= rfc9293#3.10.7.4 MUST-59
template <class Key>
[[nodiscard]] constexpr bool says_all_of(const Segment<Concrete>& segment,
                                         const Outgoing<Key>& outgoing) {
  const Segment<Concrete>& before = outgoing.segment;
  const bool is_ack = before.has_ack && !before.rst && length(before) == 0;
  if (!is_ack || !segment.has_ack || segment.rst || segment.syn) return false;
  const bool opens_window = outgoing.is_news && segment.wnd != before.wnd;
  return length(segment) != 0 || is_before(before.ack, segment.ack) || opens_window;
}

template <class Stores>
void FamilyEndpoint<Stores>::queue(const Key& key, std::uint32_t at,
                                   const Segment<Concrete>& segment) {
  Handle handle;
  bool is_news = false;
  if (at != kNoIndex) {
    handle = name_of(at);
    EntryOf& entry = entries_[at];
    is_news = segment.ack != entry.ack_sent || segment.wnd != entry.wnd_sent;
    entry.ack_sent = segment.ack;
    entry.wnd_sent = segment.wnd;
  }
  if (!outgoing_.is_empty() && at != kNoIndex) {
    Outgoing<Key>& last = outgoing_.back();
    if (last.handle == handle && says_all_of(segment, last)) {
      last.segment = segment;
      last.is_news = last.is_news || is_news;
      return;
    }
  }
  if (Outgoing<Key>* slot = outgoing_.push(); slot != nullptr) {
    slot->key = key;
    slot->handle = handle;
    slot->is_news = is_news;
    slot->segment = segment;
  } else {
    ++dropped_packets_;
  }
}

/// Makes a mere ACK of a segment whose text is acknowledged already. False if nothing is to be
/// sent: the handle of the text was given back, and its connection has ended.
template <class Stores>
bool FamilyEndpoint<Stores>::refresh(Outgoing<Key>& outgoing) {
  Segment<Concrete>& segment = outgoing.segment;
  if (segment.text_bytes == 0) return true;
  const std::uint32_t at = find(outgoing.handle);
  if (at == kNoIndex) return false;
  if (!is_before(segment.seq, entries_[at].acked)) return true;
  if (!entries_[at].has_block()) return false;
  segment.seq = running_.host.blocks.connection(entries_[at].block).snd.nxt;
  segment.text_bytes = 0;
  segment.fin = false;
  segment.psh = false;
  segment.urg = false;
  segment.up = 0;
  return true;
}

template <class Stores>
Packet FamilyEndpoint<Stores>::encode(const Outgoing<Key>& outgoing) {
  //= rfc9293#3.9.1.1 MUST-45
  const SocketPair sockets = sockets_of(outgoing.key);
  const Segment<Concrete>& segment = outgoing.segment;
  const std::size_t room = kMostHeaderBytes + segment.text_bytes;
  if (packet_.size() < room) {
    packet_.resize(room);
    text_.resize(room);
  }
  std::span<const std::uint8_t> text;
  if (segment.text_bytes != 0) {
    EntryOf& entry = entries_[find(outgoing.handle)];
    entry.sending.prepare(entry.snd_buffer_bytes);  // a SEND put to step() has no bytes
    text = entry.sending.view(segment.seq, segment.text_bytes, text_);
  }
  const std::size_t bytes =
      encode_ip(segment, {sockets.local, sockets.remote, checksums_}, text, packet_);
  return {std::span(packet_).first(bytes), outgoing.handle};
}

template <class Stores>
Packet FamilyEndpoint<Stores>::poll(Instant<Concrete> now) {
  tick(now);
  for (;;) {
    while (!outgoing_.is_empty()) {
      Outgoing<Key>& next = outgoing_.front();
      const Packet packet = refresh(next) ? encode(next) : Packet{};
      outgoing_.pop();
      if (!packet.bytes.empty()) return packet;
    }
    if (senders_.is_empty()) return {};
    const std::uint32_t at = senders_.front();
    senders_.pop();
    entries_[at].is_sending = false;
    if (entries_[at].has_block()) step_as(event_of(at, EventKind::transmit), {}, at);
  }
}

}  // namespace twomsl
