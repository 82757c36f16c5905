// A law that a harness found broken.
#pragma once

#include <string>
#include <string_view>

namespace twomsl {

/// Which law broke, by its id ("twin": a structure and its naive twin differ), and how, in words.
struct Breach {
  std::string_view law{};
  std::string what{};
};

}  // namespace twomsl
