// A tap on the link of a simulated network: what a capture at host A, at host B or between them
// holds, with the faults that captures have.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "spec/model/time.hpp"

namespace twomsl::sim {

enum class Vantage : std::uint8_t { a, b, middle };
inline constexpr std::size_t kVantages = 3;

/// What goes wrong where packets are captured, not where they travel; thousandths of the packets.
struct TapFaults {
  std::uint64_t seed = 0;
  std::uint32_t lost = 0;
  std::uint32_t doubled = 0;
  std::uint32_t swapped = 0;       // with the one before, stamps stay in order
  std::uint32_t unstamped = 0;     // a time of zero
  std::int64_t clock_step_us = 0;  // in the middle of the capture
  std::uint32_t snap_bytes = 65'535;
};

class Tap {
 public:
  /// A host has sent a packet, or a packet has reached one.
  void sent(std::uint32_t from, std::span<const std::uint8_t> packet, Instant<Concrete> now);
  void arrived(std::uint32_t to, std::span<const std::uint8_t> packet, Instant<Concrete> sent,
               Instant<Concrete> now);

  /// The capture of one vantage as a pcap file of raw IP packets.
  [[nodiscard]] std::vector<std::uint8_t> capture(Vantage vantage,
                                                  const TapFaults& faults = {}) const;

  void clear();

 private:
  struct Record {
    std::uint64_t time_us = 0;
    std::size_t offset = 0;  // of its bytes
    std::size_t bytes = 0;
  };
  void record(Vantage vantage, std::span<const std::uint8_t> packet, std::uint64_t time_us);

  std::array<std::vector<Record>, kVantages> records_{};
  std::vector<std::uint8_t> bytes_{};
};

}  // namespace twomsl::sim
