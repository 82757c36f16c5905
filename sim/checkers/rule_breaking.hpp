// Hosts that break rules beyond what a policy can say, and the log of what they do. For
// sim/network.cpp, which instantiates it.
#pragma once

#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"
#include "sim/network.hpp"
#include "sim/tap.hpp"

namespace twomsl::sim {

template <class Stores>
void NetworkOf<Stores>::forget(std::uint32_t end) {
  befall(end);
  const Forgets& forgets = hosts[end].subject.forgets;
  for (std::uint32_t tuple = 0; forgets.state != State::closed && tuple < options.tuples; ++tuple) {
    const Place at{end, tuple};
    const bool is_time = forgets.after <= now - hosts[end].entered[tuple];
    if (!is_time || state_of(at) != forgets.state) continue;
    const bool waits = forgets.state == State::time_wait;
    put(at, {.kind = waits ? EventKind::abort : EventKind::user_timeout});
  }
}

template <class Stores>
void NetworkOf<Stores>::note_before(const SimulatedHost& host, const Key& key) {
  const std::optional<std::uint32_t> tuple = tuple_of(host.index, key);
  if (offences == nullptr || offences->end() != host.index || !tuple) return;
  offences->before(*tuple, block_of({host.index, *tuple}));
}

template <class Stores>
void NetworkOf<Stores>::note_after(SimulatedHost& host, std::uint32_t tuple,
                                   const Event<Concrete>& event, const HostOutcome<Concrete>& out) {
  if (out.before != out.after && out.after == host.subject.forgets.state) {
    host.entered[tuple] = now;
  }
  if (offences == nullptr || offences->end() != host.index) return;
  offences->after({tuple, out.before, block_of({host.index, tuple}), event, now});
}

// A byte of text, which lies behind the FIN that has been acknowledged.
template <class Stores>
void NetworkOf<Stores>::add_text(State state, std::vector<std::uint8_t>& packet) const {
  if (state != State::fin_wait_2 && state != State::time_wait) return;
  constexpr std::array<std::uint8_t, 1> kText = {0xff};
  const SegmentView bare = decode_ip(packet, static_cast<std::uint32_t>(packet.size())).segment;
  if (bare.length() != 0 || bare.flags.rst()) return;
  Segment<Concrete> segment = segment_of(bare);
  segment.text_bytes = 1;
  packet.resize(kMostHeaderBytes + kText.size());
  packet.resize(encode_ip(segment, {bare.source, bare.destination}, kText, packet));
}

// A RST without ACK takes one, of what it answers.
template <class Stores>
void NetworkOf<Stores>::add_ack(std::vector<std::uint8_t>& packet) const {
  const SegmentView bare = decode_ip(packet, static_cast<std::uint32_t>(packet.size())).segment;
  if (!bare.flags.rst() || bare.flags.ack() || arriving_ == nullptr) return;
  const auto bytes = static_cast<std::uint32_t>(arriving_->bytes.size());
  const SegmentView answered = decode_ip(arriving_->bytes, bytes).segment;
  Segment<Concrete> segment = segment_of(bare);
  segment.has_ack = true;
  segment.ack = {answered.seq + answered.length()};
  packet.resize(kMostHeaderBytes);
  packet.resize(encode_ip(segment, {bare.source, bare.destination}, {}, packet));
}

template <class Stores>
void NetworkOf<Stores>::obey(Place at, const Event<Concrete>& event) {
  const bool is_rst = event.kind == EventKind::segment_arrives && event.segment.rst;
  if (!hosts[at.end].subject.obeys_rst_beside || !is_rst || state_of(at) != State::time_wait)
    return;
  const RunningHost<Stores>& host = hosts[at.end].endpoint.host();
  const auto wait = look_up(host.host.waits, key_of(at), now).record;
  if (wait.rcv_nxt == event.segment.seq) return;
  put(at, {.kind = EventKind::abort});
}

template <class Stores>
bool NetworkOf<Stores>::note_emission(std::uint32_t end, std::vector<std::uint8_t>& packet,
                                      std::optional<std::uint32_t> tuple) {
  const auto state = [&] { return tuple ? state_of({end, *tuple}) : State::closed; };
  if (hosts[end].subject.talks_after_fin) add_text(state(), packet);
  if (hosts[end].subject.acks_with_rst) add_ack(packet);
  const auto bytes = static_cast<std::uint32_t>(packet.size());
  if (hosts[end].subject.sends_no_rst && decode_ip(packet, bytes).segment.flags.rst()) return false;
  if (offences != nullptr && offences->end() == end && tuple) {
    offences->emitted(*tuple, packet, now);
  }
  if (tap != nullptr) tap->sent(end, packet, now, state());
  return true;
}

}  // namespace twomsl::sim
