// Whether standard output gets colours: --color, NO_COLOR (no-color.org), and a terminal.
#pragma once

#include <CLI/CLI.hpp>

namespace twomsl::tool {

enum class Colour : std::uint8_t { automatic, always, never };

/// `choice` lives as long as `app`.
void add_colour_option(CLI::App& app, Colour& choice);

[[nodiscard]] bool is_coloured(Colour choice);

}  // namespace twomsl::tool
