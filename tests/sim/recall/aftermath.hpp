// What a rule breaker's conversations lead to, where conversations by themselves hardly do: the
// commands that bring a wait of its, once its peer has closed, before what the rule is about.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/program/program.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {

enum class Aftermath : std::uint8_t {
  none,
  deaf_peer,      // no acknowledgement comes to the peer, which repeats its FIN for 75 s
  disowned_open,  // the peer opens anew, gives that up, and its old FIN comes again
  rst_beside,     // somebody sends a RST behind RCV.NXT, and the FIN comes again
  fin_again,      // the FIN comes again
};

[[nodiscard]] inline Aftermath aftermath_of(std::string_view breaker) {
  constexpr std::array<std::pair<std::string_view, Aftermath>, 4> kAftermaths = {
      {{"never-restarts", Aftermath::deaf_peer},
       {"no-return", Aftermath::disowned_open},
       {"obeys-beside", Aftermath::rst_beside},
       {"wrong-form", Aftermath::fin_again}}};
  const auto* const found =
      std::ranges::find(kAftermaths, breaker, [](const auto& of) { return of.first; });
  return found == kAftermaths.end() ? Aftermath::none : found->second;
}

/// Writes the commands of one, after the peer's CLOSE.
struct AftermathWriter {
  std::vector<Command>& commands;
  std::uint32_t host = 0;  // the end of the rule breaker
  std::uint32_t tuple = 0;

  void put(CommandKind kind, std::uint32_t end, std::uint16_t amount = 0) const {
    commands.push_back({kind, {end, tuple}, false, amount});
  }

  // The FIN arrives and stays on its way, and what acknowledges it arrives.
  void keep_fin() const {
    put(CommandKind::repeat, host);
    put(CommandKind::newest, 1 - host);
    put(CommandKind::wait, 0, kShort);
  }

  // Whatever is on its way to the host arrives once more, and its answers, too.
  void fin_again() const {
    put(CommandKind::wait, 0, kSecond);
    put(CommandKind::deliver, host);
    put(CommandKind::newest, 1 - host);
  }

  void write(Aftermath aftermath) const {
    switch (aftermath) {
      case Aftermath::none:
        return;
      case Aftermath::deaf_peer:
        for (int i = 0; i < 25; ++i) {
          put(CommandKind::newest, host);
          for (int packet = 0; packet < 3; ++packet) put(CommandKind::drop, 1 - host);
          for (int packet = 0; packet < 3; ++packet) put(CommandKind::drop, host);
          put(CommandKind::wait, 0, kSeconds);
        }
        return;
      case Aftermath::disowned_open:
        keep_fin();
        put(CommandKind::open, 1 - host);
        put(CommandKind::newest, host);
        put(CommandKind::close, 1 - host);
        put(CommandKind::newest, 1 - host);
        put(CommandKind::newest, host);
        return fin_again();
      case Aftermath::rst_beside:
        keep_fin();
        put(CommandKind::forge, host, kRstBeside);
        return fin_again();
      case Aftermath::fin_again:
        keep_fin();
        return fin_again();
    }
  }

  // Amounts, as sim/program/run.cpp reads them.
  static constexpr std::uint16_t kShort = 3;  // 400 ms
  static constexpr std::uint16_t kSecond = 4;
  static constexpr std::uint16_t kSeconds = 5;             // 3 s
  static constexpr std::uint16_t kRstBeside = 4 | 2 << 8;  // at RCV.NXT + 1
};

/// Puts the aftermath into half of the conversations that the host at `end` closes first.
inline void add_aftermath(Program& program, std::uint32_t end, Aftermath aftermath,
                          std::uint64_t seed) {
  if (aftermath == Aftermath::none) return;
  std::vector<Command> commands;
  bool host_closed = false;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Command command = program.commands[i];
    commands.push_back(command);
    if (command.kind == CommandKind::listen) host_closed = false;
    if (command.kind != CommandKind::close) continue;
    const bool is_followed_by_it =
        host_closed && command.at.end != end && drawn(seed, "aftermath", i) % 2 == 0;
    if (is_followed_by_it) AftermathWriter{commands, end, command.at.tuple}.write(aftermath);
    host_closed = command.at.end == end;
  }
  program.commands = std::move(commands);
}

}  // namespace twomsl::sim
