// What the known counterexamples share: two hosts, and all that they have sent.
//
// A is the client and closes first; B listens. Every old segment that arrives late was really sent
// by one of the two, and is delivered within MSL of its emission.
#pragma once

#include <vector>

#include "tests/host/host_pair.hpp"

namespace twomsl::counterexample {

inline constexpr std::uint32_t kPort = 50'000;
inline constexpr Ipv4Tuple<Concrete> kAtA = tuple_from(kPort);
inline constexpr Ipv4Tuple<Concrete> kAtB = mirrored(kAtA);
inline constexpr std::uint32_t kMssBytes = 1460;

/// Two hosts, and all that they have sent.
struct CounterexampleHosts : HostPair {
  std::vector<Segment<Concrete>> from_a;
  std::vector<Segment<Concrete>> from_b;

  explicit CounterexampleHosts(const Policy<Concrete>& policy) : HostPair(policy) {
    listen(b, kAddressB, 80);
  }

  [[nodiscard]] Out put(Ipv4Host& host, const twomsl::Event<Concrete>& event) {
    const bool is_a = &host == &a;
    Out out = one(host, is_a ? kAtA : kAtB, event);
    if (out.outcome.replies) (is_a ? from_a : from_b).push_back(out.outcome.segment);
    return out;
  }

  Out deliver(Ipv4Host& host, const Segment<Concrete>& segment) {
    return put(host, {.kind = EventKind::segment_arrives, .segment = segment});
  }

  /// A call, and every answer to and fro, without a delay.
  void exchange(Ipv4Host& host, EventKind kind, std::uint32_t bytes = 0) {
    Ipv4Host* at = &host;
    Out out = put(*at, {.kind = kind, .bytes = bytes});
    while (out.outcome.replies) {
      at = at == &a ? &b : &a;
      out = deliver(*at, out.outcome.segment);
    }
  }

  /// `segments` full segments from B to A, each acknowledged by itself.
  void stream_from_b(std::uint32_t segments) {
    for (std::uint32_t i = 0; i < segments; ++i) {
      exchange(b, EventKind::send, kMssBytes);
      exchange(a, EventKind::receive, kMssBytes);
    }
  }

  /// A closes, then B: A is in TIME-WAIT, and B is CLOSED.
  void close_both() {
    exchange(a, EventKind::close);
    exchange(b, EventKind::close);
  }

  void unlisten_b() {
    static_cast<void>(
        b.step({HostEventKind::unlisten, now, {kAddressB, 0, std::uint32_t{80} << 16}}));
  }

  [[nodiscard]] State at_a() const { return state_a(kPort); }
  [[nodiscard]] State at_b() const { return state_b(kPort); }
};

[[nodiscard]] inline Policy<Concrete> without_timestamps(Policy<Concrete> policy) {
  policy.offers_timestamps = false;
  return policy;
}

[[nodiscard]] inline Policy<Concrete> with_msl(Policy<Concrete> policy, std::uint64_t msl_us) {
  policy = without_timestamps(policy);
  policy.msl = {msl_us};
  return policy;
}

// ISS advances by one number in 4 us, so this much later it lies `numbers` further.
[[nodiscard]] constexpr Duration<Concrete> time_of(std::uint64_t numbers) { return {4 * numbers}; }

}  // namespace twomsl::counterexample
