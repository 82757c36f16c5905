// A finding in words: who did what, in which frame, and what follows.
#pragma once

#include <string>
#include <vector>

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"

namespace twomsl::oracle {

/// "10.0.0.1:80" or "[2001:db8::1]:80".
[[nodiscard]] std::string text(const Endpoint& endpoint);
[[nodiscard]] std::string text(const Address& address);

/// "RFC 9293 section 3.6.1 (MUST-13)", without the label where the inventory made it.
[[nodiscard]] std::string text(const Citation& citation);

/// Half of the age, in seconds, rounded down to 6 digits; empty if the finding has no age.
[[nodiscard]] std::string msl_max(const Finding& finding);

/// Seconds with 6 digits.
[[nodiscard]] std::string seconds(std::int64_t time_ns);

/// What happened, in one sentence.
[[nodiscard]] std::string summary_of(const Finding& finding);

/// How it came to that, a sentence a frame, and what the verdict rests on.
[[nodiscard]] std::vector<std::string> chain_of(const Finding& finding);

/// The frames of the chain, in order, each once.
[[nodiscard]] std::vector<std::uint64_t> frames_of(const Finding& finding);

/// Why it is undetermined, as a sentence.
[[nodiscard]] std::string sentence(Reason reason);

/// The names of the assumptions in a set.
[[nodiscard]] std::vector<std::string> names(Assumptions assumptions);

}  // namespace twomsl::oracle
