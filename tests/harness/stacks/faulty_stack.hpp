// Our endpoint with one fault, as stacks have them: what arrives or what it sends is changed on the
// way between it and the harness.
#pragma once

#include <twomsl/stack.h>

#include <span>
#include <string_view>

namespace twomsl::harness {

/// The names of all faults.
[[nodiscard]] std::span<const std::string_view> fault_names();

/// The endpoint with that one, until the next call. REQUIRES: one of the names.
[[nodiscard]] const twomsl_stack* faulty_stack(std::string_view name);

}  // namespace twomsl::harness
