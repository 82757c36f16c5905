#include "harness/program/shrink.hpp"

#include <array>
#include <optional>
#include <utility>

namespace twomsl::harness {
namespace {

// One that fails is taken over.
bool try_out(Program& program, const Program& simpler, const StillFails& still_fails) {
  if (simpler == program || !still_fails(simpler)) return false;
  program = simpler;
  return true;
}

Program without(const Program& program, std::size_t begin, std::size_t count) {
  Program rest = program;
  const auto first = rest.commands.begin() + static_cast<std::ptrdiff_t>(begin);
  rest.commands.erase(first, first + static_cast<std::ptrdiff_t>(count));
  return rest;
}

// From the end, so that what a later command needs is still there.
bool leave_out(Program& program, const StillFails& still_fails) {
  bool changed = false;
  for (std::size_t count = program.commands.size() / 2; count > 0; count /= 2) {
    for (std::size_t end = program.commands.size(); end >= count; --end) {
      if (end > program.commands.size()) continue;
      changed |= try_out(program, without(program, end - count, count), still_fails);
    }
  }
  return changed;
}

bool simplify_settings(Program& program, const StillFails& still_fails) {
  Program plain = program;
  plain.settings = {};
  if (try_out(program, plain, still_fails)) return true;
  bool changed = false;
  Settings settings = program.settings;
  for_each_setting(
      [&](unsigned, std::string_view, std::uint16_t& value) {
        const std::uint16_t kept = std::exchange(value, std::uint16_t{0});
        Program simpler = program;
        simpler.settings = settings;
        if (try_out(program, simpler, still_fails)) {
          changed = true;
        } else {
          value = kept;
        }
      },
      settings);
  return changed;
}

// Tuples by the order in which they are first used: all of them the peer's to open, or each as it
// was.
Program renumbered(Program program, bool all_are_peers) {
  std::array<std::optional<std::uint8_t>, kTuples> number{};
  std::uint8_t next_of_peer = 0;
  std::uint8_t next_of_subject = kFirstOfSubject;
  for (Command& command : program.commands) {
    const bool is_peers = all_are_peers || command.tuple < kFirstOfSubject;
    if (!number[command.tuple]) {
      number[command.tuple] = is_peers ? next_of_peer++ : next_of_subject++;
    }
    command.tuple = *number[command.tuple];
  }
  return program;
}

bool renumber(Program& program, const StillFails& still_fails) {
  return try_out(program, renumbered(program, true), still_fails) ||
         try_out(program, renumbered(program, false), still_fails);
}

bool simplify_commands(Program& program, const StillFails& still_fails) {
  bool changed = false;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    Program simpler = program;
    simpler.commands[i].is_lazy = false;
    changed |= try_out(program, simpler, still_fails);
    simpler = program;
    simpler.commands[i].by = End::subject;
    changed |= try_out(program, simpler, still_fails);
    const std::uint16_t before = program.commands[i].amount;
    for (const unsigned amount : {0u, before % 16u, before / 2u}) {
      if (amount >= program.commands[i].amount) continue;
      simpler = program;
      simpler.commands[i].amount = static_cast<std::uint16_t>(amount);
      changed |= try_out(program, simpler, still_fails);
    }
  }
  return changed;
}

}  // namespace

Program shrink(Program program, const StillFails& still_fails) {
  bool changed = true;
  while (changed) {
    changed = leave_out(program, still_fails);
    changed |= simplify_settings(program, still_fails);
    changed |= simplify_commands(program, still_fails);
    changed |= renumber(program, still_fails);
  }
  return program;
}

}  // namespace twomsl::harness
