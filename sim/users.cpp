// See users.hpp.
#include "sim/users.hpp"

#include <algorithm>

namespace twomsl::sim {
namespace {

template <class Stores>
bool is_quiet(const NetworkOf<Stores>& network, std::uint32_t end) {
  return network.breach || network.is_quiet(end);
}

// The connection that the user at a place has now, or none.
template <class Stores>
Incarnation* incarnation_at(NetworkOf<Stores>& network, Place at) {
  Incarnation* incarnation = network.hosts[at.end].tuples[at.tuple].now();
  return incarnation == nullptr || incarnation->handle.is_none() ? nullptr : incarnation;
}

std::uint32_t listener_of(Place at) {
  return at.end == 1 && at.tuple == 2 ? 1 : at.tuple == 1 && at.end == 0 ? 1 : 0;
}

// Nobody has accepted it, and so no user of the endpoint can call; RFC 9293 knows of calls there.
template <class Stores>
bool is_half_open(const NetworkOf<Stores>& network, Place at) {
  const Connection<Concrete>* c = network.block_of(at);
  return c != nullptr && twomsl::is_half_open(*c);
}

// What was delivered is what the peer's user has sent.
template <class Stores>
void check_text(NetworkOf<Stores>& network, Place at, Incarnation& incarnation,
                std::span<const std::uint8_t> text) {
  const Place peer{1 - at.end, at.tuple};
  const Incarnation* sender = network.hosts[peer.end].tuples[peer.tuple].at(incarnation.peer);
  if (network.laws_only || text.empty()) return;
  if (sender == nullptr || incarnation.received_bytes + text.size() > sender->sent_bytes) {
    network.fail("INV-DATA", "more is delivered than the peer's user sent");
    return;
  }
  for (const std::uint8_t byte : text) {
    if (byte != stream_byte(peer, incarnation.peer, incarnation.received_bytes++)) {
      network.fail("INV-DATA", "byte " + std::to_string(incarnation.received_bytes - 1) +
                                   " is not what the peer's user sent");
      return;
    }
  }
}

template <class Stores>
void check_end(NetworkOf<Stores>& network, Place at, Incarnation& incarnation) {
  incarnation.received_all = true;
  const Incarnation* sender = network.hosts[1 - at.end].tuples[at.tuple].at(incarnation.peer);
  if (!network.laws_only && sender != nullptr && incarnation.received_bytes != sender->sent_bytes) {
    network.fail("INV-DATA", "the stream ends " +
                                 std::to_string(sender->sent_bytes - incarnation.received_bytes) +
                                 " bytes before what the peer's user sent");
  }
}

}  // namespace

template <class Stores>
void open(NetworkOf<Stores>& network, Place at, bool from_any_port) {
  if (is_quiet(network, at.end)) return;
  const SocketPair sockets = sockets_of(network.key_of(at));
  OpenOptions how{.remote = sockets.remote, .local = sockets.local};
  if (from_any_port) how.local.port = 0;
  const Opened opened = network.hosts[at.end].endpoint.open(how, network.now);
  if (from_any_port && opened.result == HostResult::no_port) {
    for (std::uint32_t tuple = 0; tuple < network.options.tuples; ++tuple) {
      const auto key = network.key_of({at.end, tuple});
      if ((key.ports & 0xffffu) == sockets.remote.port && key.remote == network.key_of(at).remote &&
          network.hosts[at.end].endpoint.host().is_free(key, network.now)) {
        network.fail("INV-TOTAL", "no port is found, though one is free");
      }
    }
  }
  network.flush(at.end);
}

template <class Stores>
void listen(NetworkOf<Stores>& network, Place at, bool at_any_address) {
  if (is_quiet(network, at.end)) return;
  Socket local = sockets_of(network.key_of(at)).local;
  if (at_any_address) local.address.high = local.address.low = 0;
  SimulatedHostOf<Stores>& host = network.hosts[at.end];
  const Opened opened = host.endpoint.listen({.local = local}, network.now);
  if (opened.ok) host.listeners[listener_of(at)] = opened.handle;
}

template <class Stores>
void unlisten(NetworkOf<Stores>& network, Place at) {
  if (is_quiet(network, at.end)) return;
  SimulatedHostOf<Stores>& host = network.hosts[at.end];
  Handle& listener = host.listeners[listener_of(at)];
  static_cast<void>(host.endpoint.close(listener, network.now));
  listener = {};
  network.flush(at.end);
}

template <class Stores>
void send(NetworkOf<Stores>& network, Place at, std::uint32_t bytes, bool urgent) {
  Incarnation* incarnation = incarnation_at(network, at);
  if (incarnation == nullptr || is_quiet(network, at.end)) return;
  SimulatedHostOf<Stores>& host = network.hosts[at.end];
  std::array<std::uint8_t, 8192> text;
  bytes = std::min(bytes, static_cast<std::uint32_t>(text.size()));
  // What the buffer has no room for is not looked at.
  const Connection<Concrete>* c = network.block_of(at);
  const std::uint32_t most = c == nullptr ? 0 : std::min(bytes, c->snd_buffer_bytes);
  for (std::uint32_t i = 0; i < most; ++i) {
    text[i] = stream_byte(at, host.tuples[at.tuple].current, incarnation->sent_bytes + i);
  }
  const Sent sent =
      host.endpoint.send(incarnation->handle, std::span(text).first(bytes), network.now, urgent);
  if (sent.accepted_bytes != 0 && sent.position != incarnation->sent_bytes) {
    network.fail("INV-DATA", "SEND names another position in the stream");
  }
  incarnation->sent_bytes += sent.accepted_bytes;
  network.flush(at.end);
}

template <class Stores>
void receive(NetworkOf<Stores>& network, Place at, std::uint32_t bytes) {
  Incarnation* incarnation = incarnation_at(network, at);
  if (incarnation == nullptr || is_quiet(network, at.end)) return;
  std::array<std::uint8_t, 4096> chunk;
  for (bool more = true; more && !network.breach;) {
    const auto wanted = std::min<std::size_t>(bytes, chunk.size());
    const Received received = network.hosts[at.end].endpoint.receive(
        incarnation->handle, std::span(chunk).first(wanted), network.now);
    network.coverage.delivered_bytes += received.bytes;
    check_text(network, at, *incarnation, std::span(chunk).first(received.bytes));
    if (received.end_of_stream) check_end(network, at, *incarnation);
    bytes -= received.bytes;
    more = received.bytes == wanted && bytes != 0;
  }
  network.flush(at.end);
}

template <class Stores>
void close(NetworkOf<Stores>& network, Place at) {
  Incarnation* incarnation = incarnation_at(network, at);
  if (incarnation == nullptr || is_quiet(network, at.end)) return;
  if (is_half_open(network, at)) {
    network.put(at, {.kind = EventKind::close});
    return;
  }
  static_cast<void>(network.hosts[at.end].endpoint.close(incarnation->handle, network.now));
  network.flush(at.end);
}

template <class Stores>
void abort(NetworkOf<Stores>& network, Place at) {
  Incarnation* incarnation = incarnation_at(network, at);
  if (incarnation == nullptr || is_quiet(network, at.end)) return;
  static_cast<void>(network.hosts[at.end].endpoint.abort(incarnation->handle, network.now));
  network.flush(at.end);
}

template <class Stores>
void accept_all(NetworkOf<Stores>& network, std::uint32_t end) {
  SimulatedHostOf<Stores>& host = network.hosts[end];
  for (Notice notice; host.endpoint.next_notice(notice);) {
    const bool is_listeners =
        std::ranges::find(host.listeners, notice.handle) != host.listeners.end();
    if (!notice.incoming || !is_listeners) continue;
    while (host.endpoint.accept(notice.handle, nullptr).ok) continue;
  }
}

template <class Stores>
void expect_whole_streams(NetworkOf<Stores>& network, std::uint32_t tuple) {
  for (std::uint32_t end = 0; end < 2 && !network.breach && !network.laws_only; ++end) {
    const Incarnations& tuples = network.hosts[end].tuples[tuple];
    const Incarnation* incarnation = tuples.now();
    const Incarnations& peers = network.hosts[1 - end].tuples[tuple];
    if (incarnation == nullptr || !incarnation->received_all ||
        incarnation->peer != peers.current ||
        incarnation->received_bytes != peers.all[peers.current].sent_bytes) {
      network.fail("INV-DATA", "a clean close leaves a stream that is not whole");
    }
  }
}

template void open(NetworkOf<Ipv4Stores>&, Place, bool);
template void listen(NetworkOf<Ipv4Stores>&, Place, bool);
template void unlisten(NetworkOf<Ipv4Stores>&, Place);
template void send(NetworkOf<Ipv4Stores>&, Place, std::uint32_t, bool);
template void receive(NetworkOf<Ipv4Stores>&, Place, std::uint32_t);
template void close(NetworkOf<Ipv4Stores>&, Place);
template void abort(NetworkOf<Ipv4Stores>&, Place);
template void accept_all(NetworkOf<Ipv4Stores>&, std::uint32_t);
template void expect_whole_streams(NetworkOf<Ipv4Stores>&, std::uint32_t);
template void open(NetworkOf<Ipv6Stores>&, Place, bool);
template void listen(NetworkOf<Ipv6Stores>&, Place, bool);
template void unlisten(NetworkOf<Ipv6Stores>&, Place);
template void send(NetworkOf<Ipv6Stores>&, Place, std::uint32_t, bool);
template void receive(NetworkOf<Ipv6Stores>&, Place, std::uint32_t);
template void close(NetworkOf<Ipv6Stores>&, Place);
template void abort(NetworkOf<Ipv6Stores>&, Place);
template void accept_all(NetworkOf<Ipv6Stores>&, std::uint32_t);
template void expect_whole_streams(NetworkOf<Ipv6Stores>&, std::uint32_t);

}  // namespace twomsl::sim
