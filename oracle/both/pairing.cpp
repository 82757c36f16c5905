// See pairing.hpp.
#include "oracle/both/pairing.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace twomsl::oracle::both {
namespace {

// What one thing in common counts, and what a pair needs.
constexpr std::uint32_t kSameIss = 100, kSameSockets = 30, kSameText = 10, kSameTimestamps = 10,
                        kSameId = 2, kEnough = 20;
constexpr std::uint32_t kMostVotes = 50;  // of segments: more of them make nothing surer
constexpr std::uint32_t kShortestText = 8;

struct Candidate {
  std::uint32_t client = 0;
  std::uint32_t server = 0;
  bool swapped = false;
  friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

// What was seen of one candidate; shifts that segments in common ask for, by direction.
struct Evidence {
  std::uint32_t score = 0;
  std::uint32_t votes = 0;
  bool same_sockets = false;
  std::array<std::map<std::uint32_t, std::uint32_t>, 2> shifts{};
};

// Things by which segments are recognised: hash to the segment that has it, kNone if several have.
class Marks {
 public:
  void add(std::uint64_t mark, std::uint32_t segment, const Recording& recording) {
    const auto [place, is_new] = segments_.try_emplace(mark, segment);
    if (is_new || place->second == kNone) return;
    // A repetition is as good as the first.
    const Recorded& first = recording.segments[place->second];
    const Recorded& again = recording.segments[segment];
    const bool repeats =
        first.connection == again.connection && first.from == again.from && first.seq == again.seq;
    if (!repeats) place->second = kNone;
  }
  [[nodiscard]] std::uint32_t find(std::uint64_t mark) const {
    const auto found = segments_.find(mark);
    return found == segments_.end() ? kNone : found->second;
  }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> segments_{};
};

struct Mark {
  std::uint64_t hash = 0;
  std::uint32_t weight = 0;  // 0: none
};

std::uint64_t shape_of(const Recorded& segment) {
  return std::uint64_t{segment.length()} << 8 | (segment.flags.bits & 0x17u);
}

std::array<Mark, 4> marks_of(const Recorded& segment) {
  std::array<Mark, 4> marks{};
  if (segment.flags.syn()) marks[0] = {mix(mix(1, segment.seq), segment.flags.ack()), kSameIss};
  if (segment.text_hash != 0 && segment.text_bytes >= kShortestText) {
    marks[1] = {mix(mix(2, segment.text_hash), segment.text_bytes), kSameText};
  }
  if (segment.has_option(kTimestamps) && segment.ts_val != 0) {
    marks[2] = {mix(mix(mix(3, segment.ts_val), segment.ts_ecr), shape_of(segment)),
                kSameTimestamps};
  }
  if (segment.ip_id != 0) {
    marks[3] = {mix(mix(mix(4, segment.ip_id), segment.window), shape_of(segment)), kSameId};
  }
  return marks;
}

class Pairing {
 public:
  explicit Pairing(const Recordings& recordings) : client_(recordings[0]), server_(recordings[1]) {}

  std::vector<ConnectionPair> run() {
    weigh_sockets();
    weigh_segments();
    return choose();
  }

 private:
  // Incarnations of one tuple: all of one side with all of the other would be too many of a tuple
  // that is used again and again, and what else they have in common tells them apart.
  void weigh_sockets() {
    std::map<std::array<std::uint64_t, 5>, std::vector<std::uint32_t>> by_sockets;
    const auto key = [](const RecordedConnection& connection) {
      const auto& [a, b] = connection.sockets;
      return std::array{a.address.high, a.address.low, b.address.high, b.address.low,
                        std::uint64_t{a.port} << 16 | b.port};
    };
    for (std::uint32_t i = 0; i < client_.connections.size(); ++i) {
      by_sockets[key(client_.connections[i])].push_back(i);
    }
    std::map<std::array<std::uint64_t, 5>, std::size_t> met;
    for (std::uint32_t i = 0; i < server_.connections.size(); ++i) {
      const auto found = by_sockets.find(key(server_.connections[i]));
      if (found == by_sockets.end()) continue;
      const std::size_t nth = met[found->first]++;
      const std::size_t from = nth < kNeighbours ? 0 : nth - kNeighbours;
      const std::size_t to = std::min(found->second.size(), nth + kNeighbours + 1);
      for (std::size_t at = from; at < to; ++at) {
        Evidence& evidence = evidence_[{found->second[at], i, false}];
        evidence.same_sockets = true;
        evidence.score += kSameSockets;
      }
    }
  }

  void weigh_segments() {
    Marks marks;
    for (std::uint32_t i = 0; i < client_.segments.size(); ++i) {
      for (const Mark& mark : marks_of(client_.segments[i])) {
        if (mark.weight != 0) marks.add(mark.hash, i, client_);
      }
    }
    Marks seen;  // what the server's capture has twice says nothing either
    for (std::uint32_t i = 0; i < server_.segments.size(); ++i) {
      for (const Mark& mark : marks_of(server_.segments[i])) {
        if (mark.weight != 0) seen.add(mark.hash, i, server_);
      }
    }
    for (std::uint32_t i = 0; i < server_.segments.size(); ++i) {
      for (const Mark& mark : marks_of(server_.segments[i])) {
        if (mark.weight == 0 || seen.find(mark.hash) != i) continue;
        const std::uint32_t same = marks.find(mark.hash);
        if (same != kNone) count(client_.segments[same], server_.segments[i], mark);
      }
    }
  }

  void count(const Recorded& at_client, const Recorded& at_server, const Mark& mark) {
    Evidence& evidence =
        evidence_[{at_client.connection, at_server.connection, at_client.from != at_server.from}];
    if (mark.weight == kSameIss) {
      evidence.score += kSameIss;
    } else if (evidence.votes < kMostVotes) {
      evidence.votes += mark.weight;
    }
    evidence.shifts[at_client.from][at_server.seq - at_client.seq] += mark.weight;
  }

  // Both initial numbers of a direction are known, and differ.
  [[nodiscard]] bool differs(const Candidate& candidate) const {
    const RecordedConnection& a = client_.connections[candidate.client];
    const RecordedConnection& b = server_.connections[candidate.server];
    for (unsigned direction = 0; direction < 2; ++direction) {
      const auto& there = b.iss[candidate.swapped ? 1 - direction : direction];
      if (a.iss[direction] && there && *a.iss[direction] != *there) return true;
    }
    return false;
  }

  [[nodiscard]] std::uint32_t worth(const Candidate& candidate, const Evidence& evidence) const {
    const std::uint32_t worth = evidence.score + evidence.votes;
    if (differs(candidate) && evidence.votes < kEnough && evidence.score < kSameIss) return 0;
    return worth < kEnough ? 0 : worth;
  }

  std::vector<ConnectionPair> choose() {
    std::vector<std::pair<std::uint32_t, Candidate>> ranked;
    for (const auto& [candidate, evidence] : evidence_) {
      const std::uint32_t rank = worth(candidate, evidence);
      if (rank != 0) ranked.emplace_back(rank, candidate);
    }
    std::ranges::stable_sort(ranked, std::greater{}, &std::pair<std::uint32_t, Candidate>::first);
    std::array<std::vector<bool>, 2> used{std::vector<bool>(client_.connections.size()),
                                          std::vector<bool>(server_.connections.size())};
    std::vector<ConnectionPair> pairs;
    for (const auto& [rank, candidate] : ranked) {
      if (used[0][candidate.client] || used[1][candidate.server]) continue;
      used[0][candidate.client] = used[1][candidate.server] = true;
      pairs.push_back(pair_of(candidate));
    }
    std::ranges::sort(pairs, {}, [](const ConnectionPair& pair) { return pair.connection[0]; });
    return pairs;
  }

  ConnectionPair pair_of(const Candidate& candidate) {
    ConnectionPair pair{.connection = {candidate.client, candidate.server},
                        .swapped = candidate.swapped};
    const RecordedConnection& a = client_.connections[candidate.client];
    const RecordedConnection& b = server_.connections[candidate.server];
    for (unsigned direction = 0; direction < 2; ++direction) {
      const auto& there = b.iss[candidate.swapped ? 1 - direction : direction];
      const auto& shifts = evidence_[candidate].shifts[direction];
      if (!shifts.empty()) {
        pair.shift[direction] = std::ranges::max_element(shifts, {}, [](const auto& shift) {
                                  return shift.second;
                                })->first;
      } else if (a.iss[direction] && there) {
        pair.shift[direction] = *there - *a.iss[direction];
      }
    }
    return pair;
  }

  static constexpr std::size_t kNeighbours = 16;
  const Recording& client_;
  const Recording& server_;
  std::map<Candidate, Evidence> evidence_{};
};

}  // namespace

std::vector<ConnectionPair> pair_connections(const Recordings& recordings) {
  return Pairing(recordings).run();
}

}  // namespace twomsl::oracle::both
