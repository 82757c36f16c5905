// What a stack calls: each service may be called only where stack.h says so, and of a connection
// that is there.
#include <fmt/format.h>

#include <algorithm>

#include "core/codec/decode.hpp"
#include "harness/plain_socket.hpp"
#include "harness/stage/stack_under_test.hpp"

namespace twomsl::harness {

bool StackUnderTest::may_call(std::string_view service) {
  if (inside_.empty()) {
    blame(fmt::format("{}: it was called when no callback ran that may call it", service));
  }
  return !is_blamed_;
}

SubjectUser* StackUnderTest::user_of(std::string_view service, const void* connection) {
  if (!may_call(service)) return nullptr;
  for (SubjectUser& user : users_) {
    if (connection != nullptr && user.connection == connection) return &user;
  }
  blame(
      fmt::format("{}: in {} it named a connection that was never accepted or opened, or has "
                  "ended",
                  service, inside_));
  return nullptr;
}

void StackUnderTest::begin(SubjectUser& user) {
  user.is_open = true;
  note(TraceEvent::opened, tuple_of(user));
  const auto open = std::ranges::count_if(
      users_, [](const SubjectUser& one) { return one.connection != nullptr && one.is_open; });
  if (most_connections_ == 0 || open <= most_connections_) return;
  blame(
      fmt::format("setup: there is memory for {} connections, and {} are open; if the stack knows "
                  "no limit, say --connections 0",
                  most_connections_, open));
}

void StackUnderTest::packet_out(void* harness, const std::uint8_t* packet, std::size_t bytes) {
  StackUnderTest& stack = self(harness);
  if (!stack.may_call("packet_out")) return;
  const Decoded decoded = decode_ip({packet, bytes}, static_cast<std::uint32_t>(bytes));
  // One that answers as whoever it was asked for is a fault of the stack's.
  const Address& source = decoded.segment.source.address;
  const bool is_ours = decoded.rejection != Rejection::none || source == kSubjectAddress ||
                       source == stack.last_destination_;
  const bool is_garbage =
      decoded.rejection != Rejection::none && decoded.rejection != Rejection::not_tcp;
  if (is_garbage) {
    return stack.blame(fmt::format("packet_out: in {} it gave {} bytes that are no IP packet ({})",
                                   stack.inside_, bytes, name(decoded.rejection)));
  }
  if (!is_ours) {
    return stack.blame(
        fmt::format("packet_out: in {} it gave a packet that does not come from "
                    "the stack's own address 10.0.0.1",
                    stack.inside_));
  }
  stack.note_packet({packet, bytes});
  stack.packets_.emplace_back(packet, packet + bytes);
}

void StackUnderTest::accepted(void* harness, void* connection, const twomsl_tuple* tuple) {
  StackUnderTest& stack = self(harness);
  if (!stack.may_call("accepted")) return;
  const auto number = tuple_between(socket_of(tuple->local), socket_of(tuple->remote));
  if (connection == nullptr || !number || is_subjects_to_open(*number)) {
    return stack.blame("accepted: it named no connection, or one that no peer has opened");
  }
  stack.users_[*number] = {.connection = connection};
  stack.begin(stack.users_[*number]);
}

void StackUnderTest::opened(void* harness, void* connection) {
  if (SubjectUser* user = self(harness).user_of("opened", connection)) self(harness).begin(*user);
}

void StackUnderTest::text(void* harness, void* connection, const std::uint8_t* text,
                          std::size_t bytes) {
  SubjectUser* user = self(harness).user_of("text", connection);
  if (user == nullptr) return;
  const std::uint8_t tuple = self(harness).tuple_of(*user);
  look_at_text(self(harness).misplaced_, {tuple, End::peer}, user->received_bytes, {text, bytes});
  user->received_bytes += bytes;
  self(harness).note(TraceEvent::text, tuple, bytes);
}

void StackUnderTest::peer_closed(void* harness, void* connection) {
  if (SubjectUser* user = self(harness).user_of("peer_closed", connection)) {
    user->peer_has_closed = true;
    self(harness).note(TraceEvent::peer_closed, self(harness).tuple_of(*user));
  }
}

void StackUnderTest::ended(void* harness, void* connection, twomsl_end how) {
  StackUnderTest& stack = self(harness);
  SubjectUser* user = stack.user_of("ended", connection);
  if (user == nullptr) return;
  if (how == TWOMSL_END_TIMED_OUT) stack.notebook_({NoteKind::timed_out, 0, {}});
  const auto what = static_cast<unsigned>(TraceEvent::closed) + std::min<unsigned>(how, 3);
  stack.note(static_cast<TraceEvent>(what), stack.tuple_of(*user));
  user->connection = nullptr;
  user->has_ended = true;
  user->how = how;
}

}  // namespace twomsl::harness
