// Two hosts of the simulated network, as unit tests want them: every law must hold to the end.
#pragma once

#include <gtest/gtest.h>

#include "sim/users.hpp"

namespace twomsl {

using sim::InFlight;
using sim::Key;
using sim::Network;
using sim::Place;

inline constexpr Place kA{0, 0};
inline constexpr Place kB{1, 0};
inline constexpr std::uint32_t kAddressA = sim::kAddresses[0];
inline constexpr std::uint32_t kAddressB = sim::kAddresses[1];
inline constexpr std::uint32_t kMssBytes = 1460;

[[nodiscard]] inline Policy<Concrete> without_timestamps(Policy<Concrete> policy) {
  policy.offers_timestamps = false;
  return policy;
}

struct ExpectLaws {
  void operator()(Network* network) const {
    EXPECT_FALSE(network->breach) << network->breach->law << ": " << network->breach->what;
    std::default_delete<Network>{}(network);
  }
};
using Hosts = std::unique_ptr<Network, ExpectLaws>;

/// Of history's policies, and of what ours do not prevent.
inline void expect_breach(Network& network, std::string_view law) {
  EXPECT_EQ(network.breach ? network.breach->law : "", law);
  network.breach.reset();
}

/// Both under one policy. The link takes a millisecond, or no time.
[[nodiscard]] inline Hosts make_hosts(const Policy<Concrete>& policy,
                                      const std::array<HostSize, 2>& sizes = {},
                                      std::uint64_t latency_us = 1000) {
  sim::NetworkOptions options{.sizes = sizes, .link = {.latency_us = latency_us}};
  options.subjects.fill(sim::subject_of("", policy));
  Hosts hosts(std::make_unique<Network>(options).release());
  hosts->laws_only = !policy.keeps_iss_floor;  // old segments may reach a new incarnation
  return hosts;
}

[[nodiscard]] inline Ipv4Host& host_of(Network& network, Place at) {
  return network.hosts[at.end].endpoint.host();
}

/// Every packet arrives, and every answer; these were all. Then users accept what has opened.
inline std::vector<InFlight> exchange(Network& network) {
  std::vector<InFlight> packets;
  while (!network.in_flight.empty() && !network.breach) {
    packets.push_back(network.in_flight.front());
    network.deliver_next();
  }
  for (const std::uint32_t end : {0u, 1u}) accept_all(network, end);
  return packets;
}

[[nodiscard]] inline Segment<Concrete> segment_in(const InFlight& packet) {
  return segment_of(decode_ip(packet.bytes, 0).segment);
}

/// The packet that was sent first, or an old one once more, arrives: what its host makes of it.
inline HostOutcome<Concrete> arrive_next(Network& network) {
  const std::uint32_t to = 1 - network.in_flight.front().from;
  network.deliver(0, false);
  return network.hosts[to].last;
}
inline HostOutcome<Concrete> arrive(Network& network, const InFlight& packet) {
  EXPECT_LE(network.now.us, (packet.sent + network.longest_delay()).us) << "dead by now";
  network.in_flight.insert(network.in_flight.begin(), packet);
  return arrive_next(network);
}

/// An event, and every answer to and fro.
inline HostOutcome<Concrete> call(Network& network, std::uint32_t end, const Key& key,
                                  EventKind kind) {
  const auto out = network.put(end, {.now = network.now, .key = key, .event = {.kind = kind}});
  exchange(network);
  return out;
}
inline HostOutcome<Concrete> call(Network& network, Place at, EventKind kind) {
  return call(network, at.end, key_of(at), kind);
}

inline Opened listen(Network& network, Place at, std::uint32_t address, std::uint16_t port) {
  return network.hosts[at.end].endpoint.listen({.local = {{0, address}, port}}, network.now);
}

/// Opens to the other end, which listens. The packets, from the SYN on.
inline std::vector<InFlight> open_from(Network& network, Place at = kA) {
  listen(network, {1 - at.end, at.tuple});
  network.put(at, {.kind = EventKind::open_active});
  return exchange(network);
}

inline std::vector<InFlight> send_from(Network& network, Place at, std::uint32_t bytes) {
  send(network, at, bytes);
  return exchange(network);
}

/// `segments` full segments from one end to the other, each acknowledged and taken by itself. The
/// first, and its ACK.
inline std::vector<InFlight> stream_from(Network& network, Place at, std::uint32_t segments) {
  std::vector<InFlight> first;
  for (std::uint32_t i = 0; i < segments; ++i) {
    const std::vector<InFlight> packets = send_from(network, at, kMssBytes);
    if (i == 0) first = packets;
    receive(network, {1 - at.end, at.tuple}, kMssBytes);
    exchange(network);
  }
  return first;
}
inline std::vector<InFlight> stream_from_b(Network& network, std::uint32_t segments) {
  return stream_from(network, kB, segments);
}

/// A closes, then B: A is in TIME-WAIT, and B is CLOSED. The packets, from B's FIN on.
inline std::vector<InFlight> close_both(Network& network, std::uint32_t tuple = 0) {
  call(network, {0, tuple}, EventKind::close);
  network.put({1, tuple}, {.kind = EventKind::close});
  return exchange(network);
}

/// A segment that nobody need have sent.
inline HostOutcome<Concrete> arrive(Network& network, Place at, const Segment<Concrete>& segment) {
  network.laws_only = true;
  return network.put(at, {.kind = EventKind::segment_arrives, .segment = segment});
}

inline void pass_time(Network& network, std::uint64_t us) {
  network.wait_until(network.now + Duration<Concrete>{us}, false);
}

/// What A's wait remembers.
[[nodiscard]] inline TimeWaitRecord<Concrete> wait_at_a(Network& network) {
  return look_up(host_of(network, kA).host.waits, key_of(kA), network.now).record;
}

/// What is reserved and held, as "1+2".
[[nodiscard]] inline std::string account_of(Network& network, Place at) {
  const auto& account = host_of(network, at).host.waits.account;
  return std::to_string(account.reserved) + "+" + std::to_string(account.held);
}

/// The verbs of a step's account, as "hold" or "complete_reopening give_back".
[[nodiscard]] inline std::string words_of(const TableActions& actions) {
  std::string words;
  for (std::uint32_t i = 0; i < actions.count; ++i) {
    words += (i == 0 ? "" : " ") + std::string(name(actions.verbs[i]));
  }
  return words;
}

}  // namespace twomsl
