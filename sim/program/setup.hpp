// What the settings of a program stand for: two hosts, the link between them, and their family.
#pragma once

#include "sim/program/program.hpp"

namespace twomsl::sim {

[[nodiscard]] Family family_of(const Settings& settings);

[[nodiscard]] NetworkOptions options_of(const Settings& settings, const Profile& profile);

}  // namespace twomsl::sim
