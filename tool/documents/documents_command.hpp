// `twomsl man` and `twomsl completion`: manual pages and completions of shells,
// made from the command line itself. Packages are built with them.
#pragma once

#include <span>
#include <string>

#include "tool/command.hpp"
#include "tool/documents/command_table.hpp"

namespace twomsl::tool {

void add_documents(const CommandLine& line);

/// `twomsl complete -- WORD...`, which the scripts of `twomsl completion` ask: what may stand for
/// the last word, a line each, with a tab and its help; a tab alone if names of files may.
[[nodiscard]] Exit print_completion(const CLI::App& app, std::span<const std::string> words);

/// The manual page of a command, in roff, as man(7) has it.
[[nodiscard]] std::string manual_page(const CommandEntry& command, const std::string& version);

}  // namespace twomsl::tool
