// The connection that runs, instantiated once.
#pragma once

#include "core/connection/step.hpp"
#include "spec/model/policies.hpp"

namespace twomsl {

extern template void step_in_place(StepContext<Concrete>&);

}  // namespace twomsl
