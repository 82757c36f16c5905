// What the words of reports mean, for a reader who meets them first: audit --verbose.
#pragma once

#include <string_view>

#include "spec/laws/verdict.hpp"

namespace twomsl::oracle {

/// Why a frame is not judged: "an IP fragment, ..." of "fragment"; empty if no reason is called so.
[[nodiscard]] std::string_view meaning_of_skip(std::string_view reason);

/// What a verdict takes for granted, as a sentence without its full stop.
[[nodiscard]] std::string_view meaning_of(Assumption assumption);

}  // namespace twomsl::oracle
