// One comparison as it goes: the recording is followed event by event, and the core with it.
#pragma once

#include "harness/differential/core.hpp"
#include "harness/differential/difference.hpp"
#include "sim/tap.hpp"

namespace twomsl::harness {

/// What is known of one tuple.
struct Track {
  Account core{};
  Account stack{};
  std::vector<Cause> causes{};  // what has come
  bool is_over = false;         // they differ, or may: it is not looked at any more
  // What came before they differed.
  std::array<std::optional<std::size_t>, kCountOf<Aspect>> since{};

  [[nodiscard]] std::uint64_t after_us(std::uint64_t now_us) const {
    return causes.empty() ? 0 : now_us - causes.back().time_us;
  }
};

class Beside {
 public:
  /// REQUIRES: the recording outlives it.
  Beside(const Subject& subject, const Recording& recording, const CorePolicy& policy);
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  Comparison run();

 private:
  void follow(const SeenEvent& event);
  void arrive(const SeenEvent& event, const SegmentView& view);
  void call(const SeenEvent& event);
  /// Something comes to a tuple; the core has done with it.
  Cause& begin(std::uint8_t tuple, const SeenEvent& event, const SegmentView& view);
  void end(std::uint8_t tuple);
  [[nodiscard]] std::size_t connections() const;
  void advance_to(std::uint64_t now_us);
  void take_acts();
  /// By that time, what differs on each tuple, and since when; a difference that stands is told.
  void look(std::uint64_t now_us);
  void look_at(std::uint8_t tuple, std::uint64_t now_us);
  void look_at_segment(Cause& cause, const SegmentView& view, std::uint8_t tuple) const;
  [[nodiscard]] Aspects unequal(std::uint8_t tuple, std::uint64_t now_us) const;
  [[nodiscard]] bool is_free(std::uint8_t tuple, const SeenEvent& event,
                             const SegmentView& view) const;

  std::uint32_t most_connections_;
  bool was_short_of_memory_ = false;
  const Recording& recording_;
  std::vector<sim::Captured> packets_;
  Core core_;
  std::array<Track, kTuples> tracks_{};
  sim::Tap tap_{};  // at the core
  Comparison result_{};
};

}  // namespace twomsl::harness
