// Stories in words.
#pragma once

#include <string>

#include "oracle/audit.hpp"

namespace twomsl::oracle {

/// One or two sentences, without the frame that they begin with.
[[nodiscard]] std::string words_of(const Story& story);

/// "frame 6, 0.310000 s: a new SYN ...", or the words alone where a story is of the whole capture.
[[nodiscard]] std::string line_of(const Story& story);

}  // namespace twomsl::oracle
