// SYNs, and what answers them.
#include <algorithm>

#include "oracle/story/tellers.hpp"

namespace twomsl::oracle {
namespace {

constexpr unsigned kSynRst = Flags::kSyn | Flags::kRst;

bool is_bare_syn(const Last& last) {
  return (last.flags & Flags::kSyn) != 0 && (last.flags & Flags::kAck) == 0;
}

// When the old connection had closed whole; did not happen if it had not.
Moment closed_at(const Before& before) {
  Moment latest;
  for (unsigned side = 0; side < 2; ++side) {
    if (!is_done(before.fin[side])) return {};
    if (before.fin[side].acked.time_ns >= latest.time_ns) latest = before.fin[side].acked;
  }
  return latest;
}

// What the SYN of end `of` has over the old connection.
Story newness(const Sight& sight, unsigned of) {
  const EndChronicle& end = sight.chronicle.end[of];
  const Side& old = sight.before.connection.side[of];
  Story facts;
  facts.syn_is_known = end.syn.happened();
  if (!facts.syn_is_known) return facts;
  facts.by_number = is_ahead_of(end.syn_seq, old.next - 1);
  facts.by_timestamp =
      end.syn_has_timestamps && old.timestamps && is_ahead_of(end.syn_ts_val, old.ts_val);
  return facts;
}

void note_syn(const Sight& sight, const Moment& first) {
  EndChronicle& mine = sight.mine();
  mine.syn = first;
  mine.syn_seq = sight.segment.seq;
  mine.syn_ts_val = sight.segment.options.ts_val;
  mine.syn_has_timestamps = sight.segment.options.has_timestamps;
  mine.syn_copies = 0;
  mine.syn_was_answered = false;
  mine.acks_ignored = 0;
  sight.chronicle.is_new = false;
}

void tell_of_syn_again(Storyteller& teller, const Sight& sight) {
  EndChronicle& mine = sight.mine();
  const Last& last = sight.last();
  if (!sight.follows_peer()) {
    if (!is_bare_syn(last)) return;
    if (mine.syn_copies == 0) mine.silence = last.at;
    if (++mine.syn_copies != 2) return;
    const Story facts{.before = mine.silence, .count = mine.syn_copies + 1};
    // It has answered before, or a router stands between: who drops them is open.
    const bool is_open =
        mine.syn_was_answered || (sight.peer().sent && !is_initial(sight.peer().hops));
    if (is_open) {
      teller.tell_of_nobody(sight, StoryKind::syn_unanswered, sight.other(), facts);
    } else {
      teller.tell(sight, StoryKind::syn_unanswered, sight.other(), facts);
    }
    return;
  }
  const bool is_ack = (last.flags & Flags::kAck) != 0 && (last.flags & kSynRst) == 0;
  if (!is_ack || last.ack == sight.segment.seq + 1) return;
  if (++mine.acks_ignored == 1) mine.ack_ignored = last.at;
  if (mine.acks_ignored == 2) {
    teller.tell(sight, StoryKind::syn_sent_ignores_ack, sight.from, {.before = mine.ack_ignored});
  }
}

// A first SYN on a tuple that its sender has used before.
void tell_of_new_syn(Storyteller& teller, const Sight& sight) {
  note_syn(sight, sight.at);
  const bool has_closed = is_done(sight.sender_fin()) && !sight.before.connection.reset;
  if (has_closed && sight.peer_fin().emissions == 0) {
    teller.tell(sight, StoryKind::close_never_came, sight.other(),
                {.before = sight.sender_fin().first});
  }
}

void tell_of_syn(Storyteller& teller, const Sight& sight) {
  const Side& mine = sight.sender();
  const bool is_gone = sight.before.connection.reset && !is_waiting(sight.peer_wait());
  for (EndChronicle& end : sight.chronicle.end) end.rst_is_exact &= !is_gone;
  const bool is_known = sight.mine().syn.happened() && sight.mine().syn_seq == sight.segment.seq;
  if (is_known) return tell_of_syn_again(teller, sight);
  if (!mine.sent) return;
  const bool is_open = sight.sender_fin().emissions + sight.peer_fin().emissions == 0;
  const bool is_copy = is_open && mine.isn == sight.segment.seq;
  if (!is_copy) return tell_of_new_syn(teller, sight);
  if (sight.last().from != sight.from) return;
  note_syn(sight, sight.last().at);
  tell_of_syn_again(teller, sight);
}

// The tuple of a connection that had closed whole has a new one.
void tell_of_reopening(Storyteller& teller, const Sight& sight, const Moment& closed) {
  Story facts = newness(sight, sight.other());
  const bool may_be_newer = !facts.syn_is_known || facts.by_number || facts.by_timestamp;
  facts.before = closed;
  auto& ages = teller.facts().reuse_ages_ns;
  const std::int64_t age_ns = std::max<std::int64_t>(sight.at.time_ns - closed.time_ns, 0);
  if (ages.size() < kAges) ages.push_back(age_ns);
  teller.tell_of_nobody(sight, StoryKind::reopened, sight.from, facts);
  if (may_be_newer || !ended_by_rst(sight)) return;
  teller.tell(sight, StoryKind::wait_ended_by_rst, sight.from, {.before = sight.mine().rst});
}

void tell_of_acceptance(Storyteller& teller, const Sight& sight) {
  const Side& mine = sight.sender();
  const EndChronicle& theirs = sight.theirs();
  const bool answers = !theirs.syn.happened() || sight.segment.ack - 1 - theirs.syn_seq < kInFlight;
  if ((mine.sent && mine.isn == sight.segment.seq) || !answers) return;
  const Moment closed = closed_at(sight.before);
  if (mine.sent && closed.happened()) tell_of_reopening(teller, sight, closed);
  // What is told from now on is of the new connection.
  teller.count_holes(sight.before.connection, sight.chronicle);
  sight.chronicle.end = {};
  sight.chronicle.told = {};
}

// An ACK that is no answer to the SYN before it: the old connection, or its wait, is still there.
void tell_of_old_ack(Storyteller& teller, const Sight& sight) {
  const Last& last = sight.last();
  const bool is_bare = sight.segment.flags.ack() && sight.segment.length() == 0;
  if (!sight.follows_peer() || !is_bare_syn(last) || !is_bare) return;
  if (sight.segment.ack - last.seq - 1 < last.length) return;
  if (is_waiting(sight.sender_wait())) {
    Story facts = newness(sight, sight.other());
    facts.before = sight.sender_wait().entry;
    teller.tell(sight, StoryKind::reuse_met_wait, sight.other(), facts);
  } else if (!is_done(sight.sender_fin()) || !is_done(sight.peer_fin())) {
    teller.tell(sight, StoryKind::reuse_over_live_connection, sight.other(), {.before = last.at});
  }
}

}  // namespace

void tell_of_opening(Storyteller& teller, const Sight& sight) {
  if (sight.opens()) return tell_of_syn(teller, sight);
  sight.theirs().syn_copies = 0;
  sight.theirs().syn_was_answered |= sight.theirs().syn.happened();
  if (sight.accepts()) return tell_of_acceptance(teller, sight);
  if (sight.is_ordinary()) tell_of_old_ack(teller, sight);
}

}  // namespace twomsl::oracle
