// Conversations with an implementation: what is measured, segment by segment.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "bench/segments/peer.hpp"
#include "core/codec/encode.hpp"

namespace twomsl::bench {

inline constexpr std::uint32_t kEchoBytes = 100;

/// How a conversation begins. REQUIRES: at most 7,000 connections.
struct Setting {
  std::uint32_t connections = 1;
  bool timestamps = false;
  bool echoes = false;     // the measured user sends back whatever it gets
  bool checksums = false;  // the measured end makes them, and verifies them if it can
};

/// An implementation and the peers that talk to it.
template <class End>
class Conversation {
 public:
  explicit Conversation(const Setting& setting)
      : end(make_end(setting)), peer_(setting.timestamps, setting.checksums) {
    if constexpr (requires { end.echoes; }) end.echoes = setting.echoes;
    for (std::uint32_t i = 0; i < setting.connections; ++i) open();
  }

  End end;

  /// What was delivered is what was sent.
  [[nodiscard]] bool is_right() const {
    if constexpr (requires { end.received_bytes(); }) {
      return end.received_bytes() == sent_bytes_;
    }
    return true;
  }

  /// A full segment of text, in order, from the next connection, round robin.
  void data() { text(kTextBytes); }

  /// The same with one byte of text: what is left of data() without copies of text.
  void data_byte() { text(1); }

  /// The measured user writes one byte, and the peer acknowledges it.
  void write_and_ack() {
    PeerEnd& from = next();
    end.write(from.port, 1);
    acknowledge(from);
  }

  /// The measured user writes back what it gets; the next request acknowledges the answer.
  void echo() {
    PeerEnd& from = next();
    sent_bytes_ += kEchoBytes;
    end.input(peer_.send(from, Flags::kAck | Flags::kPsh, kEchoBytes));
    from.rcv_nxt = end.sent_end();
  }

  /// One byte more of what is in flight is acknowledged.
  void ack() {
    PeerEnd& from = next();
    if (from.rcv_nxt == end.sent_end()) refill(from);
    ++from.rcv_nxt;
    end.input(peer_.send(from, Flags::kAck, 0));
  }

  /// Handshake, the peer's close, and the implementation's: four segments arrive.
  void open_and_close() {
    const std::uint32_t port = kFirstBriefPort + brief_++ % (0x1'0000 - kFirstBriefPort);
    PeerEnd briefly{.port = static_cast<std::uint16_t>(port)};
    shake_hands(briefly);
    end.input(peer_.send(briefly, Flags::kAck | Flags::kFin, 0));
    acknowledge(briefly);
    if constexpr (requires { end.rest(); }) end.rest();
  }

 private:
  static constexpr std::uint32_t kFirstPort = 1024;
  static constexpr std::uint32_t kFirstBriefPort = 8192;

  static End make_end(const Setting& setting) {
    if constexpr (std::is_constructible_v<End, Checksums>) {
      return End(setting.checksums ? Checksums::ours : Checksums::of_the_device);
    } else {
      return End();
    }
  }

  void open() {
    PeerEnd opened{.port = static_cast<std::uint16_t>(kFirstPort + ends_.size()),
                   .snd_nxt = 0xffff'f000};
    shake_hands(opened);
    ends_.push_back(opened);
  }

  void text(std::uint32_t bytes) {
    PeerEnd& from = next();
    sent_bytes_ += bytes;
    end.input(peer_.send(from, Flags::kAck | Flags::kPsh, bytes));
  }

  void shake_hands(PeerEnd& with) {
    end.input(peer_.send(with, Flags::kSyn, 0));
    acknowledge(with);
  }

  void acknowledge(PeerEnd& from) {
    from.rcv_nxt = end.sent_end();
    end.input(peer_.send(from, Flags::kAck, 0));
  }

  void refill(PeerEnd& from) {
    for (int i = 0; i < 40; ++i) end.write(from.port, kTextBytes);
  }

  PeerEnd& next() {
    next_ = next_ + 1 < ends_.size() ? next_ + 1 : 0;
    return ends_[next_];
  }

  Peer peer_;
  std::vector<PeerEnd> ends_{};
  std::size_t next_ = 0;
  std::uint32_t brief_ = 0;
  std::uint64_t sent_bytes_ = 0;
};

}  // namespace twomsl::bench
