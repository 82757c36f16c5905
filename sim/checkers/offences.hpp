// What a host that breaks rules truly did, from its own log: from FIN-WAIT-2 on a connection under
// the policy that the host claims takes the same calls and segments. What the host emits there, and
// that connection would not, is an offence. The audit is held against it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/codec/segment_view.hpp"
#include "core/connection/concrete_connection.hpp"
#include "sim/tuples.hpp"
#include "spec/laws/close_rules.hpp"
#include "spec/model/outcome.hpp"

namespace twomsl::sim {

/// Why packets cannot show an offence: what else a conforming host may have done.
enum class Exclusion : std::uint8_t {
  none,
  within_slack,    // the wait was all but over
  was_reset,       // a RST that RFC 9293 lets end a wait came, and nothing old met the gap
  aborts,          // an ABORT in FIN-WAIT-2 sends such a RST, and so does text after CLOSE
  gave_up,         // R2 may have passed before its FIN was acknowledged
  answers_syn,     // RFC 793 lets TIME-WAIT answer a SYN by a RST
  looks_passive,   // its first FIN acknowledges the peer's
  owes_no_return,  // RFC 6191 takes a newer timestamp for a new connection, for good
  unasked,         // a RST that answers nothing seen: what ended the wait is open
  unseen,          // what began the wait anew was not seen
};

[[nodiscard]] constexpr std::string_view name(Exclusion exclusion) {
  constexpr std::array<std::string_view, 10> kNames = {
      "none",        "within-slack",  "was-reset",      "aborts",  "gave-up",
      "answers-syn", "looks-passive", "owes-no-return", "unasked", "unseen"};
  return kNames[static_cast<std::size_t>(exclusion)];
}

struct Offence {
  RuleClass rule{};
  std::uint32_t tuple = 0;
  Exclusion excluded = Exclusion::none;
  Instant<Concrete> at{};                            // the host emitted what shows it first
  Instant<Concrete> entered{};                       // FIN-WAIT-2 or TIME-WAIT
  Instant<Concrete> until{};                         // the wait would have lasted until then
  std::vector<std::vector<std::uint8_t>> packets{};  // that show it; none: silence does
};

/// One step of the host on one of the tuples.
struct StepOfTuple {
  std::uint32_t tuple = 0;
  State before = State::closed;
  const Connection<Concrete>* block = nullptr;  // after it, if the tuple has one
  const Event<Concrete>& event;
  Instant<Concrete> now{};
};

class OffenceLog {
 public:
  OffenceLog() = default;

  /// Follows the host at `end`, which claims that policy.
  OffenceLog(std::uint32_t end, const Policy<Concrete>& claimed) : end_(end), claimed_(claimed) {}

  [[nodiscard]] std::uint32_t end() const { return end_; }

  /// To be called before and after each step of the host; `block` is the tuple's, if it has one.
  void before(std::uint32_t tuple, const Connection<Concrete>* block);
  void after(const StepOfTuple& step);

  /// The host has emitted a packet.
  void emitted(std::uint32_t tuple, std::span<const std::uint8_t> packet, Instant<Concrete> now);

  /// In the order of their beginning.
  [[nodiscard]] const std::vector<Offence>& offences() const { return offences_; }

  /// Waits that the host did not keep, and that a SYN reopened as MAY-2 lets one.
  [[nodiscard]] std::uint64_t licensed() const { return licensed_; }

 private:
  // FIN-WAIT-2 or TIME-WAIT as the claimed policy has it.
  struct Owed {
    Connection<Concrete> connection{};
    Instant<Concrete> entered{};  // TIME-WAIT, if it is in that; else FIN-WAIT-2
    bool was_reset = false;
    bool was_reset_beside = false;  // by a RST in the window, not at RCV.NXT
    bool has_returned = false;      // from a reopening that the peer disowned
    bool owes_return = true;
    bool gave_up = false;
    bool looks_passive = false;  // its first FIN has acknowledged the peer's
    State lost = State::closed;  // the host has been seen without it, FIN-WAIT-2 or TIME-WAIT
    std::uint8_t unanswered = 0;
    Instant<Concrete> unanswered_at{};
  };
  struct Tuple {
    Connection<Concrete> before{};  // of the step, if it has a block
    bool had_block = false;
    std::optional<Owed> owed{};
    std::optional<Owed> interrupted{};  // by a SYN that may reopen it
    Instant<Concrete> fin_at{};         // its first
    Seq<Concrete> fin_ack{};            // what that acknowledges
    Seq<Concrete> fin_end{};            // one past it
    bool has_fin = false;
    std::optional<Connection<Concrete>> last_ack{};  // LAST-ACK, as the claimed policy has it
    bool is_closed_whole = false;         // both FINs have arrived: no state has a RST of its own
    Instant<Concrete> may_abort_until{};  // a RST of LAST-ACK may have been under way
    // Of the last step.
    Segment<Concrete> arrived{};
    bool has_arrived = false;
    bool met_last_ack = false;  // which takes it in without a word
    bool is_answered = false;   // by what is owed
    bool is_refused = false;    // by a RST
    State met = State::closed;  // the state owed when it came
  };

  void begin(Tuple& tuple, const StepOfTuple& step);
  void follow(Tuple& tuple, const StepOfTuple& step);
  void follow_last_ack(Tuple& tuple, const StepOfTuple& step);
  void note_reopening(Tuple& tuple, const StepOfTuple& step);
  void note_silence(std::uint32_t number, Instant<Concrete> now);
  void note_rst(std::uint32_t number, std::span<const std::uint8_t> packet, Instant<Concrete> now);
  void note_last_ack(std::uint32_t number, std::span<const std::uint8_t> packet,
                     Instant<Concrete> now);
  void note_form(std::uint32_t number, const SegmentView& rst, std::span<const std::uint8_t> packet,
                 Instant<Concrete> now);
  void note_text(std::uint32_t number, const SegmentView& segment,
                 std::span<const std::uint8_t> packet, Instant<Concrete> now);
  void note_syn(std::uint32_t number, const SegmentView& syn, std::span<const std::uint8_t> packet,
                Instant<Concrete> now);
  Offence& add(std::uint32_t number, RuleClass rule, const Owed& owed, Instant<Concrete> now);

  std::uint32_t end_ = 0;
  Policy<Concrete> claimed_{};
  std::array<Tuple, kTuples> tuples_{};
  std::vector<Offence> offences_{};
  std::uint64_t licensed_ = 0;
};

}  // namespace twomsl::sim
