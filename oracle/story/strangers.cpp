// Who sent a segment, where its address does not say.
#include <algorithm>

#include "oracle/story/tellers.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::int64_t kPromptAnswer_ns = 3'000'000'000;

// A timestamp clock ticks between 1 Hz and 1 MHz, and a late copy is not older than this.
constexpr std::uint32_t kOldestCopy = 240'000;

// The counter of IP identifications of one host has not moved further.
constexpr std::uint32_t kSameCounter = 1'000;

// No clock of initial sequence numbers runs as far in a second.
constexpr std::int64_t kIsnRate = 200'000'000;

// Between two connections of the tuple the timestamp clock of its sender has jumped.
bool jumps_by_timestamp(const Sight& sight) {
  const Side& old = sight.sender();
  const std::uint32_t ticks = sight.segment.options.ts_val - old.ts_val;
  const std::int64_t elapsed_us =
      std::max<std::int64_t>(0, sight.at.time_ns - sight.spoke_before_ns()) / 1000;
  if (elapsed_us >= std::int64_t{1} << 31) return false;  // a clock of 1 MHz may have gone round
  const bool is_back = ticks >= 0x80000000u && 0u - ticks > kOldestCopy;
  return is_back || (ticks < 0x80000000u && std::int64_t{ticks} > elapsed_us + 1'000'000);
}

// The clock of its initial sequence numbers has, and a router stands between.
bool jumps_by_number(Storyteller& teller, const Sight& sight) {
  const Side& old = sight.sender();
  const LastWord* word = teller.last_word_of(sight.segment.source);
  if (is_initial(sight.segment.hops) || old.timestamps || word == nullptr) return false;
  const auto counted = static_cast<std::uint16_t>(sight.segment.ip_id - word->ip_id);
  if (counted - 1u < kSameCounter) return false;
  const std::uint32_t ahead = sight.segment.seq - old.next;
  const std::int64_t distance = std::min(ahead, 0u - ahead);
  const std::int64_t elapsed_ns = sight.at.time_ns - sight.spoke_before_ns();
  return distance > kIsnRate * std::max<std::int64_t>(1, elapsed_ns / 1'000'000'000);
}

bool is_another_host(Storyteller& teller, const Sight& sight) {
  const Side& old = sight.sender();
  const bool was_open = old.sent && sight.peer().has_acked;
  const bool begins = sight.segment.flags.syn() && was_open && old.isn != sight.segment.seq;
  if (!begins || sight.mine().syn_seq == sight.segment.seq) return false;
  if (sight.segment.options.has_timestamps && old.timestamps) return jumps_by_timestamp(sight);
  return sight.opens() && !sight.segment.options.has_timestamps && jumps_by_number(teller, sight);
}

bool is_from_elsewhere(const Sight& sight) {
  const bool ends_or_accepts =
      sight.segment.flags.rst() || sight.segment.flags.fin() || sight.accepts();
  return ends_or_accepts && sight.sender().sent && sight.sender().hops != 0 &&
         hops_made(sight.sender().hops) != hops_made(sight.segment.hops);
}

// What the receiver of the first segment of a tuple has said to another address, if the segment
// answers that by its numbers.
Moment said_to_another(Storyteller& teller, const Sight& sight) {
  const SegmentView& segment = sight.segment;
  if (sight.last().at.happened() || (!segment.flags.rst() && !sight.accepts())) return {};
  const LastWord* word = teller.last_word_of(segment.destination);
  if (word == nullptr || teller.is_to(*word, segment.source.address)) return {};
  if (sight.at.time_ns - word->at.time_ns > kPromptAnswer_ns) return {};
  const bool by_ack = sight.accepts() || segment.flags.ack();
  const bool answers = by_ack ? segment.ack == word->end : segment.seq == word->ack;
  return answers ? word->at : Moment{};
}

}  // namespace

void tell_of_sender(Storyteller& teller, const Sight& sight) {
  if (teller.is_seen_elsewhere(sight.segment)) {
    sight.chronicle.is_merged = true;
    sight.chronicle.is_new = false;
  }
  if (is_from_elsewhere(sight) && !sight.chronicle.is_merged) {
    teller.tell(sight, StoryKind::foreign_answer, sight.from,
                {.count = static_cast<std::uint64_t>(hops_made(sight.segment.hops))});
  } else if (is_another_host(teller, sight)) {
    teller.tell(sight, StoryKind::another_host_behind_address, sight.from);
  }
  const Moment said = said_to_another(teller, sight);
  if (!said.happened()) return;
  if (sight.segment.flags.rst()) {
    teller.tell(sight, StoryKind::address_not_rewritten, sight.from, {.before = said});
  } else {
    teller.tell_of_nobody(sight, StoryKind::address_not_rewritten, sight.from, {.before = said});
  }
}

}  // namespace twomsl::oracle
