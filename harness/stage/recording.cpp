#include "harness/stage/recording.hpp"

namespace twomsl::harness {

void Recording::add(const Note& note) {
  switch (note.kind) {
    case NoteKind::packet:
      ++packets;
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
    case NoteKind::finished:
      finished = true;
      break;
  }
}

}  // namespace twomsl::harness
