// See capture_faults.hpp.
#include "sim/checkers/capture_faults.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

using Frames = std::vector<FaultyFrame>;

std::vector<FaultyFrame> frames_at(const Tap& tap, Vantage vantage) {
  Frames frames;
  for (const Captured& seen : tap.captured(vantage)) {
    frames.push_back({static_cast<std::int64_t>(seen.at.us), seen.packet, seen.packet.size()});
  }
  return frames;
}

// True of so many thousandths of the numbers.
struct Chance {
  std::uint64_t seed = 0;
  std::uint32_t thousandths = 0;
  [[nodiscard]] bool operator()(std::size_t number) const {
    return drawn(seed, "fault", number) % 1000 < thousandths;
  }
};

void lose(Frames& frames, const Chance& is_lost) {
  std::size_t number = 0;
  std::erase_if(frames, [&](const FaultyFrame&) { return is_lost(number++); });
}

void swap_neighbours(Frames& frames, const Chance& is_swapped) {
  for (std::size_t i = 1; i < frames.size(); ++i) {
    if (is_swapped(i)) std::swap(frames[i - 1], frames[i]);
  }
}

// A frame is written behind others, with its own time.
void hold_back(Frames& frames, const Chance& is_held) {
  for (std::size_t i = frames.size(); i > 0; --i) {
    if (!is_held(i)) continue;
    const std::size_t places = 1 + drawn(is_held.seed, "places", i) % 10;
    const std::size_t last = std::min(frames.size(), i + places);
    const auto begin = frames.begin();
    std::rotate(begin + static_cast<std::ptrdiff_t>(i - 1), begin + static_cast<std::ptrdiff_t>(i),
                begin + static_cast<std::ptrdiff_t>(last));
  }
}

void step_clock(Frames& frames, std::uint64_t seed) {
  constexpr std::int64_t kFarthestUs = 120'000'000;
  const auto by = static_cast<std::int64_t>(drawn(seed, "step") % (2 * kFarthestUs)) - kFarthestUs;
  const std::size_t from = frames.empty() ? 0 : drawn(seed, "when") % frames.size();
  for (std::size_t i = from; i < frames.size(); ++i) frames[i].at_us += by;
}

void omit_times(Frames& frames, const Chance& is_omitted) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (is_omitted(i)) frames[i].at_us = 0;
  }
}

void drop_first(Frames& frames, std::uint64_t choice) {
  if (frames.empty()) return;
  const auto first = static_cast<std::ptrdiff_t>(choice % frames.size());
  frames.erase(frames.begin(), frames.begin() + first);
}

std::uint32_t source_of(const FaultyFrame& frame) {
  const auto bytes = static_cast<std::uint32_t>(frame.packet.size());
  return static_cast<std::uint32_t>(decode_ip(frame.packet, bytes).segment.source.address.low);
}

void tag(Frames& frames) {
  for (FaultyFrame& frame : frames) frame.scope = 100 + (source_of(frame) & 1u);
}

void merge(Frames& frames, const Frames& others) {
  frames.insert(frames.end(), others.begin(), others.end());
  std::ranges::stable_sort(frames, {}, &FaultyFrame::at_us);
}

void repeat(Frames& frames, const Chance& is_doubled) {
  Frames all;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    all.insert(all.end(), is_doubled(i) ? 2 : 1, frames[i]);
  }
  frames = std::move(all);
}

void cut_off(Frames& frames) {
  for (FaultyFrame& frame : frames) {
    const std::size_t headers = frame.packet[0] >> 4 == 4 ? 60 : 80;
    frame.kept_bytes = std::min(frame.kept_bytes, headers);
  }
}

}  // namespace

FaultyCapture whole_capture(const Tap& tap, Vantage vantage) {
  return {vantage, {}, frames_at(tap, vantage)};
}

FaultyCapture faulty_capture(const Tap& tap, Vantage vantage, CaptureFault fault,
                             std::uint64_t seed) {
  FaultyCapture capture = whole_capture(tap, vantage);
  Frames& frames = capture.frames;
  const std::uint64_t choice = drawn(seed, "how much");
  switch (fault) {
    case CaptureFault::loses_few:
      capture.broken.insert(Assumption::all_captured);
      lose(frames, {seed, std::array{1u, 5u, 20u, 50u}[choice % 4]});
      break;
    case CaptureFault::loses_many:
      capture.broken.insert(Assumption::all_captured);
      lose(frames, {seed, std::array{100u, 200u, 350u, 500u}[choice % 4]});
      break;
    case CaptureFault::swaps:
      capture.broken.insert(Assumption::in_order);
      swap_neighbours(frames, {seed, 50});
      break;
    case CaptureFault::holds_back:
      capture.broken.insert(Assumption::in_order);
      hold_back(frames, {seed, 20});
      break;
    case CaptureFault::steps:
      capture.broken.insert(Assumption::clock_steady);
      step_clock(frames, seed);
      break;
    case CaptureFault::omits_times:
      capture.broken.insert(Assumption::clock_steady);
      omit_times(frames, {seed, 100});
      break;
    case CaptureFault::cuts_off:
      cut_off(frames);
      break;
    case CaptureFault::one_direction:
      capture.broken.insert(Assumption::all_captured);
      std::erase_if(frames, [&](const FaultyFrame& frame) {
        return (source_of(frame) & 1u) == (choice & 1u);
      });
      break;
    case CaptureFault::begins_late:
      capture.broken.insert(Assumption::all_captured);
      drop_first(frames, choice);
      break;
    case CaptureFault::tags:
      tag(frames);
      break;
    case CaptureFault::merges:
      capture.broken.insert(Assumption::no_duplicate);
      capture.broken.insert(Assumption::in_order);
      if (vantage != Vantage::middle) merge(frames, frames_at(tap, Vantage::middle));
      break;
    case CaptureFault::doubles:
      repeat(frames, {seed, 200});
      break;
  }
  return capture;
}

}  // namespace twomsl::sim
