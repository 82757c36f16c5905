// Segments that no peer would send: from what is odd about them to the packets that bear them, and
// what a stack answers.
#pragma once

#include <vector>

#include "core/codec/encode.hpp"
#include "harness/conform/case.hpp"

namespace twomsl::harness {

/// What the peer sends, before it becomes a packet.
struct Probe {
  Segment<Concrete> segment{};
  std::vector<std::uint8_t> text{};
  std::vector<std::uint8_t> options{};  // whole words behind those of the segment
  unsigned bits = 0;                    // control bits set beside those of the segment
  bool has_wrong_checksum = false;
  bool has_short_offset = false;
};

[[nodiscard]] std::vector<std::uint8_t> packet_of(const Probe& probe, const Route& route);
[[nodiscard]] std::vector<std::uint8_t> some_text(std::size_t bytes);

/// The numbers of one connection, as the peer knows them.
struct Numbers {
  std::uint32_t iss = 0;
  std::uint32_t nxt = 0;       // the stack's RCV.NXT
  std::uint32_t acked = 0;     // what the peer acknowledges
  std::uint32_t sent_end = 0;  // one past what the stack has sent: its SND.NXT
  bool has_sent_fin = false;
  bool has_timestamps = false;
  std::uint32_t ts_val = 0;
  std::uint32_t ts_recent = 0;
  std::uint32_t wnd_bytes = 0;       // the stack's RCV.WND, as far as its unit tells
  std::uint32_t wnd_unit_bytes = 1;  // what scaling leaves of it
};

/// A segment as the connection goes on with: SEQ = RCV.NXT, ACK of what is acknowledged.
[[nodiscard]] Probe next(const Numbers& numbers);
[[nodiscard]] Probe probe_of(const Stimulus& stimulus, const Numbers& numbers);

/// What a stack's segment is in answer to one that has arrived, when its RCV.NXT was `nxt_then`.
[[nodiscard]] Reaction reaction_of(const SegmentView& view, const SegmentView& arrived,
                                   std::uint32_t nxt_then);

}  // namespace twomsl::harness
