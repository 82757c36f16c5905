// The bytes of both streams: what is sent, stored and delivered, compared with what the users sent.
#include <algorithm>

#include "tests/network/observed_step.hpp"

namespace twomsl {
namespace {

// Appends what SEND accepted to the send buffer.
void store_sent_text(const ObservedStep& step) {
  if (step.event.kind != EventKind::send) {
    return;
  }
  const bool began = begins_incarnation(step.result.before.state, step.end.block.state);
  const Connection<Concrete>& c = step.end.block;
  const Seq<Concrete> from = began ? c.iss + 1u : step.result.before.snd.end;
  const std::uint32_t bytes = c.snd.end - from;
  if (bytes == 0) {
    return;
  }
  if (bytes != step.event.bytes) {
    step.fail("INV-DATA", "SEND took " + std::to_string(bytes) + " bytes");
    return;
  }
  if (c.snd.end - c.snd.una > step.end.policy.snd_buffer_bytes + 1) {
    step.fail("INV-SEQ", "more text to send than the buffer holds");
    return;
  }
  for (std::uint32_t i = 0; i < bytes; ++i) {
    Incarnation& incarnation = step.end.incarnations[step.end.incarnation];
    step.end.sending.at(from + i) =
        stream_byte(step.end, step.end.incarnation, incarnation.sent_bytes++);
  }
}

void store_arrived_text(const ObservedStep& step) {
  const Intake<Concrete>& intake = step.result.outcome.intake;
  if (intake.take_bytes == 0) {
    return;
  }
  const std::uint32_t ahead = intake.at - step.end.block.rcv.consumed;
  // What the same step delivered lies before rcv.consumed already.
  const std::uint32_t delivered = step.result.outcome.delivery.bytes;
  if (step.arrived == nullptr ||
      intake.skip_bytes + intake.take_bytes > step.arrived->text.size() ||
      ahead + delivered + intake.take_bytes > step.end.policy.rcv_buffer_bytes) {
    step.fail("INV-DATA", "text is taken in that did not arrive, or has no room");
    return;
  }
  for (std::uint32_t i = 0; i < intake.take_bytes; ++i) {
    step.end.receiving.at(intake.at + i) = step.arrived->text[intake.skip_bytes + i];
  }
}

void check_delivered_text(const ObservedStep& step) {
  const Delivery<Concrete>& delivery = step.result.outcome.delivery;
  if (delivery.bytes == 0) {
    return;
  }
  Incarnation& incarnation = step.end.incarnations[step.end.incarnation];
  if (incarnation.peer == kNoIncarnation || delivery.bytes > step.end.policy.rcv_buffer_bytes ||
      incarnation.received_bytes + delivery.bytes >
          step.peer.incarnations[incarnation.peer].sent_bytes) {
    step.fail("INV-DATA", "more is delivered than the peer's user sent");
    return;
  }
  for (std::uint32_t i = 0; i < delivery.bytes; ++i) {
    if (step.end.receiving.at(delivery.at + i) !=
        stream_byte(step.peer, incarnation.peer, incarnation.received_bytes)) {
      step.fail("INV-DATA", "byte " + std::to_string(incarnation.received_bytes) +
                                " is not what the peer's user sent");
      return;
    }
    ++incarnation.received_bytes;
  }
}

bool refuses_receive(State state) {
  return state == State::closing || state == State::last_ack || state == State::time_wait;
}

// The peer's FIN ends exactly what its user sent, and nothing is lost once RECEIVE is impossible.
void check_end_of_stream(const ObservedStep& step) {
  if (step.end.incarnation == kNoIncarnation) {
    return;
  }
  Incarnation& incarnation = step.end.incarnations[step.end.incarnation];
  incarnation.peer_closed = incarnation.peer_closed || step.result.outcome.signals.peer_closing;
  if (!incarnation.peer_closed || incarnation.peer == kNoIncarnation) {
    return;
  }
  const std::uint64_t sent = step.peer.incarnations[incarnation.peer].sent_bytes;
  const Connection<Concrete>& c = step.end.block;
  if (step.result.outcome.signals.peer_closing &&
      incarnation.received_bytes + text_on_hand(c) != sent) {
    step.fail("INV-DATA", "the peer's FIN was taken before all that it had sent");
  }
  if (refuses_receive(c.state) && !refuses_receive(step.result.before.state) &&
      incarnation.received_bytes != sent) {
    step.fail("INV-DATA", "RECEIVE is over, and " +
                              std::to_string(sent - incarnation.received_bytes) +
                              " bytes were never delivered");
  }
}

// Our FIN is acknowledged only by an incarnation of the peer that has signalled it to its user.
void check_close(const ObservedStep& step) {
  if (!step.result.outcome.signals.closed || step.end.incarnation == kNoIncarnation) {
    return;
  }
  if (std::ranges::none_of(step.peer.incarnations, [&step](const Incarnation& incarnation) {
        return incarnation.peer == step.end.incarnation && incarnation.peer_closed;
      })) {
    step.fail("INV-ACK", "CLOSE is done, and the peer's user has not heard of it");
  }
}

}  // namespace

std::uint8_t stream_byte(const End& end, std::uint32_t incarnation, std::uint64_t offset) {
  const std::uint64_t mixed = (offset + 1) * 0x9e3779b97f4a7c15u + incarnation * 0x1000193u +
                              end.index * 0x51u + end.tuple * 0x2f1u;
  return static_cast<std::uint8_t>((mixed ^ mixed >> 32) >> 3);
}

void update_streams(const ObservedStep& step) {
  store_sent_text(step);
  store_arrived_text(step);
  check_delivered_text(step);
  check_end_of_stream(step);
  check_close(step);
}

}  // namespace twomsl
