// How a close went.
#include "oracle/story/tellers.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::int64_t kLate_ns = 2'000'000'000;
constexpr std::int64_t kLong_ns = 10'000'000'000;
// So many ACKs, a second or more apart, answer nothing that is merely late.
constexpr std::uint32_t kUnprovoked = 4;
constexpr std::int64_t kUnprovoked_ns = 1'000'000'000;

void tell_of_fin(Storyteller& teller, const Sight& sight) {
  const Fin& fin = sight.sender_fin();
  const Fin& theirs = sight.peer_fin();
  EndChronicle& mine = sight.mine();
  const std::uint32_t seq = sight.segment.seq + sight.segment.payload_bytes;
  if (fin.emissions == 0) {
    const bool is_near = seq - sight.sender().next < kInFlight;
    if (is_near && is_done(theirs) && sight.at.time_ns - sight.spoke_before_ns() >= kLate_ns) {
      teller.tell(sight, StoryKind::late_close, sight.from, {.before = theirs.acked});
    }
    return;
  }
  if (seq != fin.seq) return;
  const bool took_it_in = mine.acking_text.happened() && sight.segment.flags.ack() &&
                          !is_ahead_of(mine.acking_text_end, sight.segment.ack);
  if (took_it_in) {
    teller.tell(sight, StoryKind::fin_repeated_though_acknowledged, sight.from,
                {.before = mine.acking_text});
  }
  const bool follows_copy = !sight.follows_peer() && (sight.last().flags & Flags::kFin) != 0;
  if (!follows_copy || is_done(fin)) return;
  sight.chronicle.is_new = false;
  if (mine.fin_copies == 0) mine.silence = sight.last().at;
  if (++mine.fin_copies == 2) {
    teller.tell(sight, StoryKind::fin_unanswered, sight.other(),
                {.before = mine.silence, .count = mine.fin_copies + 1});
  }
}

// New text that acknowledges the FIN of its receiver, who takes both in or neither.
void note_acking_text(const Sight& sight) {
  const Fin& theirs = sight.peer_fin();
  const SegmentView& segment = sight.segment;
  if (theirs.emissions == 0 || segment.payload_bytes == 0 || !segment.flags.ack()) return;
  const std::uint32_t end = segment.seq + segment.payload_bytes;
  if (segment.ack != theirs.seq + 1 || !is_ahead_of(end, sight.peer().acked)) return;
  sight.theirs().acking_text = sight.at;
  sight.theirs().acking_text_end = end;
  sight.chronicle.is_new = false;
}

void tell_of_text_after_close(Storyteller& teller, const Sight& sight) {
  const Fin& mine = sight.sender_fin();
  const Last& last = sight.last();
  const bool is_half_closed = is_done(mine) && sight.peer_fin().emissions == 0;
  const std::uint32_t end = last.seq + last.length;
  const bool is_new = last.length != 0 && is_ahead_of(end, sight.sender().acked);
  if (!is_half_closed || !sight.follows_peer() || !is_new) return;
  const bool takes_it = sight.segment.flags.ack() && !is_ahead_of(end, sight.segment.ack);
  if (takes_it && sight.at.time_ns - mine.acked.time_ns >= kLong_ns) {
    teller.tell_of_nobody(sight, StoryKind::text_after_close, sight.from, {.before = mine.first});
  }
}

void tell_of_unprovoked(Storyteller& teller, const Sight& sight) {
  if (!is_waiting(sight.sender_wait()) || sight.segment.length() != 0) return;
  if (sight.follows_peer() || sight.at.time_ns - sight.last().at.time_ns < kUnprovoked_ns) return;
  sight.chronicle.is_new = false;
  if (++sight.mine().unprovoked == kUnprovoked) {
    teller.tell(sight, StoryKind::unprovoked_in_wait, sight.from,
                {.before = sight.sender_wait().entry});
  }
}

}  // namespace

void tell_of_close(Storyteller& teller, const Sight& sight) {
  sight.theirs().fin_copies = 0;
  sight.theirs().unprovoked = 0;
  if (!sight.is_ordinary()) return;
  if (sight.segment.flags.fin()) tell_of_fin(teller, sight);
  note_acking_text(sight);
  tell_of_text_after_close(teller, sight);
  tell_of_unprovoked(teller, sight);
}

void note_holes(Storyteller& teller, const Sight& sight) {
  const SegmentView& segment = sight.segment;
  const Side& mine = sight.sender();
  const Side& theirs = sight.peer();
  EndChronicle& end = sight.mine();
  // What was missing is so still where its sender goes on behind it.
  const bool goes_on = !segment.flags.rst() && segment.seq - end.hole_end < kInFlight;
  if (goes_on && end.misses_frames(mine)) {
    ++teller.facts().holes;
    end.hole = end.hole_end;
  }
  // A SYN is under way: whose numbers these are is not known.
  if (end.syn.happened() || sight.theirs().syn.happened()) return;
  const bool shows = sight.is_ordinary() && segment.flags.ack() && theirs.sent && mine.sent;
  if (!shows || segment.ack - theirs.next - 1 >= kInFlight) return;
  sight.theirs().hole = theirs.next;
  sight.theirs().hole_end = segment.ack;
  sight.chronicle.is_new = false;
}

}  // namespace twomsl::oracle
