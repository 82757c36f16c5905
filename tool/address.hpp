// Addresses as they are written on the command line.
#pragma once

#include <optional>
#include <string>

#include "core/codec/segment_view.hpp"

namespace twomsl::tool {

/// "10.9.0.2" or "fd09::2"; none if it is neither.
[[nodiscard]] std::optional<Address> read_address(const std::string& word);

}  // namespace twomsl::tool
