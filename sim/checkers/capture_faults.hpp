// What goes wrong where packets are captured, a kind at a time: frames are missing, come twice, out
// of order or cut off, bear wrong times, or are of one direction or of two places.
#pragma once

#include <string_view>
#include <vector>

#include "sim/tap.hpp"
#include "spec/laws/verdict.hpp"

namespace twomsl::sim {

enum class CaptureFault : std::uint8_t {
  loses_few,      // 0.1 to 5 % of the frames
  loses_many,     // up to 50 %
  swaps,          // neighbours, and their times
  holds_back,     // frames, for up to ten others
  steps,          // the clock, forward or back, by up to two minutes
  omits_times,    // of some frames: they are zero
  cuts_off,       // what lies behind the headers
  one_direction,  // the other is not captured
  begins_late,    // in the middle of connections
  tags,           // each direction with a VLAN of its own
  merges,         // what the host saw with what was seen between
  doubles,        // frames
};

[[nodiscard]] constexpr std::string_view name(CaptureFault fault) {
  switch (fault) {
    case CaptureFault::loses_few:
      return "loses-few";
    case CaptureFault::loses_many:
      return "loses-many";
    case CaptureFault::swaps:
      return "swaps";
    case CaptureFault::holds_back:
      return "holds-back";
    case CaptureFault::steps:
      return "steps";
    case CaptureFault::omits_times:
      return "omits-times";
    case CaptureFault::cuts_off:
      return "cuts-off";
    case CaptureFault::one_direction:
      return "one-direction";
    case CaptureFault::begins_late:
      return "begins-late";
    case CaptureFault::tags:
      return "tags";
    case CaptureFault::merges:
      return "merges";
    case CaptureFault::doubles:
      return "doubles";
  }
  return "";
}

/// A frame as a file has it.
struct FaultyFrame {
  std::int64_t at_us = 0;
  std::span<const std::uint8_t> packet{};  // whole
  std::size_t kept_bytes = 0;
  std::uint32_t scope = 0;  // its VLAN
};

struct FaultyCapture {
  Vantage vantage{};
  Assumptions broken{};  // that a verdict may make, and that are not true here
  std::vector<FaultyFrame> frames{};
};

/// Without a fault. The packets are the tap's.
[[nodiscard]] FaultyCapture whole_capture(const Tap& tap, Vantage vantage);

/// The packets are the tap's.
[[nodiscard]] FaultyCapture faulty_capture(const Tap& tap, Vantage vantage, CaptureFault fault,
                                           std::uint64_t seed);

}  // namespace twomsl::sim
