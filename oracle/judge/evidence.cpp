#include "oracle/judge/evidence.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"
#include "oracle/judge/search.hpp"
#include "oracle/judge/wait_verdict.hpp"
#include "spec/laws/table/licensed.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

constexpr std::uint32_t kAntipode = 0x80000000u;

// The least that R2 should be (RFC 9293 section 3.8.3, SHLD-11).
constexpr std::int64_t kShortestR2_ns = 100'000'000'000;

// What a timeout is backed off to before R2, after 1, 2, 4 ... seconds.
constexpr std::int64_t kLongestRto_ns = 64'000'000'000;

std::uint32_t end_of(const Segment<Concrete>& segment) {
  return segment.seq.value + length(segment);
}

// The numbers of the RST are those of an answer to the segment (RFC 9293 section 3.5.2).
bool answers(const SegmentView& rst, const Segment<Concrete>& segment) {
  if (segment.has_ack && rst.seq == segment.ack.value && !rst.flags.ack()) return true;
  return rst.flags.ack() && rst.ack == end_of(segment) &&
         (!segment.has_ack || rst.seq == segment.ack.value || rst.seq == 0);
}

// It acknowledges what the sender has emitted in this incarnation.
bool is_of_this_incarnation(const Emission& emission, const Segment<Concrete>& segment) {
  const Side& sender = emission.sender();
  const std::uint32_t end = emission.sender_fin().seq + 1;
  if (emission.sender_fin().emissions == 0 || !segment.has_ack) return false;
  if (!sender.syn_seen) return segment.ack.value == end;
  return segment.ack.value - sender.isn - 1 < end - sender.isn;
}

// The peer's FIN again.
bool is_fin_of_peer(const Emission& emission, const Search& found,
                    const Segment<Concrete>& segment) {
  const Fin& fin = emission.peer_fin();
  if (!segment.fin || segment.text_bytes != 0 || !segment.has_ack) return false;
  if (fin.emissions != 0 && segment.seq.value == fin.seq) {
    return is_at_or_before(Number{fin.ack}, segment.ack) ||
           is_of_this_incarnation(emission, segment);
  }
  // Of the old incarnation, to which a reopening has returned.
  return std::ranges::any_of(found.before, [&](const Candidate& candidate) {
    return candidate.is.has_returned && segment.ack == candidate.is.nxt &&
           segment.seq + 1u == candidate.is.rcv_nxt;
  });
}

// An ACK behind the peer's FIN, with nothing in it.
bool is_owed_no_answer(const Emission& emission, const Segment<Concrete>& segment) {
  return !segment.fin && segment.text_bytes == 0 &&
         segment.seq.value == emission.peer_fin().seq + 1;
}

// What comes later than this after a segment need not be its answer.
constexpr std::int64_t kPrompt_ns = 1'000'000'000;

// The segment that a RST answers, if it is no SYN and, but for the host itself, belongs to the
// incarnation: a RST that answers an older one may be late. Nothing later may be what it answers,
// and no SYN: what that draws has other rules.
std::optional<Towards> answered_by(const Judge& judge, const Emission& emission,
                                   const Search& found) {
  const bool at_host = is_at_its_host(judge, emission);
  const EndHistory& end = emission.close.history[emission.from];
  for (auto it = end.towards.rbegin(); it != end.towards.rend(); ++it) {
    // What the sender has spoken after is answered.
    if (it->at.frame < end.last.frame) return std::nullopt;
    if (it->segment.syn) return std::nullopt;
    if (it->segment.rst || !answers(emission.segment, it->segment)) continue;
    const bool is_fin = is_fin_of_peer(emission, found, it->segment);
    const bool is_known =
        is_fin || at_host || (!it->segment.fin && is_of_this_incarnation(emission, it->segment));
    const bool is_late = emission.at.time_ns - it->at.time_ns > kPrompt_ns;
    if (is_late && is_owed_no_answer(emission, it->segment)) return std::nullopt;
    return is_known ? std::optional(*it) : std::nullopt;
  }
  return std::nullopt;
}

// A FIN again that lies between the sender's last emission and this one, and passes PAWS.
bool restarts_wait(const Emission& emission, const Search& found) {
  const EndHistory& end = emission.close.history[emission.from];
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D5
  if (end.towards.empty() || emission.peer_fin().emissions < 2) return false;
  const Towards& last = end.towards.back();
  return last.at.frame > end.last.frame && is_fin_of_peer(emission, found, last.segment) &&
         !last.paws_may_refuse && emission.segment.length() == 0;
}

twomsl::TimeWaitRecord<Concrete> remembered(const Emission& emission) {
  const Side& old_peer = emission.peer();
  return {Number{emission.sender().next}, Number{emission.peer_fin().seq + 1}, old_peer.timestamps,
          old_peer.ts_val, true};
}

// The law of INV-TW-2 accepts the pending SYN, if its number were `seq`.
bool accepts(const Emission& emission, std::uint32_t seq) {
  const PendingSyn& syn = emission.close.pending;
  const bool both_new = syn.timestamps && emission.segment.options.has_timestamps;
  const twomsl::Arrival<Concrete> arrival{Number{seq}, 0, both_new, syn.ts_val};
  return rfc6191_accepts(remembered(emission), arrival);
}

// Its number is behind that of one of the sender's last SYNs by no more than a clock of RFC 9293
// section 3.4.1, which ticks once in 4 us, advances in 240 s: it was chosen before that.
bool is_numbered_before(const Emission& emission) {
  constexpr std::uint32_t kTicks = 240u * 250'000u;
  const EndHistory& end = emission.close.history[emission.from];
  return std::any_of(end.isns.begin(), end.isns.begin() + end.isn_count,
                     [&](std::uint32_t isn) { return isn - emission.segment.seq - 1 < kTicks; });
}

// Its timestamp is older than one captured before, by no more than a segment lives: so much does a
// clock of RFC 7323 section 5.4, that ticks once a millisecond at most, advance in 240 s.
bool is_stamped_before(const Emission& emission) {
  constexpr std::uint32_t kTicks = 240'000;
  const Side& sender = emission.sender();
  const Options& options = emission.segment.options;
  const std::uint32_t behind = sender.ts_val - options.ts_val;
  return options.has_timestamps && sender.timestamps && behind - 1 < kTicks;
}

// Its timestamp has gone on by longer than the clock of the capture, if it ticks once a
// millisecond: by so much that a wait may have been over, and no more than ten minutes, which
// another host's clock would be ahead by only by chance.
bool is_clock_behind(const Judge& judge, const Emission& emission) {
  constexpr std::uint64_t kTenMinutes_ms = 600'000;
  const Side& sender = emission.sender();
  const Options& options = emission.segment.options;
  if (!options.has_timestamps || !sender.timestamps) return false;
  const std::uint64_t ticked_ms = options.ts_val - sender.ts_val;
  const Moment& last = emission.close.history[emission.from].last;
  const std::int64_t passed_ns = emission.at.time_ns - last.time_ns;
  const bool explains_it =
      !last.happened() || passed_ns < 0 ||
      static_cast<std::int64_t>(ticked_ms) * 1'000'000 > passed_ns + slack_ns(passed_ns);
  return explains_it && ticked_ms >= limits_of(judge.options).wait.us / 1000 &&
         ticked_ms < kTenMinutes_ms;
}

// A SYN, or a SYN-ACK that answers none that was captured, of an incarnation before the last.
bool may_be_late_syn(const Judge& judge, const Emission& emission) {
  const SegmentView& segment = emission.segment;
  const PendingSyn& syn = emission.close.pending;
  if (!segment.flags.syn() || is_at_its_host(judge, emission)) return false;
  const bool answers_new = segment.flags.ack() && syn.at.happened() && syn.from != emission.from &&
                           segment.ack - syn.seq - 1 <= syn.text_bytes;
  if (answers_new) return false;
  return is_stamped_before(emission) || is_numbered_before(emission) ||
         is_of_an_older_incarnation(emission.close.history[emission.from], segment.seq);
}

// It repeats what its sender has emitted, though not the last of that, window included.
bool goes_back(const Emission& emission) {
  const auto& emitted = emission.close.history[emission.other()].towards;
  const Segment<Concrete> now = segment_of(emission.segment);
  const auto is_same = [&](const Towards& towards) {
    const Segment<Concrete>& then = towards.segment;
    return then.seq == now.seq && then.ack == now.ack && then.wnd == now.wnd &&
           then.text_bytes == now.text_bytes && then.syn == now.syn && then.fin == now.fin &&
           then.rst == now.rst;
  };
  return !emitted.empty() && !is_same(emitted.back()) && std::ranges::any_of(emitted, is_same);
}

// Something towards the sender has waited for an answer for long: the path between them fails.
bool is_cut_off(const Emission& emission) {
  constexpr std::int64_t kLong_ns = 1'000'000'000;
  const EndHistory& end = emission.close.history[emission.from];
  return std::ranges::any_of(end.towards, [&](const Towards& towards) {
    return towards.at.frame > end.last.frame && length(towards.segment) != 0 &&
           emission.at.time_ns - towards.at.time_ns > kLong_ns;
  });
}

}  // namespace

SynStanding standing_of_syn(const Emission& emission) {
  const PendingSyn& syn = emission.close.pending;
  if (emission.peer_fin().emissions == 0) return {SynAge::by_number, Reason::timestamps_unknown};
  const std::uint32_t fin_seq = emission.peer_fin().seq;
  if (accepts(emission, fin_seq)) return {SynAge::newer_by_timestamp};
  const std::uint32_t distance = syn.seq - fin_seq;
  const bool is_above = is_before(Number{fin_seq}, Number{syn.seq});
  if (!accepts(emission, fin_seq + 1)) return {is_above ? SynAge::contested : SynAge::old};
  // Newer than the FIN by RFC 6191, at or above RCV.NXT by MAY-2: here the two disagree.
  if (distance == kAntipode || distance == kAntipode + 1) {
    return {SynAge::unknown, Reason::antipode};
  }
  if (accepts(emission, syn.seq)) return {SynAge::newer_by_number};
  if (!syn.at.happened() && emission.peer().timestamps) {
    return {SynAge::unknown, Reason::timestamps_unknown};
  }
  if (emission.peer().stream_too_long) return {SynAge::unknown, Reason::stream_too_long};
  return {SynAge::old};
}

bool is_no_late_copy(const Judge& judge, const Emission& emission) {
  const Side& sender = emission.sender();
  const SegmentView& segment = emission.segment;
  if (is_at_its_host(judge, emission)) return true;
  if (segment.options.has_timestamps && sender.timestamps) {
    return is_before(Number{sender.ts_val}, Number{segment.options.ts_val});
  }
  if (goes_back(emission)) return false;
  const EndHistory& end = emission.close.history[emission.from];
  return std::ranges::any_of(end.towards, [&](const Towards& towards) {
    return towards.at.frame > end.last.frame && length(towards.segment) != 0 &&
           emission.at.time_ns - towards.at.time_ns < kPrompt_ns;
  });
}

void note_facts(const Judge& judge, const Emission& emission, Search& found) {
  const EndHistory& end = emission.close.history[emission.from];
  Emitted<Concrete>& emitted = found.emitted;
  emitted.has_peer_fin = emission.peer_fin().emissions != 0;
  emitted.peer_fin = {emission.peer_fin().seq};
  emitted.peer_end = {emission.peer().sent ? emission.peer().next : emission.segment.ack};
  emitted.may_be_late = !is_no_late_copy(judge, emission);
  const Flags flags = emission.segment.flags;
  if (flags.rst()) {
    found.answered = answered_by(judge, emission, found);
    emitted.answers_fin =
        found.answered && is_fin_of_peer(emission, found, found.answered->segment);
    emitted.answers_other = found.answered && !emitted.answers_fin;
    // Text that came after the close may lie unread (RFC 2525 section 2.17) though acknowledged,
    // and an ABORT that has not seen the FIN acknowledges less.
    emitted.has_unread = emission.sender_fin().ack != emission.peer_fin().seq;
  } else if (flags.syn() && flags.ack()) {
    emitted.syn_age = standing_of_syn(emission).age;
  } else if (restarts_wait(emission, found)) {
    emitted.restarts = true;
    emitted.fin_again = instant_of(end.towards.back().at);
  }
}

bool is_old_syn_ack(const Judge& judge, const Emission& emission) {
  const auto& history = emission.close.history;
  return !is_at_its_host(judge, emission) &&
         is_of_an_older_incarnation(history[emission.from], emission.segment.seq) &&
         is_of_an_older_incarnation(history[emission.other()], emission.segment.ack - 1);
}

Excuses supported_by(const Judge& judge, const Emission& emission) {
  const SegmentView& segment = emission.segment;
  const Side& sender = emission.sender();
  Excuses supported;
  for (const EndHistory& end : emission.close.history) {
    if (end.misses_frames || end.missing_since.happened()) supported.insert(Excuse::not_captured);
  }
  const bool is_syn_ack = segment.flags.syn() && segment.flags.ack();
  const bool answers_syn_or_resets = segment.flags.rst() || is_syn_ack;
  // A firewall that speaks in the name of a host is another number of hops away.
  if (answers_syn_or_resets && sender.sent && hops_made(sender.hops) != hops_made(segment.hops)) {
    supported.insert(Excuse::forger);
  }
  if (is_clock_behind(judge, emission)) supported.insert(Excuse::clock_went_back);
  if (may_be_late_syn(judge, emission)) supported.insert(Excuse::late);
  return supported;
}

//= rfc9293#3.8.3 MUST-20
bool is_at_its_host(const Judge& judge, const Emission& emission) {
  return is_at_host(judge.options, endpoint(emission.connection.key, emission.from).address);
}

bool may_have_given_up(const Judge& judge, const Emission& emission) {
  const Fin& fin = emission.sender_fin();
  if (fin.emissions == 0) return false;
  // Text before it may have been out for longer, and its acknowledgement refused as well.
  if (fin.is_refused) return true;
  if (fin.was_held && !is_at_its_host(judge, emission)) return true;
  // At its own host the first FIN is seen; elsewhere earlier ones may have been lost on the way,
  // down to its segment before.
  const std::int64_t sent = is_at_its_host(judge, emission) ? fin.first.time_ns : fin.after_ns;
  // The acknowledgement that was captured may have been lost, or refused, as a FIN after it shows;
  // then R2 comes no later than the next FIN would, unless those are lost as well.
  const std::int64_t now = emission.at.time_ns;
  const bool sees_fins = fin.acked.happened() && !is_cut_off(emission);
  const std::int64_t seen =
      std::max(fin.acked.time_ns, fin.first.time_ns + fin.last_s * std::int64_t{1'000'000'000});
  const std::int64_t end = sees_fins ? std::min(now, seen + kLongestRto_ns) : now;
  return end - sent >= kShortestR2_ns;
}

}  // namespace twomsl::oracle
