// lwIP's loop: what is sent to its own address waits in the interface until netif_poll().
#include "bench/bulk/lwip_loop.hpp"

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

#include <algorithm>

namespace twomsl::bench {
namespace {

constexpr std::uint32_t kAddress = 0xc6120002;  // 198.18.0.2 (RFC 2544)
constexpr std::uint16_t kPort = 80;

}  // namespace

LwipLoop::LwipLoop() {
  [[maybe_unused]] static const bool once = (lwip_init(), true);
  ip4_addr_t address{lwip_htonl(kAddress)};
  ip4_addr_t mask{lwip_htonl(0xfffe0000)};
  const auto set_up = [](netif* link) {
    link->name[0] = 'l';
    link->name[1] = 'o';
    link->mtu = 1500;
    return static_cast<err_t>(ERR_OK);
  };
  netif_add(&link_, &address, &mask, &address, nullptr, set_up, ip_input);
  netif_set_default(&link_);
  netif_set_up(&link_);
  netif_set_link_up(&link_);
  tcp_pcb* bound = tcp_new();
  tcp_bind(bound, IP_ADDR_ANY, kPort);
  listener_ = tcp_listen(bound);
  tcp_arg(listener_, this);
  tcp_accept(listener_, on_accept);
  from_ = tcp_new();
  ip_addr_t own{};
  ip_addr_copy_from_ip4(own, address);
  tcp_connect(from_, &own, kPort, [](void*, tcp_pcb*, err_t) { return static_cast<err_t>(0); });
  netif_poll(&link_);
}

LwipLoop::~LwipLoop() {
  while (tcp_active_pcbs != nullptr) tcp_abort(tcp_active_pcbs);
  netif_poll(&link_);
  tcp_close(listener_);
  netif_remove(&link_);
}

bool LwipLoop::transfer(std::uint64_t bytes) {
  const std::uint64_t wanted_bytes = received_bytes_ + bytes;
  std::uint64_t unsent = bytes;
  while (received_bytes_ < wanted_bytes) {
    const std::uint64_t before = received_bytes_ + bytes - unsent;
    const auto room = std::min<std::uint64_t>(unsent, tcp_sndbuf(from_));
    if (tcp_write(from_, text_.data(), static_cast<u16_t>(room), TCP_WRITE_FLAG_COPY) == ERR_OK) {
      unsent -= room;
    }
    tcp_output(from_);
    netif_poll(&link_);
    // The timer of delayed ACKs, where the last segment of a flight is an odd one.
    if (received_bytes_ + bytes - unsent == before) tcp_fasttmr();
    netif_poll(&link_);
    if (received_bytes_ + bytes - unsent == before && tcp_sndbuf(from_) == 0) return false;
  }
  return true;
}

err_t LwipLoop::on_accept(void* loop, tcp_pcb* pcb, err_t /*error*/) {
  tcp_arg(pcb, loop);
  tcp_recv(pcb, on_receive);
  return ERR_OK;
}

err_t LwipLoop::on_receive(void* loop, tcp_pcb* pcb, pbuf* text, err_t /*error*/) {
  if (text == nullptr) return ERR_OK;
  static_cast<LwipLoop*>(loop)->received_bytes_ += text->tot_len;
  tcp_recved(pcb, text->tot_len);
  pbuf_free(text);
  return ERR_OK;
}

}  // namespace twomsl::bench
