// One end of the simulated network: a connection with the bytes of its streams, and a record of
// what its user did in each incarnation, by which the other end is judged.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/connection/concrete_connection.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "tests/support/breach.hpp"

namespace twomsl {

/// Bytes addressed by sequence number; as many as a power of two.
struct Ring {
  std::vector<std::uint8_t> bytes{};

  [[nodiscard]] std::uint8_t& at(Seq<Concrete> number) {
    return bytes[number.value & (bytes.size() - 1)];
  }
};

/// A ring for at least `capacity_bytes`.
[[nodiscard]] Ring make_ring(std::uint32_t capacity_bytes);

inline constexpr std::uint32_t kNoLife = ~std::uint32_t{0};

/// One incarnation of one end.
struct Incarnation {
  Seq<Concrete> iss{};
  std::uint32_t peer = kNoLife;         // the peer's life that it is connected with
  std::uint32_t interrupted = kNoLife;  // the life whose TIME-WAIT it reopened
  std::uint64_t sent_bytes = 0;         // by SEND
  std::uint64_t received_bytes = 0;     // by RECEIVE
  bool peer_closed = false;             // the user was told of the peer's FIN
};

/// One segment under way. What an end sends without a connection belongs to no life of its own,
/// but to the life that it answers.
struct Packet {
  Segment<Concrete> segment{};
  std::vector<std::uint8_t> text{};
  Instant<Concrete> sent{};
  std::uint32_t from = 0;
  std::uint32_t life = kNoLife;
  std::uint32_t answered = kNoLife;
};

/// A policy, and what it is judged by: itself, or for the museum what it claims to be.
struct Subject {
  Policy<Concrete> policy{};
  TimeWaitRules claims{};
};

struct End {
  Policy<Concrete> policy{};
  Policy<Concrete> claim{};
  Connection<Concrete> block{};
  Ring sending{};
  Ring receiving{};
  std::vector<Incarnation> lives{};
  std::uint32_t life = kNoLife;
  std::uint32_t index = 0;  // 0 or 1
  std::uint32_t tuple = 0;  // of several between the same two hosts
  WaitHistory<Concrete> wait{};
  bool close_called = false;
  bool has_sent = false;
  Seq<Concrete> highest{};     // nothing was sent at or after this number
  Instant<Concrete> silent{};  // since when nothing has been sent
  std::uint32_t first_iss = 0;
  std::uint32_t ts_offset = 0;
};

[[nodiscard]] End make_end(std::uint32_t index, const Subject& subject);

/// The byte at `offset` of what the user sends in one life of one end.
[[nodiscard]] std::uint8_t stream_byte(const End& end, std::uint32_t life, std::uint64_t offset);

/// The end has sent something in the last 2*MSL, or waits still: it must begin after it.
[[nodiscard]] bool is_held(const End& end, Instant<Concrete> now);

/// One turn: what came of it, and what it broke.
struct Reaction {
  Connection<Concrete> before{};
  Outcome<Concrete> outcome{};
  std::optional<Packet> sent{};
  std::optional<Breach> breach{};
};

/// An event and its moment; `arrived` is the packet of a SEGMENT ARRIVES.
struct TraceEvent {
  Event<Concrete> event{};
  const Packet* arrived = nullptr;
  Instant<Concrete> now{};
};

/// Puts one event to an end, with beginnings that hurt. The peer's record says what the bytes must
/// be.
[[nodiscard]] Reaction react(End& end, const End& peer, TraceEvent what);

/// The same with the beginnings that the event has.
[[nodiscard]] Reaction react_as_told(End& end, const End& peer, const TraceEvent& what);

}  // namespace twomsl
