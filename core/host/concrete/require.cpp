// See core/host/require.hpp.
#include "core/host/require.hpp"

#include <cstdio>
#include <cstdlib>

namespace twomsl {

void stop_by(const char* law) {
  std::fprintf(stderr, "twomsl: %s does not hold; this is a bug, or memory was overwritten\n", law);
  std::abort();
}

}  // namespace twomsl
