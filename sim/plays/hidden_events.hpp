// What befalls hosts and packets, and no packet shows. For sim/network.cpp, which instantiates it.
#pragma once

#include "sim/steps.hpp"

namespace twomsl::sim {

// The link as it is for one packet.
template <class Stores>
Link NetworkOf<Stores>::link_for(const InFlight& packet) const {
  constexpr std::size_t kIpHeaderBytes = kFamilyOf<Key> == Family::ipv4 ? 20 : 40;
  Link link = options.link;
  const Flags flags{packet.bytes[kIpHeaderBytes + 13]};
  if (options.lost_rsts && flags.rst()) link.lost = *options.lost_rsts;
  link.longest_delay_us = smaller(Duration<Concrete>{link.longest_delay_us}, longest_delay()).us;
  return link;
}

template <class Stores>
void NetworkOf<Stores>::befall(std::uint32_t end) {
  const auto is_due = [&](const UnseenEvent& event) {
    return event.at.end == end && event.when <= now;
  };
  for (const UnseenEvent& event : options.unseen) {
    if (is_due(event)) put(event.at, {.kind = event.kind});
  }
  std::erase_if(options.unseen, is_due);
}

template <class Stores>
void NetworkOf<Stores>::lose_memory(std::uint32_t end, QuietTime quiet_time) {
  SimulatedHost& host = hosts[end];
  for (Incarnations& tuple : host.tuples) {
    tuple.current = kNoIncarnation;
    for (Incarnation& incarnation : tuple.all) incarnation.handle = {};
  }
  host.listeners = {};
  start(host, options, quiet_time, now);
}

template <class Stores>
void NetworkOf<Stores>::reboot(std::uint32_t end) {
  ++coverage.reboots;
  lose_memory(end, QuietTime::kept);
  hosts[end].quiet_until = now + policy_of(end).msl;
}

template <class Stores>
void NetworkOf<Stores>::replace(std::uint32_t end, Duration<Concrete> msl) {
  ++coverage.replacements;
  laws_only = true;
  hosts[end].subject.policy.msl = msl;
  lose_memory(end, QuietTime::nothing_was_sent);
}

}  // namespace twomsl::sim
