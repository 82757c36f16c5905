// Reading, writing and drawing of programs.
#include "sim/program/program.hpp"

#include <algorithm>

#include "sim/program/records.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint8_t kLazyBit = 8;

// How often a drawn program does each command.
constexpr std::array<std::uint32_t, kCommandKinds> kWeights = {10, 2, 12, 8, 10, 2, 6, 2, 2, 2, 2,
                                                               6,  2, 30, 0, 0,  1, 1, 1, 1, 0, 0};

// One command in eight is forged, or sets something, where that is wanted.
constexpr std::uint32_t kForgeWeight = 12;
constexpr std::uint32_t kConfigureWeight = 1;

std::uint32_t weight_of(CommandKind kind, bool forges) {
  if (forges && kind == CommandKind::forge) return kForgeWeight;
  if (forges && kind == CommandKind::configure) return kConfigureWeight;
  return kWeights[static_cast<std::size_t>(kind)];
}

CommandKind drawn_kind(std::uint64_t seed, std::uint64_t index, bool forges) {
  const auto weight = [forges](std::size_t kind) {
    return weight_of(static_cast<CommandKind>(kind), forges);
  };
  return static_cast<CommandKind>(drawn_by_weight({seed, index}, kCommandNames, weight));
}

}  // namespace

std::vector<CommandKind> kinds_by_weight(bool forges) {
  std::vector<CommandKind> kinds;
  for (std::uint8_t number = 0; number < kCommandKinds; ++number) {
    const auto kind = static_cast<CommandKind>(number);
    kinds.insert(kinds.end(), weight_of(kind, forges), kind);
  }
  return kinds;
}

Program read_program(std::span<const std::uint8_t> bytes, std::size_t most) {
  Program program;
  program.commands.reserve(std::min(bytes.size() / kRecordBytes, most));
  for_each_record(bytes, [&](const Record& record) {
    if (record.kind >= kFirstField) {
      const unsigned number = record.kind - kFirstField;
      for_each_setting(
          [&](unsigned field, std::string_view, std::uint16_t& value) {
            if (field == number) value = record.amount;
          },
          program.settings);
    } else if (record.kind < kCommandKinds && program.commands.size() < most) {
      const Place at{record.where & 1u, (record.where >> 1 & 3u) % kTuples};
      program.commands.push_back({static_cast<CommandKind>(record.kind), at,
                                  (record.where & kLazyBit) != 0, record.amount});
    }
  });
  return program;
}

std::vector<std::uint8_t> write_program(const Program& program) {
  std::vector<std::uint8_t> bytes;
  const auto put = [&bytes](unsigned kind, unsigned where, std::uint16_t amount) {
    append_record(bytes,
                  {static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(where), amount});
  };
  Settings settings = program.settings;
  for_each_setting(
      [&](unsigned field, std::string_view, std::uint16_t value) {
        if (value != 0) put(kFirstField + field, 0, value);
      },
      settings);
  for (const Command& command : program.commands) {
    put(static_cast<unsigned>(command.kind),
        command.at.end | command.at.tuple << 1 | (command.is_lazy ? kLazyBit : 0u), command.amount);
  }
  return bytes;
}

std::string describe(const Program& program) {
  std::string words;
  Settings settings = program.settings;
  for_each_setting(
      [&](unsigned, std::string_view name, std::uint16_t value) {
        if (value != 0) words += std::string(name) + "=" + std::to_string(value) + " ";
      },
      settings);
  for (const Command& command : program.commands) {
    words += "\n  " + std::string(kCommandNames[static_cast<std::size_t>(command.kind)]) + " " +
             "AB"[command.at.end] + std::to_string(command.at.tuple) + " " +
             std::to_string(command.amount) + (command.is_lazy ? " lazily" : "");
  }
  return words;
}

Settings settings_of_seed(std::uint64_t seed) {
  Settings settings;
  for_each_setting(
      [seed](unsigned, std::string_view name, std::uint16_t& value) {
        value = static_cast<std::uint16_t>(drawn(seed, name));
      },
      settings);
  settings.family = 0;
  return settings;
}

Program program_of_seed(std::uint64_t seed, std::size_t commands, bool forges) {
  Program program{settings_of_seed(seed), {}};
  for (std::uint64_t i = 0; i < commands; ++i) {
    Command command;
    command.kind = drawn_kind(seed, i, forges);
    const std::uint64_t where = drawn(seed, "where", i);
    command.at = {static_cast<std::uint32_t>(where & 1u),
                  static_cast<std::uint32_t>((where >> 1) % kTuples)};
    command.is_lazy = drawn(seed, "lazy", i) % 16 == 0;
    command.amount = static_cast<std::uint16_t>(drawn(seed, "amount", i));
    program.commands.push_back(command);
  }
  return program;
}

}  // namespace twomsl::sim
