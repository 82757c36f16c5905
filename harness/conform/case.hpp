// A case of the suite by heading of the RFC: a state that a stack is brought to from outside, a
// segment that arrives there, and what may come of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/model/enumeration.hpp"
#include "spec/model/state.hpp"

namespace twomsl::harness {

/// The ACK number of what arrives, as segments.csv names it.
enum class AckNumber : std::uint8_t {
  as_before,  // what the peer has acknowledged already
  all,        // all that the stack has sent
  unsent,     // 1000 beyond
  ancient,    // 2^30 before SND.UNA
};

[[nodiscard]] constexpr std::string_view name(AckNumber ack) {
  switch (ack) {
    case AckNumber::as_before:
      return "as-before";
    case AckNumber::all:
      return "all";
    case AckNumber::unsent:
      return "unsent";
    case AckNumber::ancient:
      return "ancient";
  }
  return "";
}

/// What is odd about a segment beside its numbers.
enum class Oddity : std::uint8_t {
  none,
  wrong_checksum,
  short_offset,        // a header of four words
  unknown_option,      // of a kind that nobody knows, with its length
  option_of_length_0,  // which is no length
  reserved_bits,       // all set
  old_timestamp,
  no_timestamp,
};

[[nodiscard]] constexpr std::string_view name(Oddity oddity) {
  switch (oddity) {
    case Oddity::none:
      return "none";
    case Oddity::wrong_checksum:
      return "wrong-checksum";
    case Oddity::short_offset:
      return "short-offset";
    case Oddity::unknown_option:
      return "unknown-option";
    case Oddity::option_of_length_0:
      return "option-of-length-0";
    case Oddity::reserved_bits:
      return "reserved-bits";
    case Oddity::old_timestamp:
      return "old-timestamp";
    case Oddity::no_timestamp:
      return "no-timestamp";
  }
  return "";
}

/// A segment that arrives. RCV.NXT is that of the stack.
struct Stimulus {
  std::string name{};
  std::uint8_t flags = 0;
  std::int32_t seq_offset = 0;  // from RCV.NXT
  bool is_from_edge = false;    // or from RCV.NXT + RCV.WND
  AckNumber ack = AckNumber::as_before;
  std::uint32_t text_bytes = 0;
  Oddity oddity = Oddity::none;
};

/// What a stack sends in answer.
enum class Reaction : std::uint8_t {
  none,
  ack,        // of all that came before
  ack_of_it,  // of what has arrived, too
  syn_ack,
  rst_of_ack,    // SEQ is the ACK that arrived; no ACK
  rst_with_ack,  // the same with an ACK of its own
  rst_of_none,   // SEQ is 0, ACK is what follows what arrived
  other,
};

/// As segments.csv names it.
[[nodiscard]] constexpr std::string_view name(Reaction reaction) {
  switch (reaction) {
    case Reaction::none:
      return "none";
    case Reaction::ack:
      return "ack";
    case Reaction::ack_of_it:
      return "ack-of-it";
    case Reaction::syn_ack:
      return "syn-ack";
    case Reaction::rst_of_ack:
      return "rst-of-ack";
    case Reaction::rst_with_ack:
      return "rst-with-ack";
    case Reaction::rst_of_none:
      return "rst-of-none";
    case Reaction::other:
      return "other";
  }
  return "";
}

/// In words.
[[nodiscard]] std::string_view words_of(Reaction reaction);

using Reactions = EnumSet<Reaction>;

/// All of them, with `between` between each two.
[[nodiscard]] std::string words_of(Reactions reactions, std::string_view between);

/// How the connection is found afterwards.
enum class After : std::uint8_t {
  any,
  alive,      // it goes on as if nothing had happened
  gone,       // a segment of it finds no connection
  listening,  // a new SYN on the same tuple is answered
};

[[nodiscard]] constexpr std::string_view name(After after) {
  switch (after) {
    case After::any:
      return "any";
    case After::alive:
      return "alive";
    case After::gone:
      return "gone";
    case After::listening:
      return "listening";
  }
  return "";
}

enum class Level : std::uint8_t { must, should, may };

[[nodiscard]] constexpr std::string_view name(Level level) {
  switch (level) {
    case Level::must:
      return "MUST";
    case Level::should:
      return "SHOULD";
    case Level::may:
      return "MAY";
  }
  return "";
}

class Prober;

struct Case {
  std::string id{};  // "ESTABLISHED/rst-at-nxt"
  State state{};     // of a script: of the connection that it looks for
  Stimulus stimulus{};
  Reactions allowed{};
  After after{};
  std::uint32_t told_bytes = 0;  // of text, to the user, because of it
  bool tells_close = false;      // the user is told that the peer has closed
  bool has_timestamps = false;   // both ends use them
  Level level{};
  std::string heading{};  // "3.10.7.4, 2 RST": section of RFC 9293, step of spec/transitions.csv
  std::string label{};    // of spec/requirements.csv, if one says it

  bool needs_short_memory = false;  // it says nothing unless memory is limited
  bool takes_hours = false;         // or half of one: nobody waits for it in real time

  /// Of a case that is more than one segment: what went wrong, or nothing.
  std::string (*script)(Prober&) = nullptr;
};

/// "RFC 9293 section 3.10.7.4, 2 RST; RFC5961-3.2-2".
[[nodiscard]] std::string source_of(const Case& one);

/// The cases of a table such as segments.csv, and what is wrong with the table, if something is.
struct ReadCases {
  std::vector<Case> cases{};
  std::string error{};
};
[[nodiscard]] ReadCases read_cases(std::string_view csv);

/// All of segments.csv, and the scripts; ids are unique.
[[nodiscard]] const std::vector<Case>& all_cases();

}  // namespace twomsl::harness
