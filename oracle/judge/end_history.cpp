#include "oracle/judge/end_history.hpp"

#include <algorithm>
#include <utility>

namespace twomsl::oracle {
namespace {

bool is_same(const Seq<Concrete>& a, const Seq<Concrete>& b) { return a.value == b.value; }

// Equal but for times and explanations.
bool is_same_history(const Candidate& a, const Candidate& b) {
  const Hypothesis<Concrete>& g = a.is;
  const Hypothesis<Concrete>& h = b.is;
  return g.state == h.state && g.survived_rst == h.survived_rst && g.ignores_rst == h.ignores_rst &&
         g.has_returned == h.has_returned && g.interrupted.exists == h.interrupted.exists &&
         g.interrupted.is_owed == h.interrupted.is_owed && is_same(g.iss, h.iss) &&
         is_same(g.nxt, h.nxt) && is_same(g.rcv_nxt, h.rcv_nxt) && a.release == b.release;
}

bool is_same_time(const Candidate& a, const Candidate& b) {
  return a.is.entered == b.is.entered && a.is.has_restarted == b.is.has_restarted &&
         (!a.is.has_restarted || a.is.restarted == b.is.restarted) &&
         a.is.fin_sent == b.is.fin_sent;
}

// The earlier of the times excuses more.
void take_earlier(Candidate& a, const Candidate& b) {
  if (b.is.entered < a.is.entered) {
    a.is.entered = b.is.entered;
    a.entered = b.entered;
    a.entered_by = b.entered_by;
  }
  if (b.is.fin_sent < a.is.fin_sent) a.is.fin_sent = b.is.fin_sent;
  if (!b.is.has_restarted) {
    a.is.has_restarted = false;
  } else if (b.is.restarted < a.is.restarted) {
    a.is.restarted = b.is.restarted;
  }
  a.clock_steps = std::min(a.clock_steps, b.clock_steps);
}

bool take_in(Candidate& known, const Candidate& more) {
  if (!is_same_history(known, more)) return false;
  const bool same_time = is_same_time(known, more);
  if (!same_time && known.explanations != more.explanations) return false;
  if (same_time) {
    known.explanations = either(known.explanations, more.explanations);
  } else {
    take_earlier(known, more);
  }
  known.delivered &= more.delivered;
  return true;
}

bool is_telling(const Segment<Concrete>& segment) {
  return segment.syn || segment.fin || segment.rst;
}

}  // namespace

Rank rank_of(const Explanations& explanations, const Ranking& ranking) {
  if (explanations.empty()) return Rank::free;
  Rank least = Rank::granted;
  for (const ExcuseSet& set : explanations) least = std::min(least, rank_of(set, ranking));
  return least;
}

void insert(Explanations& out, const ExcuseSet& set) {
  const auto is_within = [&](const ExcuseSet& less) { return less.is_within(set); };
  if (std::ranges::any_of(out, is_within)) return;
  std::erase_if(out, [&](const ExcuseSet& more) { return set.is_within(more); });
  out.push_back(set);
}

Explanations supposing(const Explanations& explanations, const ExcuseSet& more) {
  if (more.is_free()) return explanations;
  if (explanations.empty()) return {more};
  Explanations out;
  for (ExcuseSet set : explanations) {
    set.all = set.all | more.all;
    set.supported = set.supported | more.supported;
    insert(out, set);
  }
  return out;
}

Explanations either(const Explanations& a, const Explanations& b) {
  if (a.empty() || b.empty()) return {};
  Explanations out = a;
  for (const ExcuseSet& set : b) insert(out, set);
  if (out.size() > kExplanations) return {};
  return out;
}

void merge(std::vector<Candidate>& candidates) {
  if (candidates.size() < 2) return;
  auto kept = candidates.begin();
  for (auto next = candidates.begin(); next != candidates.end(); ++next) {
    const auto takes = [&](Candidate& known) { return take_in(known, *next); };
    if (std::any_of(candidates.begin(), kept, takes)) continue;
    if (kept != next) *kept = std::move(*next);
    ++kept;
  }
  candidates.erase(kept, candidates.end());
}

bool saturates(EndHistory& end, const std::vector<Candidate>& candidates, HistoryTally& tally) {
  if (candidates.size() <= kHypotheses) return false;
  ++tally.saturations;
  give_up(end);
  return true;
}

void give_up(EndHistory& end) {
  end.candidates.clear();
  end.is_anything = true;
}

void give_back(EndHistory& end) {
  end.candidates = {};
  end.towards = {};
  end.is_anything = false;
  end.misses_frames = false;
  end.missing_since = {};
}

void note_isn(EndHistory& end, std::uint32_t isn) {
  if (end.isn_count != 0 && end.isns[0] == isn) return;
  std::shift_right(end.isns.begin(), end.isns.end(), 1);
  end.isns[0] = isn;
  if (end.isn_count < end.isns.size()) ++end.isn_count;
}

bool is_of_an_older_incarnation(const EndHistory& end, std::uint32_t isn) {
  for (std::size_t i = 1; i < end.isn_count; ++i) {
    if (end.isns[i] == isn) return true;
  }
  return false;
}

void note_missing(EndHistory& end, bool is_missing, const Moment& at) {
  constexpr std::int64_t kOutOfOrder_ns = 1'000'000'000;
  if (is_missing == end.missing_since.happened()) return;
  if (is_missing) {
    end.missing_since = at;
    return;
  }
  end.misses_frames |= at.time_ns - end.missing_since.time_ns > kOutOfOrder_ns;
  end.missing_since = {};
}

void keep_towards(EndHistory& end, const Towards& segment) {
  if (end.towards.size() == kTowards) {
    // Of the older half the first that opens, closes or resets nothing; else the first.
    const auto half = end.towards.begin() + kTowards / 2;
    auto victim = std::find_if(end.towards.begin(), half,
                               [](const Towards& towards) { return !is_telling(towards.segment); });
    if (victim == half) victim = end.towards.begin();
    const auto place = static_cast<unsigned>(victim - end.towards.begin());
    end.towards.erase(victim);
    for (Candidate& candidate : end.candidates) {
      const unsigned delivered = candidate.delivered;
      const unsigned below = delivered & ((1u << place) - 1u);
      const unsigned above = (delivered >> (place + 1)) << place;
      candidate.delivered = static_cast<std::uint16_t>(below | above);
    }
  }
  // A close that goes well has no more than these.
  if (end.towards.empty()) end.towards.reserve(4);
  end.towards.push_back(segment);
}

}  // namespace twomsl::oracle
