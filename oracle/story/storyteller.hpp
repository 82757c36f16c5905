// The storyteller: looks at each segment that may be worth telling of, once the judge has followed
// it, and keeps what is. It accuses nobody.
//
// openings.cpp, resets.cpp, closings.cpp and strangers.cpp know the kinds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "oracle/flows/cells.hpp"
#include "oracle/judge/judge.hpp"
#include "oracle/story/recent.hpp"
#include "oracle/story/sight.hpp"

namespace twomsl::oracle {

/// Stories kept of one capture, tuples and senders remembered at once, and ages of reuses. What is
/// beyond is counted or forgotten, so that memory stays bounded.
inline constexpr std::size_t kStories = 1u << 16;
inline constexpr std::size_t kRemembered = 1u << 16;
inline constexpr std::size_t kAges = 1u << 20;

/// What is told of a capture as a whole.
struct CaptureFacts {
  std::vector<std::int64_t> reuse_ages_ns{};  // of reopened tuples
  std::uint64_t holes = 0;                    // runs of frames that are known to be missing
  std::uint64_t untold = 0;                   // what was beyond the bounds
};

/// How long after its close a tuple was opened again. All are 0 if none was.
struct ReuseAges {
  std::uint64_t count = 0;
  std::int64_t youngest_ns = 0;
  std::int64_t median_ns = 0;
};

[[nodiscard]] ReuseAges reuse_ages(const CaptureFacts& facts);

/// Adds what only the whole capture tells, drops what is beyond the bounds, and sorts by frame.
/// `looks` counts the segments that were looked at.
void conclude(std::vector<Story>& stories, CaptureFacts& facts, bool clock_runs,
              std::uint64_t looks);

/// The SYN, FIN or RST that a socket sent last.
struct LastWord {
  Moment at{};
  std::uint64_t to = 0;  // a hash of the address
  std::uint32_t ack = 0;
  std::uint32_t end = 0;
  std::uint16_t ip_id = 0;
  std::uint8_t hops = 0;
};

class Storyteller {
 public:
  explicit Storyteller(std::uint64_t seed)
      : chronicles_(kCells, {kRemembered / kCells, FlowHash{seed}}),
        words_(kRemembered, {}),
        seed_(seed) {}

  /// The segment may be worth telling of. It is asked of each segment.
  [[nodiscard]] static bool concerns(const Connection& connection, unsigned from,
                                     const SegmentView& segment) {
    const bool is_plain = (segment.flags.bits & kEvents) == 0 && connection.close_index == 0;
    return !is_plain || connection.reset || segment.seq != connection.side[from].next ||
           connection.side[1 - from].next - segment.ack >= kInFlight;
  }

  /// A SYN that begins a tuple, or a SYN-ACK that is its sender's first word, and there is nothing
  /// to tell of it.
  [[nodiscard]] bool opens_plainly(const Connection& connection, unsigned from,
                                   const SegmentView& segment);

  /// The sender has emitted the same packet before, and it was captured at another place.
  [[nodiscard]] bool is_seen_elsewhere(const SegmentView& segment);

  /// A SYN, FIN or RST of any tuple, once it has been looked at: also of one that nobody follows.
  void note_word(const SegmentView& segment, const Moment& at);

  /// The capture begins, as far as is known.
  void begin(std::int64_t first_ns) { first_ns_ = first_ns; }

  /// A segment that is not worth telling of, though it concerns the storyteller.
  void pass_over() { ++looks_; }

  /// Looks at a segment. Returns true if something of its tuple is remembered.
  bool look(const Before& before, const SegmentView& segment, const Moment& at, const Judge& judge);

  /// Nothing more is captured of the tuple, or of its incarnation.
  void leave(const Connection& connection);
  void count_holes(const Connection& connection, const Chronicle& chronicle);

  /// The capture has ended, and the judge has settled its findings.
  void finish(const Judge& judge);

  /// Told once for each end, or once for nobody, until the tuple is reopened. The words of a story
  /// of nobody's speak of side `side`.
  void tell(const Sight& sight, StoryKind kind, unsigned party, Story facts = {});
  void tell_of_nobody(const Sight& sight, StoryKind kind, unsigned side, Story facts = {});

  /// It was sent to the address.
  [[nodiscard]] bool is_to(const LastWord& word, const Address& address) const {
    return word.to == hash_of(address);
  }

  /// What the socket sent last; null if that is not remembered.
  [[nodiscard]] const LastWord* last_word_of(const Socket& socket);

  [[nodiscard]] const std::vector<Story>& stories() const { return stories_; }
  [[nodiscard]] const CaptureFacts& facts() const { return facts_; }
  [[nodiscard]] CaptureFacts& facts() { return facts_; }
  [[nodiscard]] std::uint64_t looks() const { return looks_; }

 private:
  /// Of 64 bits, by a seed that the capture cannot know: one stands for what it is made of.
  [[nodiscard]] std::uint64_t hash_of(const Address& address) const;
  [[nodiscard]] std::uint64_t hash_of(const Socket& socket) const;

  void keep(const Sight& sight, Story story);
  void look_at_findings(const Sight& sight, const Judge& judge);

  std::vector<Story> stories_{};
  CaptureFacts facts_{};
  std::vector<Recent<FlowKey, Chronicle, FlowHash>> chronicles_;  // by cell
  Recent<std::uint64_t, LastWord, std::identity> words_;          // by the hash of the socket
  std::uint64_t seed_;
  std::int64_t first_ns_ = kFarthest_ns;
  std::uint64_t looks_ = 0;
};

}  // namespace twomsl::oracle
