// `twomsl help`: the help of the program, or of a command.
#pragma once

#include "tool/command.hpp"

namespace twomsl::tool {

void add_help(const CommandLine& line);

}  // namespace twomsl::tool
