// The cases that are more than one segment.
#pragma once

#include <span>

#include "harness/conform/prober.hpp"

namespace twomsl::harness {

struct Script {
  std::string_view id{};
  Level level{};
  std::string_view heading{};
  std::string_view label{};
  std::string (*play)(Prober&) = nullptr;  // what went wrong, or nothing
  bool needs_short_memory = false;         // it says nothing unless memory is limited
  bool takes_hours = false;                // or half of one
  State state = State::time_wait;          // of what it looks for, if it does
};

[[nodiscard]] std::span<const Script> scripts();

}  // namespace twomsl::harness
