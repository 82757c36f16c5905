// What happens in one run, as data: how the two hosts are set up, and a list of commands.
// RapidCheck and libFuzzer make them, and a seed does.
//
// In bytes a program is a list of records (records.hpp). A kind from kFirstField on sets the field
// of the settings that bears the rest as its number; a kind that nobody knows does nothing. So old
// programs keep their meaning when a field or a command is added.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/network.hpp"
#include "sim/program/records.hpp"

namespace twomsl::sim {

/// How one host is set up. Values are choices, modulo as many as there are.
struct HostSetup {
  std::uint16_t policy = 0;
  std::uint16_t snd_buffer = 0;
  std::uint16_t rcv_buffer = 0;
  std::uint16_t mss = 0;
  std::uint16_t omits_timestamps = 0;
  std::uint16_t omits_scale = 0;
  std::uint16_t is_tight = 0;  // memory for few connections, waits and floors
};

struct Settings {
  HostSetup a{};
  HostSetup b{};
  std::uint16_t start = 0;   // of the clock, near where numbers wrap
  std::uint16_t secret = 0;  // of the hosts
  std::uint16_t first_iss = 0;
  std::uint16_t lost = 0;  // by the link, each in thousandths
  std::uint16_t repeated = 0;
  std::uint16_t damaged = 0;
  std::uint16_t delayed = 0;
  std::uint16_t longest_delay = 0;
  std::uint16_t drain = 0;   // how the last connections are opened, used and closed: DrainOptions
  std::uint16_t family = 0;  // odd: IPv6, else IPv4
};

/// Visits every field with its number in the format and its name. Numbers are never used again.
template <class Visit>
constexpr void for_each_setting(const Visit& visit, Settings& settings) {
  visit(0, "a.policy", settings.a.policy);
  visit(1, "a.snd_buffer", settings.a.snd_buffer);
  visit(2, "a.rcv_buffer", settings.a.rcv_buffer);
  visit(3, "a.mss", settings.a.mss);
  visit(4, "a.omits_timestamps", settings.a.omits_timestamps);
  visit(5, "a.omits_scale", settings.a.omits_scale);
  visit(6, "a.is_tight", settings.a.is_tight);
  visit(7, "b.policy", settings.b.policy);
  visit(8, "b.snd_buffer", settings.b.snd_buffer);
  visit(9, "b.rcv_buffer", settings.b.rcv_buffer);
  visit(10, "b.mss", settings.b.mss);
  visit(11, "b.omits_timestamps", settings.b.omits_timestamps);
  visit(12, "b.omits_scale", settings.b.omits_scale);
  visit(13, "b.is_tight", settings.b.is_tight);
  visit(14, "start", settings.start);
  visit(15, "secret", settings.secret);
  visit(16, "first_iss", settings.first_iss);
  visit(17, "lost", settings.lost);
  visit(18, "repeated", settings.repeated);
  visit(19, "damaged", settings.damaged);
  visit(20, "delayed", settings.delayed);
  visit(21, "longest_delay", settings.longest_delay);
  visit(22, "drain", settings.drain);
  visit(23, "family", settings.family);
}

inline constexpr std::size_t kSettings = 24;

/// Numbers of the format; a new one takes the next.
enum class CommandKind : std::uint8_t {
  open = 0,
  listen = 1,
  send = 2,     // amount: low nibble the size, bit 7 urgent
  receive = 3,  // low nibble the size
  close = 4,
  call = 5,     // a rare one: ABORT, USER TIMEOUT, STATUS, a timeout before it is due
  deliver = 6,  // low three bits: which packet, from the oldest
  newest = 7,   // the newest arrives
  repeat = 8,   // as deliver, and it stays in flight
  damage = 9,
  drop = 10,
  wait = 11,      // low nibble: how long, or until which moment
  late = 12,      // the same, and timers expire late
  exchange = 13,  // low nibble: as many packets arrive, as they are due
  forge = 14,     // a segment that nobody sent, its numbers next to those that are expected
  configure = 15,
  collect = 16,
  unlisten = 17,
  open_any = 18,  // from a port of the host's choice
  reboot = 19,
  run = 20,      // as wait, and packets arrive as they are due
  replace = 21,  // another host takes the address over; an odd amount: of a quarter of the MSL
};
inline constexpr std::uint8_t kCommandKinds = 22;
inline constexpr std::array<std::string_view, kCommandKinds> kCommandNames = {
    "open",    "listen",   "send",     "receive", "close", "call",     "deliver", "newest",
    "repeat",  "damage",   "drop",     "wait",    "late",  "exchange", "forge",   "configure",
    "collect", "unlisten", "open_any", "reboot",  "run",   "replace"};

/// The kinds of commands, each as often as a drawn program does it beside the others. Only one that
/// forges has forged segments and new settings.
[[nodiscard]] std::vector<CommandKind> kinds_by_weight(bool forges);

struct Command {
  CommandKind kind = CommandKind::open;
  Place at{};
  bool is_lazy = false;  // nobody asks the hosts for what they have to send
  std::uint16_t amount = 0;
};

struct Program {
  Settings settings{};
  std::vector<Command> commands{};
};

/// Unless another number is asked for.
inline constexpr std::size_t kMostCommands = 1000;

/// Total on any bytes; what lies behind `most` commands is left out.
[[nodiscard]] Program read_program(std::span<const std::uint8_t> bytes,
                                   std::size_t most = kMostCommands);

/// The bytes that read_program() reads back.
[[nodiscard]] std::vector<std::uint8_t> write_program(const Program& program);

/// In words, by names.
[[nodiscard]] std::string describe(const Program& program);

/// What a run is: who is tested, on how many tuples, and what may happen.
struct Profile {
  PoliciesUnderTest policies_under_test = honest_subjects();
  std::uint32_t tuples = kTuples;
  bool old_iss_near = false;
  std::uint32_t reordering = ~0u;  // of each host's connections so many hold early text at once
  std::uint64_t msl_us = 0;        // of both; 0: four seconds, so that old segments meet the new
  bool forges = false;             // forged segments and new settings: laws alone are asked
  bool replaces = false;           // other hosts may take addresses over: laws alone are asked
  bool checks_nothing = false;     // a run for its packets alone
  bool drains = true;              // afterwards all must come to its end (sim/drain.hpp)
  std::uint64_t packet_life_us = kNeverUs;   // NetworkOptions
  std::optional<std::uint32_t> lost_rsts{};  // NetworkOptions
  std::vector<UnseenEvent> unseen{};         // NetworkOptions
};

/// What a run is recorded in.
struct Recorders {
  Tap* tap = nullptr;
  OffenceLog* offences = nullptr;
};

/// Runs a program until a law breaks. What it has met is added to `coverage`.
[[nodiscard]] std::optional<Breach> run_program(const Program& program, const Profile& profile,
                                                Coverage& coverage, Recorders recorders);
[[nodiscard]] std::optional<Breach> run_program(const Program& program, const Profile& profile,
                                                Coverage& coverage, Tap* tap = nullptr);

/// What a seed gives, under IPv4: whoever wants IPv6 says so beside the seed. A field or command
/// that is added later changes none of the others.
[[nodiscard]] Settings settings_of_seed(std::uint64_t seed);
[[nodiscard]] Program program_of_seed(std::uint64_t seed, std::size_t commands,
                                      bool forges = false);

}  // namespace twomsl::sim
