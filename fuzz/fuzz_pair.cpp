// Two hosts with one tuple between them, whose numbers lie as near behind the old ones as they may:
// laws, streams and isolation after each step, and after the program every connection must end.
#include "fuzz/support/program_target.hpp"

twomsl::ProgramTarget twomsl::program_target() {
  return {.profile = {.tuples = 1, .old_iss_near = true}, .most_records = 20};
}
