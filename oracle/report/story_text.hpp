// Stories and what is told of a whole capture, in words.
#pragma once

#include <string>
#include <vector>

#include "oracle/audit.hpp"

namespace twomsl::oracle {

/// One or two sentences, without the frame that they begin with.
[[nodiscard]] std::string words_of(const Story& story);

/// "frame 6, 0.310000 s: a new SYN ...", or the words alone where a story is of the whole capture.
[[nodiscard]] std::string line_of(const Story& story);

/// What is told of the capture as a whole: ages of reuses, frames missing, steps of its clock.
[[nodiscard]] std::vector<std::string> lines_of(const Summary& summary);

}  // namespace twomsl::oracle
