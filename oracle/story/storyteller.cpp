#include "oracle/story/storyteller.hpp"

#include <algorithm>
#include <utility>

#include "oracle/story/tellers.hpp"

namespace twomsl::oracle {
namespace {

std::uint64_t mixed(std::uint64_t state, std::uint64_t word) {
  state = (state ^ word) * 0x9e3779b97f4a7c15u;
  return state ^ (state >> 32);
}

bool is_early_end(RuleClass rule) {
  return rule == RuleClass::early_release_rst || rule == RuleClass::passive_reuse ||
         rule == RuleClass::active_reuse;
}

}  // namespace

ReuseAges reuse_ages(const CaptureFacts& facts) {
  std::vector<std::int64_t> ages_ns = facts.reuse_ages_ns;
  if (ages_ns.empty()) return {};
  std::sort(ages_ns.begin(), ages_ns.end());
  return {ages_ns.size(), ages_ns.front(), ages_ns[ages_ns.size() / 2]};
}

void conclude(std::vector<Story>& stories, CaptureFacts& facts, bool clock_runs,
              std::uint64_t looks) {
  std::stable_sort(stories.begin(), stories.end(),
                   [](const Story& a, const Story& b) { return a.at.frame < b.at.frame; });
  if (stories.size() > kStories) {
    facts.untold += stories.size() - kStories;
    stories.resize(kStories);
  }
  if (!clock_runs && looks > 1) stories.insert(stories.begin(), {.kind = StoryKind::clock_useless});
  if (facts.holes != 0) {
    stories.insert(stories.begin(), {.kind = StoryKind::capture_incomplete, .count = facts.holes});
  }
}

std::uint64_t Storyteller::hash_of(const Address& address) const {
  return mixed(mixed(seed_, address.high), address.low);
}

std::uint64_t Storyteller::hash_of(const Socket& socket) const {
  return mixed(hash_of(socket.address), socket.port);
}

bool Storyteller::look(const Before& before, const SegmentView& segment, const Moment& at,
                       const Judge& judge) {
  ++looks_;
  const FlowKey& key = before.connection.key;
  const unsigned from = endpoint(key, 0) == segment.source ? 0 : 1;
  auto& chronicles = chronicles_[cell_of(key)];
  Chronicle* known = before.connection.has_chronicle ? chronicles.find(key) : nullptr;
  Chronicle chronicle = known == nullptr ? Chronicle{} : *known;
  const Sight sight{before, segment, chronicle, at, from};
  tell_of_sender(*this, sight);
  look_at_findings(sight, judge);
  tell_of_opening(*this, sight);
  tell_of_reset(*this, sight);
  tell_of_close(*this, sight);
  note_holes(*this, sight);
  if (known != nullptr) {
    *known = chronicle;
  } else if (!chronicle.is_new) {
    facts_.untold += chronicles.put(key, chronicle);
  }
  return !chronicle.is_new;
}

bool Storyteller::opens_plainly(const Connection& connection, unsigned from,
                                const SegmentView& segment) {
  const Flags flags = segment.flags;
  const bool is_first = flags.ack() == connection.last.at.happened();
  return flags.syn() && !flags.rst() && is_first && !connection.side[from].sent &&
         !connection.has_chronicle && !connection.reset && connection.close_index == 0 &&
         !is_seen_elsewhere(segment);
}

bool Storyteller::is_seen_elsewhere(const SegmentView& segment) {
  const LastWord* word = words_.find(hash_of(segment.source));
  const std::uint32_t end = segment.seq + segment.length();
  return word != nullptr && segment.ip_id != 0 && word->ip_id == segment.ip_id &&
         word->end == end && word->hops != segment.hops;
}

void Storyteller::note_word(const SegmentView& segment, const Moment& at) {
  words_.put(hash_of(segment.source),
             {at, hash_of(segment.destination.address), segment.ack, segment.seq + segment.length(),
              segment.ip_id, segment.hops});
}

// A wait that had ignored RSTs was cut short all the same: no RST licensed that.
void Storyteller::look_at_findings(const Sight& sight, const Judge& judge) {
  for (std::size_t i = sight.before.findings; i < judge.findings.size(); ++i) {
    const RuleClass rule = judge.findings[i].rule;
    if (is_early_end(rule) && sight.mine().has_survived_rst) {
      tell(sight, StoryKind::slot_evicted, sight.from, {.before = sight.mine().rst});
    }
    // The acknowledgement of its FIN, had it come twice, would have met CLOSED.
    const bool came_twice = (sight.before.connection.twice & 1u) != 0;
    if (rule == RuleClass::last_ack_abandoned && !came_twice) {
      tell(sight, StoryKind::aborted, sight.from);
    }
  }
}

void Storyteller::leave(const Connection& connection) {
  if (!connection.has_chronicle) return;
  auto& chronicles = chronicles_[cell_of(connection.key)];
  const Chronicle* known = chronicles.find(connection.key);
  if (known == nullptr) return;
  count_holes(connection, *known);
  chronicles.erase(connection.key);
}

void Storyteller::count_holes(const Connection& connection, const Chronicle& chronicle) {
  for (unsigned side = 0; side < 2; ++side) {
    if (chronicle.end[side].misses_frames(connection.side[side])) ++facts_.holes;
  }
}

void Storyteller::finish(const Judge& judge) {
  conclude(stories_, facts_, judge.clock_runs, looks_);
}

void Storyteller::tell(const Sight& sight, StoryKind kind, unsigned party, Story facts) {
  EndChronicle& end = sight.chronicle.end[party];
  if (end.told.contains(kind)) return;
  end.told.insert(kind);
  facts.kind = kind;
  facts.has_party = true;
  facts.party = endpoint(sight.before.connection.key, party);
  facts.peer = endpoint(sight.before.connection.key, 1 - party);
  keep(sight, facts);
}

void Storyteller::tell_of_nobody(const Sight& sight, StoryKind kind, unsigned side, Story facts) {
  if (sight.chronicle.told.contains(kind)) return;
  sight.chronicle.told.insert(kind);
  facts.kind = kind;
  facts.party = endpoint(sight.before.connection.key, side);
  facts.peer = endpoint(sight.before.connection.key, 1 - side);
  keep(sight, facts);
}

void Storyteller::keep(const Sight& sight, Story story) {
  sight.chronicle.is_new = false;
  if (stories_.size() == kStories) {
    ++facts_.untold;
    return;
  }
  story.has_flow = true;
  story.at = sight.at;
  if (story.before.happened() && story.age_ns == 0) {
    story.age_ns = std::max<std::int64_t>(sight.at.time_ns - story.before.time_ns, 0);
  }
  story.since_ns = std::max<std::int64_t>(sight.at.time_ns - first_ns_, 0);
  stories_.push_back(story);
}

const LastWord* Storyteller::last_word_of(const Socket& socket) {
  return words_.find(hash_of(socket));
}

}  // namespace twomsl::oracle
