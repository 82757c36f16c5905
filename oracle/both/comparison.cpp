// See comparison.hpp.
#include "oracle/both/comparison.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "oracle/both/matching.hpp"
#include "oracle/both/sightings.hpp"

namespace twomsl::oracle::both {
namespace {

// Each connection of either capture to its place in Comparison::connections.
using Places = std::array<std::vector<std::uint32_t>, 2>;

Places list_connections(Comparison& comparison, const std::vector<ConnectionPair>& pairs) {
  Places places;
  for (const Side side : {Side::client, Side::server}) {
    places[index(side)].assign(comparison.recordings[index(side)].connections.size(), kNone);
  }
  for (const ConnectionPair& pair : pairs) {
    const auto place = static_cast<std::uint32_t>(comparison.connections.size());
    for (std::size_t i = 0; i < 2; ++i) places[i][pair.connection[i]] = place;
    comparison.connections.push_back({.connection = pair.connection, .pair = pair});
  }
  return places;
}

// Connections of one capture alone that concern the other.
void list_unpaired(Comparison& comparison, Places& places, Side side,
                   const std::vector<ConnectionPair>& pairs) {
  const Recording& recording = comparison.recordings[index(side)];
  const auto pair_of = pairs_of(recording, pairs, side);
  std::vector<bool> other(recording.connections.size());
  for (const Recorded& segment : recording.segments) {
    std::uint32_t& place = places[index(side)][segment.connection];
    if (place != kNone) continue;
    if (segment.fate == Fate::unpaired) {
      comparison.others[index(side)] += other[segment.connection] ? 0u : 1u;
      other[segment.connection] = true;
      continue;
    }
    place = static_cast<std::uint32_t>(comparison.connections.size());
    comparison.connections.push_back({});
    Compared& compared = comparison.connections.back();
    compared.connection[index(side)] = segment.connection;
    if (pair_of[segment.connection] != nullptr) compared.pair = *pair_of[segment.connection];
  }
}

class Counter {
 public:
  Counter(Comparison& comparison, const Places& places)
      : comparison_(comparison), places_(places) {}

  void count() {
    for (const Side side : {Side::client, Side::server}) {
      const auto& segments = comparison_.recordings[index(side)].segments;
      for (std::uint32_t i = 0; i < segments.size(); ++i) count(side, i);
    }
    for (Compared& compared : comparison_.connections) {
      for (const Side sender : {Side::client, Side::server}) finish(compared, sender);
    }
  }

 private:
  // A segment that is matched across two incarnations counts for its sender's.
  void count(Side side, std::uint32_t number) {
    const Recorded& segment = comparison_.segment(side, number);
    if (segment.fate == Fate::unpaired) return;
    Compared& compared = comparison_.connections[places_[index(side)][segment.connection]];
    switch (segment.fate) {
      case Fate::unpaired:
        return;
      case Fate::matched:
        if (is_sender(compared, side, segment)) {
          ++compared.direction[index(side)].sent;
          ++compared.direction[index(side)].arrived;
          matched_[&compared][index(side)].push_back(number);
        }
        return;
      case Fate::cut_anew:
        if (is_sender(compared, side, segment)) {
          Direction& direction = compared.direction[index(side)];
          ++direction.sent;
          ++direction.cut_anew;
          direction.lost_bytes += segment.text_bytes - segment.came_bytes;
        }
        return;
      case Fate::lost:
        ++compared.direction[index(side)].sent;
        ++compared.direction[index(side)].lost;
        break;
      case Fate::missed:
        ++compared.direction[index(side)].sent;
        ++compared.direction[index(side)].missed;
        break;
      case Fate::beyond:
        ++compared.direction[index(sender_of(compared, side, segment))].beyond;
        return;
      case Fate::copy:
        ++compared.direction[index(sender_of(compared, side, segment))].copies;
        return;
      case Fate::appeared:
        ++compared.direction[index(other(side))].appeared;
        break;
    }
    compared.told[index(side)].push_back(number);
  }

  [[nodiscard]] static Side sender_of(const Compared& compared, Side side,
                                      const Recorded& segment) {
    if (compared.has_pair()) return compared.pair.sender(side, segment);
    return segment.fate == Fate::appeared ? other(side) : side;
  }
  [[nodiscard]] static bool is_sender(const Compared& compared, Side side,
                                      const Recorded& segment) {
    return sender_of(compared, side, segment) == side;
  }

  void finish(Compared& compared, Side sender) {
    const auto found = matched_.find(&compared);
    if (found == matched_.end()) return;
    const std::vector<std::uint32_t>& sent = found->second[index(sender)];
    if (sent.empty()) return;
    Direction& direction = compared.direction[index(sender)];
    std::vector<std::int64_t> delays;
    std::uint32_t least = kNone;  // of the places of what was sent later
    for (std::size_t i = sent.size(); i-- > 0;) {
      const Recorded& segment = comparison_.segment(sender, sent[i]);
      delays.push_back(delay_ns(comparison_, sender, segment));
      if (segment.partner > least) ++direction.overtaken;
      least = std::min(least, segment.partner);
    }
    const auto middle = delays.begin() + static_cast<std::ptrdiff_t>(delays.size() / 2);
    std::ranges::nth_element(delays, middle);
    const auto [shortest, longest] = std::ranges::minmax(delays);
    direction.delay_ns = {shortest, *middle, longest};
  }

  Comparison& comparison_;
  const Places& places_;
  std::map<const Compared*, std::array<std::vector<std::uint32_t>, 2>> matched_{};
};

// The address that most pairs have at that end.
Address nearest(const Comparison& comparison, const std::vector<ConnectionPair>& pairs, Side side) {
  std::map<std::array<std::uint64_t, 3>, std::pair<std::uint64_t, Address>> counts;
  for (const ConnectionPair& pair : pairs) {
    const auto& connection =
        comparison.recordings[index(side)].connections[pair.connection[index(side)]];
    unsigned socket = side == Side::client ? pair.from_client : 1 - pair.from_client;
    if (side == Side::server && pair.swapped) socket = 1 - socket;
    const Address& address = connection.sockets[socket].address;
    auto& [count, known] =
        counts[{address.high, address.low, static_cast<std::uint64_t>(address.family)}];
    ++count;
    known = address;
  }
  if (counts.empty()) return {};
  return std::ranges::max_element(counts, {}, [](const auto& one) { return one.second.first; })
      ->second.second;
}

void place_ends(Comparison& comparison, const std::vector<ConnectionPair>& pairs) {
  std::uint64_t opened = 0;
  std::uint64_t turned = 0;
  for (const ConnectionPair& pair : pairs) {
    if (!pair.is_placed) ++comparison.unplaced;
    const auto& opener = comparison.recordings[0].connections[pair.connection[0]].opener;
    if (!opener || !pair.is_placed) continue;
    ++(*opener == pair.from_client ? opened : turned);
  }
  comparison.is_turned = turned > opened;
  comparison.paired = pairs.size();
  for (const Side side : {Side::client, Side::server}) {
    comparison.near[index(side)] = nearest(comparison, pairs, side);
  }
}

}  // namespace

std::int64_t delay_ns(const Comparison& comparison, Side sender, const Recorded& sent) {
  const Recorded& came = comparison.segment(other(sender), sent.partner);
  const Clocks& clocks = comparison.clocks;
  return sender == Side::client ? clocks.to_client(came.time_ns) - sent.time_ns
                                : came.time_ns - clocks.to_client(sent.time_ns);
}

Comparison compare(Recordings recordings) {
  Comparison comparison;
  comparison.recordings = std::move(recordings);
  std::vector<ConnectionPair> pairs = pair_connections(comparison.recordings);
  comparison.clocks = find_clocks(find_sightings(comparison.recordings, pairs));
  match_segments(comparison.recordings, pairs, comparison.clocks);
  place_ends(comparison, pairs);
  Places places = list_connections(comparison, pairs);
  for (const Side side : {Side::client, Side::server})
    list_unpaired(comparison, places, side, pairs);
  Counter(comparison, places).count();
  for (Compared& compared : comparison.connections) {
    if (compared.is_paired()) compared.rewritten = find_rewrites(comparison, compared);
  }
  return comparison;
}

}  // namespace twomsl::oracle::both
