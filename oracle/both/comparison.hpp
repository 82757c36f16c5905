// Two captures of the same traffic, one taken at either end: what happened between them.
//
// Both are read (recording.hpp), connections are recognised (pairing.hpp), then the clocks
// (clocks.hpp), then segments (matching.hpp). What comes out is told by report.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "oracle/both/clocks.hpp"
#include "oracle/both/pairing.hpp"
#include "oracle/both/recording.hpp"

namespace twomsl::oracle::both {

/// What became of what one end sent.
struct Direction {
  std::uint64_t sent = 0;  // captured at the sender's end, but what is beyond the other capture
  std::uint64_t arrived = 0;
  std::uint64_t lost = 0;
  std::uint64_t missed = 0;
  std::uint64_t beyond = 0;
  std::uint64_t copies = 0;
  std::uint64_t appeared = 0;
  std::uint64_t cut_anew = 0;    // segments that were sent, and whose text arrived in others
  std::uint64_t lost_bytes = 0;  // of those
  std::uint64_t overtaken = 0;   // arrived after what was sent later
  std::array<std::int64_t, 3> delay_ns{};  // least, median, most, of what arrived
};

/// What a box between the captures may rewrite.
enum class Rewrite : std::uint8_t {
  addresses,
  sequence_numbers,
  text,
  mss,
  window_scale,
  options,
  timestamps,
  window,
  flags,  // beside SYN, FIN, RST and ACK
  dscp,
  ecn,
  hops,
};

[[nodiscard]] constexpr std::string_view name(Rewrite rewrite) {
  switch (rewrite) {
    case Rewrite::addresses:
      return "addresses";
    case Rewrite::sequence_numbers:
      return "sequence-numbers";
    case Rewrite::text:
      return "text";
    case Rewrite::mss:
      return "mss";
    case Rewrite::window_scale:
      return "window-scale";
    case Rewrite::options:
      return "options";
    case Rewrite::timestamps:
      return "timestamps";
    case Rewrite::window:
      return "window";
    case Rewrite::flags:
      return "flags";
    case Rewrite::dscp:
      return "dscp";
    case Rewrite::ecn:
      return "ecn";
    case Rewrite::hops:
      return "hops";
  }
  return "";
}

/// One kind of rewriting of what one end sends: how often, and the first segment that shows it.
struct Rewritten {
  Rewrite what{};
  Side sender{};
  std::uint64_t segments = 0;
  std::uint32_t client = kNone;  // of Recording::segments
  std::uint32_t server = kNone;
};

/// A connection, of both captures or of one.
struct Compared {
  std::array<std::uint32_t, 2> connection{kNone, kNone};  // by Side
  // If it is in both. Else the pair of another connection of the tuple, if there is one.
  ConnectionPair pair{};
  std::array<Direction, 2> direction{};  // by the end that sends
  std::vector<Rewritten> rewritten{};
  // Segments to be told of, each of the capture that has it, in its order: lost, missed, appeared.
  std::array<std::vector<std::uint32_t>, 2> told{};

  [[nodiscard]] bool is_paired() const { return connection[0] != kNone && connection[1] != kNone; }
  [[nodiscard]] bool has_pair() const { return pair.connection[0] != kNone; }
};

struct Comparison {
  Recordings recordings{};
  Clocks clocks{};
  std::vector<Compared> connections{};    // those that are in both first
  std::array<Address, 2> near{};          // who most likely is at each end, as its capture has it
  std::uint64_t unplaced = 0;             // pairs of which no time tells which end is where
  std::array<std::uint64_t, 2> others{};  // connections with somebody else, by Side
  bool is_turned = false;                 // most connections are opened at the second capture
  std::uint64_t paired = 0;

  [[nodiscard]] const Recorded& segment(Side side, std::uint32_t number) const {
    return recordings[index(side)].segments[number];
  }
};

/// Compares what was read. Total on any recordings.
[[nodiscard]] Comparison compare(Recordings recordings);

/// How long a matched segment took, by the corrected clocks.
[[nodiscard]] std::int64_t delay_ns(const Comparison& comparison, Side sender,
                                    const Recorded& sent);

/// What was rewritten in the matched segments of a pair.
[[nodiscard]] std::vector<Rewritten> find_rewrites(const Comparison& comparison,
                                                   const Compared& compared);

}  // namespace twomsl::oracle::both
