// Reading a command line: what every program here does around CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace twomsl::tool {

/// The words behind the program's name, changed so that CLI11 reads them as they are meant:
/// `twomsl FILE` is `twomsl audit FILE`, and what stands behind `--` is a file, also where its name
/// begins with a dash. So is `++`, which CLI11 takes for the end of a command.
[[nodiscard]] std::vector<std::string> as_meant(const CLI::App& app,
                                                std::vector<std::string> words);

/// Parses. The status to end with if there is nothing to do: help was printed, or it cannot be, or
/// the words are wrong, and the user has been told.
[[nodiscard]] std::optional<int> parse(CLI::App& app, std::vector<std::string> words);

/// Those of main().
[[nodiscard]] std::vector<std::string> words_of(int argc, char** argv);

}  // namespace twomsl::tool
