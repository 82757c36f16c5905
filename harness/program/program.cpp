// Reading, writing, drawing and telling of programs.
#include "harness/program/program.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/program/forged.hpp"
#include "harness/program/tuples.hpp"
#include "sim/program/records.hpp"
#include "sim/random.hpp"

namespace twomsl::harness {
namespace {

using sim::drawn;

constexpr std::uint8_t kTupleBits = 15;
constexpr std::uint8_t kPeerBit = 16;
constexpr std::uint8_t kLazyBit = 32;

constexpr std::array<std::string_view, kCommandKinds> kNames = {
    "open",      "send", "close",  "abort", "wait", "fin_again",
    "syn_again", "lose", "repeat", "delay", "forge"};

// How often a drawn program does each command.
constexpr std::array<std::uint32_t, kCommandKinds> kWeights = {12, 4, 12, 1, 4, 6, 2, 2, 1, 1, 0};

std::uint8_t where_of(const Command& command) {
  return static_cast<std::uint8_t>(command.tuple | (command.by == End::peer ? kPeerBit : 0u) |
                                   (command.is_lazy ? kLazyBit : 0u));
}

std::string_view name(End end) { return end == End::subject ? "the stack" : "the peer"; }

std::string opening(std::uint8_t tuple) {
  const std::string subject = fmt::format("10.0.0.1:{}", subject_socket(tuple).port);
  const std::string peer = fmt::format("10.0.0.2:{}", peer_socket(tuple).port);
  return is_subjects_to_open(tuple) ? fmt::format("the stack opens {} to {}", subject, peer)
                                    : fmt::format("the peer opens {} to {}", peer, subject);
}

// The tuple in words: by the port that no other tuple has.
std::string of_tuple(std::uint8_t tuple) {
  return is_subjects_to_open(tuple) ? fmt::format("10.0.0.1:{}", subject_socket(tuple).port)
                                    : fmt::format("10.0.0.2:{}", peer_socket(tuple).port);
}

std::string next_packet(const Command& command) {
  return fmt::format("{}'s next packet of {}", name(command.by), of_tuple(command.tuple));
}

Command drawn_command(std::uint64_t seed, std::uint64_t index) {
  Command command;
  command.kind = static_cast<CommandKind>(
      sim::drawn_by_weight({seed, index}, kNames, [](std::size_t kind) { return kWeights[kind]; }));
  // Few tuples, so that what is said of one is often said of one that was opened.
  const std::uint64_t peers = 3 + drawn(seed, "peers") % (kFirstOfSubject - 2u);
  const bool is_peers = drawn(seed, "opener", index) % 4 != 0;
  command.tuple = static_cast<std::uint8_t>(
      is_peers ? drawn(seed, "tuple", index) % peers
               : kFirstOfSubject + drawn(seed, "tuple", index) % (kTuples - kFirstOfSubject));
  command.by = drawn(seed, "by", index) % 2 == 0 ? End::subject : End::peer;
  command.is_lazy = drawn(seed, "lazy", index) % 16 == 0;
  command.amount = static_cast<std::uint16_t>(drawn(seed, "amount", index));
  return command;
}

}  // namespace

Program read_program(std::span<const std::uint8_t> bytes) {
  Program program;
  sim::for_each_record(bytes, [&program](const sim::Record& record) {
    if (record.kind >= sim::kFirstField) {
      const unsigned number = record.kind - sim::kFirstField;
      for_each_setting(
          [&](unsigned field, std::string_view, std::uint16_t& value) {
            if (field == number) value = record.amount;
          },
          program.settings);
    } else if (record.kind < kCommandKinds && program.commands.size() < kMostCommands) {
      program.commands.push_back({static_cast<CommandKind>(record.kind),
                                  static_cast<std::uint8_t>(record.where & kTupleBits),
                                  (record.where & kPeerBit) != 0 ? End::peer : End::subject,
                                  (record.where & kLazyBit) != 0, record.amount});
    }
  });
  return program;
}

std::vector<std::uint8_t> write_program(const Program& program) {
  std::vector<std::uint8_t> bytes;
  Settings settings = program.settings;
  for_each_setting(
      [&bytes](unsigned field, std::string_view, std::uint16_t value) {
        const auto kind = static_cast<std::uint8_t>(sim::kFirstField + field);
        if (value != 0) sim::append_record(bytes, {kind, 0, value});
      },
      settings);
  for (const Command& command : program.commands) {
    sim::append_record(
        bytes, {static_cast<std::uint8_t>(command.kind), where_of(command), command.amount});
  }
  return bytes;
}

Program program_of_seed(std::uint64_t seed) {
  Program program;
  // Three links of four are without faults, so that most programs come to where they want.
  if (drawn(seed, "faults") % 4 == 0) {
    for_each_setting(
        [seed](unsigned, std::string_view name, std::uint16_t& value) {
          value = static_cast<std::uint16_t>(drawn(seed, name));
        },
        program.settings);
  }
  const std::uint64_t steps = 8 + drawn(seed, "steps") % 24;
  for (std::uint64_t i = 0; i < steps; ++i) {
    const Command command = drawn_command(seed, i);
    program.commands.push_back(command);
    // Every fourth opening is closed at once, from either side first.
    if (command.kind != CommandKind::open || drawn(seed, "whole", i) % 4 != 0) continue;
    const End other = command.by == End::subject ? End::peer : End::subject;
    program.commands.push_back({CommandKind::close, command.tuple, command.by});
    program.commands.push_back({CommandKind::close, command.tuple, other});
  }
  return program;
}

sim::Link link_of(const Settings& settings) {
  sim::Link link;
  link.lost = settings.lost % 256u;
  link.repeated = settings.repeated % 256u;
  link.damaged = settings.damaged % 256u;
  link.delayed = settings.delayed % 256u;
  link.longest_delay_us = 1000 * (1 + settings.longest_delay_ms % 2000u);
  return link;
}

std::uint64_t wait_us(const Command& command, std::uint64_t msl_us) {
  constexpr std::uint64_t kSecond = 1'000'000;
  const std::array<std::uint64_t, 16> waits = {
      kSecond / 10, kSecond / 2,          kSecond,        2 * kSecond,
      5 * kSecond,  10 * kSecond,         msl_us / 4,     msl_us / 2,
      msl_us,       msl_us + kSecond,     msl_us * 3 / 2, 2 * msl_us - std::min(msl_us, kSecond),
      2 * msl_us,   2 * msl_us + kSecond, 3 * msl_us,     30 * kSecond};
  return waits[command.amount % waits.size()];
}

std::string describe(const Command& command, std::uint64_t msl_us) {
  std::string words;
  switch (command.kind) {
    case CommandKind::open:
      words = opening(command.tuple);
      break;
    case CommandKind::send:
      words = fmt::format("{} sends {} bytes on {}", name(command.by), 1 + command.amount % 4096,
                          of_tuple(command.tuple));
      break;
    case CommandKind::close:
      words = fmt::format("{} closes {}", name(command.by), of_tuple(command.tuple));
      break;
    case CommandKind::abort:
      words = fmt::format("{} aborts {}", name(command.by), of_tuple(command.tuple));
      break;
    case CommandKind::wait:
      words = fmt::format("{} s pass", static_cast<double>(wait_us(command, msl_us)) / 1e6);
      break;
    case CommandKind::fin_again:
      words = fmt::format("the peer's FIN of {} arrives again, as if the answer had been lost",
                          of_tuple(command.tuple));
      break;
    case CommandKind::syn_again:
      words = fmt::format("an old SYN of {} arrives late", of_tuple(command.tuple));
      break;
    case CommandKind::lose:
      words = fmt::format("{} will be lost", next_packet(command));
      break;
    case CommandKind::repeat:
      words = fmt::format("{} will arrive twice", next_packet(command));
      break;
    case CommandKind::delay:
      words = fmt::format("{} will be {} ms late", next_packet(command), 1 + command.amount % 2000);
      break;
    case CommandKind::forge:
      words = fmt::format("of {} comes {}", of_tuple(command.tuple),
                          describe(stimulus_of(command.amount)));
      break;
  }
  return words + (command.is_lazy ? ", and at the same time:" : "");
}

std::string describe(const Program& program, std::uint64_t msl_us) {
  std::string words;
  Settings settings = program.settings;
  for_each_setting(
      [&words](unsigned, std::string_view name, std::uint16_t value) {
        if (value != 0) words += fmt::format("  the link: {}={}\n", name, value);
      },
      settings);
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    words += fmt::format("  {:2}. {}\n", i + 1, describe(program.commands[i], msl_us));
  }
  return words;
}

std::vector<CommandKind> kinds_by_weight() {
  std::vector<CommandKind> kinds;
  for (std::uint8_t kind = 0; kind < kCommandKinds; ++kind) {
    kinds.insert(kinds.end(), kWeights[kind], static_cast<CommandKind>(kind));
  }
  return kinds;
}

}  // namespace twomsl::harness
