// What is wrong with a command line, in words that say what to write instead.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>

namespace twomsl::tool {

/// One line without its end. `app` is as parsing left it, `words` are what it was given.
[[nodiscard]] std::string words_of(const CLI::ParseError& error, const CLI::App& app,
                                   std::span<const std::string> words);

/// A word stands where a command should, and is none. `app` is as parsing left it.
[[nodiscard]] bool names_no_command(const CLI::App& app);

}  // namespace twomsl::tool
