// What the users and the network must have done so that a conversation came to be.
#pragma once

#include <string>
#include <vector>

#include "tool/seed/conversation.hpp"

namespace twomsl::tool {

enum class DeedKind : std::uint8_t { open, answer, send, close, abort };

/// Of the user at `at`; `answer` is the SYN-ACK, which nobody asks for, but which may be lost.
struct Deed {
  DeedKind kind = DeedKind::open;
  sim::Place at{};
  std::int64_t time_ns = 0;
  std::uint32_t seq = 0;    // of its first octet
  std::uint32_t bytes = 0;  // of text
  std::uint32_t lost = 0;   // how many copies were lost before one arrived
  bool arrives = true;      // one of them did
  std::int64_t arrived_ns = 0;
};

/// How many of each there are: what is compared between a capture and the run of its program.
struct Tally {
  std::uint32_t opens = 0;
  std::uint32_t closes = 0;
  std::uint32_t resets = 0;
  std::uint64_t text_bytes = 0;
  std::uint32_t repeated = 0;  // segments with text, SYN or FIN that were sent before

  friend bool operator==(const Tally&, const Tally&) = default;
};

struct Deeds {
  std::vector<Deed> deeds{};
  Tally tally{};
  std::string refusal{};  // what cannot be expressed
};

[[nodiscard]] Deeds deeds_of(const std::vector<CapturedSegment>& segments);

/// "opens 2, closes 4, ..."
[[nodiscard]] std::string describe(const Tally& tally);

}  // namespace twomsl::tool
