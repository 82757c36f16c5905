// The commands on the wire, as the command line has them.
#pragma once

#include <CLI/CLI.hpp>

#include "tool/wire/httpd_command.hpp"
#include "tool/wire/link/link_command.hpp"
#include "tool/wire/nc_command.hpp"

namespace twomsl::tool {

struct WireCommands {
  NcCommand nc{};
  HttpdCommand httpd{};
  LinkCommand link{};
};

/// Tells `app` what the commands are called, and what they take. `commands` lives as long as it.
void add_wire_commands(CLI::App& app, WireCommands& commands);

/// Runs the one that was asked for, if one was.
[[nodiscard]] std::optional<Exit> run_wire_command(const CLI::App& app,
                                                   const WireCommands& commands);

}  // namespace twomsl::tool
