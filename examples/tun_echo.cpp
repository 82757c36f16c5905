// An echo server that is a host of its own behind a TUN device: tun_echo DEVICE [PORT].
//
//   tun_echo tun0 7 &
//   ip address add 10.9.0.1/24 dev tun0 && ip address add fd09::1/64 dev tun0 nodad
//   ip link set tun0 up
//   nc 10.9.0.2 7        # it answers for every address that is routed to the device
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <twomsl/endpoint.hpp>

namespace {

using namespace twomsl;

constexpr std::uint32_t kBufferBytes = 1 << 18;

[[noreturn]] void fail(const char* what, const char* hint = "") {
  std::fprintf(stderr, "tun_echo: %s: %s%s\n", what, std::strerror(errno), hint);
  std::exit(1);
}

Instant<Concrete> clock_now() {
  using namespace std::chrono;
  const auto since = duration_cast<microseconds>(steady_clock::now().time_since_epoch());
  return {static_cast<std::uint64_t>(since.count())};
}

int open_tun(const char* device) {
  const int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) fail("/dev/net/tun");
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  std::strncpy(request.ifr_name, device, IFNAMSIZ - 1);
  if (ioctl(tun, TUNSETIFF, &request) < 0) fail(device, errno == EPERM ? "; are you root?" : "");
  return tun;
}

// A descriptor that can be read once the program is asked to end.
int open_end() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  const int end = signalfd(-1, &signals, SFD_CLOEXEC);
  if (end < 0) fail("signalfd");
  return end;
}

// Sends back as much as the send buffer takes, from where it stands. When an acknowledgment makes
// room, its notice leads here again.
void echo(Endpoint& tcp, Handle handle, Instant<Concrete> now) {
  for (;;) {
    const Peeked text = tcp.peek(handle);
    if (text.end_of_stream || !text.ok) tcp.release(handle, now);  // closes it
    if (text.bytes.empty()) return;
    const std::uint32_t sent = tcp.send(handle, text.bytes, now).accepted_bytes;
    tcp.consume(handle, sent, now);
    if (sent != text.bytes.size()) return;
  }
}

// All that follows from a packet, or from the passing of time.
void answer(Endpoint& tcp, int tun, Instant<Concrete> now) {
  tcp.advance(now);
  for (Notice notice; tcp.next_notice(notice);) {
    if (!notice.incoming) echo(tcp, notice.handle, now);
    while (tcp.accept(notice.handle).ok) {  // a notice of its own tells of its text
    }
  }
  for (Packet p = tcp.poll(now); !p.bytes.empty(); p = tcp.poll(now)) {
    if (write(tun, p.bytes.data(), p.bytes.size()) < 0) break;  // lost; TCP sends it again
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long port = argc == 3 ? std::strtol(argv[2], nullptr, 10) : 7;
  if (argc < 2 || argc > 3 || port < 1 || port > 65535) {
    std::fprintf(stderr, "usage: tun_echo DEVICE [PORT]\n");
    return 2;
  }
  Secret secret;
  if (getrandom(&secret, sizeof secret, 0) != sizeof secret) fail("getrandom");
  // Who starts this again within two minutes leaves that out, and waits.
  Endpoint tcp =
      make_endpoint({.secret = secret, .quiet_time = QuietTime::nothing_was_sent}).endpoint;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const Socket local{{0, 0, family}, static_cast<std::uint16_t>(port)};
    tcp.listen({.local = local, .sizes = {.snd_buffer_bytes = kBufferBytes}}, clock_now());
  }
  const int tun = open_tun(argv[1]);
  std::array<pollfd, 2> ready{{{open_end(), POLLIN, 0}, {tun, POLLIN, 0}}};
  std::array<std::uint8_t, 65536> packet;
  while (ready[0].revents == 0) {
    answer(tcp, tun, clock_now());
    const Instant<Concrete> now = clock_now(), due = tcp.next_deadline();
    const std::uint64_t wait_ms = due < now ? 0 : (due - now).us / 1000 + 1;
    poll(ready.data(), ready.size(), static_cast<int>(std::min<std::uint64_t>(wait_ms, 60'000)));
    const ssize_t bytes = read(tun, packet.data(), packet.size());
    if (bytes < 0 && errno != EAGAIN) fail(argv[1]);
    if (bytes > 0) tcp.receive({packet.data(), static_cast<std::size_t>(bytes)}, clock_now());
  }
}
