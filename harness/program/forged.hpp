// Segments that nobody sent, and programs that put them to a stack in every state.
#pragma once

#include "harness/conform/case.hpp"
#include "harness/program/program.hpp"

namespace twomsl::harness {

/// The segment of a `forge` command: of an even number one of segments.csv, of an odd one any
/// control bits with numbers at the edges.
[[nodiscard]] Stimulus stimulus_of(std::uint16_t amount);

/// The control bits as tcpdump's manual has them: F, S, R, P, A, U, E and C; or "none".
[[nodiscard]] std::string flag_letters(std::uint8_t flags);

/// "a forged segment, flags SA, SEQ = RCV.NXT - 1, ACK of what is unsent, 4 bytes of text".
[[nodiscard]] std::string describe(const Stimulus& stimulus);

/// What a seed gives: of an even one its program as program_of_seed() has it, with forged segments
/// strewn in; of an odd one a way to a state and forged segments there, again and again.
[[nodiscard]] Program forging_program_of_seed(std::uint64_t seed);

}  // namespace twomsl::harness
