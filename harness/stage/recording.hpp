// What is left of one run: the capture at the subject, and what the harness has noticed beside it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/stage/self_report.hpp"
#include "sim/tap.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::harness {

/// What is noted in the course of a run. Numbers are those of the pipe between a run's process and
/// the harness (run.hpp).
enum class NoteKind : std::uint8_t {
  packet,     // seen at the subject, either way
  command,    // the number of the one that begins
  fault,      // of the file that brings the stack, in words
  aborted,    // the subject's user has called ABORT
  timed_out,  // the subject has given a connection up, for want of an answer
  garbled,    // a user has received other bytes than were sent, in words
  finished,
  verdict,        // of what was played, in words; empty if nothing is wrong
  happened,       // at the subject: see SeenEvent
  send_took,      // so many bytes, of the last SEND
  ended,          // the time until which it was played
  contradiction,  // what the stack says of itself is not what it does: which, and in words
};

struct Note {
  NoteKind kind = NoteKind::finished;
  std::uint64_t value = 0;  // a time in microseconds, or the number of a command
  std::span<const std::uint8_t> bytes{};
};

/// What passes between the subject, its peers and its users.
enum class TraceEvent : std::uint8_t {
  packet,  // either way
  open,    // the calls of its users
  send,
  close,
  abort,
  opened,  // what they are told
  text,
  peer_closed,
  closed,  // and how a connection has ended
  reset,
  timed_out,
  given_up,
};

[[nodiscard]] constexpr std::string_view name(TraceEvent what) {
  switch (what) {
    case TraceEvent::packet:
      return "packet";
    case TraceEvent::open:
      return "OPEN";
    case TraceEvent::send:
      return "SEND";
    case TraceEvent::close:
      return "CLOSE";
    case TraceEvent::abort:
      return "ABORT";
    case TraceEvent::opened:
      return "opened";
    case TraceEvent::text:
      return "text";
    case TraceEvent::peer_closed:
      return "peer-closed";
    case TraceEvent::closed:
      return "closed";
    case TraceEvent::reset:
      return "reset";
    case TraceEvent::timed_out:
      return "timed-out";
    case TraceEvent::given_up:
      return "given-up";
  }
  return "";
}

/// The `number` is that of the packet, or of the bytes that SEND took or the user was told of.
struct SeenEvent {
  TraceEvent what{};
  std::uint8_t tuple = 0;  // not of packets
  std::uint32_t number = 0;
  std::uint64_t time_us = 0;
};

/// Where a run notes what happens.
using Notebook = std::function<void(const Note&)>;

/// Notes words.
void note_words(const Notebook& notebook, NoteKind kind, std::string_view words);

/// What a stack says of itself, and how it does otherwise.
struct Contradicted {
  Contradiction kind{};
  std::string words{};
};

struct Recording {
  sim::Tap tap{};
  std::uint64_t packets = 0;
  std::uint64_t command = 0;  // the last that began
  std::string fault{};        // the first; empty if there was none
  std::string garbled{};      // empty unless text was
  bool aborted = false;
  bool timed_out = false;
  bool finished = false;
  std::optional<std::string> verdict{};
  std::vector<Contradicted> contradictions{};
  std::vector<SeenEvent> events{};
  std::optional<std::uint64_t> end_us{};  // if it was noted

  void add(const Note& note);

  /// What has happened, in its order, as one note.
  static void note(const Notebook& notebook, const SeenEvent& event);

  /// As a pcap file.
  [[nodiscard]] std::vector<std::uint8_t> capture() const { return tap.capture(sim::Vantage::a); }
};

}  // namespace twomsl::harness
