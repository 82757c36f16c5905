// Hosts that break rules beyond what a policy can say, and the log of what they do. For
// sim/network.cpp, which instantiates it.
#pragma once

#include "core/codec/decode.hpp"
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

template <class Stores>
bool NetworkOf<Stores>::note_emission(std::uint32_t end, std::span<const std::uint8_t> packet,
                                      std::optional<std::uint32_t> tuple) {
  const auto bytes = static_cast<std::uint32_t>(packet.size());
  if (hosts[end].subject.sends_no_rst && decode_ip(packet, bytes).segment.flags.rst()) return false;
  if (offences != nullptr && offences->end() == end && tuple) {
    offences->emitted(*tuple, packet, now);
  }
  if (tap != nullptr) tap->sent(end, packet, now, tuple ? state_of({end, *tuple}) : State::closed);
  return true;
}

}  // namespace twomsl::sim
