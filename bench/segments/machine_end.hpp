// The machine alone: packets are decoded, answers are left as segments, and nothing looks for the
// connection. In place, or as a function of values.
#pragma once

#include <span>
#include <utility>

#include "bench/segments/peer.hpp"
#include "core/codec/decode.hpp"
#include "core/codec/encode.hpp"
#include "core/connection/concrete_connection.hpp"

namespace twomsl::bench {

template <bool kPure>
class MachineEnd {
 public:
  static constexpr const char* kName = kPure ? "pure" : "machine";

  MachineEnd() {
    event_.initial = {.iss = {7000}, .default_mss_bytes = 536};
    call(EventKind::open_passive, 0);
  }

  void input(std::span<const std::uint8_t> packet) {
    now_.us += 10;
    const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
    if (decoded.rejection != Rejection::none) return;
    event_.segment = segment_of(decoded.segment);
    take(EventKind::segment_arrives);
    if (++arrived_ % kReadEach == 0) call(EventKind::receive, kReadEach * kTextBytes);
  }

  /// Sends `bytes` of text in one segment.
  void write(std::uint16_t /*port*/, std::uint32_t bytes) { call(EventKind::send, bytes); }

  /// The number after all that has been sent.
  [[nodiscard]] std::uint32_t sent_end() const { return connection_.snd.nxt.value; }

  [[nodiscard]] std::uint64_t received_bytes() const {
    return received_bytes_ + text_on_hand(connection_);
  }

 private:
  // The user reads seldom, so that what is measured is the segment.
  static constexpr std::uint32_t kReadEach = 64;

  void call(EventKind kind, std::uint32_t bytes) {
    event_.bytes = bytes;
    take(kind);
  }

  void take(EventKind kind) {
    event_.kind = kind;
    if constexpr (kPure) {
      const StepResult<Concrete> stepped = step(policy_, connection_, event_, now_);
      connection_ = stepped.connection;
      outcome_ = stepped.outcome;
    } else {
      outcome_ = {};
      StepContext<Concrete> context{policy_, event_, now_, connection_, outcome_};
      step_in_place(context);
    }
    received_bytes_ += outcome_.delivery.bytes;
  }

  Policy<Concrete> policy_ = safe<Concrete>();
  Connection<Concrete> connection_{};
  Event<Concrete> event_{};
  Instant<Concrete> now_{1'000'000};
  Outcome<Concrete> outcome_{};
  std::uint32_t arrived_ = 0;
  std::uint64_t received_bytes_ = 0;
};

using Machine = MachineEnd<false>;
using Pure = MachineEnd<true>;

}  // namespace twomsl::bench
