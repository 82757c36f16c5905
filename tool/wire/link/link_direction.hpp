// One direction of `twomsl link`: packets in, and when they are due, out again. It reads no clock.
#pragma once

#include <cstdint>
#include <queue>
#include <span>
#include <vector>

#include "sim/link.hpp"
#include "spec/model/connection.hpp"

namespace twomsl::tool {

/// What a link is like, in either direction.
struct LinkProfile {
  sim::Link faults{.latency_us = 0, .longest_delay_us = 10'000};
  std::uint64_t rate_bits_s = 0;          // 0: no bound
  std::uint32_t black_hole_bytes = 0;     // longer packets vanish; 0: none does
  std::uint32_t queued_packets = 10'000;  // in flight at most; what is beyond is dropped
};

/// What has become of packets.
struct LinkCounts {
  std::uint64_t offered = 0;
  std::uint64_t lost = 0;
  std::uint64_t too_long = 0;  // for the black hole
  std::uint64_t overflowed = 0;
  std::uint64_t repeated = 0;
  std::uint64_t delayed = 0;
  std::uint64_t damaged = 0;
  std::uint64_t delivered = 0;
};

class LinkDirection {
 public:
  /// The same seed and the same packets meet with the same faults.
  LinkDirection(const LinkProfile& profile, std::uint64_t seed);

  void offer(std::span<const std::uint8_t> packet, Instant<Concrete> now);

  /// When the next packet is due; kNeverUs if none is in flight.
  [[nodiscard]] Instant<Concrete> next_due() const;

  /// The packet that is due by now, the earliest first; empty if none is. It is valid until the
  /// next call.
  [[nodiscard]] std::span<const std::uint8_t> take_due(Instant<Concrete> now);

  [[nodiscard]] const LinkCounts& counts() const { return counts_; }

 private:
  struct InFlight {
    Instant<Concrete> due{};
    std::uint64_t number = 0;  // packets due at once keep their order
    std::vector<std::uint8_t> bytes{};
  };
  struct IsLater {
    bool operator()(const InFlight& a, const InFlight& b) const {
      return a.due == b.due ? b.number < a.number : b.due < a.due;
    }
  };
  void put_in_flight(std::span<const std::uint8_t> packet, Instant<Concrete> due);
  [[nodiscard]] Instant<Concrete> leaves_at(std::size_t bytes, Instant<Concrete> now);

  LinkProfile profile_{};
  LinkCounts counts_{};
  std::uint64_t random_ = 0;
  std::uint64_t number_ = 0;
  Instant<Concrete> free_at_{};  // when the last packet has left, at the rate
  std::priority_queue<InFlight, std::vector<InFlight>, IsLater> in_flight_{};
  std::vector<std::uint8_t> taken_{};
};

}  // namespace twomsl::tool
