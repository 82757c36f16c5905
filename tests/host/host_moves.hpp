// TableActions of a HostTrial as RapidCheck makes and shrinks them.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "tests/host/host_trial.hpp"

namespace rc {

template <>
struct Arbitrary<twomsl::HostMove> {
  static Gen<twomsl::HostMove> arbitrary() {
    const auto even = [](int limit) {
      return gen::map(gen::resize(kNominalSize, gen::inRange(0, limit)),
                      [](int value) { return static_cast<std::uint8_t>(value); });
    };
    return gen::build<twomsl::HostMove>(gen::set(&twomsl::HostMove::what, even(twomsl::kHostMoves)),
                                        gen::set(&twomsl::HostMove::where, even(6)),
                                        gen::set(&twomsl::HostMove::amount));
  }
};

}  // namespace rc

namespace twomsl {

using HostMoves = std::vector<HostMove>;

}  // namespace twomsl
