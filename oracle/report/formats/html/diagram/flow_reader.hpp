// The second reading of a capture: the segments of the connections that are to be drawn.
//
// Of a connection of many segments are kept its opening and what is near the marked frames, so that
// what one exhibit takes is bounded; the rest is counted where it is left out.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "oracle/capture/layers/opener.hpp"
#include "oracle/capture/second_reading.hpp"
#include "oracle/report/formats/html/diagram/drawn_flow.hpp"
#include "oracle/report/formats/html/diagram/stream_numbers.hpp"
#include "oracle/report/formats/html/exhibit.hpp"
#include "oracle/track/tracker.hpp"

namespace twomsl::oracle::html {

/// Segments kept from the opening on, before a marked frame and after it, and of the connection
/// before on the same tuple, if the opening met its TIME-WAIT.
inline constexpr std::size_t kOpening = 40;
inline constexpr std::size_t kBefore = 12;
inline constexpr std::size_t kAfter = 6;
inline constexpr std::size_t kOfOlder = 5;

class FlowReader {
 public:
  explicit FlowReader(const AuditOptions& options) : tracker_(options) {}

  /// Before the reading: this is wanted, too. Returns its index in flows().
  std::size_t want(const Exhibit& exhibit);

  /// Reads what is wanted among the first `frames` frames. What is amiss, in words, if anything is.
  [[nodiscard]] std::string read(const SecondReading& again, std::uint64_t frames);

  /// What was read, by the index of its exhibit.
  [[nodiscard]] const std::vector<DrawnFlow>& flows() const { return flows_; }

 private:
  // One exhibit as it is read.
  struct Selection {
    std::size_t index = 0;  // in flows_
    std::vector<std::uint64_t> marked{};
    std::uint64_t first = 0;  // of those
    std::uint64_t last = 0;
    std::deque<DrawnSegment> recent{};  // of which it is not known yet whether they are kept
    std::uint64_t omitted = 0;          // since the last that was kept, before `recent`
    std::size_t to_keep = kOpening;     // of those that come
    bool is_past = false;
  };

  // A tuple, its lesser end first.
  struct Tuple {
    std::array<Socket, 2> end{};
    StreamNumbers numbers{};
    std::vector<Selection> selections{};
  };
  struct IsBefore {
    [[nodiscard]] bool operator()(const std::array<Socket, 2>& a,
                                  const std::array<Socket, 2>& b) const;
  };

  void observe(const Frame& frame);
  void observe(const SegmentView& segment, const Moment& at, std::uint32_t scope,
               std::span<const std::uint8_t> packet);
  void select(Selection& selection, const DrawnSegment& segment);
  void reopen(Selection& selection);
  void keep(Selection& selection, DrawnSegment segment);
  void show_foreign(const SegmentView& segment, const Moment& at, const Tuple* own);
  void finish();

  Opener opener_{};
  Tracker tracker_;
  std::vector<DrawnFlow> flows_{};
  std::map<std::array<Socket, 2>, Tuple, IsBefore> tuples_{};
  std::multimap<std::uint64_t, Selection*> marked_{};
};

}  // namespace twomsl::oracle::html
