// The bytes of both streams: what is sent, kept and delivered, against what the users said.
#include <algorithm>

#include "tests/network/network_witness.hpp"

namespace twomsl {
namespace {

// What SEND accepted goes behind what is there.
void store_sent_text(const Witness& w) {
  if (w.event.kind != EventKind::send) {
    return;
  }
  const bool began = begins_a_life(w.seen.before.state, w.end.block.state);
  const Connection<Concrete>& c = w.end.block;
  const Seq<Concrete> from = began ? c.iss + 1u : w.seen.before.snd.end;
  const std::uint32_t bytes = c.snd.end - from;
  if (bytes == 0) {
    return;
  }
  if (bytes != w.event.bytes) {
    w.fail("INV-DATA", "SEND took " + std::to_string(bytes) + " bytes");
    return;
  }
  if (c.snd.end - c.snd.una > w.end.policy.snd_buffer_bytes + 1) {
    w.fail("INV-SEQ", "more text to send than the buffer holds");
    return;
  }
  for (std::uint32_t i = 0; i < bytes; ++i) {
    Incarnation& life = w.end.lives[w.end.life];
    w.end.sending.at(from + i) = stream_byte(w.end, w.end.life, life.sent_bytes++);
  }
}

void store_arrived_text(const Witness& w) {
  const Intake<Concrete>& intake = w.seen.outcome.intake;
  if (intake.take_bytes == 0) {
    return;
  }
  const std::uint32_t ahead = intake.at - w.end.block.rcv.consumed;
  // What the same step delivered lies before RCV.USER already.
  const std::uint32_t delivered = w.seen.outcome.delivery.bytes;
  if (w.arrived == nullptr || intake.skip_bytes + intake.take_bytes > w.arrived->text.size() ||
      ahead + delivered + intake.take_bytes > w.end.policy.rcv_buffer_bytes) {
    w.fail("INV-DATA", "text is taken in that did not arrive, or has no room");
    return;
  }
  for (std::uint32_t i = 0; i < intake.take_bytes; ++i) {
    w.end.receiving.at(intake.at + i) = w.arrived->text[intake.skip_bytes + i];
  }
}

void check_delivered_text(const Witness& w) {
  const Delivery<Concrete>& delivery = w.seen.outcome.delivery;
  if (delivery.bytes == 0) {
    return;
  }
  Incarnation& life = w.end.lives[w.end.life];
  if (life.peer == kNoLife || delivery.bytes > w.end.policy.rcv_buffer_bytes ||
      life.received_bytes + delivery.bytes > w.peer.lives[life.peer].sent_bytes) {
    w.fail("INV-DATA", "more is delivered than the peer's user sent");
    return;
  }
  for (std::uint32_t i = 0; i < delivery.bytes; ++i) {
    if (w.end.receiving.at(delivery.at + i) !=
        stream_byte(w.peer, life.peer, life.received_bytes)) {
      w.fail("INV-DATA",
             "byte " + std::to_string(life.received_bytes) + " is not what the peer's user sent");
      return;
    }
    ++life.received_bytes;
  }
}

bool refuses_receive(State state) {
  return state == State::closing || state == State::last_ack || state == State::time_wait;
}

// The peer's FIN ends exactly what its user sent, and nothing is lost once RECEIVE is impossible.
void check_end_of_stream(const Witness& w) {
  if (w.end.life == kNoLife) {
    return;
  }
  Incarnation& life = w.end.lives[w.end.life];
  life.peer_closed = life.peer_closed || w.seen.outcome.signals.peer_closing;
  if (!life.peer_closed || life.peer == kNoLife) {
    return;
  }
  const std::uint64_t sent = w.peer.lives[life.peer].sent_bytes;
  const Connection<Concrete>& c = w.end.block;
  if (w.seen.outcome.signals.peer_closing && life.received_bytes + text_on_hand(c) != sent) {
    w.fail("INV-DATA", "the peer's FIN was taken before all that it had sent");
  }
  if (refuses_receive(c.state) && !refuses_receive(w.seen.before.state) &&
      life.received_bytes != sent) {
    w.fail("INV-DATA", "RECEIVE is over, and " + std::to_string(sent - life.received_bytes) +
                           " bytes were never delivered");
  }
}

// Our FIN is acknowledged only by an incarnation of the peer's that has told its user of it.
void check_close(const Witness& w) {
  if (!w.seen.outcome.signals.closed || w.end.life == kNoLife) {
    return;
  }
  if (std::ranges::none_of(w.peer.lives, [&w](const Incarnation& life) {
        return life.peer == w.end.life && life.peer_closed;
      })) {
    w.fail("INV-ACK", "CLOSE is done, and the peer's user has not heard of it");
  }
}

}  // namespace

std::uint8_t stream_byte(const End& end, std::uint32_t life, std::uint64_t offset) {
  const std::uint64_t mixed = (offset + 1) * 0x9e3779b97f4a7c15u + life * 0x1000193u +
                              end.index * 0x51u + end.tuple * 0x2f1u;
  return static_cast<std::uint8_t>((mixed ^ mixed >> 32) >> 3);
}

void follow_streams(const Witness& witness) {
  store_sent_text(witness);
  store_arrived_text(witness);
  check_delivered_text(witness);
  check_end_of_stream(witness);
  check_close(witness);
}

}  // namespace twomsl
