// A tap on the link of a simulated network: what a capture at host A, at host B or between them
// holds, with the faults that captures have.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "spec/model/state.hpp"
#include "spec/model/time.hpp"

namespace twomsl::sim {

enum class Vantage : std::uint8_t { a, b, middle };
inline constexpr std::size_t kVantages = 3;

[[nodiscard]] constexpr std::string_view name(Vantage vantage) {
  switch (vantage) {
    case Vantage::a:
      return "a";
    case Vantage::b:
      return "b";
    case Vantage::middle:
      return "middle";
  }
  return "";
}

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

/// One packet as a vantage saw it, with the state that its sender was in once it was sent; that is
/// known at the sender's own host alone.
struct Captured {
  Instant<Concrete> at{};
  std::span<const std::uint8_t> packet{};
  std::optional<State> sender{};
};

class Tap {
 public:
  /// A host, in that state, has sent a packet; or a packet has reached one.
  void sent(std::uint32_t from, std::span<const std::uint8_t> packet, Instant<Concrete> now,
            State state);
  void arrived(std::uint32_t to, std::span<const std::uint8_t> packet, Instant<Concrete> sent,
               Instant<Concrete> now);

  /// The capture of one vantage as a pcap file of raw IP packets.
  [[nodiscard]] std::vector<std::uint8_t> capture(Vantage vantage,
                                                  const TapFaults& faults = {}) const;

  /// What one vantage saw, by time. The packets are the tap's.
  [[nodiscard]] std::vector<Captured> captured(Vantage vantage) const;

  void clear();

 private:
  struct Record {
    std::uint64_t time_us = 0;
    std::size_t offset = 0;  // of its bytes
    std::size_t bytes = 0;
    std::optional<State> sender{};
  };
  void record(Vantage vantage, std::span<const std::uint8_t> packet, std::uint64_t time_us,
              std::optional<State> sender = {});

  std::array<std::vector<Record>, kVantages> records_{};
  std::vector<std::uint8_t> bytes_{};
};

}  // namespace twomsl::sim
