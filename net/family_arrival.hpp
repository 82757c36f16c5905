// Packets in, packets out: what is refused before the machine sees it, and what waits to be sent.
#pragma once

#include "core/codec/checksum.hpp"
#include "core/codec/decode.hpp"
#include "net/family_endpoint.hpp"

namespace twomsl {

template <class Stores>
bool FamilyEndpoint<Stores>::is_ours(const Address& address) const {
  bool any = false;
  for (const Address& ours : addresses_) {
    if (ours == address) return true;
    any = any || ours.family == kFamily;
  }
  return !any;
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

template <class Stores>
ArrivalResult FamilyEndpoint<Stores>::receive(std::span<const std::uint8_t> packet,
                                              Instant<Concrete> now, std::uint32_t zone) {
  tick(now);
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  if (decoded.rejection != Rejection::none) {
    return {.why = Admission::undecodable, .rejection = decoded.rejection};
  }
  const SegmentView& view = decoded.segment;
  const Admission admitted = admit(view, packet);
  if (admitted != Admission::taken) return {.why = admitted};
  Event event;
  event.now = now_;
  write_key({view.destination, view.source, zone}, event.key);
  event.event.kind = EventKind::segment_arrives;
  event.event.segment = segment_of(view);
  std::uint32_t at = kNoIndex;
  if (const std::uint32_t block = find_block(event.key); block != kNoBlock) {
    at = entry_of_block_[block];
  } else if (view.flags.syn()) {
    const std::uint32_t listener = find_listener(event.key);
    if (listener != kNoIndex && entries_[listener].pending >= entries_[listener].backlog) {
      return {.why = Admission::backlog_full};
    }
    running_.sweep(now_);
    at = allocate(EntryKind::connection);
    if (at == kNoIndex) return {.why = Admission::no_memory};
    entries_[at].listener = listener;
    entries_[at].is_accepted = listener == kNoIndex;
    if (listener != kNoIndex) entries_[at].sizes = entries_[listener].sizes;
  }
  step_as(event, view.payload, at);
  return {.ok = true, .why = Admission::taken, .handle = handle_of(event.key)};
}

template <class Stores>
void FamilyEndpoint<Stores>::queue(const Key& key, std::uint32_t at,
                                   const Segment<Concrete>& segment) {
  const Handle handle = at == kNoIndex ? Handle{} : name_of(at);
  const bool carries = segment.text_bytes != 0 || segment.fin;
  if (carries && segment.has_ack && !outgoing_.is_empty()) {
    // Text and FIN acknowledge too: an ACK of the same connection right before them goes with them.
    Outgoing<Key>& last = outgoing_.back();
    if (last.handle == handle && length(last.segment) == 0 && !last.segment.rst) {
      last.segment = segment;
      return;
    }
  }
  dropped_packets_ += outgoing_.push({key, handle, segment}) ? 0u : 1u;
}

// The connection has ended meanwhile, or what was to be sent is acknowledged already.
template <class Stores>
bool FamilyEndpoint<Stores>::is_stale(const Outgoing<Key>& outgoing) const {
  if (outgoing.segment.text_bytes == 0) return false;
  const std::uint32_t at = find(outgoing.handle);
  return at == kNoIndex || is_before(outgoing.segment.seq, entries_[at].acked);
}

template <class Stores>
Packet FamilyEndpoint<Stores>::encode(const Outgoing<Key>& outgoing) {
  const SocketPair sockets = sockets_of(outgoing.key);
  const Segment<Concrete>& segment = outgoing.segment;
  const std::size_t room = kMostHeaderBytes + segment.text_bytes;
  if (packet_.size() < room) {
    packet_.resize(room);
    text_.resize(room);
  }
  const auto text = segment.text_bytes == 0 ? std::span<const std::uint8_t>{}
                                            : entries_[find(outgoing.handle)].sending.view(
                                                  segment.seq, segment.text_bytes, text_);
  const std::size_t bytes =
      encode_ip(segment, {sockets.local, sockets.remote, checksums_}, text, packet_);
  return {std::span(packet_).first(bytes), outgoing.handle};
}

template <class Stores>
Packet FamilyEndpoint<Stores>::poll(Instant<Concrete> now) {
  tick(now);
  for (;;) {
    while (!outgoing_.is_empty()) {
      const Outgoing<Key>& next = outgoing_.front();
      const Packet packet = is_stale(next) ? Packet{} : encode(next);
      outgoing_.pop();
      if (!packet.bytes.empty()) return packet;
    }
    if (senders_.is_empty()) return {};
    const std::uint32_t at = senders_.front();
    senders_.pop();
    EntryOf& entry = entries_[at];
    entry.is_sending = false;
    if (entry.kind == EntryKind::connection && !entry.is_over) {
      step_as(event_of(at, EventKind::transmit), {}, at);
    }
  }
}

}  // namespace twomsl
