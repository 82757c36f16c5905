// Packets out: what waits to be sent, and how it becomes a packet.
#pragma once

#include "net/family_endpoint.hpp"

namespace twomsl {

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
void FamilyEndpoint<Stores>::queue(const Key& key, const Segment<Concrete>& segment) {
  Outgoing<Key>* const slot = outgoing_.push();
  if (slot == nullptr) {
    ++dropped_packets_;
    return;
  }
  slot->key = key;
  slot->handle = Handle{};
  slot->is_news = slot->may_be_cut = false;
  slot->segment = segment;
}

/// The last that waits, if the segment of that handle says all of it. REQUIRES: there is one.
template <class Stores>
Outgoing<typename Stores::Key>* FamilyEndpoint<Stores>::last_that_says_no_more(
    Handle handle, const Segment<Concrete>& segment) {
  Outgoing<Key>& last = outgoing_.back();
  return last.handle == handle && says_all_of(segment, last) ? &last : nullptr;
}

/// Of the connection of entry `at`.
template <class Stores>
void FamilyEndpoint<Stores>::queue(std::uint32_t at, const Segment<Concrete>& segment) {
  EntryOf& entry = entries_[at];
  const Handle handle = name_of(at);
  bool is_news = segment.ack != entry.ack_sent || segment.wnd != entry.wnd_sent;
  entry.ack_sent = segment.ack;
  entry.wnd_sent = segment.wnd;
  if (entry.proven_bytes < segment.text_bytes && entry.trial_bytes == 0) {
    entry.trial_end = segment.seq + segment.text_bytes;
    entry.trial_bytes = segment.text_bytes;
  }
  Outgoing<Key>* slot = outgoing_.is_empty() ? nullptr : last_that_says_no_more(handle, segment);
  if (slot != nullptr) {
    is_news = is_news || slot->is_news;
  } else {
    slot = outgoing_.push();
    if (slot == nullptr) {
      ++dropped_packets_;
      entry.owes_ack = false;
      return;
    }
    slot->key = entry.key;
    slot->handle = handle;
    slot->may_be_cut = entry.may_be_cut;
  }
  slot->is_news = is_news;
  slot->segment = segment;
  if (entry.owes_ack) stand_in_for_owed(entry, *slot);
}

/// Makes a mere ACK of a segment whose text is acknowledged already. False if nothing is to be
/// sent: the handle of the text was given back, and its connection has ended.
template <class Stores>
bool FamilyEndpoint<Stores>::refresh(Outgoing<Key>& outgoing) {
  Segment<Concrete>& segment = outgoing.segment;
  const std::uint32_t at = find(outgoing.handle);
  if (at == kNoIndex) return false;
  if (!is_before(segment.seq, entries_[at].acked)) return true;
  if (!entries_[at].has_block()) return false;
  segment.seq = next_acceptable(running_.host.blocks.connection(entries_[at].block));
  segment.text_bytes = 0;
  segment.fin = false;
  segment.psh = false;
  segment.urg = false;
  segment.up = 0;
  return true;
}

/// The text of a segment that has some.
template <class Stores>
std::span<const std::uint8_t> FamilyEndpoint<Stores>::text_of(const Outgoing<Key>& outgoing) {
  const Segment<Concrete>& segment = outgoing.segment;
  if (packet_.size() < kMostHeaderBytes + segment.text_bytes) {
    packet_.resize(kMostHeaderBytes + segment.text_bytes);
    text_.resize(segment.text_bytes);
  }
  EntryOf& entry = entries_[outgoing.handle.index >> 1];
  entry.sending.prepare(entry.snd_buffer_bytes);  // a SEND put to step() has no bytes
  return entry.sending.view(segment.seq, segment.text_bytes, text_);
}

/// TRANSMIT for the next that may send. REQUIRES: there is one.
template <class Stores>
void FamilyEndpoint<Stores>::transmit_next(Instant<Concrete> now) {
  tick(now);
  const std::uint32_t at = senders_.front();
  senders_.pop();
  entries_[at].is_sending = false;
  if (entries_[at].has_block()) call_machine(event_of(at, EventKind::transmit), at);
}

template <class Stores>
Packet FamilyEndpoint<Stores>::poll(Instant<Concrete> now) {
  for (;;) {
    while (!outgoing_.is_empty()) {
      Outgoing<Key>& next = outgoing_.front();
      outgoing_.pop();
      std::span<const std::uint8_t> text;
      if (next.segment.text_bytes != 0) {
        if (!refresh(next)) continue;
        if (next.segment.text_bytes != 0) text = text_of(next);
      }
      //= rfc9293#3.9.1.1 MUST-45
      const std::uint32_t cutting = next.may_be_cut ? may_be_cut(++identification_) : kNeverCut;
      const std::size_t bytes =
          encode_ip(next.segment, TupleRoute<Key>{next.key, checksums_, cutting}, text, packet_);
      if (bytes != 0) return {std::span(packet_).first(bytes), next.handle};
    }
    if (senders_.is_empty()) return {};
    transmit_next(now);
  }
}

}  // namespace twomsl
