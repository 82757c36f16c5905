// The commands on the wire, as the command line has them.
#pragma once

#include "tool/command.hpp"

namespace twomsl::tool {

/// Tells the command line what the commands are called, and what they take.
void add_wire_commands(const CommandLine& line);

}  // namespace twomsl::tool
