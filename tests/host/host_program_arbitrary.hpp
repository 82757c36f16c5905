// Programs of a HostHarness as RapidCheck generates and shrinks them.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "tests/host/host_harness.hpp"

namespace rc {

template <>
struct Arbitrary<twomsl::HostCommand> {
  static Gen<twomsl::HostCommand> arbitrary() {
    const auto even = [](int limit) {
      return gen::map(gen::resize(kNominalSize, gen::inRange(0, limit)),
                      [](int value) { return static_cast<std::uint8_t>(value); });
    };
    return gen::build<twomsl::HostCommand>(
        gen::set(&twomsl::HostCommand::what, even(twomsl::kHostCommandKinds)),
        gen::set(&twomsl::HostCommand::where, even(6)), gen::set(&twomsl::HostCommand::amount));
  }
};

}  // namespace rc

namespace twomsl {

using HostProgram = std::vector<HostCommand>;

}  // namespace twomsl
