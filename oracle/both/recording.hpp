// A capture as it is compared with another: its segments, and the connections that they belong to.
//
// Of each segment what may be recognised at the other end is kept, no text. Memory is bounded: what
// comes behind kMostSegments is counted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/codec/segment_view.hpp"
#include "oracle/audit.hpp"

namespace twomsl::oracle::both {

/// Segments that are kept of one capture, of about 100 bytes each.
inline constexpr std::size_t kMostSegments = 1u << 22;
inline constexpr std::uint32_t kNone = ~0u;

/// What becomes of a segment between the two captures. Those of a connection that the other capture
/// does not have are unpaired.
enum class Fate : std::uint8_t {
  unpaired,
  matched,   // it is in both
  cut_anew,  // its text is in both, cut into other segments, all or in part
  lost,      // it left its sender, and never came
  missed,    // the same, and its receiver acknowledged it: the capture there does not have it
  beyond,    // the other capture has no frame of then: it may not have run
  copy,      // one more of a segment that is in both
  appeared,  // it came, and its sender never sent it
};

struct Recorded {
  std::int64_t time_ns = 0;
  std::uint64_t frame = 0;
  std::uint64_t text_hash = 0;     // of the whole text; 0 if not all of it was captured
  std::uint64_t option_kinds = 0;  // a bit for each kind below 64
  std::uint32_t connection = 0;    // of Recording::connections
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::uint32_t text_bytes = 0;
  std::uint32_t ts_val = 0;
  std::uint32_t ts_ecr = 0;
  std::uint32_t partner = kNone;  // in the other recording, if it is matched
  std::uint32_t came_bytes = 0;   // cut_anew: how much of its text is at the other end
  std::uint16_t window = 0;
  std::uint16_t ip_id = 0;
  std::uint16_t mss_bytes = 0;
  std::uint8_t scale = 0;
  std::uint8_t from = 0;  // 0 or 1: which of the connection's sockets sent it
  Flags flags{};
  std::uint8_t hops = 0;
  std::uint8_t service = 0;  // type of service, or traffic class: DSCP and ECN
  Fate fate = Fate::unpaired;

  [[nodiscard]] std::uint32_t length() const {
    return text_bytes + (flags.syn() ? 1u : 0u) + (flags.fin() ? 1u : 0u);
  }
  [[nodiscard]] bool has_option(unsigned kind) const { return (option_kinds >> kind & 1) != 0; }
};

/// The kinds of options that are spoken of by name.
inline constexpr unsigned kMss = 2, kScale = 3, kSackPermitted = 4, kTimestamps = 8;

/// One incarnation of a tuple.
struct RecordedConnection {
  std::array<Socket, 2> sockets{};  // the lesser first
  std::array<std::optional<std::uint32_t>, 2> iss{};
  std::optional<unsigned> opener{};  // who sent the first SYN, if that was captured
  std::uint32_t flow = 0;            // connections of the same tuple have the same
  std::uint32_t first = 0;           // of Recording::segments
  std::uint32_t last = 0;
  std::uint32_t segments = 0;
};

struct Recording {
  std::string file{};
  std::string damage{};      // why it could not be read to its end
  bool readable = false;     // it is a capture
  bool interrupted = false;  // `progress` stopped it: `damage` says where
  std::uint64_t left = 0;    // segments behind those that are kept
  std::uint64_t frames = 0;
  std::int64_t first_ns = kFarthest_ns;  // of any frame up to the last segment that is kept
  std::int64_t last_ns = -kFarthest_ns;
  std::uint32_t flows = 0;
  std::vector<Recorded> segments{};
  std::vector<RecordedConnection> connections{};

  /// The segment in that frame; null if it holds none.
  [[nodiscard]] const Recorded* at_frame(std::uint64_t frame) const;
  [[nodiscard]] const RecordedConnection& connection_of(const Recorded& segment) const {
    return connections[segment.connection];
  }
};

/// Reads a capture; `progress` may stop it. At most that many segments are kept.
[[nodiscard]] Recording record_file(const std::string& file, Progress progress = nullptr);
[[nodiscard]] Recording record_bytes(std::span<const std::uint8_t> bytes,
                                     std::size_t most_segments = kMostSegments);

/// Numbers to one that looks like chance.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t number) {
  hash = (hash ^ number) + 0x9e37'79b9'7f4a'7c15u;
  hash = (hash ^ hash >> 30) * 0xbf58'476d'1ce4'e5b9u;
  hash = (hash ^ hash >> 27) * 0x94d0'49bb'1331'11ebu;
  return hash ^ hash >> 31;
}

}  // namespace twomsl::oracle::both
