// What a diagram is to show: one connection, and the frames that prove something of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oracle/finding.hpp"
#include "oracle/story/story.hpp"

namespace twomsl::oracle::html {

/// A frame that proves something. Its number is its place in the list, from 1 on.
struct Mark {
  Moment at{};
  std::string_view words{};
};

struct Exhibit {
  Socket party{};
  Socket peer{};
  std::vector<Mark> marks{};  // in the order of the sentences that speak of them
  Moment entry{};             // into the party's TIME-WAIT, and
  Moment gone{};              // the frame that shows it to be over too early, if one does
};

/// The part of a frame in two or three words.
[[nodiscard]] std::string_view words_of(Role role);

/// The exhibit of a finding: a mark for each frame of its chain.
[[nodiscard]] Exhibit exhibit_of(const Finding& finding);

/// That of a story: what it rests on, and what it tells. REQUIRES: it has a flow.
[[nodiscard]] Exhibit exhibit_of(const Story& story);

}  // namespace twomsl::oracle::html
