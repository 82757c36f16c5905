// A conversation over the simulated network as bytes: what RapidCheck generates and shrinks, and
// what fuzz_pair mutates.
//
//   input   = opening record*
//   opening   8 bytes: policies of A and B (a nibble each, modulo the docket); send buffers;
//   receive
//             buffers; MSS; first ISS (a nibble each); options that A and B leave out (bits 0-1
//             timestamps, 2-3 scale); timestamp offsets and start of time; how the finale goes
//   record  = verb|end operand, see Verb; bit 4 of the first byte is the end, bit 5 makes it lazy:
//             it sends no more than one segment, and timers expire late
//
// Missing bytes read as zero. After the records comes a finale: the network is fair, the users
// are willing, and everything must come to an end (see tests/network/network_drain.hpp).
#pragma once

#include <span>

#include "tests/network/network.hpp"

namespace twomsl {

/// Verbs of a record, chosen by the low nibble of its first byte.
enum class Verb : std::uint8_t {
  open_active,
  open_passive,
  send,     // operand: low nibble the size, high bit urgent
  receive,  // low nibble the size
  close,
  odd,          // STATUS, ABORT, USER TIMEOUT, or a timeout before it is due
  arrive,       // low three bits: which segment, from the oldest
  arrive_last,  // the newest
  arrive_twice,
  damage,
  lose,
  wait,
  exchange,  // low nibble: as many segments arrive, in order, each within a millisecond
};
inline constexpr std::size_t kVerbCount = 13;

inline constexpr std::size_t kOpeningBytes = 8;
inline constexpr std::size_t kRecordBytes = 2;

using Opening = std::array<std::uint8_t, kOpeningBytes>;
using Turnout = std::array<std::uint8_t, kRecordBytes>;

/// A whole input.
struct Conversation {
  Opening opening{};
  std::vector<Turnout> records{};
};

/// The policies on trial. Not empty.
using PoliciesUnderTest = std::vector<Subject>;

/// safe, strict and rfc9293.
[[nodiscard]] PoliciesUnderTest honest_policies_under_test();

/// One of the museum by its name (assassinated, no_return, no_time_wait), which claims to be safe;
/// empty if there is none of that name.
[[nodiscard]] PoliciesUnderTest museum_policies_under_test(std::string_view name);

/// Total on any bytes.
[[nodiscard]] Conversation read_conversation(std::span<const std::uint8_t> bytes);

/// The bytes that read_conversation() reads back.
[[nodiscard]] std::vector<std::uint8_t> write_conversation(const Conversation& conversation);

/// Holds a conversation, finale and all, until a law breaks. The breach's words end with all that
/// happened and with the bytes that replay it.
[[nodiscard]] std::optional<Breach> hold_conversation(const Conversation& conversation,
                                                      const PoliciesUnderTest& policies_under_test);

}  // namespace twomsl
