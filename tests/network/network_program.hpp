// What two users and the network between them do, as bytes: what RapidCheck generates and shrinks,
// and what fuzz_pair mutates.
//
//   input   = opening command*
//   opening   8 bytes: policies of A and B (a nibble each, modulo their number); send buffers;
//             receive buffers; MSS; first ISS (a nibble each); options that A and B leave out (bits
//             0-1 timestamps, 2-3 scale); timestamp offsets and start of time; DrainOptions
//   command = kind|end operand, see CommandKind; bit 4 of the first byte is the end; with bit 5 it
//             sends no more than one segment, and timers expire late
//
// Missing bytes read as zero. After the commands comes the drain: the network delivers everything,
// the users close, and everything must come to an end (tests/network/network_drain.hpp).
#pragma once

#include <span>

#include "tests/network/network.hpp"

namespace twomsl {

/// Chosen by the low nibble of a command's first byte.
enum class CommandKind : std::uint8_t {
  open_active,
  open_passive,
  send,     // operand: low nibble the size, high bit urgent
  receive,  // low nibble the size
  close,
  rare,            // STATUS, ABORT, USER TIMEOUT, or a timeout before it is due
  deliver,         // low three bits: which segment, from the oldest
  deliver_newest,  // the newest
  duplicate,
  corrupt,
  drop,
  wait,
  exchange,  // low nibble: as many segments arrive, in order, each within a millisecond
};
inline constexpr std::size_t kCommandKindCount = 13;

inline constexpr std::size_t kOpeningBytes = 8;
inline constexpr std::size_t kCommandBytes = 2;

using Opening = std::array<std::uint8_t, kOpeningBytes>;
using Command = std::array<std::uint8_t, kCommandBytes>;

/// A whole input.
struct NetworkProgram {
  Opening opening{};
  std::vector<Command> commands{};
};

/// Total on any bytes.
[[nodiscard]] NetworkProgram read_network_program(std::span<const std::uint8_t> bytes);

/// The bytes that read_network_program() reads back.
[[nodiscard]] std::vector<std::uint8_t> write_network_program(const NetworkProgram& program);

/// Runs a program, and the drain after it, until a law breaks. The breach's words end with the
/// trace and with the bytes that replay it.
[[nodiscard]] std::optional<Breach> run_network_program(
    const NetworkProgram& program, const PoliciesUnderTest& policies_under_test);

}  // namespace twomsl
