// RSTs, and what comes after one.
#include "oracle/story/tellers.hpp"

namespace twomsl::oracle {
namespace {

// What comes later than this after a RST was not under way when the RST arrived.
constexpr std::int64_t kRoundTrip_ns = 250'000'000;

// Any MSL from 30 s up leaves a wait of that age over, or nearly so.
constexpr std::int64_t kOver_ns = 60'000'000'000;

bool answers_last(const Sight& sight) {
  const Last& last = sight.last();
  const SegmentView& rst = sight.segment;
  if (!sight.follows_peer() || sight.at.time_ns - last.at.time_ns > kPromptReset_ns) return false;
  const bool has_ack = (last.flags & Flags::kAck) != 0;
  return (has_ack && rst.seq == last.ack) || (rst.flags.ack() && rst.ack == last.seq + last.length);
}

//= rfc9293#3.5.2 RFC9293-3.5.2-D3
// It takes its number from an ACK, as CLOSED and SYN-SENT do, and acknowledges all the same.
bool has_wrong_form(const Sight& sight) {
  const Last& last = sight.last();
  const SegmentView& rst = sight.segment;
  const bool answers_ack = answers_last(sight) && (last.flags & Flags::kAck) != 0;
  return answers_ack && rst.flags.ack() && rst.seq == last.ack && rst.seq != sight.sender().next;
}

void tell_in_wait(Storyteller& teller, const Sight& sight) {
  const Moment& entry = sight.sender_wait().entry;
  if (!answers_last(sight)) return;
  if (ended_by_rst(sight)) {
    teller.tell(sight, StoryKind::wait_ended_by_rst, sight.from, {.before = sight.mine().rst});
  } else if (sight.at.time_ns - entry.time_ns >= kOver_ns) {
    teller.tell(sight, StoryKind::wait_expired, sight.from, {.before = entry});
  }
}

// It ends a connection of its sender's.
void tell_of_open(Storyteller& teller, const Sight& sight) {
  const Side& mine = sight.sender();
  const Side& theirs = sight.peer();
  const std::uint32_t seq = sight.segment.seq;
  const bool is_over = is_done(sight.sender_fin()) && is_done(sight.peer_fin());
  if (!mine.sent || !theirs.has_acked || is_over || sight.before.connection.reset) return;
  const bool had_closed = sight.sender_fin().emissions != 0;
  if (had_closed && sight.peer_fin().emissions != 0) return;
  // From CLOSED it would have no ACK.
  const bool is_own_word = sight.segment.flags.ack() || !answers_last(sight);
  const bool is_emitted = !is_ahead_of(seq, mine.next);
  if ((seq == mine.next || seq == theirs.acked) && is_emitted && is_own_word) {
    const Last& last = sight.last();
    const bool met_text =
        sight.follows_peer() && last.length > ((last.flags & Flags::kFin) ? 1u : 0u);
    const bool is_unread = had_closed && met_text &&
                           sight.at.time_ns - last.at.time_ns < kPromptReset_ns &&
                           (last.flags & Flags::kSyn) == 0;
    teller.tell(sight, is_unread ? StoryKind::reset_for_unread_text : StoryKind::aborted,
                sight.from, {.before = is_unread ? last.at : Moment{}});
  } else if (seq != theirs.acked && seq - theirs.acked < theirs.window_bytes &&
             !answers_last(sight)) {
    teller.tell(sight, StoryKind::rst_inexact, sight.from, {.count = seq - theirs.acked});
  }
}

void tell_of_rst(Storyteller& teller, const Sight& sight) {
  if (has_wrong_form(sight)) {
    teller.tell(sight, StoryKind::rst_form, sight.from, {.before = sight.last().at});
  } else if (is_waiting(sight.sender_wait())) {
    tell_in_wait(teller, sight);
  } else {
    tell_of_open(teller, sight);
  }
  sight.theirs().rst = sight.at;
  sight.theirs().rst_is_exact = sight.peer().has_acked && sight.segment.seq == sight.peer().acked;
  sight.chronicle.is_new = false;
}

void tell_of_survival(Storyteller& teller, const Sight& sight) {
  const EndChronicle& mine = sight.mine();
  if (!mine.rst_is_exact || !sight.segment.flags.ack()) return;
  if (is_waiting(sight.sender_wait())) {
    const bool answers_later = sight.follows_peer() && sight.last().at.frame != mine.rst.frame;
    if (!answers_later || mine.rst.time_ns < sight.sender_wait().entry.time_ns) return;
    sight.mine().has_survived_rst = true;
    teller.tell(sight, StoryKind::wait_survived_rst, sight.from, {.before = mine.rst});
    return;
  }
  const bool continues = sight.segment.seq - sight.sender().next + kInFlight < 2 * kInFlight;
  const bool is_later = sight.at.time_ns - mine.rst.time_ns > kRoundTrip_ns;
  if (continues && is_later && !is_done(sight.sender_fin())) {
    teller.tell(sight, StoryKind::rst_ignored, sight.from, {.before = mine.rst});
  }
}

}  // namespace

bool ended_by_rst(const Sight& sight) {
  const EndChronicle& mine = sight.mine();
  const Wait& wait = sight.sender_wait();
  return is_waiting(wait) && mine.rst_is_exact && !mine.has_survived_rst &&
         mine.rst.frame > wait.entry.frame && sight.at.time_ns - wait.entry.time_ns < kOver_ns;
}

void tell_of_reset(Storyteller& teller, const Sight& sight) {
  if (sight.segment.flags.rst()) {
    tell_of_rst(teller, sight);
  } else if (sight.is_ordinary()) {
    tell_of_survival(teller, sight);
  }
}

}  // namespace twomsl::oracle
