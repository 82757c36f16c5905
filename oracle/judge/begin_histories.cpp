// Where the histories of a tuple begin, and when they are given back.
#include <algorithm>

#include "oracle/judge/search.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

Candidate candidate_in(State state, const Side& mine, const Side& theirs) {
  Candidate candidate;
  Hypothesis<Concrete>& is = candidate.is;
  is.state = state;
  is.iss = Number{mine.isn};
  is.nxt = Number{mine.next};
  is.rcv_nxt = Number{mine.has_acked ? mine.acked : theirs.isn + 1};
  return candidate;
}

// An end that has emitted its SYN and nothing more.
bool has_sent_syn_alone(const Side& side) { return side.syn_seen && !side.has_acked; }

// The segment before may be delivered still.
Towards towards_of(const Last& last, const Side& sender) {
  Towards towards;
  const Flags flags{last.flags};
  towards.segment.seq = Number{last.seq};
  towards.segment.ack = Number{last.ack};
  towards.segment.has_ack = flags.ack();
  towards.segment.syn = flags.syn();
  towards.segment.text_bytes = last.length - (flags.syn() ? 1 : 0);
  towards.at = last.at;
  towards.peer_end = sender.next;
  return towards;
}

void begin_one(EndHistory& end, const Side& mine, const Side& theirs) {
  if (mine.syn_seen) note_isn(end, mine.isn);
  if (!mine.sent || (!mine.has_acked && !theirs.sent)) return give_up(end);
  // More is under way than any window holds: the capture misses what acknowledged it.
  if (theirs.has_acked && !is_near(Number{mine.next}, Number{theirs.acked})) return give_up(end);
  if (has_sent_syn_alone(mine))
    end.candidates.push_back(candidate_in(State::syn_sent, mine, theirs));
  if (has_sent_syn_alone(mine) && !theirs.sent) return;
  end.candidates.push_back(candidate_in(State::established, mine, theirs));
  if (mine.syn_seen) return;
  // The capture begins inside the connection: either FIN may have come before.
  end.candidates.push_back(candidate_in(State::close_wait, mine, theirs));
  end.candidates.push_back(candidate_in(State::fin_wait_2, mine, theirs));
}

bool is_quiet(const EndHistory& end, const Side& side) {
  if (end.is_anything) return side.sent && side.has_acked;
  return std::ranges::all_of(end.candidates, [&](const Candidate& candidate) {
    return candidate.is.state == State::established && candidate.is.iss.value == side.isn;
  });
}

}  // namespace

void begin_histories(const Emission& emission) {
  auto& history = emission.close.history;
  if (history[0].is_followed() || history[1].is_followed()) return;
  const auto& side = emission.connection.side;
  // Whether a RST was obeyed is not known.
  if (emission.connection.reset) {
    give_up(history[0]);
    give_up(history[1]);
    return;
  }
  begin_one(history[0], side[0], side[1]);
  begin_one(history[1], side[1], side[0]);
  const Last& last = emission.connection.last;
  const bool is_plain = (last.flags & (Flags::kFin | Flags::kRst)) == 0;
  if (!last.at.happened() || !is_plain) return;
  keep_towards(history[1u - last.from], towards_of(last, side[last.from]));
  const Side& other = side[1u - last.from];
  const std::uint32_t end = emission.segment.seq + emission.segment.length();
  const std::uint32_t next = emission.from == last.from ? other.next : end;
  const bool is_missing =
      (last.flags & Flags::kAck) != 0 && other.sent && last.ack - next - 1 < kInFlight;
  note_missing(history[1u - last.from], is_missing, last.at);
}

void give_back_if_quiet(const Connection& connection, CloseRecord& close) {
  if (close.fin[0].emissions != 0 || close.fin[1].emissions != 0 || connection.reset) return;
  for (unsigned i = 0; i < 2; ++i) {
    if (!is_quiet(close.history[i], connection.side[i])) return;
  }
  for (EndHistory& end : close.history) give_back(end);
}

}  // namespace twomsl::oracle
