#include "oracle/judge/search.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/codec/decode.hpp"
#include "oracle/judge/deliveries.hpp"
#include "oracle/judge/evidence.hpp"
#include "oracle/judge/wait_verdict.hpp"

namespace twomsl::oracle {
namespace {

// Adds each way on of a candidate to a list.
struct Continued {
  std::vector<Candidate>& out;
  const Candidate& from;

  void add(const Hypothesis<Concrete>& to, Excuses why = {}, bool is_supported = false) {
    add(to, ExcuseSet{why, is_supported ? why : Excuses{}});
  }
  void add(const Hypothesis<Concrete>& to, const ExcuseSet& why) {
    Candidate& after = out.emplace_back(from);
    after.is = to;
    if (!why.is_free()) after.explanations = supposing(after.explanations, why);
  }
};

// Takes all ways to CLOSED for one history, which they are but for what they suppose.
struct Vanished {
  const Candidate& from;
  Candidate to{};
  bool is_possible = false;
  bool is_free = false;

  void add(const Hypothesis<Concrete>& closed, Excuses why = {}, bool is_supported = false) {
    if (!is_possible) {
      to = from;
      to.is = closed;
      to.explanations.clear();
    }
    is_possible = true;
    const ExcuseSet more{why, is_supported ? why : Excuses{}};
    is_free |= more.is_free() && from.explanations.empty();
    for (const ExcuseSet& set : supposing(from.explanations, more)) insert(to.explanations, set);
    if (is_free) to.explanations.clear();
  }
};

void add_emissions(std::vector<Candidate>& out, const Candidate& from,
                   const Emitted<Concrete>& emitted) {
  Continued continued{out, from};
  emit(continued, from.is, emitted);
}

Rank least_of(const std::vector<Candidate>& candidates, const Ranking& ranking) {
  Rank least = Rank::granted;
  for (const Candidate& candidate : candidates) {
    least = std::min(least, rank_of(candidate.explanations, ranking));
    if (least == Rank::free) break;
  }
  return least;
}

// The ways out of one history that no packet shows, and what the end can emit then.
void add_unseen(const Judge& judge, const Emission& emission, Search& found,
                const Candidate& before) {
  Absence<Concrete> absence;
  absence.at = std::max(instant_of(emission.at), before.is.entered,
                        [](const auto& a, const auto& b) { return a < b; });
  absence.limits = limits_of(judge.options);
  absence.gave_up = has_sent_fin(before.is.state) && may_have_given_up(judge, emission);
  absence.supported = found.supported;
  if (before.clock_steps != judge.clock_steps) absence.supported.insert(Excuse::clock_went_back);
  Vanished gone{before};
  vanish(gone, before.is, absence);
  if (gone.is_possible) add_emissions(found.after, gone.to, found.emitted);
}

// The block may be gone, or the word may be somebody else's: tried where nothing free explains it.
void add_what_no_packet_shows(const Judge& judge, const Emission& emission, Search& found) {
  found.supported = supported_by(judge, emission);
  for (const Candidate& before : found.before) {
    add_unseen(judge, emission, found, before);
    std::vector<Candidate> resumed;
    Continued waiting{resumed, before};
    resume(waiting, before.is);
    for (const Candidate& back : resumed) {
      add_emissions(found.after, back, found.emitted);
      add_unseen(judge, emission, found, back);
    }
    for (const Excuse excuse : {Excuse::forger, Excuse::late, Excuse::out_of_order}) {
      Candidate same = before;
      const bool is_supported = found.supported.contains(excuse);
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

// A wait that goes on after a RST at RCV.NXT has ignored it, if that arrived. Those of one burst
// are lost together.
void note_survival(const EndHistory& end, const Emission& emission, Candidate& candidate) {
  constexpr std::int64_t kRoundTrip_ns = 250'000'000;
  constexpr std::int64_t kBurst_ns = 1'000'000'000;
  if (candidate.is.state != State::time_wait) return;
  int survived = 0;
  std::int64_t counted_ns = 0;
  for (const Towards& towards : end.towards) {
    if (!towards.segment.rst || !(towards.segment.seq == candidate.is.rcv_nxt)) continue;
    if (emission.at.time_ns - towards.at.time_ns <= kRoundTrip_ns) continue;
    if (survived != 0 && towards.at.time_ns - counted_ns < kBurst_ns) continue;
    counted_ns = towards.at.time_ns;
    ++survived;
  }
  candidate.is.survived_rst |= survived > 0;
  candidate.is.ignores_rst |= survived > 1;
}

bool acknowledges_unseen(const Emission& emission) {
  const Side& peer = emission.peer();
  return emission.segment.flags.ack() && !emission.segment.flags.rst() && peer.sent &&
         emission.segment.ack - peer.next - 1 < kInFlight;
}

Towards towards_of(const Emission& emission, const Segment<Concrete>& segment) {
  const SegmentView& view = emission.segment;
  const Side& sender = emission.sender();
  Towards towards;
  towards.segment = segment;
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

// Leaves in found.after what is gone on from: the least, and what packets support as well.
void keep_least(const Judge& judge, const Emission& emission, Search& found) {
  const Ranking ranking = ranking_of(judge.options);
  const EndHistory& mine = emission.close.history[emission.from];
  const Rank most = std::max(found.least, Rank::supported);
  std::erase_if(found.after, [&](const Candidate& candidate) {
    return rank_of(candidate.explanations, ranking) > most;
  });
  for (Candidate& candidate : found.after) {
    // What a verdict was given on is settled.
    const bool is_least = rank_of(candidate.explanations, ranking) == found.least;
    if (is_least) candidate.explanations.clear();
    note_first_answer(emission, candidate);
    if (!found.emitted.may_be_late) note_survival(mine, emission, candidate);
    if (candidate.is.has_restarted && candidate.is.restarted == found.emitted.fin_again) {
      candidate.restarted = emission.at;
    }
    if (found.finding != 0) candidate.release = found.finding;
    if (candidate.is.state != State::closed) candidate.release = 0;
  }
  const bool is_needed = found.after.empty();
  for (Candidate& candidate : found.aside) {
    const Rank rank = rank_of(candidate.explanations, ranking);
    if (rank > (is_needed ? most : Rank::supported)) continue;
    if (is_needed && rank == found.least) candidate.explanations.clear();
    found.after.push_back(std::move(candidate));
  }
}

}  // namespace

void search(Judge& judge, const Emission& emission, Search& found) {
  EndHistory& mine = emission.close.history[emission.from];
  found.before.clear();
  found.after.clear();
  found.aside.clear();
  found.least = Rank::free;
  found.answered.reset();
  found.finding = 0;
  found.emitted = {.segment = segment_of(emission.segment), .at = instant_of(emission.at)};
  if (mine.is_anything) return;
  found.before.assign(mine.candidates.begin(), mine.candidates.end());
  deliver_towards(found.before, judge, emission);
  if (saturates(mine, found.before, judge.histories)) return;
  ++judge.histories.emissions;
  judge.histories.hypotheses += found.before.size();
  note_facts(judge, emission, found);
  for (const Candidate& before : found.before) add_emissions(found.after, before, found.emitted);
  const Ranking ranking = ranking_of(judge.options);
  found.least = least_of(found.after, ranking);
  if (found.least != Rank::free) {
    add_what_no_packet_shows(judge, emission, found);
    found.least = std::min(least_of(found.after, ranking), least_of(found.aside, ranking));
  }
}

void go_on(Judge& judge, const Emission& emission, Search& found) {
  EndHistory& mine = emission.close.history[emission.from];
  EndHistory& theirs = emission.close.history[emission.other()];
  mine.last = emission.at;
  if (!mine.is_anything) {
    keep_least(judge, emission, found);
    merge(found.after);
    if (!saturates(mine, found.after, judge.histories)) {
      mine.candidates.assign(std::make_move_iterator(found.after.begin()),
                             std::make_move_iterator(found.after.end()));
    }
  }
  if (emission.segment.flags.syn()) {
    note_isn(mine, emission.segment.seq);
  } else {
    note_missing(theirs, acknowledges_unseen(emission), emission.at);
  }
  const Segment<Concrete>& segment = found.emitted.segment;
  if (!theirs.is_anything && may_matter(theirs, segment)) {
    keep_towards(theirs, towards_of(emission, segment));
  }
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
