#include "oracle/track/tracker.hpp"

#include <algorithm>
#include <random>

#include "oracle/judge/wait_verdict.hpp"
#include "oracle/track/damage.hpp"
#include "oracle/track/sent_numbers.hpp"

namespace twomsl::oracle {
namespace {

// The same segment twice within this time, nothing between: captured twice, not sent twice.
constexpr std::int64_t kTwice_ns = 1'000'000;

// A tuple that is over is forgotten when it has been silent for twice its wait, and for this long:
// any --msl up to RFC 9293's own remembers the same.
constexpr std::int64_t kIdle_ns = 480'000'000'000;

// Connections looked at for each one that begins, so that forgetting keeps up.
constexpr int kSweepSteps = 4;

// And where there is no room for it.
constexpr int kDropSteps = 64;

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

bool is_lesser(const Socket& a, const Socket& b) {
  if (a.address.high != b.address.high) return a.address.high < b.address.high;
  if (a.address.low != b.address.low) return a.address.low < b.address.low;
  return a.port < b.port;
}

FlowKey key_of(const Socket& first, const Socket& second, std::uint32_t scope) {
  return {{first.address.high, first.address.low, second.address.high, second.address.low},
          (std::uint32_t{first.port} << 16) | second.port,
          scope,
          first.address.family};
}

bool is_captured_twice(const Last& before, const Last& now) {
  if (!before.at.happened() || now.at.time_ns - before.at.time_ns > kTwice_ns) return false;
  return now.seq == before.seq && now.ack == before.ack && now.length == before.length &&
         now.window == before.window && now.ip_id == before.ip_id && now.flags == before.flags &&
         now.from == before.from;
}

}  // namespace

Tracker::Tracker(const AuditOptions& options, std::size_t limit, Shard shard)
    : flows_(random_seed(), limit),
      lanes_(random_seed()),
      incarnations_(options),
      storyteller_(random_seed()),
      shard_(shard),
      idle_ns_(std::max(kIdle_ns, 2 * wait_ns(options))) {}

// Whether it has been forgotten does not depend on when forget_idle came by: a tuple is judged
// alike whatever else the capture holds.
Connection* Tracker::find(const FlowKey& key, std::uint64_t hash) {
  Connection* const known = flows_.find(key, hash);
  if (known == nullptr || !is_forgotten(*known)) return known;
  forget(flows_.index_of(*known, hash));
  return nullptr;
}

Connection* Tracker::find_or_make(const FlowKey& key, unsigned from) {
  const std::uint64_t hash = flows_.hash(key);
  if (Connection* known = find(key, hash)) return known;
  const FlowKey lane = lanes_.key_of(
      [this](const FlowKey& other) { return find(other, flows_.hash(other)); }, key, from);
  if (lane.scope != key.scope) {
    if (Connection* known = find(lane, flows_.hash(lane))) return known;
  }
  forget_idle();
  if (flows_.is_full()) drop_unanswered();
  return flows_.make(lane, flows_.hash(lane));
}

bool Tracker::is_forgotten(const Connection& connection) {
  const Moment& last = connection.last.at;
  return last.happened() && clock_.latest_since_ns(last.frame) - last.time_ns >= idle_ns_ &&
         (incarnations_.is_over(connection) || flows_.is_full());
}

void Tracker::forget(std::uint32_t index) {
  Connection& connection = flows_.connections()[index];
  storyteller_.leave(connection);
  incarnations_.forget(connection);
  flows_.erase(index);
}

void Tracker::forget_idle() {
  if (clock_.span_ns() < idle_ns_) return;
  Pool<Connection>& connections = flows_.connections();
  for (int i = 0; i < kSweepSteps && connections.size() != 0; ++i) {
    sweep_cursor_ = sweep_cursor_ + 1 < connections.size() ? sweep_cursor_ + 1 : 0;
    if (is_forgotten(connections[sweep_cursor_])) forget(sweep_cursor_);
  }
}

// Where there is no room, a tuple gives way of which one end alone has spoken: the first that is
// met. What its close has shown so far was found when it was.
void Tracker::drop_unanswered() {
  Pool<Connection>& connections = flows_.connections();
  for (int i = 0; i < kDropSteps; ++i) {
    sweep_cursor_ = sweep_cursor_ + 1 < connections.size() ? sweep_cursor_ + 1 : 0;
    if (connections[sweep_cursor_].other_ns != -kFarthest_ns) continue;
    ++incarnations_.tally().untracked;
    return forget(sweep_cursor_);
  }
}

void Tracker::note_clock(const Moment& at) {
  if (clock_.note(at)) ++incarnations_.judge().clock_steps;
  storyteller_.begin(clock_.earliest_ns());
}

void Tracker::note_distance(const Connection& connection, const SegmentView& segment,
                            unsigned from) {
  const Side& side = connection.side[from];
  if (is_initial(segment.hops) || (side.sent && !is_initial(side.hops))) return;
  incarnations_.judge().parties[segment.source.address].routed = true;
}

// The judge, and then the storyteller, who wants to know what was before.
void Tracker::follow(Connection& connection, const SegmentView& segment, unsigned from,
                     const Moment& at) {
  const bool is_narrated = narrator_ != nullptr && narrator_->wants(segment);
  const bool concerns = Storyteller::concerns(connection, from, segment);
  const bool is_told = concerns && !storyteller_.opens_plainly(connection, from, segment);
  if (concerns && !is_told) storyteller_.pass_over();
  if (!is_told && !is_narrated) {
    incarnations_.step(connection, segment, from, at);
    return;
  }
  const Before before = incarnations_.before(connection);
  incarnations_.step(connection, segment, from, at);
  if (is_told) {
    connection.has_chronicle |= storyteller_.look(before, segment, at, incarnations_.judge());
  }
  if (is_narrated) narrator_->look(before, segment, at, incarnations_.before(connection).wait);
}

void Tracker::observe(const SegmentView& segment, std::uint32_t scope, const Moment& at,
                      std::span<const std::uint8_t> packet) {
  const unsigned from = is_lesser(segment.source, segment.destination) ? 0 : 1;
  const FlowKey key = from == 0 ? key_of(segment.source, segment.destination, scope)
                                : key_of(segment.destination, segment.source, scope);
  note_clock(at);
  if (shard_.owns(key)) observe_own(key, from, {segment, at, packet});
  if ((segment.flags.bits & kEvents) != 0) storyteller_.note_word(segment, at);
}

void Tracker::observe_own(const FlowKey& key, unsigned from, const Heard& heard) {
  const SegmentView& segment = heard.segment;
  const Moment& at = heard.at;
  Connection* connection = find_or_make(key, from);
  if (connection == nullptr) {
    ++incarnations_.tally().untracked;
    return;
  }
  const bool goes_on = is_expected(*connection, from, segment);
  if (!goes_on) {
    Checksums& checksums = incarnations_.judge().checksums;
    const Integrity integrity = checksums.verify(*connection, from, segment, heard.packet);
    if (integrity == Integrity::damaged) {
      ++incarnations_.tally().damaged;
      return;
    }
    if (integrity == Integrity::doubted) checksums.doubt({at.frame, segment.source.address});
  }
  const Last now = last_of(segment, at, from);
  if (is_captured_twice(connection->last, now)) {
    ++incarnations_.tally().duplicates;
    connection->twice |= 1u;
    return;
  }
  note_distance(*connection, segment, from);
  // What goes on as expected concerns no story: each packet of an open connection comes by here.
  if (goes_on && !connection->reset && narrator_ == nullptr) {
    incarnations_.step(*connection, segment, from, at);
  } else if (narrator_ == nullptr && incarnations_.writes_down(*connection, {segment, at, from})) {
    storyteller_.pass_over();
  } else {
    follow(*connection, segment, from, at);
  }
  note_last(*connection, now);
}

const EndHistory* Tracker::history_of(const SegmentView& segment, std::uint32_t scope) {
  const unsigned from = is_lesser(segment.source, segment.destination) ? 0 : 1;
  const FlowKey key = from == 0 ? key_of(segment.source, segment.destination, scope)
                                : key_of(segment.destination, segment.source, scope);
  Connection* connection = flows_.find(key, flows_.hash(key));
  return connection == nullptr ? nullptr : incarnations_.history_of(*connection, from);
}

std::array<Wait, 2> Tracker::waits_of(const SegmentView& segment, std::uint32_t scope) {
  const unsigned from = is_lesser(segment.source, segment.destination) ? 0 : 1;
  const FlowKey key = from == 0 ? key_of(segment.source, segment.destination, scope)
                                : key_of(segment.destination, segment.source, scope);
  const auto known = [this](const FlowKey& other) {
    return flows_.find(other, flows_.hash(other));
  };
  Connection* connection = known(key);
  if (connection == nullptr) connection = known(lanes_.key_of(known, key, from));
  return connection == nullptr ? std::array<Wait, 2>{} : incarnations_.before(*connection).wait;
}

void Tracker::tell(const HiddenEvent& event) {
  Judge& judge = incarnations_.judge();
  if (!judge.hidden.add(event)) {
    judge.options.granted = judge.options.granted.without(event.denied);
  }
}

void Tracker::tell(const Gap& gap) {
  Judge& judge = incarnations_.judge();
  if (judge.gaps.size() < kGaps) {
    judge.gaps.push_back(gap);
  } else {
    judge.options.granted = judge.options.granted.without(Assumption::all_captured);
  }
}

void Tracker::close() {
  Pool<Connection>& connections = flows_.connections();
  for (std::size_t i = 0; i < connections.size(); ++i) {
    storyteller_.leave(connections[i]);
    incarnations_.retire(connections[i]);
  }
  note_clock();
}

void Tracker::finish() {
  close();
  settle(incarnations_.judge());
  storyteller_.finish(incarnations_.judge());
}

void Tracker::note_clock() { incarnations_.judge().clock_runs = clock_.runs(); }

}  // namespace twomsl::oracle
