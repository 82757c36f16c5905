// See sightings.hpp.
#include "oracle/both/sightings.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace twomsl::oracle::both {
namespace {

struct Times {
  std::int64_t client_ns = 0;
  std::int64_t server_ns = 0;
  std::uint32_t pair = 0;
  std::uint8_t direction = 0;
  std::array<std::uint8_t, 2> hops{};   // by Side
  std::array<std::uint8_t, 2> count{};  // by Side; 2 stands for more, too
};

using TimesByMark = std::unordered_map<std::uint64_t, Times>;

std::vector<std::uint32_t> pairs_by_connection(const Recording& recording,
                                               const std::vector<ConnectionPair>& pairs,
                                               Side side) {
  std::vector<std::uint32_t> of(recording.connections.size(), kNone);
  for (std::uint32_t i = 0; i < pairs.size(); ++i) of[pairs[i].connection[index(side)]] = i;
  return of;
}

void add_side(TimesByMark& found, const Recordings& recordings,
              const std::vector<ConnectionPair>& pairs, Side side) {
  const Recording& recording = recordings[index(side)];
  const auto pair_of = pairs_by_connection(recording, pairs, side);
  for (const Recorded& segment : recording.segments) {
    const std::uint32_t number = pair_of[segment.connection];
    if (number == kNone) continue;
    const ConnectionPair& pair = pairs[number];
    const unsigned direction = pair.direction(side, segment);
    std::uint64_t mark = mix(number, direction);
    mark = mix(mark, std::uint64_t{pair.seq(side, segment)} << 32 | pair.ack(side, segment));
    mark = mix(mark, std::uint64_t{segment.length()} << 8 | (segment.flags.bits & 0x17u));
    Times& times = found[mark];
    times.pair = number;
    times.direction = static_cast<std::uint8_t>(direction);
    (side == Side::client ? times.client_ns : times.server_ns) = segment.time_ns;
    times.hops[index(side)] = segment.hops;
    std::uint8_t& count = times.count[index(side)];
    count = std::min<std::uint8_t>(2, count + 1);
  }
}

// What a direction seems to take, over one pair.
struct Taken {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
};

// What arrives is later by the other clock, and what answers it is earlier: whichever direction
// seems to take longer begins at the client's capture.
class Places {
 public:
  explicit Places(std::vector<ConnectionPair>& pairs) : pairs_(pairs), taken_(pairs.size()) {}

  void add(const Times& times) {
    Taken& taken = taken_[times.pair][times.direction];
    const std::int64_t ahead = times.server_ns - times.client_ns;
    taken.least = std::min(taken.least, ahead);
    taken.most = std::max(taken.most, ahead);
    // Each router takes one hop.
    if (times.hops[0] == times.hops[1]) return;
    const bool from_client = times.hops[0] > times.hops[1];
    (*this).hops_[times.pair] = from_client ? times.direction : 1u - times.direction;
  }

  void place(const Recordings& recordings) {
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      const auto& [first, second] = taken_[i];
      ConnectionPair& pair = pairs_[i];
      const bool both = first.least <= first.most && second.least <= second.most;
      pair.from_client = recordings[0].connections[pair.connection[0]].opener.value_or(0);
      pair.is_placed = true;
      if (both && first.least > second.most) {
        pair.from_client = 0;
      } else if (both && second.least > first.most) {
        pair.from_client = 1;
      } else if (const auto hops = hops_.find(i); hops != hops_.end()) {
        pair.from_client = hops->second;
      } else {
        pair.is_placed = false;
      }
    }
    agree(recordings);
  }

 private:
  // The same address is at the same end.
  void agree(const Recordings& recordings) {
    std::unordered_map<Address, int, AddressHash> balance;
    for (const ConnectionPair& pair : pairs_) {
      if (!pair.is_placed) continue;
      const auto& sockets = recordings[0].connections[pair.connection[0]].sockets;
      ++balance[sockets[pair.from_client].address];
      --balance[sockets[1 - pair.from_client].address];
    }
    for (ConnectionPair& pair : pairs_) {
      const auto& sockets = recordings[0].connections[pair.connection[0]].sockets;
      const int more = balance[sockets[0].address] - balance[sockets[1].address];
      if (more != 0) pair.from_client = more > 0 ? 0 : 1;
    }
  }

  std::vector<ConnectionPair>& pairs_;
  std::vector<std::array<Taken, 2>> taken_;
  std::unordered_map<std::uint32_t, unsigned> hops_{};
};

}  // namespace

std::vector<Sighting> find_sightings(const Recordings& recordings,
                                     std::vector<ConnectionPair>& pairs) {
  TimesByMark found;
  add_side(found, recordings, pairs, Side::client);
  add_side(found, recordings, pairs, Side::server);
  Places places(pairs);
  const auto is_sure = [](const Times& times) {
    return times.count == std::array<std::uint8_t, 2>{1, 1};
  };
  for (const auto& [mark, times] : found) {
    if (is_sure(times)) places.add(times);
  }
  places.place(recordings);
  std::vector<Sighting> sightings;
  for (const auto& [mark, times] : found) {
    if (!is_sure(times)) continue;
    const bool by_client = pairs[times.pair].from_client == times.direction;
    sightings.push_back({times.client_ns, times.server_ns - times.client_ns,
                         by_client ? Side::client : Side::server});
  }
  return sightings;
}

}  // namespace twomsl::oracle::both
