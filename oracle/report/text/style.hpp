// How much a text report says, and in which colours.
#pragma once

#include <string>
#include <string_view>

#include "spec/laws/verdict.hpp"

namespace twomsl::oracle {

struct TextStyle {
  bool quiet = false;    // verdicts without their chains, no stories
  bool verbose = false;  // all stories, and what reasons and assumptions mean
  bool colour = false;   // of the words for verdicts, for a terminal
};

/// `text` with the first `word` in it in the colour of that verdict.
[[nodiscard]] std::string painted(std::string text, std::string_view word, Verdict verdict);

}  // namespace twomsl::oracle
