// See matching.hpp.
#include "oracle/both/matching.hpp"

#include <algorithm>
#include <map>

#include "oracle/both/leftovers.hpp"

namespace twomsl::oracle::both {
namespace {

constexpr std::uint8_t kShape = Flags::kFin | Flags::kSyn | Flags::kRst | Flags::kAck;

// What must be the same, from the strictest to the loosest. Boxes rewrite what the later leave out.
enum class Likeness : std::uint8_t { whole, told_apart, numbers_and_clock, numbers };

std::uint64_t mark_of(const Place& place, Likeness likeness) {
  const Recorded& segment = *place.segment;
  const ConnectionPair& pair = *place.pair;
  std::uint64_t mark =
      std::uint64_t{pair.seq(place.side, segment)} << 32 | pair.ack(place.side, segment);
  mark = mix(mark, std::uint64_t{segment.text_bytes} << 8 | (segment.flags.bits & kShape));
  if (likeness == Likeness::numbers) return mark;
  mark = mix(mark, std::uint64_t{segment.ts_val} << 32 | segment.ts_ecr);
  if (likeness == Likeness::numbers_and_clock) return mark;
  mark = mix(mark, segment.text_hash);
  if (likeness == Likeness::told_apart) return mark;
  return mix(mark, std::uint64_t{segment.window} << 16 | segment.ip_id);
}

struct Marked {
  std::uint64_t mark = 0;
  std::int64_t time_ns = 0;  // of the client's clock
  Place place{};
};

// One direction between one tuple of either capture.
class Matcher {
 public:
  Matcher(Recordings& recordings, const Clocks& clocks) : recordings_(recordings), clocks_(clocks) {
    constexpr std::int64_t kSlack_ns = 1'000'000, kUnknownSlack_ns = 100'000'000;
    slack_ns_ = clocks.uncertainty_ns +
                (clocks.knowledge == ClockKnowledge::bounded ? kSlack_ns : kUnknownSlack_ns);
  }

  void match(const std::vector<Place>& sent, const std::vector<Place>& came) {
    bool keeps_clock = false;
    for (const Likeness likeness :
         {Likeness::whole, Likeness::told_apart, Likeness::numbers_and_clock, Likeness::numbers}) {
      // Where timestamps come through, a segment of another timestamp is another segment.
      if (likeness == Likeness::numbers && keeps_clock) break;
      std::vector<Marked> marked;
      collect(marked, sent, likeness);
      collect(marked, came, likeness);
      std::ranges::stable_sort(marked, {},
                               [](const Marked& one) { return std::pair(one.mark, one.time_ns); });
      for (std::size_t from = 0, to = 0; from < marked.size(); from = to) {
        while (to < marked.size() && marked[to].mark == marked[from].mark) ++to;
        keeps_clock |= match_alike(std::span(marked).subspan(from, to - from), sent.front().side);
      }
    }
  }

 private:
  void collect(std::vector<Marked>& marked, const std::vector<Place>& places, Likeness likeness) {
    for (const Place& place : places) {
      if (place.segment->fate == Fate::matched) continue;
      const std::int64_t time_ns = place.segment->time_ns;
      marked.push_back({mark_of(place, likeness),
                        place.side == Side::client ? time_ns : clocks_.to_client(time_ns), place});
    }
  }

  // The latest that came is matched with the latest that may have become it, and so on backwards.
  // True if timestamps were among what is alike.
  bool match_alike(std::span<const Marked> alike, Side sender) {
    bool has_clock = false;
    std::size_t sent = alike.size();
    for (std::size_t i = alike.size(); i-- > 0;) {
      const Marked& came = alike[i];
      if (came.place.side == sender) continue;
      const auto may_be = [&](const Marked& one) {
        return one.place.side == sender && one.time_ns - slack_ns_ <= came.time_ns;
      };
      while (sent > 0 && !may_be(alike[sent - 1])) --sent;
      if (sent == 0) break;
      --sent;
      join(alike[sent].place, came.place);
      has_clock |= came.place.segment->ts_val != 0;
    }
    return has_clock;
  }

  void join(const Place& a, const Place& b) {
    a.segment->fate = b.segment->fate = Fate::matched;
    a.segment->partner = place_of(b);
    b.segment->partner = place_of(a);
  }
  [[nodiscard]] std::uint32_t place_of(const Place& place) const {
    return static_cast<std::uint32_t>(place.segment -
                                      recordings_[index(place.side)].segments.data());
  }

  Recordings& recordings_;
  const Clocks& clocks_;
  std::int64_t slack_ns_ = 0;
};

// Segments of one tuple of either capture, by direction and then by the capture that has them.
using TuplePlaces = std::array<std::array<std::vector<Place>, 2>, 2>;
using TuplePair = std::array<std::uint32_t, 2>;  // flows, by Side

}  // namespace

// The one before it, or the first after it.
std::vector<const ConnectionPair*> pairs_of(const Recording& recording,
                                            const std::vector<ConnectionPair>& pairs, Side side) {
  std::vector<const ConnectionPair*> of(recording.connections.size());
  for (const ConnectionPair& pair : pairs) of[pair.connection[index(side)]] = &pair;
  std::vector<const ConnectionPair*> of_flow(recording.flows);
  const auto inherit = [&](std::size_t connection) {
    const ConnectionPair*& last = of_flow[recording.connections[connection].flow];
    if (of[connection] == nullptr) {
      of[connection] = last;
    } else {
      last = of[connection];
    }
  };
  for (std::size_t i = 0; i < of.size(); ++i) inherit(i);
  for (std::size_t i = of.size(); i-- > 0;) inherit(i);
  return of;
}

void match_segments(Recordings& recordings, const std::vector<ConnectionPair>& pairs,
                    const Clocks& clocks) {
  std::map<TuplePair, TuplePlaces> tuples;
  for (const Side side : {Side::client, Side::server}) {
    Recording& recording = recordings[index(side)];
    const auto pair_of = pairs_of(recording, pairs, side);
    for (Recorded& segment : recording.segments) {
      const ConnectionPair* pair = pair_of[segment.connection];
      if (pair == nullptr) continue;
      const TuplePair tuple{recordings[0].connections[pair->connection[0]].flow,
                            recordings[1].connections[pair->connection[1]].flow};
      const Side sender = pair->sender(side, segment);
      tuples[tuple][index(sender)][index(side)].push_back({&segment, pair, side});
    }
  }
  Matcher matcher(recordings, clocks);
  Leftovers leftovers(recordings, clocks);
  for (auto& [tuple, places] : tuples) {
    for (const Side sender : {Side::client, Side::server}) {
      const auto& sent = places[index(sender)][index(sender)];
      const auto& came = places[index(sender)][index(other(sender))];
      if (!sent.empty() && !came.empty()) matcher.match(sent, came);
    }
    for (const Side sender : {Side::client, Side::server}) {
      leftovers.judge(places[index(sender)], places[index(other(sender))], sender);
    }
  }
  leftovers.judge_unpaired(pairs);
}

}  // namespace twomsl::oracle::both
