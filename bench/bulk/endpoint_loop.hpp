// Two endpoints that send each other's packets on, in memory: one user writes, the other reads.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "net/endpoint.hpp"

namespace twomsl::bench {

inline constexpr std::uint32_t kWriteBytes = 64 * 1024;

class EndpointLoop {
 public:
  EndpointLoop(std::uint32_t mss_bytes, std::uint32_t buffer_bytes, Checksums checksums)
      : sizes_{mss_bytes, buffer_bytes, buffer_bytes},
        client_(make_endpoint({.size = {},
                               .secret = {1, 2},
                               .quiet_time = QuietTime::nothing_was_sent,
                               .checksums = checksums})
                    .endpoint),
        server_(make_endpoint({.size = {},
                               .secret = {3, 4},
                               .quiet_time = QuietTime::nothing_was_sent,
                               .checksums = checksums})
                    .endpoint) {
    const Handle listener = server_.listen({.local = kServer, .sizes = sizes_}, now_).handle;
    from_ = client_.open({.remote = kServer, .local = kClient, .sizes = sizes_}, now_).handle;
    exchange();
    to_ = server_.accept(listener).handle;
  }

  /// Moves that many bytes from one user to the other. False if the connection is stuck.
  [[nodiscard]] bool transfer(std::uint64_t bytes) {
    std::uint64_t unsent = bytes;
    bool has_waited = false;
    while (bytes != 0) {
      now_.us += 10;
      const std::size_t offered = unsent < kWriteBytes ? unsent : kWriteBytes;
      const Sent sent = client_.send(from_, std::span(text_).first(offered), now_);
      exchange();
      const Received received = server_.receive(to_, read_, now_);
      exchange();
      const bool has_moved = sent.accepted_bytes + received.bytes != 0;
      if (!has_moved && has_waited) return false;
      if (!has_moved) wait();
      has_waited = !has_moved;
      unsent -= sent.accepted_bytes;
      bytes -= received.bytes;
    }
    return true;
  }

 private:
  static constexpr Socket kClient{{0, 0xc6120001}, 1024};  // 198.18.0.1 (RFC 2544)
  static constexpr Socket kServer{{0, 0xc6120002}, 80};

  void exchange() {
    while (send_on(client_, server_) || send_on(server_, client_)) {
    }
    Notice notice;
    while (client_.next_notice(notice) || server_.next_notice(notice)) {
    }
  }

  /// Until a timer expires, as that of an ACK that is held back.
  void wait() {
    now_ = smaller(client_.next_deadline(), server_.next_deadline());
    client_.advance(now_);
    server_.advance(now_);
    exchange();
  }

  [[nodiscard]] bool send_on(Endpoint& from, Endpoint& to) const {
    const Packet packet = from.poll(now_);
    if (!packet.bytes.empty()) to.receive(packet.bytes, now_);
    return !packet.bytes.empty();
  }

  ConnectionSizes sizes_;
  Instant<Concrete> now_{1'000'000};
  Endpoint client_;
  Endpoint server_;
  Handle from_{};
  Handle to_{};
  std::array<std::uint8_t, kWriteBytes> text_{};
  std::array<std::uint8_t, kWriteBytes> read_{};
};

}  // namespace twomsl::bench
