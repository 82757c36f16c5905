// What the tracker remembers of one tuple: what each end has emitted, and how the close went.
//
// A tuple sees one incarnation after another; the state is that of the current one. "Side" counts
// the two ends by their order in the key, not by who opened.
#pragma once

#include <array>
#include <cstdint>

#include "core/codec/segment_view.hpp"
#include "oracle/finding.hpp"
#include "oracle/judge/end_history.hpp"

namespace twomsl::oracle {

/// A tuple in canonical order (the lesser endpoint first), within a scope.
struct FlowKey {
  std::array<std::uint64_t, 4> addresses{};  // high and low of side 0, then of side 1
  std::uint32_t ports = 0;                   // side 0 in the high half
  std::uint32_t scope = 0;                   // VLAN tags
  Family family = Family::ipv4;

  // Each packet asks. The defaulted comparison would call memcmp for the array.
  friend constexpr bool operator==(const FlowKey& a, const FlowKey& b) {
    const std::uint64_t difference =
        (a.addresses[0] ^ b.addresses[0]) | (a.addresses[1] ^ b.addresses[1]) |
        (a.addresses[2] ^ b.addresses[2]) | (a.addresses[3] ^ b.addresses[3]) |
        (a.ports ^ b.ports) | (a.scope ^ b.scope);
    return difference == 0 && a.family == b.family;
  }
};

/// What a connection has in flight is taken to stay below this; numbers further off are taken for
/// those of another incarnation.
inline constexpr std::uint32_t kInFlight = 1u << 24;

/// The control bits that open, close or reset a connection.
inline constexpr unsigned kEvents = Flags::kSyn | Flags::kFin | Flags::kRst;

/// What one end has emitted on the tuple.
struct Side {
  std::uint32_t isn = 0;
  std::uint32_t next = 0;          // one past the highest sequence number emitted
  std::uint32_t acked = 0;         // the highest ACK emitted, its RCV.NXT as far as it told
  std::uint32_t ts_val = 0;        // the newest TSval
  std::uint32_t window_bytes = 0;  // the last window offered, scaled if the scale is known
  std::uint8_t window_scale = 0;
  std::uint8_t hops = 0;  // TTL or hop limit of the last segment that was no RST
  bool sent = false;
  bool syn_seen = false;
  bool has_acked = false;
  bool timestamps = false;
  bool offered_scale = false;
  bool stream_too_long = false;  // it has used more than 2^31 numbers
};

/// A FIN and what became of it.
struct Fin {
  std::uint32_t seq = 0;  // the FIN's own sequence number
  std::uint32_t ack = 0;  // ACK field of the first FIN
  std::uint16_t emissions = 0;
  std::uint8_t hops = 0;
  bool is_refused = false;   // what acknowledged it lay beyond the window that its sender offered
  bool was_held = false;     // it came several times at once: who knows when it was sent
  std::uint16_t last_s = 0;  // it was captured last, in seconds after the first, rounded up
  Moment first{};
  std::int64_t after_ns = 0;  // its sender's segment before: copies not seen are later
  Moment acked{};             // the peer's first segment that acknowledges it
  Moment rst{};               // the last RST of this end
};

/// The last thing the peer sent to an end in TIME-WAIT that may deserve an answer.
enum class ProbeKind : std::uint8_t { none, fin, syn, other };

struct Probe {
  ProbeKind kind = ProbeKind::none;
  Moment at{};
  std::int64_t quiet_ns = 0;  // time since the last segment either way before it
  std::uint32_t ack = 0;
  std::uint32_t end = 0;  // SEG.SEQ + SEG.LEN
  bool has_ack = false;
};

/// An end's TIME-WAIT, as far as packets show it.
struct Wait {
  Moment entry{};  // earliest possible entry; did not happen: not in TIME-WAIT
  Probe probe{};
  Moment unanswered{};  // the first of a run of unanswered retransmitted FINs
  Moment unanswered_third{};
  std::int64_t unanswered_last_ns = 0;
  std::uint32_t clock_steps = 0;  // of the capture, at entry
  std::uint8_t unanswered_count = 0;
  bool through_closing : 1 = false;
  bool clock_went_back : 1 = false;  // between entry and the last probe
  bool is_shown_gone = false;        // a RST has answered a FIN again
  bool over = false;  // ended in a way that is no finding: its own RST, a SYN's reset
};

/// The wait is in force as far as packets show it.
[[nodiscard]] constexpr bool is_waiting(const Wait& wait) {
  return wait.entry.happened() && !wait.over;
}

/// A SYN that has not been accepted yet: an older incarnation may still be alive.
struct PendingSyn {
  Moment at{};
  std::uint32_t seq = 0;
  std::uint32_t text_bytes = 0;
  std::uint32_t ts_val = 0;
  std::uint8_t from = 0;
  std::uint8_t hops = 0;
  std::uint8_t window_scale = 0;
  bool timestamps = false;
  bool offered_scale = false;
};

/// Everything about the close; made when the first FIN or RST is seen, or a second SYN.
struct CloseRecord {
  std::array<Fin, 2> fin{};
  std::array<Wait, 2> wait{};
  std::array<EnumSet<RuleClass>, 2> found{};  // by side: one finding an incarnation and class
  PendingSyn pending{};
  std::array<EndHistory, 2> history{};
};

/// The segment before this one, on the tuple.
struct Last {
  Moment at{};
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::uint32_t length = 0;
  std::uint16_t window = 0;
  std::uint16_t ip_id = 0;
  std::uint8_t flags = 0;
  std::uint8_t from = 0;
};

[[nodiscard]] constexpr Last last_of(const SegmentView& segment, const Moment& at, unsigned from) {
  return {at,
          segment.seq,
          segment.ack,
          segment.length(),
          segment.window,
          segment.ip_id,
          segment.flags.bits,
          static_cast<std::uint8_t>(from)};
}

/// A RST later than this after a segment does not answer it.
inline constexpr std::int64_t kPromptReset_ns = 500'000'000;

struct Connection {
  FlowKey key{};
  std::array<Side, 2> side{};
  Last last{};
  std::int64_t other_ns = -kFarthest_ns;  // the last segment of the end that did not send `last`
  std::uint32_t close_index = 0;          // 1 + the index of its CloseRecord, 0 for none
  bool reset : 1 = false;                 // an acceptable RST ended it before TIME-WAIT
  bool closes_plainly : 1 = false;        // close_index is that of a PlainClose
  bool has_chronicle : 1 = false;         // the storyteller remembers something of it, or did
  std::uint8_t twice = 0xff;  // one bit a segment, the last one's lowest: it was captured twice
  std::array<std::int8_t, 2> checksum_balance{};  // by side: right ones less wrong ones
};

/// The segment has been followed.
constexpr void note_last(Connection& connection, const Last& now) {
  if (now.from != connection.last.from && connection.last.at.happened()) {
    connection.other_ns = connection.last.at.time_ns;
  }
  connection.last = now;
  connection.twice = static_cast<std::uint8_t>(connection.twice << 1);
}

/// A capture may hold millions of tuples, so what one takes may not grow unnoticed.
static_assert(sizeof(Connection) <= 160 && sizeof(CloseRecord) <= 624);

/// The last segment came twice and the one before it once: the network delivers it twice. Where
/// both came twice, the capture has each frame twice.
[[nodiscard]] constexpr bool is_delivered_twice(const Connection& connection) {
  return (connection.twice & 3u) == 1u;
}

/// The endpoint of a side.
[[nodiscard]] constexpr Socket endpoint(const FlowKey& key, unsigned side) {
  return {{key.addresses[2 * side], key.addresses[2 * side + 1], key.family},
          static_cast<std::uint16_t>(side == 0 ? key.ports >> 16 : key.ports & 0xffffu)};
}

}  // namespace twomsl::oracle
