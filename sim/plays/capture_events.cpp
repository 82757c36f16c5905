// What befalls captures: frames are missing or stand in another order, or the clock steps. The
// kinds are those of sim/checkers/capture_faults.hpp, and one frame alone that is missing.
#include <algorithm>

#include "core/codec/decode.hpp"
#include "sim/plays/play.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

Flags flags_of(const FaultyFrame& frame) {
  const auto bytes = static_cast<std::uint32_t>(frame.packet.size());
  return decode_ip(frame.packet, bytes).segment.flags;
}

bool is_telling(const FaultyFrame& frame) {
  const Flags flags = flags_of(frame);
  return flags.rst() || flags.fin() || flags.syn();
}

using Frames = std::vector<FaultyFrame>;

// The place of a RST, if one is drawn in time, else of what opens or closes, or of what follows it.
std::size_t telling_place(const Frames& frames, std::uint64_t seed) {
  std::size_t place = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    place = drawn(seed, "frame", i) % frames.size();
    if (i < 15 ? flags_of(frames[place]).rst() : is_telling(frames[place])) break;
  }
  return std::min(frames.size() - 1, place + drawn(seed, "what follows") % 2);
}

void miss_one(FaultyCapture& capture, std::uint64_t seed) {
  Frames& frames = capture.frames;
  if (frames.empty()) return;
  frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(telling_place(frames, seed)));
  capture.broken.insert(Assumption::all_captured);
}

// A frame is written behind others, with its own time.
void hold_one(FaultyCapture& capture, std::uint64_t seed) {
  Frames& frames = capture.frames;
  if (frames.size() < 2) return;
  const std::size_t place = std::min(frames.size() - 2, telling_place(frames, seed));
  const std::size_t by = std::min(frames.size() - 1 - place, 1 + drawn(seed, "places") % 8);
  const auto at = frames.begin() + static_cast<std::ptrdiff_t>(place);
  std::rotate(at, at + 1, at + 1 + static_cast<std::ptrdiff_t>(by));
  capture.broken.insert(Assumption::in_order);
}

// The clock is set back while no packet comes: by so little that no frame shows it.
void step_back(FaultyCapture& capture, std::uint64_t seed) {
  constexpr std::int64_t kLongUs = 5'000'000;
  Frames& frames = capture.frames;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const std::uint64_t chance = drawn(seed, "step back", i);
    const std::int64_t gap_us = frames[i].at_us - frames[i - 1].at_us;
    if (gap_us < kLongUs || chance % 4 != 0) continue;
    const std::int64_t by_us = gap_us / 8 * static_cast<std::int64_t>(1 + chance / 4 % 7);
    for (std::size_t late = i; late < frames.size(); ++late) frames[late].at_us -= by_us;
    return capture.broken.insert(Assumption::clock_steady);
  }
}

}  // namespace

FaultyCapture capture_of(const Tap& tap, Vantage vantage, std::optional<Assumption> breaks,
                         std::uint64_t seed) {
  const std::uint64_t choice = drawn(seed, "capture event");
  const auto faulty = [&](CaptureFault fault) { return faulty_capture(tap, vantage, fault, seed); };
  FaultyCapture whole = whole_capture(tap, vantage);
  if (breaks == Assumption::all_captured) {
    constexpr std::array<CaptureFault, 4> kFaults = {
        CaptureFault::loses_few, CaptureFault::loses_many, CaptureFault::one_direction,
        CaptureFault::begins_late};
    if (choice % 8 < kFaults.size()) return faulty(kFaults[choice % 8]);
    miss_one(whole, seed);
  } else if (breaks == Assumption::in_order) {
    if (choice % 4 == 0) return faulty(CaptureFault::swaps);
    if (choice % 4 == 1) return faulty(CaptureFault::holds_back);
    hold_one(whole, seed);
  } else if (breaks == Assumption::clock_steady) {
    if (choice % 4 == 0) return faulty(CaptureFault::steps);
    if (choice % 4 == 1) return faulty(CaptureFault::omits_times);
    step_back(whole, seed);
  }
  return whole;
}

}  // namespace twomsl::sim
