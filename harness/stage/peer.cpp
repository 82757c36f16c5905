#include "harness/stage/peer.hpp"

namespace twomsl::harness {
namespace {

EndpointOptions options_of_peer(std::uint64_t msl_us) {
  EndpointOptions options;
  options.policy.msl = {msl_us};
  options.size = {.connections = 2 * kTuples,
                  .half_open = kTuples,
                  .waits = 4 * kTuples,
                  .floors = 16 * kTuples,
                  .listeners = 1};
  options.secret = {1, 2};
  options.quiet_time = QuietTime::nothing_was_sent;
  options.addresses = {kPeerAddress};
  options.queued_packets = 64;
  return options;
}

}  // namespace

Peer::Peer(std::uint64_t msl_us) : endpoint_(make_endpoint(options_of_peer(msl_us)).endpoint) {
  listener_ = endpoint_.listen({.local = {kPeerAddress, kServerPort}}, {}).handle;
}

void Peer::open(std::uint8_t tuple, Instant<Concrete> now) {
  const Opened opened =
      endpoint_.open({.remote = subject_socket(tuple), .local = peer_socket(tuple)}, now);
  if (opened.ok) take(tuple, opened.handle, now);
}

// What the user had before is over: nothing else lets a tuple be opened.
void Peer::take(std::uint8_t tuple, Handle handle, Instant<Concrete> now) {
  User& user = users_[tuple];
  if (!user.handle.is_none()) static_cast<void>(endpoint_.release(user.handle, now));
  user = {.handle = handle};
}

void Peer::send(std::uint8_t tuple, std::size_t bytes, Instant<Concrete> now) {
  User& user = users_[tuple];
  const auto text = text_of({tuple, End::peer}, user.sent_bytes, bytes);
  user.sent_bytes += endpoint_.send(user.handle, text, now).accepted_bytes;
}

void Peer::close(std::uint8_t tuple, Instant<Concrete> now) {
  static_cast<void>(endpoint_.close(users_[tuple].handle, now));
}

void Peer::abort(std::uint8_t tuple, Instant<Concrete> now) {
  static_cast<void>(endpoint_.abort(users_[tuple].handle, now));
}

Admission Peer::receive(std::span<const std::uint8_t> packet, Instant<Concrete> now) {
  return endpoint_.receive(packet, now).why;
}

void Peer::advance(Instant<Concrete> now) { endpoint_.advance(now); }

std::span<const std::uint8_t> Peer::poll(Instant<Concrete> now) {
  read_notices(now);
  return endpoint_.poll(now).bytes;
}

void Peer::accept_all(Instant<Concrete> now) {
  for (Opened next = endpoint_.accept(listener_); next.ok; next = endpoint_.accept(listener_)) {
    const auto local = Socket{kPeerAddress, kServerPort};
    if (const auto tuple = tuple_between(next.remote, local)) {
      take(*tuple, next.handle, now);
      users_[*tuple].is_open = true;
    } else {
      static_cast<void>(endpoint_.abort(next.handle, now));
      static_cast<void>(endpoint_.release(next.handle, now));
    }
  }
}

Peer::User* Peer::user_of(Handle handle) {
  for (User& user : users_) {
    if (user.handle == handle) return &user;
  }
  return nullptr;
}

void Peer::receive_text(User& user, Instant<Concrete> now) {
  std::array<std::uint8_t, 2048> room{};
  Received received = endpoint_.receive(user.handle, room, now);
  const auto tuple = static_cast<std::uint8_t>(&user - users_.data());
  for (; received.bytes != 0; received = endpoint_.receive(user.handle, room, now)) {
    const auto text = std::span(room).first(received.bytes);
    look_at_text(misplaced_, {tuple, End::subject}, user.received_bytes, text);
    user.received_bytes += received.bytes;
  }
  user.at_end = user.at_end || received.end_of_stream;
}

void Peer::read_notices(Instant<Concrete> now) {
  Notice notice;
  while (endpoint_.next_notice(notice)) {
    if (notice.incoming) accept_all(now);
    User* user = user_of(notice.handle);
    if (user == nullptr) continue;
    if (notice.opened) user->is_open = true;
    if (notice.text || notice.end_of_stream) receive_text(*user, now);
    if (notice.ended) {
      static_cast<void>(endpoint_.release(user->handle, now));
      user->handle = {};
    }
  }
}

}  // namespace twomsl::harness
