#include "harness/stage/self_check.hpp"

#include <fmt/format.h>

namespace twomsl::harness {
namespace {

// The check of a step of the conversation on a tuple, and what is wrong if it fails.
void expect(Stage& stage, std::uint8_t tuple, bool holds, const std::string& words) {
  const char* opens = is_subjects_to_open(tuple) ? "the stack" : "a peer";
  if (!holds) stage.blame(fmt::format("the conversation that {} opens: {}", opens, words));
}

// A second passes, too: a stack may hold its FIN back until an ACK comes, and the peer that ACK.
void act(Stage& stage, const Command& command) {
  stage.play(command);
  stage.play({CommandKind::wait, command.tuple, End::subject, false, 2});
}

void open(Stage& stage, std::uint8_t tuple) {
  act(stage, {CommandKind::open, tuple});
  const bool is_subjects = is_subjects_to_open(tuple);
  expect(stage, tuple, stage.packets_of_subject() != 0,
         "a SYN has arrived, and packet_out was never called");
  expect(stage, tuple, stage.peer().is_open(tuple),
         is_subjects ? "open was called, and no handshake followed"
                     : "a SYN has arrived, and no handshake followed");
  expect(stage, tuple, stage.subject_user(tuple).is_open,
         is_subjects ? "the handshake was done, and opened was not called"
                     : "the handshake was done, and accepted was not called");
}

void exchange_text(Stage& stage, std::uint8_t tuple) {
  constexpr std::uint16_t kMore = 99;  // than one byte
  act(stage, {CommandKind::send, tuple, End::peer, false, kMore});
  const std::uint64_t received_bytes = stage.subject_user(tuple).received_bytes;
  expect(stage, tuple, received_bytes == kMore + 1u,
         fmt::format("the peer has sent {} bytes, and text told of {}", kMore + 1, received_bytes));
  expect(stage, tuple, !stage.misplaced_by_subject(),
         "text told of other bytes than the peer has sent");
  act(stage, {CommandKind::send, tuple, End::subject, false, kMore});
  expect(stage, tuple, stage.peer().received_bytes(tuple) == kMore + 1u,
         fmt::format("send was given {} bytes, and {} have reached the peer", kMore + 1,
                     stage.peer().received_bytes(tuple)));
  expect(stage, tuple, !stage.peer().misplaced(),
         "other bytes have reached the peer than send was given");
}

void close(Stage& stage, std::uint8_t tuple) {
  act(stage, {CommandKind::close, tuple, End::subject});
  expect(stage, tuple, stage.peer().has_heard_close(tuple),
         "close was called, and no FIN has reached the peer");
  act(stage, {CommandKind::close, tuple, End::peer});
  expect(stage, tuple, stage.subject_user(tuple).peer_has_closed,
         "the peer has closed, and peer_closed was not called");
  constexpr std::uint16_t kPast2Msl = 13;
  if (!stage.subject_user(tuple).has_ended) {
    act(stage, {CommandKind::wait, tuple, End::subject, false, kPast2Msl});
  }
  expect(stage, tuple, stage.subject_user(tuple).has_ended,
         "both have closed, 2*MSL have passed, and ended was not called");
}

}  // namespace

Run self_check(const Subject& subject) {
  const Subject unlimited{subject.stack, 0};
  const auto converse = [](Stage& stage) {
    for (const std::uint8_t tuple : {std::uint8_t{0}, kFirstOfSubject}) {
      open(stage, tuple);
      exchange_text(stage, tuple);
      close(stage, tuple);
    }
  };
  return run_apart(unlimited, Settings{}, converse,
                   {.most_seconds = most_seconds_of(subject), .prints = true});
}

}  // namespace twomsl::harness
