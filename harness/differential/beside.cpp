#include "harness/differential/beside.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"
#include "harness/differential/translation.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint64_t kNearEnd_us = 2'000'000;  // of a wait: ticks of half a second, and more

bool is_call(TraceEvent what) { return what >= TraceEvent::open && what <= TraceEvent::abort; }

// In the states of the last ACK no call waits to be told of a RST (spec/transitions.csv, TR-216 to
// TR-218).
bool is_told(const Track& track, const SeenEvent& event) {
  return event.what != TraceEvent::reset || track.causes.empty() ||
         track.causes.back().before < State::closing;
}

bool is_answered(const Account& one) {
  return one.reactions.contains(Reaction::ack) || one.reactions.contains(Reaction::ack_of_it) ||
         one.reactions.contains(Reaction::syn_ack) || one.reactions.contains(Reaction::other);
}

// Nothing else came to the tuple while an ACK may be owed, no text goes out that an ACK rides on,
// and there were not so many answers that they may be throttled (RFC 5961 section 7).
bool shows_answer(const Track& track, std::uint64_t now_us) {
  constexpr std::uint64_t kThrottled_us = 5'000'000;
  constexpr std::ptrdiff_t kFew = 8;
  const Cause& cause = track.causes.back();
  const auto is_recent_answer = [&cause](const Cause& one) {
    return one.time_us + kThrottled_us > cause.time_us &&
           one.core_reactions.contains(Reaction::ack);
  };
  return cause.what == TraceEvent::packet && cause.after_us >= kOwed_us &&
         cause.time_us + kOwed_us <= now_us && !track.core.has_sent_text &&
         !track.stack.has_sent_text && std::ranges::count_if(track.causes, is_recent_answer) < kFew;
}

}  // namespace

Beside::Beside(const Subject& subject, const Recording& recording, const CorePolicy& policy)
    : most_connections_(subject.connections),
      recording_(recording),
      packets_(recording.tap.captured(sim::Vantage::a)),
      core_(policy_beside(policy.policy, subject.stack->msl_us, packets_)) {}

Comparison Beside::run() {
  for (const SeenEvent& event : recording_.events) follow(event);
  if (recording_.end_us) {
    advance_to(*recording_.end_us);
    look(*recording_.end_us);
  }
  result_.core_capture = tap_.capture(sim::Vantage::a);
  return std::move(result_);
}

void Beside::follow(const SeenEvent& event) {
  if (is_call(event.what)) return call(event);
  if (event.what != TraceEvent::packet) {
    Track& track = tracks_[event.tuple];
    if (is_told(track, event)) track.stack.tell(event);
    // By a timer, or for want of memory.
    if (event.what == TraceEvent::timed_out) track.is_over = true;
    if (event.what == TraceEvent::given_up && most_connections_ != 0) track.is_over = true;
    return;
  }
  const SegmentView view = view_of(packets_[event.number].packet);
  if (view.source.address != kSubjectAddress) return arrive(event, view);
  if (const auto tuple = tuple_of(view)) {
    Track& track = tracks_[*tuple];
    track.stack.send(view, track.after_us(event.time_us));
  }
}

void Beside::advance_to(std::uint64_t now_us) {
  core_.advance_to(now_us);
  take_acts();
}

void Beside::take_acts() {
  for (const CoreAct& act : core_.take_acts()) {
    if (act.event.what != TraceEvent::packet) {
      Track& track = tracks_[act.event.tuple];
      if (is_told(track, act.event)) track.core.tell(act.event);
      continue;
    }
    tap_.arrived(0, act.packet, {act.event.time_us}, {act.event.time_us});
    const SegmentView view = view_of(act.packet);
    const auto tuple = tuple_of(view);
    if (!tuple) continue;
    Track& track = tracks_[*tuple];
    track.core.send(view, track.after_us(act.event.time_us));
  }
}

Cause& Beside::begin(std::uint8_t tuple, const SeenEvent& event, const SegmentView& view) {
  Track& track = tracks_[tuple];
  const std::uint64_t after_us =
      track.causes.empty() ? event.time_us : track.after_us(event.time_us);
  Cause& cause = track.causes.emplace_back();
  cause.what = event.what;
  cause.time_us = event.time_us;
  cause.after_us = after_us;
  cause.before = core_.state(tuple);
  cause.segment = view;
  cause.segment.raw_options = cause.segment.payload = {};
  cause.is_short_of_memory = most_connections_ != 0 &&
                             (event.what == TraceEvent::open || view.flags.syn()) &&
                             connections() >= most_connections_;
  was_short_of_memory_ = was_short_of_memory_ || cause.is_short_of_memory;
  track.is_over = track.is_over || is_free(tuple, event, view);
  track.stack.begin(view);
  return cause;
}

// Of a tuple that is over the stack may hold one.
std::size_t Beside::connections() const {
  std::size_t count = 0;
  for (std::uint8_t tuple = 0; tuple < kTuples; ++tuple) {
    count += tracks_[tuple].is_over || core_.state(tuple) > State::listen ? 1u : 0u;
  }
  return count;
}

void Beside::end(std::uint8_t tuple) {
  Cause& cause = tracks_[tuple].causes.back();
  cause.after = core_.state(tuple);
  if (const auto& step = core_.step(tuple); step && step->at.us == cause.time_us) {
    cause.why = step->why;
  }
}

void Beside::call(const SeenEvent& event) {
  advance_to(event.time_us);
  look(event.time_us);
  begin(event.tuple, event, {});
  tracks_[event.tuple].core.begin({});
  core_.call(event.what, event.tuple, event.number);
  take_acts();
  end(event.tuple);
}

void Beside::arrive(const SeenEvent& event, const SegmentView& decoded) {
  advance_to(event.time_us);
  look(event.time_us);
  const std::span<const std::uint8_t> packet = packets_[event.number].packet;
  const bool is_short = !tuple_of(decoded);
  const std::vector<std::uint8_t> mended = with_whole_header(packet);
  const SegmentView view = is_short ? view_of(mended) : decoded;
  const auto tuple = tuple_of(view);
  if (!tuple) return;
  Cause& cause = begin(*tuple, event, view);
  cause.frame = event.number + 1;
  look_at_segment(cause, view, *tuple);
  const Track& track = tracks_[*tuple];
  const std::vector<std::uint8_t> moved = is_short ? std::vector(packet.begin(), packet.end())
                                                   : translated(packet, track.stack, track.core);
  tap_.arrived(0, moved, {event.time_us}, {event.time_us});
  tracks_[*tuple].core.begin(is_short ? view : view_of(moved));
  core_.receive(moved);
  take_acts();
  end(*tuple);
  if (!is_short && !are_checksums_right(packet, view)) cause.why = Why::bad_checksum;
  cause.arrival.oddity = is_short ? Oddity::short_offset : oddity_of(view, cause.why);
}

// As the core sees it, before it does anything.
void Beside::look_at_segment(Cause& cause, const SegmentView& view, std::uint8_t tuple) const {
  constexpr std::uint32_t kLongAgo = 1 << 20;
  const Track& track = tracks_[tuple];
  const Account& core = track.core;
  cause.seq_offset = static_cast<std::int32_t>(view.seq - core.ack_end);
  Arrival& arrival = cause.arrival;
  arrival.state = cause.before;
  arrival.flags = view.flags;
  arrival.has_text = view.payload_bytes != 0;
  arrival.seq = seq_class_of(cause.seq_offset, view.length(), core.edge - core.ack_end);
  if (!view.flags.ack()) return;
  const std::uint32_t una = core_.acknowledged(tuple).value_or(core.sent());
  const auto beyond = static_cast<std::int32_t>(view.ack - track.stack.snd_end);
  const auto ahead = static_cast<std::int32_t>(view.ack - (track.stack.iss + una));
  const bool is_unsent = beyond > 0 || (cause.before <= State::syn_received && ahead <= 0);
  const bool is_ancient = ahead < -static_cast<std::int32_t>(kLongAgo);
  arrival.ack = is_unsent ? AckClass::unsent : is_ancient ? AckClass::ancient : AckClass::fine;
}

// Whatever comes of it, the RFCs leave it to the stack.
bool Beside::is_free(std::uint8_t tuple, const SeenEvent& event, const SegmentView& view) const {
  const Track& track = tracks_[tuple];
  if (core_.has_given_up(tuple)) return true;
  // What is half open may give way to a newcomer.
  if (was_short_of_memory_ && core_.state(tuple) == State::syn_received) return true;
  const auto wait_end_us = core_.wait_end_us(tuple);
  if (wait_end_us && event.time_us + kNearEnd_us >= *wait_end_us &&
      event.time_us <= *wait_end_us + kNearEnd_us) {
    return true;
  }
  if (event.what != TraceEvent::packet || !track.core.has_ack || !track.stack.has_ack) return false;
  // It begins or ends between the edges of their windows.
  const auto is_between = [&](std::uint32_t seq) {
    return is_before(seq, track.core.edge) != is_before(seq, track.stack.edge);
  };
  return is_between(view.seq) || is_between(view.seq + std::max(view.length(), 1u) - 1);
}

Aspects Beside::unequal(std::uint8_t tuple, std::uint64_t now_us) const {
  const Track& track = tracks_[tuple];
  const Account& core = track.core;
  const Account& stack = track.stack;
  Aspects aspects;
  const auto add = [&](Aspect aspect, bool is_unequal) {
    if (is_unequal) aspects.insert(aspect);
  };
  add(Aspect::rst, core.rsts != stack.rsts);
  add(Aspect::syn, core.syns != stack.syns || core.syn_acks != stack.syn_acks);
  add(Aspect::told_open, core.opened != stack.opened);
  add(Aspect::told_reset, core.resets != stack.resets);
  add(Aspect::told_close, core.peer_closed != stack.peer_closed);
  add(Aspect::told_text, core.text_bytes != stack.text_bytes);
  add(Aspect::answer, shows_answer(track, now_us) && is_answered(core) != is_answered(stack));
  if (aspects.contains(Aspect::syn) || !core.has_iss || !stack.has_iss) return aspects;
  add(Aspect::ack,
      core.has_ack != stack.has_ack || (core.has_ack && core.ack_end != stack.ack_end));
  const std::uint32_t una = core_.acknowledged(tuple).value_or(core.sent());
  add(Aspect::sending, (core.sent() > una) != (stack.sent() > una) || stack.sent() > core.sent());
  return aspects;
}

void Beside::look(std::uint64_t now_us) {
  for (std::uint8_t tuple = 0; tuple < kTuples; ++tuple) look_at(tuple, now_us);
}

void Beside::look_at(std::uint8_t tuple, std::uint64_t now_us) {
  Track& track = tracks_[tuple];
  if (track.causes.empty() || track.is_over) return;
  track.is_over = core_.has_given_up(tuple);
  track.causes.back().core_reactions = track.core.reactions;
  track.causes.back().stack_reactions = track.stack.reactions;
  track.causes.back().stack_has_reset = track.stack.has_reset;
  const Aspects aspects = unequal(tuple, now_us);
  std::optional<std::size_t> first;  // of those that stand
  for (const Aspect aspect : kValuesOf<Aspect>) {
    auto& since = track.since[static_cast<std::size_t>(aspect)];
    if (!aspects.contains(aspect)) since.reset();
    if (aspects.contains(aspect) && !since) since = track.causes.size() - 1;
    if (!since || track.causes[*since].time_us + kOwed_us > now_us) continue;
    if (!first || *since < *first) first = since;
  }
  if (!first || track.is_over) return;
  track.is_over = true;
  if (track.causes[*first].is_short_of_memory) return;
  Aspects of_first;
  for (const Aspect aspect : kValuesOf<Aspect>) {
    if (track.since[static_cast<std::size_t>(aspect)] == first) of_first.insert(aspect);
  }
  const std::span causes(track.causes.data(), *first + 1);
  Difference difference = difference_of(causes, of_first, {track.core, track.stack});
  difference.tuple = tuple;
  difference.shown_us = causes.back().time_us;
  result_.differences.push_back(std::move(difference));
}

}  // namespace twomsl::harness
