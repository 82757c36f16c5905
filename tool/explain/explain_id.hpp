// `twomsl explain ID`: what the tree knows of a class, a kind of story, a law, a requirement.
#pragma once

#include <optional>
#include <string>

#include "tool/command.hpp"

namespace twomsl::tool {

/// Prints what `word` means, unless it is a file here, which is read as a capture. Nothing if it is
/// for somebody else: a file, or standard input. As Markdown it is an id whatever files there are.
[[nodiscard]] std::optional<Exit> explain_id(const std::string& word, bool markdown);

/// Every id, by topic.
[[nodiscard]] Exit print_ids();

}  // namespace twomsl::tool
