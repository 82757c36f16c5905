// A fuzz target's input in words, by the names of its fields.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace twomsl::tool {

/// The targets whose inputs can be shown, separated by commas.
[[nodiscard]] std::string shown_targets();

/// What the bytes mean to that target; none if it is not one of those.
[[nodiscard]] std::optional<std::string> show_program(std::string_view target,
                                                      std::span<const std::uint8_t> bytes);

}  // namespace twomsl::tool
