// Promises on which a host relies: that what a theorem says cannot fail has not failed. They are
// checked where the host runs, in every build.
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// Says which law does not hold, and stops the program: what a host would do after that, nobody
/// knows.
[[noreturn]] void stop_by(const char* law);

/// REQUIRES: `promise`, by the law of that id. Proofs rely on it, and show it.
template <class D>
constexpr void require(bool promise, const char* law) {
  if constexpr (std::same_as<D, Concrete>) {
    if (!promise) [[unlikely]]
      stop_by(law);
  }
}

/// The table did what it was asked for. One that was of the museum may have given a slot
/// away.
template <class Stores>
constexpr void require_done(const HostStepContext<Stores>& ctx, TableResult result,
                            const char* law) {
  require<typename Stores::Domain>(result == TableResult::done || ctx.host.was_of_museum, law);
}

}  // namespace twomsl
