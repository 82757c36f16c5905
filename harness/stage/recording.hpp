// What is left of one run: the capture at the subject, and what the harness has noticed beside it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "sim/tap.hpp"

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
  verdict,  // of what was played, in words; empty if nothing is wrong
};

struct Note {
  NoteKind kind = NoteKind::finished;
  std::uint64_t value = 0;  // a time in microseconds, or the number of a command
  std::span<const std::uint8_t> bytes{};
};

/// Where a run notes what happens.
using Notebook = std::function<void(const Note&)>;

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

  void add(const Note& note);

  /// As a pcap file.
  [[nodiscard]] std::vector<std::uint8_t> capture() const { return tap.capture(sim::Vantage::a); }
};

}  // namespace twomsl::harness
