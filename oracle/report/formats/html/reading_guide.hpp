// How to read the page, for who has not seen another.
#pragma once

#include <string>

namespace twomsl::oracle::html {

[[nodiscard]] std::string reading_guide();

}  // namespace twomsl::oracle::html
