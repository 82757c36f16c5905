// Our own endpoint as a subject: it keeps every wait, and so nothing is found on it.
#include "net/endpoint.hpp"

#include <twomsl/stack.h>

#include <deque>

#include "harness/plain_socket.hpp"

namespace {

using namespace twomsl;
using harness::socket_of;

struct Connection {
  Handle handle{};
  bool is_ours_to_open = false;
};

struct Running {
  const twomsl_services* harness = nullptr;
  Endpoint endpoint{};
  Handle listener{};
  Socket own{};
  std::uint64_t most = 0;                // connections, and as many that wait
  std::deque<Connection> connections{};  // they are named by where they stand

  [[nodiscard]] Instant<Concrete> now() const { return {harness->now_us(harness->harness)}; }
};

Running& running() {
  static Running one;
  return one;
}

Connection& connection_of(void* name) { return *static_cast<Connection*>(name); }

void accept_all(Running& self) {
  while (true) {
    Connection& accepted = self.connections.emplace_back();
    const Opened next = self.endpoint.accept(self.listener, &accepted);
    if (!next.ok) break;
    accepted.handle = next.handle;
    const twomsl_tuple tuple{socket_of(self.own), socket_of(next.remote)};
    self.harness->accepted(self.harness->harness, &accepted, &tuple);
  }
  self.connections.pop_back();
}

void receive_text(Running& self, Connection& connection) {
  std::uint8_t room[2048];
  const auto receive = [&] { return self.endpoint.receive(connection.handle, room, self.now()); };
  Received received = receive();
  for (; received.bytes != 0; received = receive()) {
    self.harness->text(self.harness->harness, &connection, room, received.bytes);
  }
  if (received.end_of_stream) self.harness->peer_closed(self.harness->harness, &connection);
}

twomsl_end end_of(Why why) {
  if (why == Why::reset || why == Why::refused) return TWOMSL_END_RESET;
  return why == Why::gave_up ? TWOMSL_END_TIMED_OUT : TWOMSL_END_CLOSED;
}

// What has happened is told, and what there is to send is sent.
void settle(Running& self) {
  Notice notice;
  while (self.endpoint.next_notice(notice)) {
    if (notice.incoming) accept_all(self);
    if (notice.user == nullptr) continue;
    Connection& connection = connection_of(notice.user);
    if (notice.opened && connection.is_ours_to_open) {
      self.harness->opened(self.harness->harness, &connection);
    }
    if (notice.text || notice.end_of_stream) receive_text(self, connection);
    if (notice.ended) {
      self.harness->ended(self.harness->harness, &connection, end_of(notice.why));
      static_cast<void>(self.endpoint.release(connection.handle, self.now()));
    }
  }
  for (Packet next = self.endpoint.poll(self.now()); !next.bytes.empty();
       next = self.endpoint.poll(self.now())) {
    self.harness->packet_out(self.harness->harness, next.bytes.data(), next.bytes.size());
  }
}

const char* reset(void* /*context*/, const twomsl_services* services, const twomsl_setup* setup) {
  const std::uint32_t most = setup->connections == 0 ? 256 : setup->connections;
  EndpointOptions options;
  options.size = {
      .connections = most, .half_open = most, .waits = most, .floors = 256, .listeners = 4};
  options.secret = {setup->seed, 2};
  options.quiet_time = QuietTime::nothing_was_sent;
  const Socket own = socket_of(setup->local);
  options.addresses = {own.address};
  Made made = make_endpoint(options);
  if (!made.ok) return "an option is impossible";
  running() = {.harness = services, .endpoint = std::move(made.endpoint), .own = own, .most = most};
  return nullptr;
}

void packet_in(void* /*context*/, const std::uint8_t* packet, std::size_t bytes) {
  static_cast<void>(running().endpoint.receive({packet, bytes}, running().now()));
  settle(running());
}

void advance(void* /*context*/) {
  running().endpoint.advance(running().now());
  settle(running());
}

std::uint64_t next_deadline_us(void* /*context*/) { return running().endpoint.next_deadline().us; }

int listen(void* /*context*/, std::uint16_t port) {
  Running& self = running();
  self.own.port = port;
  const Opened opened = self.endpoint.listen({.local = self.own}, self.now());
  self.listener = opened.handle;
  return opened.ok ? 0 : -1;
}

void* open(void* /*context*/, const twomsl_tuple* tuple) {
  Running& self = running();
  Connection& connection = self.connections.emplace_back();
  connection.is_ours_to_open = true;
  const OpenOptions options{
      .remote = socket_of(tuple->remote), .local = socket_of(tuple->local), .user = &connection};
  const Opened opened = self.endpoint.open(options, self.now());
  connection.handle = opened.handle;
  settle(self);
  return opened.ok ? &connection : nullptr;
}

std::size_t send(void* /*context*/, void* name, const std::uint8_t* text, std::size_t bytes) {
  Running& self = running();
  const Handle handle = connection_of(name).handle;
  const Sent sent = self.endpoint.send(handle, {text, bytes}, self.now());
  settle(self);
  return sent.accepted_bytes;
}

void close(void* /*context*/, void* name) {
  Running& self = running();
  static_cast<void>(self.endpoint.close(connection_of(name).handle, self.now()));
  settle(self);
}

void abort(void* /*context*/, void* name) {
  Running& self = running();
  const Handle handle = connection_of(name).handle;
  static_cast<void>(self.endpoint.abort(handle, self.now()));
  static_cast<void>(self.endpoint.release(handle, self.now()));
  settle(self);
}

const char* state(void* /*context*/, const twomsl_tuple* tuple) {
  const Socket local = socket_of(tuple->local), remote = socket_of(tuple->remote);
  return name(running().endpoint.state_between(local, remote, running().now())).data();
}

void memory(void* /*context*/, twomsl_memory* memory) {
  const Occupancy held = running().endpoint.occupancy();
  *memory = {.held = held.connections + held.waits, .most = 2 * running().most};
}

}  // namespace

const twomsl_stack* twomsl_stack_under_test() {
  static const twomsl_stack endpoint = {
      .version = TWOMSL_STACK_VERSION,
      .name = "endpoint",
      .release = "0.1",
      .msl_us = kRfcMslUs,
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
      .traits = 0,
      .state = state,
      .memory = memory,
  };
  return &endpoint;
}
