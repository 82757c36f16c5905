// --flow, of commands that look at the connections between two ends.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <optional>
#include <string>

#include "core/codec/segment_view.hpp"

namespace twomsl::tool {

/// "10.0.0.1:80-[2001:db8::1]:443" as two sockets; none if it is not two.
[[nodiscard]] std::optional<std::array<Socket, 2>> read_flow(const std::string& word);

/// `flow` lives as long as `app`.
void add_flow_option(CLI::App& app, const std::string& help,
                     std::optional<std::array<Socket, 2>>& flow);

}  // namespace twomsl::tool
