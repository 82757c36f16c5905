// One end of the simulated network: a connection with the bytes of its streams, and a record of
// what its user did in each incarnation, by which the other end is judged.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/connection/concrete_connection.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "tests/connection/harness/subject.hpp"
#include "sim/checkers/breach.hpp"

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

inline constexpr std::uint32_t kNoIncarnation = ~std::uint32_t{0};

/// One incarnation of one end.
struct Incarnation {
  Seq<Concrete> iss{};
  std::uint32_t peer = kNoIncarnation;         // the peer's incarnation that it is connected with
  std::uint32_t interrupted = kNoIncarnation;  // the incarnation whose TIME-WAIT it reopened
  std::uint64_t sent_bytes = 0;                // by SEND
  std::uint64_t received_bytes = 0;            // by RECEIVE
  bool peer_closed = false;                    // the user was told of the peer's FIN
};

/// One segment in flight. What an end sends without a connection belongs to no incarnation of its
/// own, but to the one that it answers.
struct Packet {
  Segment<Concrete> segment{};
  std::vector<std::uint8_t> text{};
  Instant<Concrete> sent{};
  std::uint32_t from = 0;
  std::uint32_t incarnation = kNoIncarnation;
  std::uint32_t answered = kNoIncarnation;
};

/// What a network does with a packet in flight.
enum class PacketAction : std::uint8_t { deliver, duplicate, corrupt, drop };

struct End {
  Policy<Concrete> policy{};
  Policy<Concrete> claimed_policy{};
  Connection<Concrete> block{};
  Ring sending{};
  Ring receiving{};
  std::vector<Incarnation> incarnations{};
  std::uint32_t incarnation = kNoIncarnation;
  std::uint32_t index = 0;  // 0 or 1
  std::uint32_t tuple = 0;  // of several between the same two hosts
  WaitHistory<Concrete> wait{};
  bool close_called = false;
  bool has_sent = false;
  Seq<Concrete> highest_sent{};     // nothing was sent at or after this number
  Instant<Concrete> quiet_since{};  // since when nothing has been sent
  std::uint32_t first_iss = 0;
  std::uint32_t ts_offset = 0;
};

[[nodiscard]] End make_end(std::uint32_t index, const Subject& subject);

/// The byte at `offset` of what the user sends in one incarnation of one end.
[[nodiscard]] std::uint8_t stream_byte(const End& end, std::uint32_t incarnation,
                                       std::uint64_t offset);

/// The end has sent something in the last 2*MSL, or is in TIME-WAIT: its next ISS must lie after
/// it.
[[nodiscard]] bool is_held(const End& end, Instant<Concrete> now);

/// One step: what came of it, and what it broke.
struct EndStep {
  Connection<Concrete> before{};
  Outcome<Concrete> outcome{};
  std::optional<Packet> sent{};
  std::optional<Breach> breach{};
};

/// An event and its moment; `arrived` is the packet of a SEGMENT ARRIVES.
struct TimedEvent {
  Event<Concrete> event{};
  const Packet* arrived = nullptr;
  Instant<Concrete> now{};
};

/// Puts one event to an end, with initial parameters that bring old duplicates near. The peer's
/// record says what the bytes must be.
[[nodiscard]] EndStep step_end(End& end, const End& peer, TimedEvent what);

/// The same with the initial parameters that the event has.
[[nodiscard]] EndStep step_end_as_given(End& end, const End& peer, const TimedEvent& what);

}  // namespace twomsl
