#include "oracle/judge/search.hpp"

#include <algorithm>
#include <utility>

#include "core/codec/decode.hpp"
#include "oracle/judge/deliveries.hpp"
#include "oracle/judge/evidence.hpp"
#include "oracle/judge/wait_verdict.hpp"

namespace twomsl::oracle {
namespace {

// A candidate moved on.
Candidate moved(const Candidate& from, const Move<Concrete>& move) {
  Candidate to = from;
  to.is = move.to;
  to.explanations = supposing(from.explanations, move.why);
  return to;
}

void add_emissions(std::vector<Candidate>& out, const Candidate& from,
                   const Emitted<Concrete>& emitted) {
  for (const Move<Concrete>& move : emit(from.is, emitted)) out.push_back(moved(from, move));
}

Rank least_of(const std::vector<Candidate>& candidates, const Ranking& ranking) {
  Rank least = Rank::granted;
  for (const Candidate& candidate : candidates) {
    least = std::min(least, rank_of(candidate.explanations, ranking));
  }
  return least;
}

// The block may be gone, or the word may be somebody else's: tried where nothing free explains it.
void add_what_no_packet_shows(const Judge& judge, const Emission& emission, Search& found) {
  const Excuses supported = supported_by(judge, emission);
  for (const Candidate& before : found.before) {
    Absence<Concrete> absence;
    absence.at = std::max(instant_of(emission.at), before.is.entered,
                          [](const auto& a, const auto& b) { return a < b; });
    absence.limits = limits_of(judge.options);
    absence.gave_up = has_sent_fin(before.is.state) && may_have_given_up(judge, emission);
    absence.supported = supported;
    if (before.clock_steps != judge.clock_steps) absence.supported.insert(Excuse::clock_went_back);
    for (const Move<Concrete>& gone : vanish(before.is, absence)) {
      add_emissions(found.after, moved(before, gone), found.emitted);
    }
    for (const Excuse excuse : {Excuse::forger, Excuse::late}) {
      Candidate same = before;
      const bool is_supported = supported.contains(excuse);
      same.explanations =
          supposing(before.explanations, {{excuse}, is_supported ? Excuses{excuse} : Excuses{}});
      found.aside.push_back(std::move(same));
    }
  }
}

// TIME-WAIT began when the peer's only FIN arrived, at the latest when the acknowledgement of that
// was emitted. It is counted from there, so that ages are of emissions, unless that came later than
// the slack allows for.
void note_first_answer(const Emission& emission, Candidate& candidate) {
  const Fin& fin = emission.peer_fin();
  const bool answers = candidate.is.state == State::time_wait && !fin.acked.happened() &&
                       fin.emissions == 1 && candidate.entered.frame == fin.first.frame &&
                       emission.segment.flags.ack() && emission.segment.ack == fin.seq + 1;
  const std::int64_t after_ns = emission.at.time_ns - candidate.entered.time_ns;
  if (!answers || after_ns > slack_ns(0)) return;
  candidate.entered = emission.at;
  candidate.is.entered = instant_of(emission.at);
}

// A wait that goes on after a RST at RCV.NXT has ignored it, if that arrived.
void note_survival(const EndHistory& end, const Emission& emission, Candidate& candidate) {
  constexpr std::int64_t kRoundTrip_ns = 250'000'000;
  if (candidate.is.state != State::time_wait) return;
  const auto is_survived = [&](const Towards& towards) {
    return towards.segment.rst && towards.segment.seq == candidate.is.rcv_nxt &&
           emission.at.time_ns - towards.at.time_ns > kRoundTrip_ns;
  };
  const auto survived = std::ranges::count_if(end.towards, is_survived);
  candidate.is.survived_rst |= survived > 0;
  candidate.is.ignores_rst |= survived > 1;
}

bool acknowledges_unseen(const Emission& emission) {
  const Side& peer = emission.peer();
  return emission.segment.flags.ack() && !emission.segment.flags.rst() && peer.sent &&
         emission.segment.ack - peer.next - 1 < kInFlight;
}

Towards towards_of(const Emission& emission) {
  const SegmentView& view = emission.segment;
  const Side& sender = emission.sender();
  Towards towards;
  towards.segment = segment_of(view);
  towards.at = emission.at;
  const std::uint32_t end = view.seq + view.length();
  const bool is_ahead =
      sender.sent && !view.flags.rst() && is_before(Seq<Concrete>{sender.next}, Seq<Concrete>{end});
  towards.peer_end = !sender.sent || is_ahead ? end : sender.next;
  towards.ip_id = view.ip_id;
  towards.paws_may_refuse =
      view.options.has_timestamps && sender.timestamps &&
      is_before(Seq<Concrete>{view.options.ts_val}, Seq<Concrete>{sender.ts_val});
  towards.answers_challenge =
      emission.close.pending.at.happened() && emission.close.pending.from == emission.from;
  return towards;
}

// An end that has not sent its FIN takes plain text in, and acknowledgements of what it has sent,
// without any change of what is kept.
bool may_matter(const EndHistory& end, const Segment<Concrete>& segment) {
  if (segment.syn || segment.fin || segment.rst) return true;
  return std::ranges::any_of(end.candidates, [&](const Candidate& candidate) {
    const State state = candidate.is.state;
    return (state != State::established && state != State::close_wait) ||
           is_before(candidate.is.nxt, segment.ack);
  });
}

}  // namespace

Search search(Judge& judge, const Emission& emission) {
  EndHistory& mine = emission.close.history[emission.from];
  Search found;
  if (mine.is_anything) return found;
  deliver_towards(judge, emission);
  if (mine.is_anything) return found;
  ++judge.histories.emissions;
  judge.histories.hypotheses += mine.candidates.size();
  found.before = mine.candidates;
  found.emitted = emitted_of(judge, emission, found.answered);
  for (const Candidate& before : found.before) add_emissions(found.after, before, found.emitted);
  const Ranking ranking = ranking_of(judge.options);
  found.least = least_of(found.after, ranking);
  if (found.least != Rank::free) {
    add_what_no_packet_shows(judge, emission, found);
    found.least = std::min(least_of(found.after, ranking), least_of(found.aside, ranking));
  }
  return found;
}

void go_on(Judge& judge, const Emission& emission, Search found) {
  EndHistory& mine = emission.close.history[emission.from];
  EndHistory& theirs = emission.close.history[emission.other()];
  mine.last = emission.at;
  if (!mine.is_anything) {
    const Ranking ranking = ranking_of(judge.options);
    const bool is_said_now = !found.emitted.may_be_late;
    std::vector<Candidate> kept;
    for (Candidate& candidate : found.after) {
      const Rank rank = rank_of(candidate.explanations, ranking);
      if (rank > std::max(found.least, Rank::supported)) continue;
      // What a verdict was given on is settled.
      if (rank == found.least) candidate.explanations.clear();
      note_first_answer(emission, candidate);
      if (is_said_now) note_survival(mine, emission, candidate);
      if (candidate.is.has_restarted && candidate.is.restarted == found.emitted.fin_again) {
        candidate.restarted = emission.at;
      }
      if (found.finding != 0) candidate.release = found.finding;
      if (candidate.is.state != State::closed) candidate.release = 0;
      kept.push_back(std::move(candidate));
    }
    for (Candidate& candidate : found.aside) {
      const bool is_needed = kept.empty();
      if (is_needed || rank_of(candidate.explanations, ranking) <= Rank::supported) {
        if (is_needed) candidate.explanations.clear();
        kept.push_back(std::move(candidate));
      }
    }
    merge(mine, std::move(kept), judge.histories);
  }
  if (emission.segment.flags.syn()) {
    note_isn(mine, emission.segment.seq);
  } else {
    note_missing(theirs, acknowledges_unseen(emission), emission.at);
  }
  const Towards towards = towards_of(emission);
  if (!theirs.is_anything && may_matter(theirs, towards.segment)) keep_towards(theirs, towards);
}

Instant<Concrete> instant_of(const Moment& at) {
  return {static_cast<std::uint64_t>(at.time_ns + kFarthest_ns) / 1000};
}

WaitLimits<Concrete> limits_of(const AuditOptions& options) {
  const std::int64_t wait = wait_ns(options);
  return {options.msl_s.has_value(),
          {static_cast<std::uint64_t>(wait) / 1000},
          {static_cast<std::uint64_t>(slack_ns(wait)) / 1000}};
}

Ranking ranking_of(const AuditOptions& options) {
  return {options.granted, options.profile == Profile::strict};
}

}  // namespace twomsl::oracle
