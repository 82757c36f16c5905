// Two hosts and a network that loses, duplicates, reorders, damages and delays packets up to MSL,
// in virtual time. What is in flight is bytes; which incarnation sent it lies beside, unseen by
// hosts.
//
// For each tuple an End at either side records what its users did. Before each event its control
// block is read from the host, and what a single connection makes of the event must be what the
// host makes of it.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/host/concrete/concrete_host.hpp"
#include "spec/laws/host/host_history.hpp"
#include "tests/network/network_end.hpp"

namespace twomsl {

/// Two tuples of A's share B's port, two share A's.
inline constexpr std::uint32_t kTuples = 3;

/// One packet in flight.
struct InFlight {
  std::vector<std::uint8_t> bytes{};
  Instant<Concrete> sent{};
  std::uint32_t from = 0;
  std::uint32_t incarnation = kNoIncarnation;
  std::uint32_t answered = kNoIncarnation;
};

/// A host, and what is remembered of each of its tuples.
struct HostSide {
  Ipv4Host running{};
  std::array<End, kTuples> records{};
  std::array<HostHistory<Concrete, Ipv4Tuple<Concrete>>, kTuples> histories{};
};

/// How often a program came to what the laws speak of: laws that are never put to the test cannot
/// fail.
struct HostNetworkCoverage {
  std::uint64_t delivered_bytes = 0;
  std::uint32_t waits = 0;
  std::uint32_t reopenings = 0;
  std::uint32_t returns = 0;
  std::uint32_t refusals = 0;  // for want of memory
  std::uint32_t strays = 0;    // segments of older incarnations that met a synchronized one
  std::uint32_t damaged = 0;   // packets whose checksum failed
};

struct HostNetwork {
  std::array<HostSide, 2> sides{};
  std::deque<InFlight> in_flight{};  // oldest first
  Instant<Concrete> now{};
  std::optional<Breach> breach{};  // the first: nothing happens after it
  std::string* trace = nullptr;    // what happens, in words, if somebody wants to read it
  HostNetworkCoverage coverage{};
};

/// One end of one tuple.
struct Socket {
  std::uint32_t end = 0;
  std::uint32_t tuple = 0;
};

/// The tuple as its end sees it.
[[nodiscard]] Ipv4Tuple<Concrete> key_of(Socket at);

/// Its control block, if it has one.
[[nodiscard]] const Connection<Concrete>* block_of(const HostNetwork& network, Socket at);

/// The tuple is in TIME-WAIT there.
[[nodiscard]] bool is_waiting(const HostNetwork& network, Socket at);

/// A call of the tuple's user, or a timeout; what it sends is in flight.
void call(HostNetwork& network, Socket at, const Event<Concrete>& event);

/// OPEN active to the tuple's remote end, from a port of the host's choice. REQUIRES: each of its
/// ports makes one of our tuples.
void open_from_any_port(HostNetwork& network, Socket at);

/// listen, unlisten and expire, which concern no connection.
void configure(HostNetwork& network, Socket at, HostEventKind kind);

/// Lets the connection send as much as it may, a burst at most.
void transmit_all(HostNetwork& network, Socket at);

/// Does this with the `position`-th packet in flight to `end`, from the oldest; nothing if there is
/// none. REQUIRES: not PacketAction::corrupt.
void act_on_packet(HostNetwork& network, std::uint32_t end, std::size_t position,
                   PacketAction action);

/// Flips one bit of the oldest packet in flight to `end`, somewhere behind its IP header.
void corrupt(HostNetwork& network, std::uint32_t end, std::uint32_t where);

/// When the next timer of any connection expires; kNeverUs if none runs.
[[nodiscard]] Instant<Concrete> next_deadline(const HostNetwork& network);

/// Time passes until `then`, and timers expire: each on time, or all late. Packets that the network
/// has kept for the longest delay are dropped.
void wait_until(HostNetwork& network, Instant<Concrete> then, bool late);

}  // namespace twomsl
