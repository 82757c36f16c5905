#include "harness/subjects/slirp_library.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <utility>

namespace twomsl::subjects {
namespace {

constexpr std::size_t kEthernetBytes = 14;

constexpr std::array<std::pair<short, int>, 5> kEvents{{{POLLIN, SLIRP_POLL_IN},
                                                        {POLLOUT, SLIRP_POLL_OUT},
                                                        {POLLPRI, SLIRP_POLL_PRI},
                                                        {POLLERR, SLIRP_POLL_ERR},
                                                        {POLLHUP, SLIRP_POLL_HUP}}};

in_addr address_of(const twomsl_socket& socket) {
  in_addr address{};
  std::memcpy(&address, socket.address, sizeof address);
  return address;
}

}  // namespace

SlirpLibrary& slirp_library() {
  static SlirpLibrary one;
  return one;
}

std::uint16_t port_of(int socket, int (*name_of)(int, sockaddr*, socklen_t*)) {
  sockaddr_in name{};
  socklen_t bytes = sizeof name;
  return name_of(socket, reinterpret_cast<sockaddr*>(&name), &bytes) == 0 ? ntohs(name.sin_port)
                                                                          : 0;
}

int machine_connect(int socket, std::uint16_t port) {
  static const auto connect_of_libc =
      reinterpret_cast<decltype(&connect)>(dlsym(RTLD_NEXT, "connect"));
  const sockaddr_in to = slirp_library().loopback(port);
  return connect_of_libc(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

sockaddr_in SlirpLibrary::loopback(std::uint16_t port) const {
  sockaddr_in socket{};
  socket.sin_family = AF_INET;
  socket.sin_addr = loopback_;
  socket.sin_port = htons(port);
  return socket;
}

// It calls back with the opaque pointer that slirp_new() was given.
SlirpCb SlirpLibrary::callbacks() {
  SlirpCb calls{};
  calls.send_packet = [](const void* frame, std::size_t bytes, void* self) {
    const auto* begin = static_cast<const std::uint8_t*>(frame);
    const bool is_ipv4 = bytes > kEthernetBytes && begin[12] == 8 && begin[13] == 0;
    const twomsl_services* harness = static_cast<SlirpLibrary*>(self)->harness_;
    if (is_ipv4) {
      harness->packet_out(harness->harness, begin + kEthernetBytes, bytes - kEthernetBytes);
    }
    return static_cast<ssize_t>(bytes);
  };
  calls.guest_error = [](const char*, void*) {};
  calls.clock_get_ns = [](void* self) {
    const twomsl_services* harness = static_cast<SlirpLibrary*>(self)->harness_;
    return static_cast<std::int64_t>(harness->now_us(harness->harness)) * 1000;
  };
  calls.register_poll_fd = [](int socket, void* self) {
    static_cast<SlirpLibrary*>(self)->sockets_.insert(socket);
  };
  calls.unregister_poll_fd = [](int socket, void* self) {
    static_cast<SlirpLibrary*>(self)->sockets_.erase(socket);
  };
  calls.notify = [](void*) {};
  return calls;
}

const char* SlirpLibrary::begin(const twomsl_services& harness, const twomsl_setup& setup) {
  static const SlirpCb calls = callbacks();
  for (const int socket : sockets_) close(socket);
  sockets_.clear();
  if (slirp_ != nullptr) slirp_cleanup(slirp_);
  harness_ = &harness;
  listens_on_ = 0;
  loopback_.s_addr = htonl(0x7f400000u | (static_cast<std::uint32_t>(getpid()) & 0x3fffffu));
  guest_ = address_of(setup.peer);
  SlirpConfig config{};
  config.version = SLIRP_CONFIG_VERSION_MAX;
  config.in_enabled = config.disable_dns = config.disable_dhcp = true;
  config.vhost = address_of(setup.local);
  config.vnetmask.s_addr = htonl(0xffffff00);
  config.vnetwork.s_addr = config.vhost.s_addr & config.vnetmask.s_addr;
  config.vnameserver.s_addr = config.vnetwork.s_addr | htonl(254);
  config.vdhcp_start = guest_;
  slirp_ = slirp_new(&config, &calls, this);
  if (slirp_ == nullptr) return "slirp_new() refuses the configuration";
  announce_guest(guest_);
  if (dlsym(RTLD_DEFAULT, "connect") == reinterpret_cast<void*>(&connect)) return nullptr;
  return "libslirp has another connect(): is it linked statically?";
}

// A gratuitous ARP, so that the library does not ask.
void SlirpLibrary::announce_guest(in_addr address) {
  std::array<std::uint8_t, 42> arp{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6,
                                   0,    1,    8,    0,    6,    4,    0, 1, 2, 0, 0, 0, 0, 1};
  std::memcpy(arp.data() + 28, &address, sizeof address);
  std::memcpy(arp.data() + 38, &address, sizeof address);
  slirp_input(slirp_, arp.data(), static_cast<int>(arp.size()));
}

void SlirpLibrary::forward_to_listener(std::uint16_t port, int listener) {
  listens_on_ = port;
  listener_port_ = port_of(listener, getsockname);
}

bool SlirpLibrary::forward_to_guest(std::uint16_t port, std::uint16_t guest_port) {
  return slirp_add_hostfwd(slirp_, 0, loopback_, port, guest_, guest_port) == 0;
}

void SlirpLibrary::packet_in(const std::uint8_t* packet, std::size_t bytes) {
  std::vector<std::uint8_t> frame{0x52, 0x55, 10, 0, 0, 1, 2, 0, 0, 0, 0, 1, 8, 0};
  frame.insert(frame.end(), packet, packet + bytes);
  slirp_input(slirp_, frame.data(), static_cast<int>(frame.size()));
}

void SlirpLibrary::run() {
  const auto add_poll = [](int socket, int events, void* self) {
    pollfd one{socket, 0, 0};
    for (const auto& [ours, theirs] : kEvents) {
      if ((events & theirs) != 0) one.events = static_cast<short>(one.events | ours);
    }
    std::vector<pollfd>& polled = static_cast<SlirpLibrary*>(self)->polled_;
    polled.push_back(one);
    return static_cast<int>(polled.size()) - 1;
  };
  const auto events_of = [](int index, void* self) {
    int events = 0;
    const pollfd& one = static_cast<SlirpLibrary*>(self)->polled_[static_cast<std::size_t>(index)];
    for (const auto& [ours, theirs] : kEvents) events |= (one.revents & ours) != 0 ? theirs : 0;
    return events;
  };
  int seen = 0;
  do {
    std::uint32_t timeout_ms = UINT32_MAX;
    polled_.clear();
    slirp_pollfds_fill(slirp_, &timeout_ms, add_poll, this);
    seen = poll(polled_.data(), polled_.size(), 0);
    slirp_pollfds_poll(slirp_, seen < 0 ? 1 : 0, events_of, this);
  } while (seen > 0);
}

std::vector<SlirpLine> SlirpLibrary::lines() const {
  std::vector<SlirpLine> found;
  char* const text = slirp_connection_info(slirp_);
  std::istringstream lines(text);
  std::free(text);
  for (std::string line; std::getline(lines, line);) {
    std::array<char, 20> state{};
    int socket = -1;
    SlirpLine one;
    if (std::sscanf(line.c_str(), " TCP[%19[A-Z_0-9]] %d %*s %hu %*s %hu", state.data(), &socket,
                    &one.guest_port, &one.listener_port) != 4) {
      continue;
    }
    one.state = state.data();
    one.port = port_of(socket, getsockname);
    if (one.state != "HOST_FORWARD") found.push_back(one);
  }
  return found;
}

}  // namespace twomsl::subjects

// The library's connect(), in place of the machine's.
extern "C" int connect(int socket, const sockaddr* address, socklen_t /*bytes*/) {
  using namespace twomsl::subjects;
  const std::uint16_t to = ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
  const std::uint16_t listener = slirp_library().listener_of(to);
  if (listener != 0) return machine_connect(socket, listener);
  errno = ECONNREFUSED;
  return -1;
}
