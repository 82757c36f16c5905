// Two connections of one lwIP over its own loop (netif_loop_output), which copies each packet once:
// one user writes, the other takes references to what has arrived, and gives them back.
#pragma once

#include <lwip/netif.h>
#include <lwip/tcp.h>

#include <array>
#include <cstdint>

namespace twomsl::bench {

/// There is one lwIP a process, and so at most one LwipLoop.
class LwipLoop {
 public:
  LwipLoop();
  LwipLoop(const LwipLoop&) = delete;
  LwipLoop& operator=(const LwipLoop&) = delete;
  ~LwipLoop();

  /// Moves that many bytes from one user to the other. False if the connection is stuck.
  [[nodiscard]] bool transfer(std::uint64_t bytes);

 private:
  static err_t on_accept(void* loop, tcp_pcb* pcb, err_t error);
  static err_t on_receive(void* loop, tcp_pcb* pcb, pbuf* text, err_t error);

  netif link_{};
  tcp_pcb* listener_ = nullptr;
  tcp_pcb* from_ = nullptr;
  std::uint64_t received_bytes_ = 0;
  std::array<std::uint8_t, 0xffff> text_{};
};

}  // namespace twomsl::bench
