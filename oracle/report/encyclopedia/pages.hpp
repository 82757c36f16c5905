// Articles as they are written by hand: Markdown with a heading "## ID" for each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/report/encyclopedia/article.hpp"

namespace twomsl::oracle {

struct Page {
  std::string title{};               // the first paragraph
  std::vector<Section> sections{};   // a "### heading" each
  std::vector<std::string> lines{};  // all of them but empty ones
};

/// The page "## id" of a file; an empty one if it has none.
[[nodiscard]] Page page_of(std::span<const std::string_view> file, std::string_view id);

/// The ids of all pages of a file, in its order.
[[nodiscard]] std::vector<std::string_view> ids_in(std::span<const std::string_view> file);

}  // namespace twomsl::oracle
