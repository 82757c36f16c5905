#include "oracle/judge/deliveries.hpp"

#include <algorithm>
#include <utility>

#include "oracle/judge/search.hpp"
#include "spec/judge/deliver.hpp"

namespace twomsl::oracle {
namespace {

// A segment that an emission so long after it shows undelivered is late if it is delivered still.
constexpr std::int64_t kSoon_ns = 1'000'000'000;

Delivery<Concrete> delivery_of(const Emission& emission, const Towards& towards) {
  const Side& holder = emission.sender();
  Delivery<Concrete> delivery;
  delivery.segment = towards.segment;
  delivery.at = instant_of(towards.at);
  delivery.peer_end = {towards.peer_end};
  delivery.window_bytes = holder.window_bytes;
  delivery.window_known = holder.syn_seen && emission.peer().syn_seen;
  delivery.answers_challenge = towards.answers_challenge;
  return delivery;
}

// A candidate once the segment was delivered to it.
Candidate delivered(const Candidate& before, const Move<Concrete>& move, const Towards& towards,
                    std::uint32_t clock_steps) {
  Candidate after = before;
  after.is = move.to;
  after.explanations = supposing(before.explanations, move.why);
  const State state = after.is.state;
  const bool enters = state != before.is.state &&
                      (state == State::fin_wait_2 || state == State::time_wait) &&
                      !after.is.has_returned;
  if (enters) {
    after.entered = towards.at;
    after.entered_by = towards.at.frame;
    after.clock_steps = clock_steps;
  }
  return after;
}

void deliver_one(Judge& judge, const Emission& emission, std::size_t place) {
  EndHistory& end = emission.close.history[emission.from];
  const Towards towards = end.towards[place];
  const auto bit = static_cast<std::uint16_t>(1u << place);
  const Address& address = endpoint(emission.connection.key, emission.from).address;
  const bool at_host = is_at_host(judge.options, address);
  const bool is_late =
      !at_host && end.last.happened() && end.last.time_ns - towards.at.time_ns > kSoon_ns;
  const Delivery<Concrete> delivery = delivery_of(emission, towards);
  const auto moves_on = [&](const Candidate& candidate) {
    return (candidate.delivered & bit) == 0 && !deliver(candidate.is, delivery).empty();
  };
  if (std::ranges::none_of(end.candidates, moves_on)) return;
  std::vector<Candidate> out;
  for (Candidate& before : end.candidates) {
    if ((before.delivered & bit) != 0) {
      out.push_back(std::move(before));
      continue;
    }
    const Moves<Concrete> moves = deliver(before.is, delivery);
    for (const Move<Concrete>& move : moves) {
      Candidate after = delivered(before, move, towards, judge.clock_steps);
      if (is_late) after.explanations = supposing(after.explanations, {{Excuse::late}, {}});
      after.delivered |= bit;
      out.push_back(std::move(after));
    }
    // At its host a wait that lives on has ignored the RST, as RFC 1337 advises.
    if (at_host && !moves.empty() && before.is.state == State::time_wait) {
      before.is.survived_rst = before.is.ignores_rst = true;
      before.delivered |= bit;
    }
    out.push_back(std::move(before));
  }
  merge(end, std::move(out), judge.histories);
}

}  // namespace

void deliver_towards(Judge& judge, const Emission& emission) {
  EndHistory& end = emission.close.history[emission.from];
  for (std::size_t place = 0; place < end.towards.size() && !end.is_anything; ++place) {
    deliver_one(judge, emission, place);
  }
}

}  // namespace twomsl::oracle
