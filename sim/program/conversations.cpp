// See conversations.hpp.
#include "sim/program/conversations.hpp"

#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint64_t kSecondUs = 1'000'000;
constexpr std::uint16_t kDrainWaits = 16;  // a bit of DrainOptions

// Amounts of CommandKind::wait and CommandKind::run, as sim/run.cpp reads them.
constexpr std::uint16_t kRoundTrips = 2;  // 20 ms
constexpr std::uint16_t kShort = 3;       // 400 ms
constexpr std::uint16_t kSeconds = 5;     // 3 s
constexpr std::uint16_t kMinute = 6;
constexpr std::uint16_t kMsl = 10;
constexpr std::uint16_t kNearlyTwoMsl = 11;
constexpr std::uint16_t kTwoMsl = 12;
constexpr std::uint16_t kLong = 15;  // 90 s

// Writes the commands of one seed. Each choice depends on what it is for and on the conversation.
struct Writer {
  std::uint64_t seed = 0;
  Program program{};
  std::uint32_t conversation = 0;
  std::uint32_t tuple = 0;

  [[nodiscard]] std::uint64_t choice(std::string_view what) const {
    return drawn(seed, what, conversation);
  }
  [[nodiscard]] bool happens(std::string_view what, std::uint32_t one_in) const {
    return choice(what) % one_in == 0;
  }
  void put(CommandKind kind, std::uint32_t end, std::uint64_t amount = 0) {
    program.commands.push_back({kind, {end, tuple}, false, static_cast<std::uint16_t>(amount)});
  }
  void run(std::uint16_t moment) { put(CommandKind::run, 0, moment); }
};

Settings conversation_settings(std::uint64_t seed) {
  Settings settings = settings_of_seed(seed);
  settings.a.is_tight = settings.b.is_tight = 0;
  // What a host opens after a reboot may be refused as long as the other end waits, and with an MSL
  // of 120 s that is longer than the host tries.
  settings.drain |= kDrainWaits;
  settings.damaged = 0;  // of a damaged packet a capture shows what nobody sent
  return settings;
}

// What a rare one of packets in flight meets: it stays behind and comes again, or it is lost.
void disturb(Writer& writer, std::string_view when) {
  const std::uint64_t what = writer.choice(when);
  const auto end = static_cast<std::uint32_t>(what >> 8 & 1u);
  const std::uint64_t packet = what >> 9;
  if (what % 8 == 0) writer.put(CommandKind::repeat, end, packet & 3u);
  if (what % 8 == 1) writer.put(CommandKind::drop, end, packet & 3u);
  if (what % 8 == 2) writer.put(CommandKind::newest, end);
}

void write_open(Writer& writer) {
  const auto opener = static_cast<std::uint32_t>(writer.choice("opener") & 1u);
  writer.put(CommandKind::listen, 1 - opener);
  writer.put(CommandKind::open, opener);
  if (writer.happens("both open", 12)) writer.put(CommandKind::open, 1 - opener);
  disturb(writer, "at open");
  writer.run(writer.happens("slow open", 4) ? kSeconds : kRoundTrips);
}

void write_text(Writer& writer) {
  const std::uint64_t size = writer.choice("size");
  for (std::uint32_t end = 0; end < 2; ++end) {
    if (writer.happens(end == 0 ? "A sends" : "B sends", 2)) {
      writer.put(CommandKind::send, end, size >> (8 * end) & 15u);
    }
  }
  disturb(writer, "at text");
  writer.run(kRoundTrips);
  for (std::uint32_t end = 0; end < 2; ++end) writer.put(CommandKind::receive, end, 15);
  if (writer.happens("slow text", 8)) writer.run(kSeconds);
}

// A rare call ends it: ABORT, or a user timeout.
void write_abort(Writer& writer, std::uint32_t end) {
  constexpr std::uint16_t kUserTimeout = 4;
  constexpr std::uint16_t kAbort = 5;
  writer.put(CommandKind::call, end, writer.happens("user timeout", 2) ? kUserTimeout : kAbort);
  writer.run(kRoundTrips);
}

// Nothing arrives for about R2, or for long after. Then what is still in flight does.
void write_silence(Writer& writer, std::uint32_t closer) {
  writer.put(CommandKind::wait, 0, kLong);
  const bool is_long = writer.happens("long silence", 4);
  const std::uint64_t more = is_long ? 2 : 2 + writer.choice("silence") % 6;
  for (std::uint64_t i = 0; i < more; ++i) {
    writer.put(CommandKind::wait, 0, is_long ? kLong : kSeconds);
  }
  if (is_long || writer.happens("late FIN", 2)) return writer.run(kSeconds);
  // The last of the FINs arrives, and what answers it is lost.
  for (int i = 0; i < 5; ++i) writer.put(CommandKind::drop, 1 - closer);
  writer.put(CommandKind::newest, 1 - closer);
  for (int i = 0; i < 3; ++i) writer.put(CommandKind::drop, 1 - closer);
  for (int i = 0; i < 4; ++i) writer.put(CommandKind::drop, closer);
}

void write_close(Writer& writer) {
  const auto first = static_cast<std::uint32_t>(writer.choice("first closer") & 1u);
  writer.put(CommandKind::close, first);
  const bool is_at_once = writer.happens("both close", 8);
  const bool is_cut_off = writer.happens("cut off", 8);
  if (is_cut_off) write_silence(writer, first);
  disturb(writer, "at close");
  if (!is_at_once && !is_cut_off) writer.run(kRoundTrips);
  if (writer.happens("half-closed", 3)) {
    writer.put(CommandKind::send, 1 - first, writer.choice("rest") & 15u);
    writer.run(writer.happens("long half-closed", 16) ? kMinute : kRoundTrips);
    writer.put(CommandKind::receive, first, 15);
  }
  writer.put(CommandKind::close, 1 - first);
  disturb(writer, "at last");
  writer.run(writer.happens("slow close", 4) ? kSeconds : kRoundTrips);
  for (std::uint32_t end = 0; end < 2; ++end) writer.put(CommandKind::receive, end, 15);
}

// How long until the tuple is used again.
void write_pause(Writer& writer) {
  constexpr std::array<std::uint16_t, 16> kPauses = {
      kRoundTrips, kRoundTrips,   kRoundTrips, kShort, kShort,  kSeconds, kSeconds, kSeconds,
      kMinute,     kNearlyTwoMsl, kMsl,        kMsl,   kTwoMsl, kTwoMsl,  kTwoMsl,  kTwoMsl};
  writer.run(kPauses[writer.choice("pause") % kPauses.size()]);
}

}  // namespace

Profile conversation_profile(std::uint64_t seed) {
  Profile profile;
  profile.msl_us = (seed % 2 == 0 ? 30 : 120) * kSecondUs;
  profile.old_iss_near = seed % 8 == 7;
  return profile;
}

Program conversations_of_seed(std::uint64_t seed, std::uint32_t conversations) {
  Writer writer{.seed = seed};
  writer.program.settings = conversation_settings(seed);
  const bool hides_events = seed % 4 == 3;
  for (; writer.conversation < conversations; ++writer.conversation) {
    writer.tuple = static_cast<std::uint32_t>(writer.choice("tuple") % 4 % kTuples);
    write_open(writer);
    if (!writer.happens("no text", 4)) write_text(writer);
    if (hides_events && writer.happens("abort", 8)) write_abort(writer, writer.choice("who") & 1u);
    write_close(writer);
    if (hides_events && writer.happens("late abort", 16)) {
      write_abort(writer, writer.choice("who") >> 1 & 1u);
    }
    if (hides_events && writer.happens("reboot", 32)) {
      writer.put(CommandKind::reboot, writer.choice("who") >> 2 & 1u);
    }
    write_pause(writer);
  }
  return std::move(writer.program);
}

}  // namespace twomsl::sim
