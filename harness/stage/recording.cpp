#include "harness/stage/recording.hpp"

#include <algorithm>
#include <cstring>

namespace twomsl::harness {

void note_words(const Notebook& notebook, NoteKind kind, std::string_view words) {
  const auto* letters = reinterpret_cast<const std::uint8_t*>(words.data());
  notebook({kind, 0, {letters, words.size()}});
}

void Recording::note(const Notebook& notebook, const SeenEvent& event) {
  std::array<std::uint8_t, sizeof event> bytes{};
  std::memcpy(bytes.data(), &event, sizeof event);
  notebook({NoteKind::happened, event.time_us, bytes});
}

void Recording::add(const Note& note) {
  switch (note.kind) {
    case NoteKind::packet:
      events.push_back({TraceEvent::packet, 0, static_cast<std::uint32_t>(packets++), note.value});
      tap.arrived(0, note.bytes, {note.value}, {note.value});
      break;
    case NoteKind::command:
      command = note.value;
      break;
    case NoteKind::fault:
      if (fault.empty()) fault.assign(note.bytes.begin(), note.bytes.end());
      break;
    case NoteKind::garbled:
      garbled.assign(note.bytes.begin(), note.bytes.end());
      break;
    case NoteKind::aborted:
      aborted = true;
      break;
    case NoteKind::timed_out:
      timed_out = true;
      break;
    case NoteKind::verdict:
      verdict.emplace(note.bytes.begin(), note.bytes.end());
      break;
    case NoteKind::happened: {
      SeenEvent event;
      std::memcpy(&event, note.bytes.data(), std::min(note.bytes.size(), sizeof event));
      events.push_back(event);
      break;
    }
    case NoteKind::send_took: {
      const auto is_send = [](const SeenEvent& one) { return one.what == TraceEvent::send; };
      const auto last = std::find_if(events.rbegin(), events.rend(), is_send);
      if (last != events.rend()) last->number = static_cast<std::uint32_t>(note.value);
      break;
    }
    case NoteKind::ended:
      end_us = note.value;
      break;
    case NoteKind::contradiction:
      contradictions.push_back(
          {static_cast<Contradiction>(note.value), {note.bytes.begin(), note.bytes.end()}});
      break;
    case NoteKind::finished:
      finished = true;
      break;
  }
}

}  // namespace twomsl::harness
