#include "harness/differential/difference.hpp"

#include <fmt/format.h>

#include "harness/program/forged.hpp"

namespace twomsl::harness {
namespace {

std::string_view words_of(AckClass ack) {
  switch (ack) {
    case AckClass::none:
      return "";
    case AckClass::fine:
      return ", an ACK that is fine";
    case AckClass::unsent:
      return ", an ACK of what was not sent";
    case AckClass::ancient:
      return ", an ACK of long ago";
  }
  return "";
}

std::string words_of(const Cause& cause) {
  if (cause.what != TraceEvent::packet) return fmt::format("its user called {}", name(cause.what));
  std::string words =
      fmt::format("frame {} came: flags {}", cause.frame, flag_letters(cause.segment.flags.bits));
  if (cause.before >= State::syn_received) {
    words += cause.seq_offset == 0
                 ? ", SEQ = RCV.NXT"
                 : fmt::format(", SEQ = RCV.NXT {} {}", cause.seq_offset < 0 ? '-' : '+',
                               std::abs(cause.seq_offset));
  }
  if (cause.before >= State::syn_sent) words += words_of(cause.arrival.ack);
  if (cause.segment.payload_bytes != 0) {
    words += fmt::format(", {} bytes of text", cause.segment.payload_bytes);
  }
  const Oddity oddity = cause.arrival.oddity;
  if (oddity != Oddity::none) words += fmt::format(", {}", name(oddity));
  return words;
}

std::string more(std::string_view what, std::int64_t mine, std::int64_t others) {
  return mine > others ? fmt::format(", {}", what) : "";
}

// What one side has done that the other has not.
std::string deeds_of(const Account& one, const Account& other, Reactions reactions,
                     Aspects aspects) {
  std::string words;
  if (!reactions.empty()) words += ", sent " + words_of(reactions, " and ");
  for (const Reaction reaction : kValuesOf<Reaction>) {
    const auto kind = static_cast<std::size_t>(reaction);
    if (reactions.contains(reaction)) continue;
    words += more("sent a RST", one.rsts[kind], other.rsts[kind]);
  }
  words += more("sent a SYN", one.syns, other.syns);
  if (!reactions.contains(Reaction::syn_ack)) {
    words += more("sent a SYN-ACK", one.syn_acks, other.syn_acks);
  } else {
    words += more("of a new connection", one.syn_acks, other.syn_acks);
  }
  words += more("told its user of the open", one.opened, other.opened);
  words += more("told its user of a reset", one.resets, other.resets);
  words += more("told its user that the peer has closed", one.peer_closed, other.peer_closed);
  if (one.text_bytes > other.text_bytes) {
    words += fmt::format(", told its user of {} bytes more", one.text_bytes - other.text_bytes);
  }
  const auto acknowledged = static_cast<std::int32_t>(one.ack_end - other.ack_end);
  if (aspects.contains(Aspect::ack) && one.has_ack && (acknowledged > 0 || !other.has_ack)) {
    words += other.has_ack ? fmt::format(", acknowledged {} more", acknowledged)
                           : ", acknowledged what has come";
  }
  if (aspects.contains(Aspect::sending) && one.sent() > other.sent()) {
    words += ", sent text or a FIN";
  }
  return words.empty() ? "sent nothing" : words.substr(2);
}

// A case speaks of segments; of calls section 3.10 does.
std::string_view section_of(TraceEvent call) {
  if (call == TraceEvent::open) return "3.10.1, OPEN";
  if (call == TraceEvent::send) return "3.10.2, SEND";
  return call == TraceEvent::close ? "3.10.4, CLOSE" : "3.10.5, ABORT";
}

// What a stack does in answer may be one of those that the case allows; what it tells or takes is
// not free.
bool is_allowed(const Case& one, Aspects aspects, const Cause& cause) {
  const auto allows = [&one](Reactions reactions) {
    if (reactions.empty()) reactions.insert(Reaction::none);
    return reactions.is_within(one.allowed);
  };
  if (!allows(cause.core_reactions)) return true;  // there was more than the case knows of
  const Aspects visible{Aspect::rst, Aspect::syn, Aspect::answer};
  return aspects.is_within(visible) && allows(cause.stack_reactions);
}

std::string words_of(Level level) {
  switch (level) {
    case Level::must:
      return "breaks a MUST";
    case Level::should:
      return "deviates from a SHOULD";
    case Level::may:
      return "a choice left open";
  }
  return {};
}

Aspect first_of(Aspects aspects) {
  for (const Aspect aspect : kValuesOf<Aspect>) {
    if (aspects.contains(aspect)) return aspect;
  }
  return Aspect::answer;
}

// The core was in LISTEN or CLOSED, and the stack went on as if it were not: what came when the
// core left its state in silence.
const Cause* turn_before(std::span<const Cause> causes, Aspects aspects) {
  const Cause& shown = causes.back();
  if (shown.before > State::listen || shown.stack_has_reset) return nullptr;
  const bool shows_state = aspects.contains(Aspect::rst) || aspects.contains(Aspect::syn) ||
                           aspects.contains(Aspect::answer);
  if (!shows_state) return nullptr;  // where both have opened a connection, both had none
  for (std::size_t i = causes.size() - 1; i > 0; --i) {
    const Cause& one = causes[i - 1];
    if (one.before <= State::listen || one.after > State::listen) continue;
    const bool is_silent = one.what == TraceEvent::packet && one.core_reactions.empty();
    return is_silent ? &one : nullptr;
  }
  return nullptr;
}

// The stack has no connection where the core has one: a RST before may have ended it.
const Cause* rst_before(std::span<const Cause> causes) {
  const Cause& shown = causes.back();
  if (shown.before <= State::listen || !shown.stack_has_reset) return nullptr;
  for (std::size_t i = causes.size() - 1; i > 0; --i) {
    const Cause& one = causes[i - 1];
    if (one.before <= State::listen) return nullptr;  // of another connection
    if (one.segment.flags.rst()) return &one;
  }
  return nullptr;
}

std::string introduced(const Cause& cause) {
  return fmt::format("  In {}, {:.3f} s after what came before, {}.\n", name(cause.before),
                     static_cast<double>(cause.after_us) / 1e6, words_of(cause));
}

struct Rule {
  Level level = Level::may;
  std::string words{};
};

Rule rule_of(const Cause& cause, Aspects aspects) {
  if (cause.what != TraceEvent::packet) {
    return {Level::must, fmt::format("RFC 9293 section {}", section_of(cause.what))};
  }
  const Case* one = case_of(cause.arrival, cause.stack_reactions);
  if (one == nullptr) return {Level::may, "no case of conform speaks of it"};
  return {is_allowed(*one, aspects, cause) ? Level::may : one->level,
          fmt::format("{} (case {} of conform)", source_of(*one), one->id)};
}

// A state was left, or not: that is as free as the case leaves what is found afterwards.
Rule rule_of_turn(const Cause& turn) {
  const Case* one = case_of(turn.arrival, turn.stack_reactions);
  if (one == nullptr) return {Level::may, "no case of conform speaks of it"};
  return {one->after == After::any ? Level::may : one->level,
          fmt::format("{} (case {} of conform)", source_of(*one), one->id)};
}

}  // namespace

Difference difference_of(std::span<const Cause> causes, Aspects aspects, const Sides& sides) {
  const Cause& shown = causes.back();
  const Cause* turn = turn_before(causes, aspects);
  const Cause& cause = turn != nullptr ? *turn : shown;
  const bool is_call = cause.what != TraceEvent::packet;
  const Rule rule = turn != nullptr ? rule_of_turn(cause) : rule_of(cause, aspects);
  Difference difference{.level = rule.level};
  const std::string_view why = is_call ? name(cause.what)
                               : cause.arrival.oddity == Oddity::short_offset
                                   ? name(Oddity::short_offset)
                                   : name(cause.why);
  difference.name = fmt::format("{}-{}-{}", name(cause.before), why,
                                turn != nullptr ? "state" : name(first_of(aspects)));
  difference.words = introduced(cause);
  if (turn != nullptr) {
    difference.words +=
        fmt::format("    the core:  {}; then {}; the stack did not show the same.\n",
                    name(cause.why), name(cause.after));
    difference.words += introduced(shown);
  }
  if (const Cause* rst = rst_before(causes)) {
    difference.words += "  The stack may have left it before:\n" + introduced(*rst);
  }
  difference.words += fmt::format(
      "    the core:  {}; its reason: {}; then {}\n"
      "    the stack: {}\n"
      "  {}: {}\n",
      deeds_of(sides.core, sides.stack, shown.core_reactions, aspects), name(shown.why),
      name(shown.after), deeds_of(sides.stack, sides.core, shown.stack_reactions, aspects),
      words_of(rule.level), rule.words);
  return difference;
}

}  // namespace twomsl::harness
