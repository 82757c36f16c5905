// What happens in one run against a stack, as data: faults of the link, and a list of commands.
//
// In bytes it is a list of records as those of sim/program: a kind, where, and an amount. Numbers
// are never used again, and any bytes are a program.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/link.hpp"

namespace twomsl::harness {

/// Faults of the link, in thousandths of the packets (modulo 256), and the longest delay.
struct Settings {
  std::uint16_t lost = 0;
  std::uint16_t repeated = 0;
  std::uint16_t damaged = 0;
  std::uint16_t delayed = 0;
  std::uint16_t longest_delay_ms = 0;
  std::uint16_t seed = 0;  // of what the link draws

  friend constexpr bool operator==(const Settings&, const Settings&) = default;
};

/// Visits every field with its number in the format and its name.
template <class Visit>
constexpr void for_each_setting(const Visit& visit, Settings& settings) {
  visit(0, "lost", settings.lost);
  visit(1, "repeated", settings.repeated);
  visit(2, "damaged", settings.damaged);
  visit(3, "delayed", settings.delayed);
  visit(4, "longest_delay_ms", settings.longest_delay_ms);
  visit(5, "seed", settings.seed);
}

enum class CommandKind : std::uint8_t {
  open = 0,  // by whose tuple it is
  send = 1,  // 1 + amount % 4096 bytes
  close = 2,
  abort = 3,
  wait = 4,       // low nibble: how long
  fin_again = 5,  // the peer's FIN arrives once more, as if the answer had been lost
  syn_again = 6,  // an old SYN of the peer's arrives, if it may still be alive
  lose = 7,       // the next packet of the tuple from that end
  repeat = 8,
  delay = 9,   // by 1 + amount % 2000 milliseconds
  forge = 10,  // a segment arrives that nobody sent: see forged.hpp
};
inline constexpr std::uint8_t kCommandKinds = 11;

/// Who calls, or who sends.
enum class End : std::uint8_t { subject = 0, peer = 1 };

/// Tuples 0 to 11 are the peer's to open, from ports of its own to one of the subject's; 12 to 15
/// the subject's.
inline constexpr std::uint8_t kTuples = 16;
inline constexpr std::uint8_t kFirstOfSubject = 12;

struct Command {
  CommandKind kind = CommandKind::open;
  std::uint8_t tuple = 0;
  End by = End::subject;
  bool is_lazy = false;  // the next command comes at the same time, before any packet arrives
  std::uint16_t amount = 0;

  friend constexpr bool operator==(const Command&, const Command&) = default;
};

struct Program {
  Settings settings{};
  std::vector<Command> commands{};

  friend bool operator==(const Program&, const Program&) = default;
};

inline constexpr std::size_t kMostCommands = 200;

/// Total on any bytes; what lies behind the last command that fits is left out.
[[nodiscard]] Program read_program(std::span<const std::uint8_t> bytes);

/// The bytes that read_program() reads back.
[[nodiscard]] std::vector<std::uint8_t> write_program(const Program& program);

/// What a seed gives: 8 to 93 commands, none of them forged.
[[nodiscard]] Program program_of_seed(std::uint64_t seed);

/// The link that the settings stand for.
[[nodiscard]] sim::Link link_of(const Settings& settings);

/// How long a command waits.
[[nodiscard]] std::uint64_t wait_us(const Command& command, std::uint64_t msl_us);

/// In words, a line for each command.
[[nodiscard]] std::string describe(const Command& command, std::uint64_t msl_us);
[[nodiscard]] std::string describe(const Program& program, std::uint64_t msl_us);

/// The kinds of commands, each as often as a program does it beside the others.
[[nodiscard]] std::vector<CommandKind> kinds_by_weight();

}  // namespace twomsl::harness
