#include "harness/program/forged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/codec/segment_view.hpp"
#include "sim/random.hpp"

namespace twomsl::harness {
namespace {

using sim::drawn;

bool is_same(const Stimulus& a, const Stimulus& b) {
  return a.flags == b.flags && a.seq_offset == b.seq_offset && a.ack == b.ack &&
         a.text_bytes == b.text_bytes && a.oddity == b.oddity;
}

const std::vector<Stimulus>& known_stimuli() {
  static const std::vector<Stimulus> all = [] {
    std::vector<Stimulus> stimuli;
    for (const Case& one : all_cases()) {
      const auto is_this = [&](const Stimulus& other) { return is_same(other, one.stimulus); };
      if (one.script == nullptr && std::ranges::none_of(stimuli, is_this)) {
        stimuli.push_back(one.stimulus);
      }
    }
    return stimuli;
  }();
  return all;
}

// Takes the lowest digit off a number.
std::size_t digit(unsigned& number, std::size_t base) {
  const std::size_t lowest = number % base;
  number /= static_cast<unsigned>(base);
  return lowest;
}

Stimulus any_stimulus(unsigned number) {
  constexpr std::array<std::uint8_t, 5> kBits = {Flags::kAck, Flags::kFin, Flags::kSyn, Flags::kRst,
                                                 Flags::kUrg};
  constexpr std::int32_t kFar = 1 << 30;
  constexpr std::array<std::int32_t, 6> kOffsets = {0, -1, 1, -1000, kFar, -kFar};
  constexpr std::array<std::int32_t, 2> kFromEdge = {-1, 0};
  constexpr std::array<std::uint32_t, 3> kTexts = {0, 1, 4};
  Stimulus one;
  for (const std::uint8_t bit : kBits) {
    if (digit(number, 2) != 0) one.flags = static_cast<std::uint8_t>(one.flags | bit);
  }
  const std::size_t seq = digit(number, kOffsets.size() + kFromEdge.size());
  one.is_from_edge = seq >= kOffsets.size();
  one.seq_offset = one.is_from_edge ? kFromEdge[seq - kOffsets.size()] : kOffsets[seq];
  one.ack = kValuesOf<AckNumber>[digit(number, kCountOf<AckNumber>)];
  one.text_bytes = kTexts[digit(number, kTexts.size())];
  return one;
}

std::string_view words_of(AckNumber ack) {
  switch (ack) {
    case AckNumber::as_before:
      return "as before";
    case AckNumber::all:
      return "of all that was sent";
    case AckNumber::unsent:
      return "of what is unsent";
    case AckNumber::ancient:
      return "2^30 ago";
  }
  return "";
}

Command forged(std::uint8_t tuple, std::uint64_t amount) {
  return {CommandKind::forge, tuple, End::peer, false, static_cast<std::uint16_t>(amount)};
}

// What leads to a state and holds it there for a second, since an answer is lost.
std::vector<Command> way_to(State state, std::uint8_t tuple) {
  using enum CommandKind;
  const Command opens{open, tuple};
  const Command closes{close, tuple, End::subject}, peer_closes{close, tuple, End::peer};
  const Command loses{lose, tuple, End::subject}, peer_loses{lose, tuple, End::peer};
  const auto at_once = [](Command command) {
    command.is_lazy = true;
    return command;
  };
  switch (state) {
    case State::closed:
    case State::listen:
      return {};
    case State::syn_sent:  // or LISTEN, if it is the peer that opens
    case State::syn_received:
      return {loses, opens};
    case State::established:
      return {opens};
    case State::fin_wait_1:
      return {opens, peer_loses, closes};
    case State::fin_wait_2:
      return {opens, closes};
    case State::close_wait:
      return {opens, peer_closes};
    case State::closing:  // the FINs cross, and the peer's ACK is lost
      return {opens, at_once(peer_closes), at_once(closes), peer_loses};
    case State::last_ack:
      return {opens, peer_closes, peer_loses, closes};
    case State::time_wait:
      return {opens, closes, peer_closes};
  }
  return {};
}

}  // namespace

Stimulus stimulus_of(std::uint16_t amount) {
  const unsigned number = amount / 2u;
  return amount % 2 == 0 ? known_stimuli()[number % known_stimuli().size()] : any_stimulus(number);
}

std::string flag_letters(std::uint8_t flags) {
  constexpr std::string_view kLetters = "FSRPAUEC";
  std::string letters;
  for (std::size_t bit = 0; bit < kLetters.size(); ++bit) {
    if ((flags >> bit & 1) != 0) letters += kLetters[bit];
  }
  return letters.empty() ? "none" : letters;
}

std::string describe(const Stimulus& stimulus) {
  std::string words = "a forged segment, flags " + flag_letters(stimulus.flags);
  words += stimulus.is_from_edge ? ", SEQ = RCV.NXT + RCV.WND" : ", SEQ = RCV.NXT";
  if (stimulus.seq_offset != 0) {
    words += fmt::format(" {} {}", stimulus.seq_offset < 0 ? '-' : '+',
                         std::abs(std::int64_t{stimulus.seq_offset}));
  }
  if ((stimulus.flags & Flags::kAck) != 0) words += fmt::format(", ACK {}", words_of(stimulus.ack));
  if (stimulus.text_bytes != 0) words += fmt::format(", {} bytes of text", stimulus.text_bytes);
  if (stimulus.oddity != Oddity::none) words += fmt::format(", {}", name(stimulus.oddity));
  return words;
}

Program forging_program_of_seed(std::uint64_t seed) {
  Program program;
  if (seed % 2 == 0) {
    const Program plain = program_of_seed(seed);
    program.settings = plain.settings;
    for (std::size_t i = 0; i < plain.commands.size(); ++i) {
      program.commands.push_back(plain.commands[i]);
      if (plain.commands[i].is_lazy || drawn(seed, "forges", i) % 4 != 0) continue;
      program.commands.push_back(forged(plain.commands[i].tuple, drawn(seed, "segment", i)));
    }
    return program;
  }
  const std::uint64_t states = 1 + drawn(seed, "states") % 4;
  for (std::uint64_t i = 0; i < states; ++i) {
    const auto state = static_cast<State>(drawn(seed, "state", i) % kStateNames.size());
    // A tuple for each, of the peer's or of the stack's to open.
    const bool is_peers = state != State::syn_sent && drawn(seed, "opener", i) % 4 != 0;
    const auto tuple = static_cast<std::uint8_t>(is_peers ? i : kFirstOfSubject + i);
    std::ranges::copy(way_to(state, tuple), std::back_inserter(program.commands));
    for (std::uint64_t j = 0; j <= drawn(seed, "segments", i) % 3; ++j) {
      program.commands.push_back(forged(tuple, drawn(seed, "segment", 3 * i + j)));
    }
  }
  return program;
}

}  // namespace twomsl::harness
