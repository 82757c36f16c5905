// All the peers of a subject: one endpoint of ours, with a user for each tuple.
#pragma once

#include <array>
#include <optional>

#include "harness/program/tuples.hpp"
#include "harness/stage/stream.hpp"
#include "net/endpoint.hpp"

namespace twomsl::harness {

class Peer {
 public:
  explicit Peer(std::uint64_t msl_us);

  void open(std::uint8_t tuple, Instant<Concrete> now);
  /// SEND, so many bytes of its stream.
  void send(std::uint8_t tuple, std::size_t bytes, Instant<Concrete> now);
  void close(std::uint8_t tuple, Instant<Concrete> now);
  void abort(std::uint8_t tuple, Instant<Concrete> now);

  Admission receive(std::span<const std::uint8_t> packet, Instant<Concrete> now);
  void advance(Instant<Concrete> now);
  [[nodiscard]] Instant<Concrete> next_deadline() { return endpoint_.next_deadline(); }

  /// The next packet to send; empty if there is none. Valid until the next call.
  [[nodiscard]] std::span<const std::uint8_t> poll(Instant<Concrete> now);

  /// Text that has reached the user of a tuple since its last opening.
  [[nodiscard]] std::uint64_t received_bytes(std::uint8_t tuple) const {
    return users_[tuple].received_bytes;
  }
  /// The first that a user has received of what was not sent there.
  [[nodiscard]] const std::optional<Misplaced>& misplaced() const { return misplaced_; }
  [[nodiscard]] bool is_open(std::uint8_t tuple) const { return users_[tuple].is_open; }
  [[nodiscard]] bool has_heard_close(std::uint8_t tuple) const { return users_[tuple].at_end; }

 private:
  struct User {
    Handle handle{};
    std::uint64_t sent_bytes = 0;
    std::uint64_t received_bytes = 0;
    bool is_open = false;
    bool at_end = false;
  };

  void take(std::uint8_t tuple, Handle handle, Instant<Concrete> now);
  void accept_all(Instant<Concrete> now);
  void receive_text(User& user, Instant<Concrete> now);
  void read_notices(Instant<Concrete> now);
  [[nodiscard]] User* user_of(Handle handle);

  Endpoint endpoint_{};
  Handle listener_{};
  std::array<User, kTuples> users_{};
  std::optional<Misplaced> misplaced_{};
};

}  // namespace twomsl::harness
