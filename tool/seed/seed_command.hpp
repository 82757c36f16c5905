// `twomsl seed`: inputs of the fuzz targets, shown by their fields or made from a capture.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/codec/segment_view.hpp"
#include "tool/command.hpp"

namespace twomsl::tool {

struct SeedCommand {
  std::string shown{};    // a file of a corpus
  std::string target{};   // whose it is; empty: its folder says so
  std::string capture{};  // of which a program is made
  std::optional<std::array<Socket, 2>> flow{};
  std::string out{};
};

void add_seed(const CommandLine& line);

/// Prints the program. Unreadable if a capture shows none that can be expressed, violation if a law
/// breaks when it is played.
[[nodiscard]] Exit run(const SeedCommand& command);

}  // namespace twomsl::tool
