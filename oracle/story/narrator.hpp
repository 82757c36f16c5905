// The narrator: what each end of a connection did, deed by deed, for who wants to read it whole.
//
// Segments that only carry text or acknowledge some are one deed as long as nothing else happens.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "oracle/story/sight.hpp"

namespace twomsl::oracle {

/// Deeds kept of one tuple, and of all; those beyond are counted, so that memory stays bounded.
inline constexpr std::size_t kDeedsOfOne = 2000;
inline constexpr std::size_t kDeeds = 1u << 18;

enum class DeedKind : std::uint8_t {
  opens,
  opens_anew,   // on a tuple that it has used before
  opens_again,  // the same SYN once more
  accepts,
  accepts_again,
  talks,
  finishes,
  finishes_again,
  acknowledges_fin,
  answers_in_wait,
  resets,
};

struct Deed {
  DeedKind kind{};
  std::uint8_t from = 0;
  std::array<bool, 2> enters_wait{};  // by side, with this segment
  std::uint64_t first_frame = 0;
  std::uint64_t last_frame = 0;
  std::int64_t time_ns = 0;
  std::array<std::uint64_t, 2> text_bytes{};  // of talks, by side
  std::uint32_t seq = 0;
  std::int32_t beyond = 0;  // of opens_anew: its number less the next that was expected
  bool has_ack = false;     // of resets
};

/// One tuple, from its first frame on.
struct Narrative {
  std::array<Socket, 2> end{};
  std::vector<Deed> deeds{};
  std::uint64_t untold = 0;
  bool has_wanted_frame = false;
};

/// Which connections are wanted; all, by default.
struct Wanted {
  std::optional<std::array<Socket, 2>> flow{};  // in either order
  std::uint64_t frame = 0;                      // the connection that has it, if it is not 0
};

class Narrator {
 public:
  explicit Narrator(Wanted wanted) : wanted_(wanted) {}

  [[nodiscard]] bool wants(const SegmentView& segment) const;

  /// A segment that the judge has followed; `waits` are those of the tuple now.
  void look(const Before& before, const SegmentView& segment, const Moment& at,
            const std::array<Wait, 2>& waits);

  /// The wanted ones, in the order of their first frames.
  [[nodiscard]] std::vector<const Narrative*> narratives() const;

  /// Deeds that were not kept because there are too many.
  [[nodiscard]] std::uint64_t untold() const { return untold_; }

  /// The wanted frame was met when no more deeds were kept: the connection that has it.
  [[nodiscard]] const std::optional<std::array<Socket, 2>>& too_late() const { return too_late_; }

  [[nodiscard]] const Wanted& wanted() const { return wanted_; }
  [[nodiscard]] std::int64_t first_ns() const { return first_ns_; }

 private:
  struct IsBefore {
    [[nodiscard]] bool operator()(const FlowKey& a, const FlowKey& b) const;
  };

  [[nodiscard]] Narrative& narrative_of(const FlowKey& key);
  void add(Narrative& to, Deed deed);

  Wanted wanted_{};
  std::vector<Narrative> told_{};
  std::map<FlowKey, std::size_t, IsBefore> index_{};  // no capture can make it slow
  std::size_t deeds_ = 0;
  std::uint64_t untold_ = 0;
  std::int64_t first_ns_ = kFarthest_ns;
  std::optional<std::array<Socket, 2>> too_late_{};
};

}  // namespace twomsl::oracle
