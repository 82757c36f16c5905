// A finding in words: who did what, in which frame, and what follows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/finding.hpp"

namespace twomsl::oracle {

/// Half of the age, in seconds, rounded down to 6 digits; empty if the finding has no age.
[[nodiscard]] std::string msl_max(const Finding& finding);

/// What happened, in one sentence.
[[nodiscard]] std::string summary_of(const Finding& finding);

/// How it came to that: a sentence for each frame, for a conviction by the party's own slots, and
/// for the cause.
[[nodiscard]] std::vector<std::string> chain_of(const Finding& finding);

/// What that frame of it is.
[[nodiscard]] std::string sentence(const Finding& finding, const Evidence& evidence);

/// The frames of the chain, in order, each once.
[[nodiscard]] std::vector<std::uint64_t> frames_of(const Finding& finding);

/// Why it is undetermined, as a sentence.
[[nodiscard]] std::string sentence(Reason reason);

}  // namespace twomsl::oracle
