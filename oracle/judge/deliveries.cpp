#include "oracle/judge/deliveries.hpp"

#include <algorithm>
#include <utility>

#include "oracle/judge/evidence.hpp"
#include "oracle/judge/search.hpp"
#include "spec/judge/deliver.hpp"

namespace twomsl::oracle {
namespace {

// A segment that an emission so long after it shows undelivered is late if it is delivered still.
constexpr std::int64_t kSoon_ns = 1'000'000'000;

Delivered<Concrete> delivery_of(const Emission& emission, const Towards& towards,
                                const Moment& at) {
  const Side& holder = emission.sender();
  Delivered<Concrete> delivery;
  delivery.segment = towards.segment;
  delivery.at = instant_of(at);
  delivery.peer_end = {towards.peer_end};
  delivery.window_bytes = holder.window_bytes;
  delivery.window_known = holder.syn_seen && emission.peer().syn_seen;
  delivery.answers_challenge = towards.answers_challenge;
  return delivery;
}

// Adds each way on of one of the candidates to them.
struct Arrivals {
  std::vector<Candidate>& candidates;
  const Towards& towards;
  Moment at;  // it was delivered then at the earliest
  std::uint32_t clock_steps;
  std::uint16_t bit;
  bool is_late;
  std::size_t from = 0;  // the place of the candidate

  void add(const Hypothesis<Concrete>& to, Excuses why = {}) { add(to, ExcuseSet{why, {}}); }
  void add(const Hypothesis<Concrete>& to, const ExcuseSet& why) { add(to, why, bit); }
  void add_but_fin(const Hypothesis<Concrete>& to) {
    add(to, {}, towards.segment.fin ? std::uint16_t{0} : bit);
  }

 private:
  void add(const Hypothesis<Concrete>& to, const ExcuseSet& why, std::uint16_t delivered) {
    Candidate after = candidates[from];
    const State state = to.state;
    const bool enters = state != after.is.state &&
                        (state == State::fin_wait_2 || state == State::time_wait) &&
                        !to.has_returned;
    after.is = to;
    if (!why.is_free()) after.explanations = supposing(after.explanations, why);
    if (is_late) after.explanations = supposing(after.explanations, {{Excuse::late}, {}});
    after.delivered |= delivered;
    if (enters) {
      after.entered = at;
      after.entered_by = towards.at.frame;
      after.clock_steps = clock_steps;
    }
    candidates.push_back(std::move(after));
  }
};

void deliver_one(std::vector<Candidate>& candidates, const Judge& judge, const Emission& emission,
                 std::size_t place) {
  const EndHistory& end = emission.close.history[emission.from];
  const auto bit = static_cast<std::uint16_t>(1u << place);
  const auto may_change = [&](const Candidate& candidate) {
    return candidate.is.state != State::closed && (candidate.delivered & bit) == 0;
  };
  if (std::ranges::none_of(candidates, may_change)) return;
  const Towards& towards = end.towards[place];
  const bool at_host = is_at_its_host(judge, emission);
  const bool is_after = end.last.happened() && end.last.time_ns - towards.at.time_ns > kSoon_ns;
  // What has arrived at its host is not in the network any more; a FIN may have been held there.
  if (is_after && at_host && !towards.segment.fin) return;
  const bool is_late = is_after && !at_host;
  // At its host, what the end said last did not count it yet: it lay ahead of what had arrived.
  const bool counts_later = at_host && towards.at.frame < end.last.frame;
  const Moment at = counts_later ? end.last : towards.at;
  Arrivals out{candidates, towards, at, judge.clock_steps, bit, is_late};
  const Delivered<Concrete> delivery = delivery_of(emission, towards, at);
  const std::size_t count = candidates.size();
  for (out.from = 0; out.from < count; ++out.from) {
    if (!may_change(candidates[out.from])) continue;
    const std::size_t before = candidates.size();
    const Hypothesis<Concrete> is = candidates[out.from].is;
    deliver(out, is, delivery);
    // At its host a wait that lives on has ignored the RST, as RFC 1337 advises.
    if (at_host && candidates.size() != before && is.state == State::time_wait) {
      Candidate& same = candidates[out.from];
      same.is.survived_rst = same.is.ignores_rst = true;
      same.delivered |= bit;
    }
  }
  if (candidates.size() != count) merge(candidates);
}

}  // namespace

void deliver_towards(std::vector<Candidate>& candidates, const Judge& judge,
                     const Emission& emission) {
  const std::size_t count = emission.close.history[emission.from].towards.size();
  for (std::size_t place = 0; place < count && candidates.size() <= kHypotheses; ++place) {
    deliver_one(candidates, judge, emission, place);
  }
}

}  // namespace twomsl::oracle
