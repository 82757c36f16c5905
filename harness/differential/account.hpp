// What one side, the stack or the core, has done on one tuple: in numbers that both can be asked
// for, whatever ISS they chose.
#pragma once

#include <array>

#include "core/codec/segment_view.hpp"
#include "harness/conform/probe.hpp"
#include "harness/stage/recording.hpp"

namespace twomsl::harness {

/// So long a stack may owe what it does (RFC 9293 section 3.8.6.3).
inline constexpr std::uint64_t kOwed_us = 500'000;

[[nodiscard]] constexpr bool is_before(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) < 0;
}

struct Account {
  // How often, since the run began.
  std::array<std::uint32_t, kCountOf<Reaction>> rsts{};
  std::uint32_t syns = 0;  // of different connections
  std::uint32_t syn_acks = 0;
  std::uint32_t opened = 0;
  std::uint32_t resets = 0;
  std::uint32_t peer_closed = 0;
  std::uint32_t text_bytes = 0;

  // Of the last connection.
  bool has_iss = false;
  bool is_syn_ack = false;
  bool has_ack = false;
  std::uint32_t iss = 0;
  std::uint32_t snd_end = 0;  // one past the furthest number sent
  std::uint32_t ack_end = 0;  // the furthest acknowledgment, which is RCV.NXT
  std::uint32_t edge = 0;     // one past the window
  std::uint8_t scale = 0;
  std::uint32_t ts_val = 0;  // the last

  // Since the last segment that came to it.
  SegmentView arrived{};
  std::uint32_t nxt_then = 0;
  Reactions reactions{};
  bool has_reset = false;
  bool has_sent_text = false;

  [[nodiscard]] std::uint32_t sent() const { return has_iss ? snd_end - iss : 0; }

  /// A segment comes, or a call, and then `view` is empty.
  void begin(const SegmentView& view);
  /// A segment goes out so long after.
  void send(const SegmentView& view, std::uint64_t after_us);
  void tell(const SeenEvent& event);

 private:
  void follow_syn(const SegmentView& view);
};

}  // namespace twomsl::harness
