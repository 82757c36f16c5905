// Programs as RapidCheck generates and shrinks them, and prefixes to put before them.
#pragma once

#include <rapidcheck.h>

#include <ostream>

#include "sim/program/program.hpp"

namespace twomsl::sim {

/// A command of the kind, at the place, with the amount.
[[nodiscard]] inline Command command(CommandKind kind, Place at = {}, std::uint16_t amount = 0) {
  return {kind, at, false, amount};
}

/// Puts `prefix` before what was generated.
[[nodiscard]] inline Program after(const std::vector<Command>& prefix, Program program) {
  program.commands.insert(program.commands.begin(), prefix.begin(), prefix.end());
  return program;
}

/// A command of a program, of one that forges or of one that does not.
[[nodiscard]] inline rc::Gen<Command> command_of(bool forges) {
  namespace gen = rc::gen;
  const auto below = [](std::uint32_t limit) {
    return gen::resize(rc::kNominalSize, gen::inRange<std::uint32_t>(0, limit));
  };
  const std::vector<CommandKind> kinds = kinds_by_weight(forges);
  return gen::build<Command>(
      gen::set(&Command::kind, gen::map(below(static_cast<std::uint32_t>(kinds.size())),
                                        [kinds](std::uint32_t number) { return kinds[number]; })),
      gen::set(&Command::at, gen::map(below(2 * kTuples),
                                      [](std::uint32_t place) {
                                        return Place{place % 2, place / 2};
                                      })),
      gen::set(&Command::is_lazy, gen::map(below(16), [](std::uint32_t n) { return n == 15; })),
      gen::set(&Command::amount, gen::map(below(65'536), [](std::uint32_t amount) {
        return static_cast<std::uint16_t>(amount);
      })));
}

/// Found by RapidCheck, which prints what it generated.
inline void showValue(const Program& program, std::ostream& out) { out << describe(program); }

}  // namespace twomsl::sim

namespace rc {

template <>
struct Arbitrary<twomsl::sim::Command> {
  static Gen<twomsl::sim::Command> arbitrary() { return twomsl::sim::command_of(false); }
};

template <>
struct Arbitrary<twomsl::sim::Program> {
  static Gen<twomsl::sim::Program> arbitrary() {
    using twomsl::sim::Program;
    const auto value = gen::resize(kNominalSize, gen::inRange<std::uint32_t>(0, 65'536));
    return gen::map(
        gen::pair(gen::container<std::vector<std::uint32_t>>(twomsl::sim::kSettings, value),
                  gen::arbitrary<std::vector<twomsl::sim::Command>>()),
        [](const std::pair<std::vector<std::uint32_t>, std::vector<twomsl::sim::Command>>& from) {
          Program program{{}, from.second};
          twomsl::sim::for_each_setting(
              [&](unsigned number, std::string_view, std::uint16_t& setting) {
                setting = static_cast<std::uint16_t>(from.first[number]);
              },
              program.settings);
          return program;
        });
  }
};

}  // namespace rc
