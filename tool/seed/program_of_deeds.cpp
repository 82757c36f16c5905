// See program_of_deeds.hpp.
#include "tool/seed/program_of_deeds.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"
#include "sim/tap.hpp"

namespace twomsl::tool {
namespace {

using sim::CommandKind;

// Amounts, as sim/program/run.cpp reads them.
constexpr std::uint16_t kAll = 15;       // of exchange: sixteen packets
constexpr std::uint16_t kNextTimer = 8;  // of wait
constexpr std::uint16_t kMostText = 13;  // of send and receive: 4000 bytes
constexpr std::uint16_t kAbort = 8;      // of call

struct Choice {
  std::uint64_t value;
  std::uint16_t amount;
};

constexpr std::array<Choice, 13> kSizes = {{{1, 0},
                                            {2, 3},
                                            {3, 4},
                                            {7, 5},
                                            {64, 6},
                                            {100, 1},
                                            {536, 7},
                                            {537, 8},
                                            {1000, 9},
                                            {1460, 10},
                                            {2000, 11},
                                            {2920, 12},
                                            {4000, kMostText}}};
// A minute and more is 2*MSL, which in a program is 8 s.
constexpr std::array<Choice, 4> kTimesNs = {
    {{400'000'000, 3}, {1'000'000'000, 4}, {3'000'000'000, 5}, {60'000'000'000, 12}}};
constexpr std::uint64_t kShortestNs = kTimesNs.front().value / 2;
constexpr unsigned kMostWaits = 4;

struct Writer {
  sim::Program program{};
  std::int64_t now_ns = 0;

  void put(CommandKind kind, sim::Place at, std::uint16_t amount, bool is_lazy = false) {
    program.commands.push_back({kind, at, is_lazy, amount});
  }
};

// The longest that fits, a few times.
void let_time_pass(Writer& writer, std::int64_t until_ns) {
  auto left = static_cast<std::uint64_t>(std::max<std::int64_t>(0, until_ns - writer.now_ns));
  for (unsigned waits = 0; left >= kShortestNs && waits < kMostWaits; ++waits) {
    const auto longer = std::ranges::upper_bound(kTimesNs, left, {}, &Choice::value);
    const Choice& chosen = longer == kTimesNs.begin() ? *longer : *(longer - 1);
    writer.put(CommandKind::run, {}, chosen.amount);
    left -= std::min(left, chosen.value);
  }
  writer.now_ns = std::max(writer.now_ns, until_ns);
}

// The packet of the deed in flight is lost as often as it was, and then arrives.
void let_arrive(Writer& writer, const Deed& deed) {
  const sim::Place receiver{1 - deed.at.end, deed.at.tuple};
  for (std::uint32_t copy = 0; copy < deed.lost; ++copy) {
    writer.put(CommandKind::drop, receiver, 0);
    writer.put(CommandKind::wait, {}, kNextTimer);
  }
  if (!deed.arrives) {
    writer.put(CommandKind::drop, receiver, 0);
  } else if (deed.kind == DeedKind::open || deed.kind == DeedKind::answer) {
    writer.put(CommandKind::deliver, receiver, 0);  // so that the answer may be lost
  } else {
    writer.put(CommandKind::exchange, {}, kAll);
  }
  writer.now_ns = std::max(writer.now_ns, deed.arrived_ns);
}

void send(Writer& writer, const Deed& deed) {
  const sim::Place receiver{1 - deed.at.end, deed.at.tuple};
  for (std::uint32_t left = deed.bytes; left != 0;) {
    const auto fits = std::ranges::lower_bound(kSizes, left, {}, &Choice::value);
    const Choice& chosen = fits == kSizes.end() ? kSizes.back() : *fits;
    writer.put(CommandKind::send, deed.at, chosen.amount);
    let_arrive(writer, deed);
    writer.put(CommandKind::receive, receiver, kMostText);
    left -= std::min(left, static_cast<std::uint32_t>(chosen.value));
  }
}

void perform(Writer& writer, const Deed& deed) {
  let_time_pass(writer, deed.time_ns);
  switch (deed.kind) {
    case DeedKind::open:
      writer.put(CommandKind::open, deed.at, 0);
      return let_arrive(writer, deed);
    case DeedKind::answer:
      let_arrive(writer, deed);
      writer.put(CommandKind::exchange, {}, kAll);
      return;
    case DeedKind::send:
      return send(writer, deed);
    case DeedKind::close:
      writer.put(CommandKind::close, deed.at, 0);
      return let_arrive(writer, deed);
    case DeedKind::abort:
      writer.put(CommandKind::call, deed.at, kAbort);
      return let_arrive(writer, deed);
  }
}

// Text that an end sends in one go, unless some of it was lost.
std::vector<Deed> joined(const std::vector<Deed>& deeds) {
  std::vector<Deed> all;
  for (const Deed& deed : deeds) {
    const bool goes_on = !all.empty() && all.back().kind == DeedKind::send &&
                         deed.kind == DeedKind::send && all.back().at == deed.at &&
                         all.back().lost + deed.lost == 0 &&
                         deed.time_ns - all.back().time_ns < std::int64_t{kShortestNs};
    if (goes_on) {
      all.back().bytes += deed.bytes;
    } else {
      all.push_back(deed);
    }
  }
  return all;
}

}  // namespace

sim::Program program_of(const std::vector<Deed>& deeds, Family family) {
  Writer writer;
  writer.program.settings.family = family == Family::ipv6 ? 1 : 0;
  if (!deeds.empty()) writer.now_ns = deeds.front().time_ns;
  for (const Deed& deed : joined(deeds)) perform(writer, deed);
  return writer.program;
}

Played play(const sim::Program& program) {
  sim::Tap tap;
  sim::Coverage coverage;
  Played played;
  played.breach = sim::run_program(program, {.drains = false}, coverage, &tap);
  std::vector<CapturedSegment> segments;
  ConversationReader reader(std::nullopt);
  std::uint64_t frame = 0;
  for (const sim::Captured& packet : tap.captured(sim::Vantage::a)) {
    const Decoded decoded =
        decode_ip(packet.packet, static_cast<std::uint32_t>(packet.packet.size()));
    if (decoded.rejection != Rejection::none) continue;
    reader.add(decoded.segment, ++frame, static_cast<std::int64_t>(packet.at.us) * 1000);
  }
  played.tally = deeds_of(reader.finish().segments).tally;
  return played;
}

}  // namespace twomsl::tool
