// Two hosts with three tuples between them, small buffers and little memory: laws, streams and
// isolation after each step, and after the program every connection must end and nothing be claimed
// any more.
#include "fuzz/support/program_target.hpp"

twomsl::ProgramTarget twomsl::program_target() { return {.profile = {}, .most_records = 32}; }
