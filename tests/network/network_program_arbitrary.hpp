// Programs as RapidCheck generates and shrinks them, and prefixes to put before them.
#pragma once

#include <rapidcheck.h>

#include <cstdlib>
#include <ostream>

#include "tests/network/network_program.hpp"

namespace rc {

/// Bytes below `limit`, evenly: RapidCheck's own favour small ones.
inline Gen<std::uint8_t> even_byte(int limit) {
  return gen::map(gen::resize(kNominalSize, gen::inRange(0, limit)),
                  [](int value) { return static_cast<std::uint8_t>(value); });
}

template <>
struct Arbitrary<twomsl::NetworkProgram> {
  static Gen<twomsl::NetworkProgram> arbitrary() {
    return gen::build<twomsl::NetworkProgram>(
        gen::set(&twomsl::NetworkProgram::opening, gen::container<twomsl::Opening>(even_byte(256))),
        gen::set(&twomsl::NetworkProgram::commands,
                 gen::container<std::vector<twomsl::Command>>(
                     gen::container<twomsl::Command>(even_byte(256)))));
  }
};

}  // namespace rc

namespace twomsl {

/// Found by RapidCheck, which prints what it generated.
inline void showValue(const NetworkProgram& program, std::ostream& out) {
  rc::show(write_network_program(program), out);
}

/// A command of the kind, for the end, with the operand.
[[nodiscard]] inline Command command(CommandKind kind, unsigned end = 0, unsigned operand = 0) {
  return {static_cast<std::uint8_t>(static_cast<unsigned>(kind) | end << 4),
          static_cast<std::uint8_t>(operand)};
}

/// Puts `prefix` before what was generated.
[[nodiscard]] inline NetworkProgram after(const std::vector<Command>& prefix,
                                          NetworkProgram program) {
  program.commands.insert(program.commands.begin(), prefix.begin(), prefix.end());
  return program;
}

}  // namespace twomsl
