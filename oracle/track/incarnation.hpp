// The incarnations of a tuple: when one ends and the next begins, and which rules each segment
// meets.
//
// A SYN on a tuple that is known is only pending: an end that still holds the old incarnation may
// refuse it. It is accepted by the SYN-ACK that answers it, or, where the capture has one direction
// alone, by what follows it.
#pragma once

#include <cstdint>

#include "core/codec/segment_view.hpp"
#include "oracle/close/plain_close.hpp"
#include "oracle/judge/search.hpp"
#include "oracle/pool.hpp"
#include "oracle/story/sight.hpp"
#include "oracle/track/emission.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// What was counted on the way.
struct Tally {
  std::uint64_t connections = 0;  // incarnations
  std::uint64_t closes = 0;       // seen whole: two FINs, both acknowledged
  std::uint64_t duplicates = 0;   // frames captured twice
  std::uint64_t damaged = 0;      // segments that no receiver takes in
  std::uint64_t untracked = 0;    // segments of tuples beyond kConnections, tuples that gave way
};

/// Follows the incarnations of every tuple. The connections themselves are the caller's.
class Incarnations {
 public:
  explicit Incarnations(const AuditOptions& options) { judge_.options = options; }

  /// Takes in a segment that side `from` emitted. REQUIRES: connection.last is the one before it.
  void step(Connection& connection, const SegmentView& segment, unsigned from, const Moment& at);

  /// The segment belongs to a close that goes as most do: it is written down, and judged when
  /// something else follows, if that ever does. Returns false if it must be followed now.
  [[nodiscard]] bool writes_down(Connection& connection, const Sent& sent);

  /// No further segment of the incarnation can be expected.
  [[nodiscard]] bool is_over(const Connection& connection);

  /// Nothing more of the incarnation is captured: judges the silence that it leaves.
  void retire(Connection& connection);

  /// Retires the incarnation and frees what was kept of its close, before the tuple is forgotten.
  void forget(Connection& connection);

  /// The tuple as it is now, for who looks back at it after the next segment.
  [[nodiscard]] Before before(Connection& connection);

  /// The histories of a side; null if none are kept.
  [[nodiscard]] const EndHistory* history_of(Connection& connection, unsigned side);

  [[nodiscard]] Judge& judge() { return judge_; }
  [[nodiscard]] const Judge& judge() const { return judge_; }
  [[nodiscard]] Tally& tally() { return tally_; }
  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  void recall(Connection& connection);
  void explain(const Emission& emission);
  void on_syn(const Emission& emission);
  void on_syn_ack(const Emission& emission);
  void on_reset(const Emission& emission);
  void on_segment_of_close(const Emission& emission);
  void accept(const Emission& emission);
  void begin(Connection& connection);
  [[nodiscard]] CloseRecord& close_of(Connection& connection);

  Judge judge_{};
  Search search_{};
  Pool<CloseRecord> closes_{};
  Pool<PlainClose> plain_closes_{};
  Tally tally_{};
};

}  // namespace twomsl::oracle
