#include "harness/differential/rule.hpp"

#include <algorithm>
#include <tuple>

namespace twomsl::harness {
namespace {

constexpr std::uint32_t kSomeWindow = 1 << 15;  // of the table: what is ahead lies within

AckClass ack_class_of(AckNumber ack) {
  switch (ack) {
    case AckNumber::as_before:
    case AckNumber::all:
      return AckClass::fine;
    case AckNumber::unsent:
      return AckClass::unsent;
    case AckNumber::ancient:
      return AckClass::ancient;
  }
  return AckClass::none;
}

Arrival arrival_of(const Case& one) {
  const Stimulus& segment = one.stimulus;
  Arrival arrival{.state = one.state, .flags = {segment.flags}, .oddity = segment.oddity};
  const std::uint32_t length =
      segment.text_bytes + (arrival.flags.syn() ? 1u : 0u) + (arrival.flags.fin() ? 1u : 0u);
  arrival.seq = seq_class_of(segment.seq_offset, length, kSomeWindow);
  arrival.ack = arrival.flags.ack() ? ack_class_of(segment.ack) : AckClass::none;
  arrival.has_text = segment.text_bytes != 0;
  return arrival;
}

// The step of section 3.10.7.4 that a heading such as "3.10.7.4, 5 ACK" names.
char step_of(const Case& one) { return one.heading[one.heading.find(',') + 2]; }

bool has_same_syn(const Arrival& a, const Arrival& b) {
  return a.flags.syn() == b.flags.syn() &&
         (!a.flags.syn() || (a.has_text == b.has_text && a.flags.fin() == b.flags.fin()));
}

bool is_acceptable(SeqClass seq) { return seq != SeqClass::old && seq != SeqClass::beyond; }

// Of CLOSED, LISTEN and SYN-SENT: RST, ACK and SYN are looked at, and no sequence number.
bool is_alike_unsynchronized(const Arrival& of, const Arrival& arrival) {
  if (of.flags.rst() != arrival.flags.rst()) return false;
  if (of.state == State::syn_sent) {
    if (of.ack != arrival.ack) return false;
    return of.flags.rst() || of.ack == AckClass::unsent || has_same_syn(of, arrival);
  }
  if (of.flags.ack() != arrival.flags.ack()) return false;
  return of.flags.rst() || of.flags.ack() || of.state == State::closed || has_same_syn(of, arrival);
}

// What the steps up to the one that decides look at is the same: the rest of the segment is not
// looked at any more.
bool speaks_of(const Case& one, const Arrival& arrival) {
  const Arrival of = arrival_of(one);
  if (of.state != arrival.state || of.oddity != arrival.oddity) return false;
  if (of.oddity == Oddity::wrong_checksum || of.oddity == Oddity::short_offset) return true;
  if (of.state < State::syn_received) return is_alike_unsynchronized(of, arrival);
  if (of.flags.rst() != arrival.flags.rst()) return false;
  const char step = step_of(one);
  const bool decides_by_ack = step == '5' && of.ack != AckClass::fine;
  if (decides_by_ack ? !is_acceptable(arrival.seq) : of.seq != arrival.seq) return false;
  if (step <= '2') return true;
  if (of.flags.syn() != arrival.flags.syn()) return false;
  if (step <= '4') return true;
  if (of.ack != arrival.ack) return false;
  return decides_by_ack ||
         (of.has_text == arrival.has_text && of.flags.fin() == arrival.flags.fin());
}

}  // namespace

SeqClass seq_class_of(std::int64_t offset, std::uint32_t length, std::uint32_t wnd_bytes) {
  if (offset == 0) return SeqClass::at_nxt;
  if (offset < 0) return offset + length <= 0 ? SeqClass::old : SeqClass::partly_old;
  return offset < wnd_bytes ? SeqClass::ahead : SeqClass::beyond;
}

Oddity oddity_of(const SegmentView& view, Why why) {
  constexpr std::uint8_t kUnknown = 253;
  if (why == Why::bad_checksum) return Oddity::wrong_checksum;
  if (why == Why::timestamp_old) return Oddity::old_timestamp;
  if (why == Why::timestamp_missing) return Oddity::no_timestamp;
  if (view.options.malformed) return Oddity::option_of_length_0;
  if (std::ranges::find(view.raw_options, kUnknown) != view.raw_options.end()) {
    return Oddity::unknown_option;
  }
  return Oddity::none;
}

const Case* case_of(const Arrival& arrival, Reactions reactions) {
  if (reactions.empty()) reactions.insert(Reaction::none);
  const Case* best = nullptr;
  const auto rank = [&](const Case& one) {  // the lowest is the best
    return std::tuple(reactions.is_within(one.allowed), one.level, '9' - step_of(one));
  };
  for (const Case& one : all_cases()) {
    if (one.script != nullptr || !speaks_of(one, arrival)) continue;
    if (best == nullptr || rank(one) < rank(*best)) best = &one;
  }
  return best;
}

}  // namespace twomsl::harness
