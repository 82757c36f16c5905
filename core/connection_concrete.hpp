// The connection that runs, instantiated once.
#pragma once

#include "core/connection/step.hpp"
#include "spec/policies.hpp"

namespace twomsl {

extern template void take_turn(Turn<Concrete>&);

}  // namespace twomsl
