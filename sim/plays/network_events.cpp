// What befalls packets on their way: they come twice, late, or, RSTs, not at all.
#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "core/codec/decode.hpp"
#include "sim/plays/play.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

// What is under way for no longer is nowhere late: a second, both ways (oracle/judge).
constexpr std::uint64_t kPromptUs = 450'000;

// A choice of Settings::longest_delay: as long as packets live.
constexpr std::uint16_t kAsLongAsTheyLive = 2;

// So many thousandths, as Settings has them.
constexpr std::uint16_t share(std::uint32_t thousandths) {
  return static_cast<std::uint16_t>(4 * thousandths + 1);
}

// Before a conversation begins, the one before is opened anew from one end, and soon from the
// other: a SYN that meets a wait draws acknowledgements, and these draw RSTs.
void insert_probes(Program& program, std::uint64_t seed) {
  constexpr std::uint16_t kSeconds = 5;  // 3 s, as sim/program/run.cpp reads it
  std::vector<Command> commands;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const std::uint64_t chance = drawn(seed, "probe", i);
    if (i != 0 && program.commands[i].kind == CommandKind::listen && chance % 2 == 0) {
      const std::uint32_t tuple = program.commands[i - 1].at.tuple;
      const auto end = static_cast<std::uint32_t>(chance >> 1 & 1u);
      commands.push_back({CommandKind::open, {end, tuple}});
      commands.push_back({CommandKind::run, {0, tuple}, false, kSeconds});
      commands.push_back({CommandKind::run, {0, tuple}, false, kSeconds});
      commands.push_back({CommandKind::open, {1 - end, tuple}});
      commands.push_back({CommandKind::run, {0, tuple}, false, kSeconds});
    }
    commands.push_back(program.commands[i]);
  }
  program.commands = std::move(commands);
}

struct Sightings {
  std::vector<std::uint64_t> sent_us{};
  std::vector<std::uint64_t> arrived_us{};
  bool is_rst = false;
};

using Packets = std::map<std::vector<std::uint8_t>, Sightings>;

// Each that arrived is taken for the one that was sent last.
bool is_late(const Sightings& packet) {
  return std::ranges::any_of(packet.arrived_us, [&](std::uint64_t at_us) {
    const auto later = std::ranges::upper_bound(packet.sent_us, at_us);
    return later != packet.sent_us.begin() && at_us - *std::prev(later) > kPromptUs;
  });
}

void look(Packets& packets, const std::vector<Captured>& captured) {
  for (const Captured& seen : captured) {
    Sightings& packet = packets[{seen.packet.begin(), seen.packet.end()}];
    (seen.sender ? packet.sent_us : packet.arrived_us).push_back(seen.at.us);
    const auto bytes = static_cast<std::uint32_t>(seen.packet.size());
    packet.is_rst = decode_ip(seen.packet, bytes).segment.flags.rst();
  }
}

}  // namespace

void spare(SeededRun& run) {
  run.profile.packet_life_us = kPromptUs;
  run.profile.lost_rsts = 0;
  run.program.settings.repeated = 0;
  std::erase_if(run.program.commands,
                [](const Command& command) { return command.kind == CommandKind::repeat; });
}

void add_network_events(SeededRun& run, Assumption breaks, std::uint64_t seed) {
  if (breaks == Assumption::no_duplicate) {
    run.program.settings.repeated = share(50);
  } else if (breaks == Assumption::no_late) {
    run.profile.packet_life_us = kNeverUs;
    insert_probes(run.program, seed);
    run.program.settings.delayed = share(60);
    run.program.settings.longest_delay = kAsLongAsTheyLive;
  } else if (breaks == Assumption::rsts_arrived) {
    insert_probes(run.program, seed);
    run.profile.lost_rsts = 300 + 200 * static_cast<std::uint32_t>(drawn(seed, "lost RSTs") % 4);
  }
}

Assumptions broken_by_network(const Tap& tap) {
  Packets packets;
  look(packets, tap.captured(Vantage::a));
  look(packets, tap.captured(Vantage::b));
  Assumptions broken;
  for (const auto& [bytes, packet] : packets) {
    const std::size_t sent = packet.sent_us.size();
    const std::size_t arrived = packet.arrived_us.size();
    if (sent == 0) {
      broken.insert(Assumption::no_forger);
    } else if (arrived > sent) {
      broken.insert(Assumption::no_duplicate);
    }
    if (packet.is_rst && arrived < sent) broken.insert(Assumption::rsts_arrived);
    if (is_late(packet)) broken.insert(Assumption::no_late);
  }
  return broken;
}

}  // namespace twomsl::sim
