// The subject behind the callbacks of its author's file (include/twomsl/stack.h), and what that
// file does wrong.
//
// A fault of the file is no fault of the stack: it is named, and what was captured is not judged.
#pragma once

#include <twomsl/stack.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/program/tuples.hpp"
#include "harness/stage/recording.hpp"
#include "harness/stage/self_report.hpp"
#include "harness/stage/stream.hpp"

namespace twomsl::harness {

/// What is wrong with the struct itself; empty if nothing is.
[[nodiscard]] std::string objection_to(const twomsl_stack& stack);

/// The stack says so of itself.
[[nodiscard]] inline bool has_trait(const twomsl_stack& stack, twomsl_trait trait) {
  return (stack.traits & static_cast<unsigned>(trait)) != 0;
}

/// What it says of itself, if it does; a file that was written before these were has none of them.
[[nodiscard]] inline auto state_callback(const twomsl_stack& stack) {
  return stack.version < 3 ? nullptr : stack.state;
}
[[nodiscard]] inline auto memory_callback(const twomsl_stack& stack) {
  return stack.version < 3 ? nullptr : stack.memory;
}

/// What its users have seen of one tuple since its last opening.
struct SubjectUser {
  void* connection = nullptr;
  bool is_open = false;
  bool has_closed = false;  // the user has called CLOSE
  bool peer_has_closed = false;
  bool has_ended = false;
  twomsl_end how{};  // if it has
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
};

class StackUnderTest {
 public:
  /// Resets the stack: `connections` as in twomsl_setup. REQUIRES: no objection to it.
  StackUnderTest(const twomsl_stack& stack, std::uint32_t connections, Notebook notebook);
  StackUnderTest(const StackUnderTest&) = delete;
  StackUnderTest& operator=(const StackUnderTest&) = delete;

  void set_time(std::uint64_t now_us) { now_us_ = now_us; }

  void packet_in(std::span<const std::uint8_t> packet);
  /// Lets time pass if the stack wants it, or wanted it for now when it was asked last: one that
  /// counts from now on names another time once this one has come.
  void advance();
  [[nodiscard]] std::uint64_t next_deadline_us();

  /// LISTEN, once more on the port that all peers open: false if the stack refuses.
  bool listen_again();
  void open(std::uint8_t tuple);
  /// OPEN to wherever it is: false if the stack refuses. The connection is aborted at once.
  bool can_open(const Socket& remote);
  /// How much of it is accepted.
  std::size_t send(std::uint8_t tuple, std::span<const std::uint8_t> text);
  void close(std::uint8_t tuple);
  void abort(std::uint8_t tuple);

  /// The packets that it has sent since the last call, in their order.
  [[nodiscard]] std::vector<std::vector<std::uint8_t>> take_packets();

  [[nodiscard]] const SubjectUser& user(std::uint8_t tuple) const { return users_[tuple]; }
  /// The first that a user has received of what was not sent there, if peers send streams as
  /// stream.hpp has them.
  [[nodiscard]] const std::optional<Misplaced>& misplaced() const { return misplaced_; }

  /// Notes a fault of the file. Nothing is called any more.
  void blame(const std::string& words);
  [[nodiscard]] bool is_blamed() const { return is_blamed_; }

 private:
  class Inside;

  static StackUnderTest& self(void* harness) { return *static_cast<StackUnderTest*>(harness); }
  static void packet_out(void* harness, const std::uint8_t* packet, std::size_t bytes);
  static void accepted(void* harness, void* connection, const twomsl_tuple* tuple);
  static void opened(void* harness, void* connection);
  static void text(void* harness, void* connection, const std::uint8_t* text, std::size_t bytes);
  static void peer_closed(void* harness, void* connection);
  static void ended(void* harness, void* connection, twomsl_end how);

  void note(TraceEvent what, std::uint8_t tuple, std::size_t number = 0) const;
  [[nodiscard]] std::uint8_t tuple_of(const SubjectUser& user) const;

  /// A packet passes: it is noted.
  void note_packet(std::span<const std::uint8_t> packet);
  /// A callback has returned: what the stack says of itself now.
  void ask();

  /// Whether the service may be called now; blames if not.
  bool may_call(std::string_view service);
  /// A connection is open: with all others there must be memory for it.
  void begin(SubjectUser& user);
  /// The user whose connection it is; blames if there is none.
  SubjectUser* user_of(std::string_view service, const void* connection);

  const twomsl_stack& stack_;
  std::uint32_t most_connections_;  // 0: no limit
  Notebook notebook_;
  twomsl_services services_{};
  std::uint64_t now_us_ = 0;
  std::uint64_t deadline_us_ = UINT64_MAX;      // as the stack named it last
  std::string_view inside_{};                   // the callback that runs, if it may call services
  Address last_destination_ = kSubjectAddress;  // of what has arrived
  bool is_blamed_ = false;
  std::vector<std::vector<std::uint8_t>> packets_{};
  std::array<SubjectUser, kTuples + 1> users_{};  // the last is of no tuple
  std::optional<Misplaced> misplaced_{};
  SelfReport self_report_;
};

}  // namespace twomsl::harness
