// The tracker: follows every incarnation of every tuple and asks the judge about each segment.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/codec/segment_view.hpp"
#include "oracle/judge/judge.hpp"
#include "oracle/track/flow_table.hpp"
#include "oracle/track/pool.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// What was counted on the way.
struct Tally {
  std::uint64_t connections = 0;  // incarnations
  std::uint64_t closes = 0;       // seen whole: two FINs, both acknowledged
  std::uint64_t duplicates = 0;   // frames captured twice
  std::uint64_t untracked = 0;    // segments of tuples beyond kConnections
};

/// Tuples followed at once; those beyond are counted, so that memory stays bounded.
inline constexpr std::size_t kConnections = 1u << 22;

class Tracker {
 public:
  explicit Tracker(const AuditOptions& options, std::size_t limit = kConnections);

  /// Follows one segment, captured at `at` (within kFarthest_ns), in the network `scope` (its VLAN
  /// tags).
  void observe(const SegmentView& segment, std::uint32_t scope, const Moment& at);

  /// The capture has ended: judges what was left open and settles every finding.
  void finish();

  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] const Judge& judge() const { return judge_; }

 private:
  [[nodiscard]] Connection* find_or_make(const FlowKey& key, std::int64_t now_ns);
  void forget_idle(std::int64_t now_ns);
  [[nodiscard]] bool is_over(const Connection& connection);
  void note_clock(const Moment& at);
  void note_distance(const Connection& connection, const SegmentView& segment, unsigned from);
  void step(Connection& connection, const SegmentView& segment, unsigned from, const Moment& at);
  void on_syn(const Event& event);
  void on_syn_ack(const Event& event);
  void on_reset(const Event& event);
  void on_closing_segment(const Event& event);
  void accept(const Event& event);
  void begin(Connection& connection);
  void retire(Connection& connection);
  [[nodiscard]] Closing& closing_of(Connection& connection);

  Judge judge_{};
  FlowTable flows_;
  Pool<Closing> closings_{};
  Tally tally_{};
  std::uint32_t hand_ = 0;  // the next connection that forget_idle looks at
  std::int64_t newest_ns_ = -kFarthest_ns;
};

}  // namespace twomsl::oracle
