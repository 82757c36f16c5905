// The table of RFC 9293's Appendix B for a stack: each requirement met, not met or not arising, by
// the cases that ask it.
#pragma once

#include <string>
#include <vector>

#include "harness/conform/conform.hpp"
#include "harness/stage/stage.hpp"

namespace twomsl::harness {

/// As Markdown. What no case asks is listed, and why.
[[nodiscard]] std::string appendix_b(const Subject& subject,
                                     const std::vector<CaseResult>& results);

}  // namespace twomsl::harness
