// The words that an option or argument takes, where they are few: completions offer them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace twomsl::tool {

/// `words` may stand there; others may, too, for what reads the option to refuse. A word that ends
/// with '=' or ':' is the beginning of one.
void offer(CLI::Option& option, const std::vector<std::string>& words);

/// What was offered; nothing if nothing was.
[[nodiscard]] std::vector<std::string> offered_words(const CLI::Option& option);

}  // namespace twomsl::tool
