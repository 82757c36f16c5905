// The tracker: from segments to connections. It finds the tuple of each segment, forgets tuples
// that are over, and notes what the clock and the hop counts of a capture tell.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/codec/segment_view.hpp"
#include "oracle/flows/capture_clock.hpp"
#include "oracle/flows/cells.hpp"
#include "oracle/flows/flow_table.hpp"
#include "oracle/flows/lanes.hpp"
#include "oracle/judge/judge.hpp"
#include "oracle/story/narrator.hpp"
#include "oracle/story/storyteller.hpp"
#include "oracle/track/incarnation.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// Tuples followed at once, so that memory stays bounded. Beyond that those give way of which one
/// end alone has spoken, and the segments of others are not followed; both are counted.
inline constexpr std::size_t kConnections = 1u << 22;

class Tracker {
 public:
  /// Follows the tuples of `shard`; of the others it notes what may concern them.
  explicit Tracker(const AuditOptions& options, std::size_t limit = kConnections, Shard shard = {});

  /// Follows one segment, captured at `at` (within kFarthest_ns), in the network `scope` (its VLAN
  /// tags). Without the packet that carried it, its checksum is taken to be right.
  void observe(const SegmentView& segment, std::uint32_t scope, const Moment& at,
               std::span<const std::uint8_t> packet = {});

  /// From now on every segment that it wants is told to the narrator, which outlives the tracker.
  void narrate_to(Narrator* narrator) { narrator_ = narrator; }

  /// What no packet shows, and an assumption denies, did happen.
  void tell(const HiddenEvent& event);

  /// Frames are known to be missing.
  void tell(const Gap& gap);

  /// From here on its judge knows whether the clock of the capture runs.
  void note_clock();

  /// The capture has ended: judges what was left open.
  void close();

  /// The same, and settles every finding.
  void finish();

  /// What is known of the sender of the segment; null if nothing is kept.
  [[nodiscard]] const EndHistory* history_of(const SegmentView& segment, std::uint32_t scope);

  /// The waits of the segment's tuple as they are now, the lesser end's first; none if it is not
  /// followed.
  [[nodiscard]] std::array<Wait, 2> waits_of(const SegmentView& segment, std::uint32_t scope);

  [[nodiscard]] const Tally& tally() const { return incarnations_.tally(); }
  [[nodiscard]] const Judge& judge() const { return incarnations_.judge(); }
  [[nodiscard]] Judge& judge() { return incarnations_.judge(); }
  [[nodiscard]] const Storyteller& storyteller() const { return storyteller_; }
  [[nodiscard]] Storyteller& storyteller() { return storyteller_; }

 private:
  struct Heard {
    const SegmentView& segment;
    const Moment& at;
    std::span<const std::uint8_t> packet{};
  };

  void observe_own(const FlowKey& key, unsigned from, const Heard& heard);
  [[nodiscard]] Connection* find(const FlowKey& key, std::uint64_t hash);
  [[nodiscard]] Connection* find_or_make(const FlowKey& key, unsigned from);
  [[nodiscard]] bool is_forgotten(const Connection& connection);
  void forget(std::uint32_t index);
  void forget_idle();
  void drop_unanswered();
  void follow(Connection& connection, const SegmentView& segment, unsigned from, const Moment& at);
  void note_clock(const Moment& at);
  void note_distance(const Connection& connection, const SegmentView& segment, unsigned from);

  FlowTable flows_;
  Lanes lanes_;
  Incarnations incarnations_;
  Storyteller storyteller_;
  Narrator* narrator_ = nullptr;
  CaptureClock clock_;
  Shard shard_;
  std::int64_t idle_ns_;            // a tuple that is over is forgotten after this
  std::uint32_t sweep_cursor_ = 0;  // the next connection that forget_idle looks at
};

}  // namespace twomsl::oracle
