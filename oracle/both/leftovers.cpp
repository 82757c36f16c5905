// See leftovers.hpp.
#include "oracle/both/leftovers.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace twomsl::oracle::both {
namespace {

constexpr std::uint32_t kHalf = 1u << 31;
constexpr std::size_t kMostPieces = 1024;            // of one segment
constexpr std::int64_t kTwice_ns = 1'000'000;        // captured twice, not sent twice
constexpr std::int64_t kSlowest_ns = 1'000'000'000;  // at the edges of a capture

bool is_left(const Place& place) { return place.segment->fate == Fate::unpaired; }

std::uint32_t seq_of(const Place& place) { return place.pair->seq(place.side, *place.segment); }

// All that a repetition on the way does not change.
std::uint64_t likeness_of(const Place& place) {
  const Recorded& segment = *place.segment;
  std::uint64_t mark = mix(segment.connection, segment.flags.bits);
  mark = mix(mark, std::uint64_t{segment.seq} << 32 | segment.ack);
  mark = mix(mark, std::uint64_t{segment.text_bytes} << 32 | segment.window);
  mark = mix(mark, std::uint64_t{segment.ts_val} << 32 | segment.ts_ecr);
  return mix(mix(mark, segment.text_hash), segment.ip_id);
}

std::vector<Place> texts_left(const std::vector<Place>& places) {
  std::vector<Place> left;
  for (const Place& place : places) {
    if (is_left(place) && place.segment->text_bytes != 0) left.push_back(place);
  }
  std::ranges::stable_sort(left, {}, seq_of);
  return left;
}

}  // namespace

// What is known of one direction.
struct Leftovers::Way {
  Side sender{};
  std::int64_t slowest_ns = 0;
  std::unordered_map<std::uint64_t, std::int64_t> matched[2]{};  // likeness to time, by capture
  // What the receiver acknowledged at its own capture, and how far its text came there, by pair.
  std::unordered_map<const ConnectionPair*, std::uint32_t> acked{};
  std::unordered_map<const ConnectionPair*, std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      came{};

  Way(const PlacesBySide& places, const PlacesBySide& back, Side of) : sender(of) {
    for (const auto& of_side : places) {
      for (const Place& place : of_side) {
        if (is_left(place)) continue;
        matched[index(place.side)].insert_or_assign(likeness_of(place), place.segment->time_ns);
      }
    }
    for (const Place& place : back[index(other(of))]) {
      if (!place.segment->flags.ack() || place.segment->flags.rst()) continue;
      const std::uint32_t ack = place.pair->ack(place.side, *place.segment);
      const auto [known, is_new] = acked.try_emplace(place.pair, ack);
      if (!is_new && ack - known->second < kHalf) known->second = ack;
    }
    for (const Place& place : places[index(other(of))]) {
      if (place.segment->length() == 0) continue;
      const std::uint32_t seq = seq_of(place);
      came[place.pair].emplace_back(seq, seq + place.segment->length());
    }
    for (auto& [pair, ranges] : came) std::ranges::sort(ranges);
  }

  // Its receiver has it, by what it acknowledged, and no segment there brought it.
  [[nodiscard]] bool was_missed(const Place& place) const {
    const Recorded& segment = *place.segment;
    const auto ack = acked.find(place.pair);
    if (segment.length() == 0 || segment.flags.rst() || ack == acked.end()) return false;
    if (place.pair->connection[index(place.side)] != segment.connection) return false;
    const std::uint32_t end = seq_of(place) + segment.length();
    if (ack->second - end >= kHalf) return false;
    const auto ranges = came.find(place.pair);
    return ranges == came.end() || std::ranges::none_of(ranges->second, [&](const auto& range) {
             return end - range.first - 1 < kHalf && range.second - end < kHalf;
           });
  }
};

bool Leftovers::is_beyond(const Recorded& segment, Side at, Side sender,
                          std::int64_t slowest_ns) const {
  if (clocks_.knowledge == ClockKnowledge::unknown) return false;
  const Recording& there = recordings_[index(other(at))];
  const std::int64_t ahead =
      clocks_.at(at == Side::client ? segment.time_ns : clocks_.to_client(segment.time_ns));
  const std::int64_t then = at == Side::client ? segment.time_ns + ahead : segment.time_ns - ahead;
  if (at == sender) return then < there.first_ns || then + slowest_ns > there.last_ns;
  return then > there.last_ns || then - slowest_ns < there.first_ns;
}

// Segments of text that lie wholly in another one of the other capture.
void Leftovers::join_cuts(std::vector<Place>& whole, std::vector<Place>& pieces, bool needs_all) {
  const std::vector<Place> left = texts_left(pieces);
  for (const Place& place : whole) {
    Recorded& segment = *place.segment;
    if (!is_left(place) || segment.text_bytes == 0 || left.empty()) continue;
    const std::uint32_t begin = seq_of(place);
    std::vector<Recorded*> inside;
    std::uint32_t reached = 0;
    std::uint32_t covered = 0;
    const auto first = std::ranges::lower_bound(left, begin, {}, seq_of);
    const auto last = left.end() - first > static_cast<std::ptrdiff_t>(kMostPieces)
                          ? first + static_cast<std::ptrdiff_t>(kMostPieces)
                          : left.end();
    for (auto at = first; at != last; ++at) {
      const std::uint32_t offset = seq_of(*at) - begin;
      if (offset >= segment.text_bytes) break;
      const std::uint32_t end = offset + at->segment->text_bytes;
      if (!is_left(*at) || end > segment.text_bytes) continue;
      inside.push_back(at->segment);
      if (end > reached) covered += end - std::max(reached, offset);
      reached = std::max(reached, end);
    }
    if (inside.empty() || (needs_all && covered != segment.text_bytes)) continue;
    segment.fate = Fate::cut_anew;
    segment.came_bytes = covered;
    for (Recorded* const piece : inside) {
      piece->fate = Fate::cut_anew;
      piece->came_bytes = piece->text_bytes;
    }
  }
}

void Leftovers::judge(PlacesBySide& places, const PlacesBySide& back, Side sender) {
  std::vector<Place>& sent = places[index(sender)];
  std::vector<Place>& came = places[index(other(sender))];
  join_cuts(sent, came, false);
  join_cuts(came, sent, true);
  Way way(places, back, sender);
  for (const Place& place : sent) {
    if (place.segment->fate != Fate::matched) continue;
    const Recorded& there = recordings_[index(other(sender))].segments[place.segment->partner];
    const std::int64_t taken = sender == Side::client
                                   ? clocks_.to_client(there.time_ns) - place.segment->time_ns
                                   : there.time_ns - clocks_.to_client(place.segment->time_ns);
    way.slowest_ns = std::clamp(taken, way.slowest_ns, kSlowest_ns);
  }
  judge_sent(way, sent);
  judge_came(way, came);
}

void Leftovers::judge_sent(const Way& way, const std::vector<Place>& sent) {
  for (const Place& place : sent) {
    if (!is_left(place)) continue;
    Recorded& segment = *place.segment;
    const auto& matched = way.matched[index(place.side)];
    const auto twin = matched.find(likeness_of(place));
    const bool is_twin = segment.ip_id != 0 && twin != matched.end() &&
                         std::abs(segment.time_ns - twin->second) <= kTwice_ns;
    if (is_twin) {
      segment.fate = Fate::copy;
    } else if (way.was_missed(place)) {
      segment.fate = Fate::missed;
    } else {
      const bool is_beyond_it = is_beyond(segment, place.side, way.sender, way.slowest_ns);
      segment.fate = is_beyond_it ? Fate::beyond : Fate::lost;
    }
  }
}

void Leftovers::judge_came(const Way& way, const std::vector<Place>& came) {
  for (const Place& place : came) {
    if (!is_left(place)) continue;
    Recorded& segment = *place.segment;
    const auto& matched = way.matched[index(place.side)];
    if (matched.contains(likeness_of(place))) {
      segment.fate = Fate::copy;
    } else {
      const bool is_beyond_it = is_beyond(segment, place.side, way.sender, way.slowest_ns);
      segment.fate = is_beyond_it ? Fate::beyond : Fate::appeared;
    }
  }
}

// Whoever talks to somebody else is no concern of the other capture.
void Leftovers::judge_unpaired(const std::vector<ConnectionPair>& pairs) {
  for (const Side side : {Side::client, Side::server}) {
    std::array<std::unordered_set<Address, AddressHash>, 2> known;  // near, far
    Recording& recording = recordings_[index(side)];
    for (const ConnectionPair& pair : pairs) {
      const RecordedConnection& connection = recording.connections[pair.connection[index(side)]];
      for (unsigned from = 0; from < 2; ++from) {
        const unsigned direction = side == Side::server && pair.swapped ? 1 - from : from;
        const bool is_near = (direction == pair.from_client) == (side == Side::client);
        known[is_near ? 0 : 1].insert(connection.sockets[from].address);
      }
    }
    for (Recorded& segment : recording.segments) {
      if (segment.fate != Fate::unpaired) continue;
      const RecordedConnection& connection = recording.connection_of(segment);
      const Address& source = connection.sockets[segment.from].address;
      const Address& destination = connection.sockets[1 - segment.from].address;
      const bool is_sent = known[0].contains(source) && known[1].contains(destination);
      const bool is_come = known[1].contains(source) && known[0].contains(destination);
      if (!is_sent && !is_come) continue;
      const Side sender = is_sent ? side : other(side);
      const bool is_beyond_it = is_beyond(segment, side, sender, kSlowest_ns);
      segment.fate = is_beyond_it ? Fate::beyond : is_sent ? Fate::lost : Fate::appeared;
    }
  }
}

}  // namespace twomsl::oracle::both
