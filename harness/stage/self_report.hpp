// What a stack says of itself, if it does (`state` and `memory` of stack.h), held to what it does.
//
// Each rule asks for what no conforming stack that tells the truth can show: where packets leave
// room, nothing is said. What is found is the stack's, not its file's.
#pragma once

#include <twomsl/stack.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/program/tuples.hpp"
#include "spec/model/enumeration.hpp"
#include "spec/model/state.hpp"

namespace twomsl::harness {

enum class Contradiction : std::uint8_t {
  alive_after_rst,     // it says ESTABLISHED, or a state up to LAST-ACK, after its own RST
  open_unopened,       // it says a synchronized state, and no handshake was seen
  closed_and_sends,    // it says CLOSED, and sends what is neither SYN nor RST
  closed_in_wait,      // it says CLOSED while it owes TIME-WAIT
  memory_above_limit,  // it says that it holds more than it says it may
  memory_limit_moves,  // it says another limit than before
};

[[nodiscard]] constexpr std::string_view name(Contradiction kind) {
  switch (kind) {
    case Contradiction::alive_after_rst:
      return "told-alive-after-rst";
    case Contradiction::open_unopened:
      return "told-open-unopened";
    case Contradiction::closed_and_sends:
      return "told-closed-and-sends";
    case Contradiction::closed_in_wait:
      return "told-closed-in-wait";
    case Contradiction::memory_above_limit:
      return "memory-above-limit";
    case Contradiction::memory_limit_moves:
      return "memory-limit-moves";
  }
  return "";
}

/// The state of that name, as "TIME-WAIT"; none if it is the name of none.
[[nodiscard]] std::optional<State> state_named(std::string_view word);

class SelfReport {
 public:
  using Found = std::function<void(Contradiction, const std::string& words)>;

  /// `found` is called for the first of each kind.
  SelfReport(std::uint64_t msl_us, Found found) : msl_us_(msl_us), found_(std::move(found)) {}

  /// A packet comes to the stack, or is sent by it.
  void pass(std::span<const std::uint8_t> packet, std::uint64_t now_us);
  /// The user has called ABORT.
  void abort(std::uint8_t tuple) { tuples_[tuple].wait = {}; }
  /// Something has passed on the tuple, so that its state is worth asking for.
  [[nodiscard]] bool is_seen(std::uint8_t tuple) const { return tuples_[tuple].is_seen; }

  /// What the stack says once a callback has returned; no state if it does not know.
  void hear_state(std::uint8_t tuple, std::optional<State> state, std::uint64_t now_us);
  void hear_memory(const twomsl_memory& memory);

 private:
  // How it closes, as far as packets show it.
  struct Wait {
    bool has_sent_fin = false;
    bool has_peers_fin = false;
    bool is_first = false;  // its FIN went before the peer's came
    bool is_fin_acked = false;
    bool is_peers_fin_acked = false;
    std::uint32_t fin_end = 0;
    std::uint32_t peers_fin_end = 0;
    std::uint64_t frame = 0;  // by which the wait began
    std::optional<std::uint64_t> since_us{};
  };
  struct Tuple {
    bool is_seen = false;
    bool was_asked = false;
    std::optional<State> told = State::closed;
    bool has_sent_syn = false;  // since CLOSED was told of a connection
    bool has_received_syn = false;
    bool is_syn_acked = false;
    bool has_syn_passed = false;  // since it was asked last
    std::uint32_t iss = 0;
    std::optional<std::uint64_t> rst_frame{};  // of its own RST, which ended the connection
    std::optional<std::uint32_t> acked{};      // its last ACK number
    Wait wait{};
  };

  void send(std::uint8_t number, const SegmentView& view, std::uint64_t now_us);
  void arrive(Tuple& tuple, const SegmentView& view, std::uint64_t now_us, bool is_whole);
  void follow_wait(Wait& wait, std::uint64_t now_us) const;
  void find(Contradiction kind, const std::string& words);

  std::uint64_t msl_us_;
  Found found_;
  std::uint64_t frame_ = 0;  // the last
  std::array<Tuple, kTuples> tuples_{};
  std::optional<std::uint64_t> most_{};  // that it may hold, as it said first
  EnumSet<Contradiction> known_{};
};

}  // namespace twomsl::harness
