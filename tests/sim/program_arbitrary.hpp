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

/// The kind of a number below the sum of all weights: each as often as its weight.
[[nodiscard]] inline CommandKind kind_of(std::uint32_t number) {
  std::uint8_t kind = 0;
  for (; number >= weight_of(static_cast<CommandKind>(kind)); ++kind) {
    number -= weight_of(static_cast<CommandKind>(kind));
  }
  return static_cast<CommandKind>(kind);
}

[[nodiscard]] inline std::uint32_t sum_of_weights() {
  std::uint32_t sum = 0;
  for (std::uint8_t kind = 0; kind < kCommandKinds; ++kind) {
    sum += weight_of(static_cast<CommandKind>(kind));
  }
  return sum;
}

/// Found by RapidCheck, which prints what it generated.
inline void showValue(const Program& program, std::ostream& out) { out << describe(program); }

}  // namespace twomsl::sim

namespace rc {

template <>
struct Arbitrary<twomsl::sim::Command> {
  static Gen<twomsl::sim::Command> arbitrary() {
    using twomsl::sim::Command;
    const auto below = [](std::uint32_t limit) {
      return gen::resize(kNominalSize, gen::inRange<std::uint32_t>(0, limit));
    };
    return gen::build<Command>(
        gen::set(&Command::kind,
                 gen::map(below(twomsl::sim::sum_of_weights()), twomsl::sim::kind_of)),
        gen::set(&Command::at, gen::map(below(2 * twomsl::sim::kTuples),
                                        [](std::uint32_t place) {
                                          return twomsl::sim::Place{place % 2, place / 2};
                                        })),
        gen::set(&Command::is_lazy, gen::map(below(16), [](std::uint32_t n) { return n == 15; })),
        gen::set(&Command::amount, gen::map(below(65'536), [](std::uint32_t amount) {
          return static_cast<std::uint16_t>(amount);
        })));
  }
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
