// ACKs that are held back (RFC 9293 section 3.8.6.3, RFC 1122 section 4.2.3.2, RFC 5681 section
// 4.2).
//
// The machine answers each text at once. To send such an ACK later, or none because another follows
// it, is what a network does to packets anyway: whatever holds of the machine holds here.
#pragma once

#include "net/family_endpoint.hpp"

namespace twomsl {

//= rfc9293#3.8.6.3 MUST-40
inline constexpr Duration<Concrete> kAckDelay{40'000};
static_assert(kAckDelay.us < 500'000);

/// The answer is an ACK of text that was the next in order, and nothing is missing.
[[nodiscard]] constexpr bool is_ack_of_next_text(const Outcome<Concrete>& outcome,
                                                 const ReceiveSpace<Concrete>& rcv) {
  const Intake<Concrete>& intake = outcome.intake;
  return outcome.why == Why::text_accepted && intake.take_bytes != 0 && !rcv.has_held &&
         outcome.segment.ack == intake.at + intake.take_bytes;
}

/// The answer of entry `at` to text. Every second ACK goes out at once.
//= rfc9293#3.8.6.3 SHLD-18
//= rfc9293#3.8.6.3 SHLD-19
template <class Stores>
void FamilyEndpoint<Stores>::answer_text(std::uint32_t at, const Outcome<Concrete>& outcome) {
  EntryOf& entry = entries_[at];
  const ReceiveSpace<Concrete>& rcv = running_.host.blocks.connection(entry.block).rcv;
  OwedAck* owed = nullptr;
  if (entry.delays_acks && !entry.owes_ack && is_ack_of_next_text(outcome, rcv)) {
    owed = owed_.push();
  }
  if (owed == nullptr) {
    queue(at, outcome.segment);
    return;
  }
  entry.owes_ack = true;
  entry.owed_ts_ecr = outcome.segment.ts_ecr;
  owed->handle = name_of(at);
  owed->serial = ++entry.owed_serial;
  owed->due = now_ + kAckDelay;
}

/// The segment acknowledges what an owed ACK would have. It echoes the timestamp of the text that
/// came first, so that the peer counts the delay to the round trip.
//= rfc7323#4.3 RFC7323-4.3-1
template <class Stores>
void FamilyEndpoint<Stores>::stand_in_for_owed(EntryOf& entry, Outgoing<Key>& outgoing) {
  entry.owes_ack = false;
  Segment<Concrete>& segment = outgoing.segment;
  if (segment.has_ts && !segment.rst) segment.ts_ecr = entry.owed_ts_ecr;
  // Often it was the last to be owed, and need not wait for its turn to be found out.
  if (!owed_.is_empty() && owed_.back().handle == outgoing.handle) owed_.pop_back();
}

/// The first ACK that is still owed; none if nobody waits for one.
template <class Stores>
const OwedAck* FamilyEndpoint<Stores>::first_owed() {
  while (!owed_.is_empty()) {
    const OwedAck& owed = owed_.front();
    const std::uint32_t at = find(owed.handle);
    const bool is_owed = at != kNoIndex && entries_[at].owes_ack &&
                         entries_[at].owed_serial == owed.serial && entries_[at].has_block();
    if (is_owed) return &owed;
    owed_.pop();
  }
  return nullptr;
}

template <class Stores>
void FamilyEndpoint<Stores>::send_owed() {
  for (const OwedAck* owed = first_owed(); owed != nullptr && owed->due <= now_;
       owed = first_owed()) {
    owed_.pop();  // it stays where it is until the next is owed
    const std::uint32_t at = owed->handle.index >> 1;
    const twomsl::Event<Concrete> event{};
    Outcome<Concrete> out;
    StepContext<Concrete> context{running_.host.policy, event, now_,
                                  running_.host.blocks.connection(entries_[at].block), out};
    reply_ack(context);
    queue(at, out.segment);
  }
}

/// When advance() has something to do.
template <class Stores>
Instant<Concrete> FamilyEndpoint<Stores>::next_deadline() {
  const Instant<Concrete> of_timers{running_.host.blocks.next_due_us()};
  const OwedAck* owed = first_owed();
  return owed == nullptr ? of_timers : smaller(of_timers, owed->due);
}

}  // namespace twomsl
