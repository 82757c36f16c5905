// libslirp as a subject: Debian's library (libslirp-dev), which is TCP for a guest whose
// connections end in sockets of the host. The harness is the guest. This file holds the far ends of
// those sockets, on a loopback address of its own, and they stand for the user.
//
// Time is virtual. A connection of the guest's to 10.0.0.1:80 would go to port 80 of the machine,
// so connect() is interposed. The library knows no limit of memory, and in SYN-SENT it does not see
// its user's CLOSE or ABORT, which wait until it has an answer.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <list>
#include <string_view>

#include "harness/subjects/slirp_library.hpp"

namespace {

using namespace twomsl::subjects;

constexpr std::uint64_t kTick_us = 100'000;
constexpr std::uint16_t kFirstForward = 20'000;

// A connection as its user has it. It is named by where it stands.
struct Connection {
  int socket = -1;
  std::uint16_t port = 0;  // of the library's socket at the other end
  bool is_ours_to_open = false;
  bool is_seen = false;  // the library has had a line of it
  bool is_told = false;  // accepted or opened
  bool is_at_end = false;
  bool is_closed = false;  // by its user
};

struct Running {
  const twomsl_services* harness = nullptr;
  twomsl_setup setup{};
  std::uint64_t next_tick_us = 0;
  bool is_in_timer = false;
  int listener = -1;
  std::uint16_t forwards = 0;
  std::list<Connection> connections{};
};

Running& running() {
  static Running one;
  return one;
}

bool is_one_of(const SlirpLine& line, std::string_view states) {
  return states.find(line.state) != std::string_view::npos;
}

void tell_of(Running& self, Connection& one, const SlirpLine& line) {
  one.is_told = true;
  if (one.is_ours_to_open) return self.harness->opened(self.harness->harness, &one);
  twomsl_tuple tuple{self.setup.local, self.setup.peer};
  tuple.local.port = line.listener_port;
  tuple.remote.port = line.guest_port;
  self.harness->accepted(self.harness->harness, &one, &tuple);
}

void receive(Running& self, Connection& one, const SlirpLine* line) {
  static std::array<std::uint8_t, 65'536> text;
  ssize_t bytes = 0;
  while ((bytes = recv(one.socket, text.data(), text.size(), 0)) > 0) {
    self.harness->text(self.harness->harness, &one, text.data(), static_cast<std::size_t>(bytes));
  }
  const bool has_fin = line != nullptr && is_one_of(*line, "CLOSE_WAIT LAST_ACK CLOSING TIME_WAIT");
  if (bytes != 0 || one.is_at_end || !has_fin) return;
  one.is_at_end = true;
  self.harness->peer_closed(self.harness->harness, &one);
}

// Tells its user what has happened, and whether it is over for him: the library has no line of it
// any more, or has it wait.
bool is_over(Running& self, Connection& one, const SlirpLine* line) {
  if (line != nullptr) {
    one.is_seen = true;
    const bool is_open = !is_one_of(*line, "CLOSED LISTEN SYN_SENT SYN_RCVD");
    if (is_open && !one.is_told) tell_of(self, one, *line);
  }
  if (one.is_told) receive(self, one, line);
  if (line != nullptr ? !is_one_of(*line, "TIME_WAIT") : !one.is_seen) return false;
  twomsl_end how = TWOMSL_END_CLOSED;
  if (line == nullptr && !(one.is_at_end && one.is_closed)) {
    how = self.is_in_timer ? TWOMSL_END_TIMED_OUT : TWOMSL_END_RESET;
  }
  ::close(one.socket);
  if (one.is_told || one.is_ours_to_open) self.harness->ended(self.harness->harness, &one, how);
  return true;
}

void accept_all(Running& self) {
  for (int next = 0; next >= 0;) {
    next = accept4(self.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (next < 0) return;
    self.connections.push_back({.socket = next, .port = port_of(next, getpeername)});
    self.connections.back().is_seen = true;
  }
}

void settle(Running& self) {
  slirp_library().run();
  accept_all(self);
  const std::vector<SlirpLine> lines = slirp_library().lines();
  self.connections.remove_if([&](Connection& one) {
    const SlirpLine* found = nullptr;
    for (const SlirpLine& line : lines) {
      if (line.port == one.port) found = &line;
    }
    return is_over(self, one, found);
  });
}

int new_socket(std::uint16_t port) {
  const sockaddr_in local = slirp_library().loopback(port);
  const int yes = 1;
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  setsockopt(made, SOL_SOCKET, SO_OOBINLINE, &yes, sizeof yes);  // urgent text is text
  if (bind(made, reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0) return made;
  ::close(made);
  return -1;
}

const char* reset(void* /*context*/, const twomsl_services* services, const twomsl_setup* setup) {
  Running& self = running();
  for (const Connection& one : self.connections) ::close(one.socket);
  if (self.listener >= 0) ::close(self.listener);
  self = {.harness = services, .setup = *setup, .forwards = self.forwards};
  self.next_tick_us = services->now_us(services->harness) + kTick_us;
  if (const char* trouble = slirp_library().begin(*services, *setup)) return trouble;
  self.listener = new_socket(0);
  return self.listener >= 0 ? nullptr : TWOMSL_STACK_NOT_HERE "no loopback address of its own";
}

void packet_in(void* /*context*/, const std::uint8_t* packet, std::size_t bytes) {
  slirp_library().packet_in(packet, bytes);
  settle(running());
}

void advance(void* /*context*/) {
  Running& self = running();
  self.is_in_timer = true;
  settle(self);
  self.is_in_timer = false;
  self.next_tick_us = self.harness->now_us(self.harness->harness) + kTick_us;
}

std::uint64_t next_deadline_us(void* /*context*/) { return running().next_tick_us; }

int listen(void* /*context*/, std::uint16_t port) {
  const int refused = ::listen(running().listener, SOMAXCONN);
  slirp_library().forward_to_listener(port, running().listener);
  return refused;
}

// By a forward of its own, whose port tells the connection from others.
void* open(void* /*context*/, const twomsl_tuple* tuple) {
  Running& self = running();
  const auto& guest = self.setup.peer.address;
  if (!std::equal(std::begin(guest), std::end(guest), tuple->remote.address)) {
    return nullptr;  // nobody else can be reached
  }
  const auto forward = static_cast<std::uint16_t>(kFirstForward + self.forwards++ % 20'000);
  if (!slirp_library().forward_to_guest(forward, tuple->remote.port)) return nullptr;
  const int made = new_socket(tuple->local.port);
  if (made < 0) return nullptr;
  static_cast<void>(machine_connect(made, forward));  // which is in progress
  Connection& one = self.connections.emplace_back();
  one = {.socket = made, .port = forward, .is_ours_to_open = true};
  slirp_library().run();
  return &one;
}

std::size_t send(void* /*context*/, void* name, const std::uint8_t* text, std::size_t bytes) {
  const int socket = static_cast<Connection*>(name)->socket;
  const ssize_t accepted = ::send(socket, text, bytes, MSG_NOSIGNAL);
  settle(running());
  return accepted < 0 ? 0 : static_cast<std::size_t>(accepted);
}

void close(void* /*context*/, void* name) {
  auto& one = *static_cast<Connection*>(name);
  one.is_closed = true;
  shutdown(one.socket, SHUT_WR);
  settle(running());
}

void abort(void* /*context*/, void* name) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  const int socket = static_cast<Connection*>(name)->socket;
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket);
  running().connections.remove_if([name](const Connection& one) { return &one == name; });
  settle(running());
}

}  // namespace

const twomsl_stack* twomsl_stack_under_test() {
  static const twomsl_stack libslirp = {
      .version = TWOMSL_STACK_VERSION,
      .name = "libslirp",
      .release = slirp_version_string(),
      .msl_us = 5'000'000,  // TCPTV_MSL
      .context = nullptr,
      .reset = reset,
      .packet_in = packet_in,
      .advance = advance,
      .next_deadline_us = next_deadline_us,
      .listen = listen,
      .open = open,
      .send = send,
      .close = close,
      .abort = abort,
      .traits = TWOMSL_STACK_UNLIMITED,
      .state = nullptr,  // guests see packets alone
      .memory = nullptr,
  };
  return &libslirp;
}
