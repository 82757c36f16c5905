// One end of a connection in a unit test: its control block, its policy and its clock.
#pragma once

#include <cstdint>

#include "core/connection/concrete_connection.hpp"

namespace twomsl::test {

inline constexpr std::uint64_t kSecondUs = 1'000'000;

using Outcome = twomsl::Outcome<Concrete>;
using Segment = twomsl::Segment<Concrete>;

/// An end whose clock stands still until wait() moves it. Its ISS is 1000; the caller chooses the
/// peer's numbers.
struct End {
  Policy<Concrete> policy = safe<Concrete>();
  Connection<Concrete> c{};
  Instant<Concrete> now{10'000'000};
  InitialParameters<Concrete> initial{{1000}, false, {}, 0, 536};

  Outcome take(Event<Concrete> event) {
    event.initial = initial;
    const StepResult<Concrete> stepped = step<Concrete>(policy, c, event, now);
    c = stepped.connection;
    return stepped.outcome;
  }

  Outcome call(EventKind kind, std::uint32_t bytes = 0) {
    return take({.kind = kind, .bytes = bytes});
  }

  Outcome arrive(const Segment& segment) {
    return take({.kind = EventKind::segment_arrives, .segment = segment});
  }

  void wait(std::uint64_t us) { now = now + Duration<Concrete>{us}; }

  /// Lets the retransmission timer expire.
  Outcome retransmit() {
    now = larger(now, c.rtx.at);
    return call(EventKind::retransmission_timeout);
  }
};

/// The peer's segment <SEQ=`seq`><ACK=`ack`><CTL=ACK> with `text_bytes` of text.
[[nodiscard]] inline Segment ack_of(std::uint32_t seq, std::uint32_t ack,
                                    std::uint32_t text_bytes = 0) {
  return {.seq = {seq}, .ack = {ack}, .text_bytes = text_bytes, .wnd = 60'000, .has_ack = true};
}

/// The options of a peer's SYN.
struct Offer {
  std::uint32_t mss_bytes = 1460;
  bool has_mss = true;
  bool has_scale = false;
  std::uint32_t scale = 0;
  bool has_ts = false;
  std::uint32_t ts_val = 0;
  std::uint32_t wnd = 60'000;
};

inline constexpr Offer kModern{.has_scale = true, .scale = 3, .has_ts = true, .ts_val = 7000};

[[nodiscard]] inline Segment stamped(Segment segment, std::uint32_t ts_val) {
  segment.has_ts = true;
  segment.ts_val = ts_val;
  return segment;
}

/// The peer's SYN,ACK to our SYN; its first number is 5000.
[[nodiscard]] inline Segment syn_ack_of(const Offer& offer) {
  return {.seq = {5000},
          .ack = {1001},
          .wnd = offer.wnd,
          .syn = true,
          .has_ack = true,
          .has_ts = offer.has_ts,
          .ts_val = offer.ts_val,
          .has_mss = offer.has_mss,
          .mss_bytes = offer.mss_bytes,
          .has_scale = offer.has_scale,
          .scale = offer.scale};
}

/// An end that has opened actively and is ESTABLISHED: SND.NXT 1001, RCV.NXT 5001.
[[nodiscard]] inline End established(const Offer& offer = {}) {
  End end;
  end.call(EventKind::open_active);
  end.arrive(syn_ack_of(offer));
  return end;
}

}  // namespace twomsl::test
