#include "harness/stage/stack_under_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/codec/decode.hpp"
#include "harness/plain_socket.hpp"

namespace twomsl::harness {
std::string objection_to(const twomsl_stack& stack) {
  constexpr unsigned kOldest = 2;
  if (stack.version < kOldest || stack.version > TWOMSL_STACK_VERSION) {
    return fmt::format("version is {}; this harness knows {} to {}: set TWOMSL_STACK_VERSION",
                       stack.version, kOldest, TWOMSL_STACK_VERSION);
  }
  const auto is_word = [](const char* word) {
    const std::string_view letters = word == nullptr ? "" : word;
    return !letters.empty() && letters.find_first_of("/ \n\t") == std::string_view::npos;
  };
  if (!is_word(stack.name)) return "name is not one word";
  if (!is_word(stack.release)) return "release is not one word";
  if (stack.msl_us < 1000 || stack.msl_us > 600'000'000) {
    return fmt::format("msl_us is {}; it must be from 1 ms to 10 minutes, in microseconds",
                       stack.msl_us);
  }
  const bool is_whole = stack.reset != nullptr && stack.packet_in != nullptr &&
                        stack.advance != nullptr && stack.next_deadline_us != nullptr &&
                        stack.listen != nullptr && stack.open != nullptr && stack.send != nullptr &&
                        stack.close != nullptr && stack.abort != nullptr;
  return is_whole ? "" : "a callback is NULL";
}

// While it lives a callback runs, from which services may be called. Then the stack is asked.
class StackUnderTest::Inside {
 public:
  Inside(StackUnderTest& stack, std::string_view callback) : stack_(stack) {
    stack_.inside_ = callback;
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() {
    stack_.inside_ = {};
    stack_.ask();
  }

 private:
  StackUnderTest& stack_;
};

StackUnderTest::StackUnderTest(const twomsl_stack& stack, std::uint32_t connections,
                               Notebook notebook)
    : stack_(stack),
      most_connections_(connections),
      notebook_(std::move(notebook)),
      self_report_(stack.msl_us, [this](Contradiction kind, const std::string& words) {
        const auto* letters = reinterpret_cast<const std::uint8_t*>(words.data());
        notebook_(
            {NoteKind::contradiction, static_cast<std::uint64_t>(kind), {letters, words.size()}});
      }) {
  services_ = {.harness = this,
               .now_us = [](void* harness) { return self(harness).now_us_; },
               .packet_out = packet_out,
               .accepted = accepted,
               .opened = opened,
               .text = text,
               .peer_closed = peer_closed,
               .ended = ended};
  now_us_ = 1'000'000;
  const twomsl_setup setup{.local = socket_of(Socket{kSubjectAddress, 0}),
                           .peer = socket_of(Socket{kPeerAddress, 0}),
                           .connections = connections,
                           .seed = 1};
  {
    const Inside inside(*this, "reset");
    if (const char* trouble = stack_.reset(stack_.context, &services_, &setup)) {
      blame(fmt::format("reset: {}", trouble));
      return;
    }
  }
  const int refused = stack_.listen(stack_.context, kServerPort);
  if (refused != 0) blame(fmt::format("listen: it returned {} for port {}", refused, kServerPort));
}

void StackUnderTest::blame(const std::string& words) {
  if (is_blamed_) return;
  is_blamed_ = true;
  note_words(notebook_, NoteKind::fault, words);
}

void StackUnderTest::packet_in(std::span<const std::uint8_t> packet) {
  if (is_blamed_) return;
  note_packet(packet);
  const auto bytes = static_cast<std::uint32_t>(packet.size());
  last_destination_ = decode_ip(packet, bytes).segment.destination.address;
  const Inside inside(*this, "packet_in");
  stack_.packet_in(stack_.context, packet.data(), packet.size());
}

std::uint64_t StackUnderTest::next_deadline_us() {
  if (is_blamed_) return UINT64_MAX;
  return deadline_us_ = stack_.next_deadline_us(stack_.context);
}

void StackUnderTest::advance() {
  const std::uint64_t named_us = deadline_us_;
  if (is_blamed_ || std::min(named_us, next_deadline_us()) > now_us_) return;
  {
    const Inside inside(*this, "advance");
    stack_.advance(stack_.context);
  }
  const std::uint64_t deadline_us = next_deadline_us();
  if (deadline_us <= now_us_) {
    blame(
        fmt::format("next_deadline_us: it returned {} right after advance at {}; it must be "
                    "later, or time would stand still",
                    deadline_us, now_us_));
  }
}

void StackUnderTest::open(std::uint8_t tuple) {
  SubjectUser& user = users_[tuple];
  if (is_blamed_ || user.connection != nullptr) return;
  const twomsl_tuple plain{socket_of(subject_socket(tuple)), socket_of(peer_socket(tuple))};
  note(TraceEvent::open, tuple);
  const Inside inside(*this, "open");
  void* connection = stack_.open(stack_.context, &plain);
  const bool is_known = connection != nullptr && std::ranges::any_of(users_, [&](const auto& one) {
                          return one.connection == connection;
                        });
  if (is_known) blame("open: it returned a connection that has not ended");
  user = {.connection = connection};
}

bool StackUnderTest::listen_again() {
  return !is_blamed_ && stack_.listen(stack_.context, kServerPort) == 0;
}

bool StackUnderTest::can_open(const Socket& remote) {
  if (is_blamed_) return false;
  const Socket local{kSubjectAddress, kFirstSubjectPort + kTuples};
  const twomsl_tuple plain{socket_of(local), socket_of(remote)};
  const Inside inside(*this, "open");
  SubjectUser& user = users_[kTuples];  // of no tuple
  user = {.connection = stack_.open(stack_.context, &plain)};
  const bool is_taken = user.connection != nullptr;
  if (is_taken) stack_.abort(stack_.context, user.connection);
  user = {};
  return is_taken;
}

std::size_t StackUnderTest::send(std::uint8_t tuple, std::span<const std::uint8_t> bytes) {
  SubjectUser& user = users_[tuple];
  if (is_blamed_ || user.connection == nullptr || !user.is_open || user.has_closed) return 0;
  note(TraceEvent::send, tuple);
  const Inside inside(*this, "send");
  const std::size_t accepted_bytes =
      stack_.send(stack_.context, user.connection, bytes.data(), bytes.size());
  if (accepted_bytes > bytes.size()) {
    blame(fmt::format("send: it accepted {} bytes of {}", accepted_bytes, bytes.size()));
  }
  notebook_({NoteKind::send_took, accepted_bytes, {}});
  user.sent_bytes += accepted_bytes;
  return accepted_bytes;
}

void StackUnderTest::close(std::uint8_t tuple) {
  SubjectUser& user = users_[tuple];
  if (is_blamed_ || user.connection == nullptr || user.has_closed) return;
  user.has_closed = true;
  note(TraceEvent::close, tuple);
  const Inside inside(*this, "close");
  stack_.close(stack_.context, user.connection);
}

void StackUnderTest::abort(std::uint8_t tuple) {
  if (is_blamed_ || users_[tuple].connection == nullptr) return;
  notebook_({NoteKind::aborted, 0, {}});
  self_report_.abort(tuple);
  note(TraceEvent::abort, tuple);
  const Inside inside(*this, "abort");
  stack_.abort(stack_.context, users_[tuple].connection);
  users_[tuple].connection = nullptr;
}

std::vector<std::vector<std::uint8_t>> StackUnderTest::take_packets() {
  return std::exchange(packets_, {});
}

void StackUnderTest::note_packet(std::span<const std::uint8_t> packet) {
  notebook_({NoteKind::packet, now_us_, packet});
  const bool is_asked = state_callback(stack_) != nullptr || memory_callback(stack_) != nullptr;
  if (is_asked) self_report_.pass(packet, now_us_);
}

void StackUnderTest::ask() {
  const auto state = state_callback(stack_);
  for (std::uint8_t tuple = 0; tuple < kTuples && state != nullptr && !is_blamed_; ++tuple) {
    if (!self_report_.is_seen(tuple)) continue;
    const twomsl_tuple plain{socket_of(subject_socket(tuple)), socket_of(peer_socket(tuple))};
    const char* word = state(stack_.context, &plain);
    const auto told = word == nullptr ? std::nullopt : state_named(word);
    if (word != nullptr && !told) {
      blame(
          fmt::format("state: it returned '{}', which RFC 9293 section 3.3.2 does not name; it "
                      "has CLOSED, LISTEN, SYN-SENT, SYN-RECEIVED, ESTABLISHED and so on",
                      word));
    }
    self_report_.hear_state(tuple, told, now_us_);
  }
  const auto memory = memory_callback(stack_);
  if (memory == nullptr || is_blamed_) return;
  twomsl_memory held{};
  memory(stack_.context, &held);
  self_report_.hear_memory(held);
}

void StackUnderTest::note(TraceEvent what, std::uint8_t tuple, std::size_t number) const {
  Recording::note(notebook_, {what, tuple, static_cast<std::uint32_t>(number), now_us_});
}

std::uint8_t StackUnderTest::tuple_of(const SubjectUser& user) const {
  return static_cast<std::uint8_t>(&user - users_.data());
}

}  // namespace twomsl::harness
