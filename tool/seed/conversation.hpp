// What a capture holds of the connections between two hosts, in the terms of sim/: ends and tuples.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/codec/segment_view.hpp"
#include "sim/tuples.hpp"

namespace twomsl::tool {

/// A segment without its bytes. End 0 is whoever opened the first connection.
struct CapturedSegment {
  std::uint64_t frame = 0;
  std::int64_t time_ns = 0;
  sim::Place from{};
  Flags flags{};
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::uint32_t text_bytes = 0;
};

/// By time. `refusal` says why there is none, in words for the user; it is empty else.
struct Conversation {
  std::vector<CapturedSegment> segments{};
  Family family = Family::ipv4;
  std::string refusal{};
};

/// Adds segments one by one, until it refuses.
class ConversationReader {
 public:
  /// Only what lies between two sockets counts, if they are given.
  explicit ConversationReader(const std::optional<std::array<Socket, 2>>& flow) : flow_(flow) {}

  void add(const SegmentView& segment, std::uint64_t frame, std::int64_t time_ns);

  /// What was read. Nothing may be added after.
  [[nodiscard]] Conversation finish();

 private:
  [[nodiscard]] bool is_wanted(const SegmentView& segment) const;
  [[nodiscard]] std::optional<sim::Place> place_of(const SegmentView& segment);
  void refuse(std::uint64_t frame, const std::string& why);

  std::optional<std::array<Socket, 2>> flow_{};
  std::optional<std::array<Address, 2>> hosts_{};
  std::vector<std::array<Socket, 2>> tuples_{};
  Conversation conversation_{};
};

/// The conversation in a capture, or why there is none.
[[nodiscard]] Conversation read_conversation(const std::string& file,
                                             const std::optional<std::array<Socket, 2>>& flow);

}  // namespace twomsl::tool
