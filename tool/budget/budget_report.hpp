// A budget in words, and as JSON.
#pragma once

#include <string>

#include "tool/budget/budget.hpp"

namespace twomsl::tool {

/// For people, within 80 columns.
[[nodiscard]] std::string text_of(const Load& load, const Budget& budget);

/// One object.
[[nodiscard]] std::string json_of(const Load& load, const Budget& budget);

}  // namespace twomsl::tool
