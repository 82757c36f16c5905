// `twomsl budget`: how many slots of TIME-WAIT a load takes, and what too few do to it.
#pragma once

#include "tool/command.hpp"

namespace twomsl::tool {

void add_budget(const CommandLine& line);

}  // namespace twomsl::tool
