// A peer of raw segments: it brings a stack to a state, sends what no peer would, and looks at what
// comes back.
#pragma once

#include <vector>

#include "core/codec/decode.hpp"
#include "harness/conform/probe.hpp"
#include "harness/stage/stack_under_test.hpp"
#include "harness/stage/stage.hpp"

namespace twomsl::harness {

/// A segment of the stack's, with the packet that it views.
struct Answer {
  std::vector<std::uint8_t> packet{};
  SegmentView view{};
  bool is_again = false;       // nothing in it is new: it repeats a SYN, a FIN or text
  std::uint64_t after_us = 0;  // since answers() was called
};

class Prober {
 public:
  Prober(const Subject& subject, Notebook notebook);

  Numbers numbers{};

  /// Another tuple of the peer's, or of the stack's, from now on; nothing is known of it.
  void choose(std::uint8_t tuple);
  /// A port on which nobody listens.
  void choose_closed_port();

  /// Brings the connection there. False, and why, if it does not come about.
  [[nodiscard]] bool reach(State state, bool with_timestamps);

  /// The steps of it.
  bool open();
  bool handshake(bool with_timestamps);
  /// Opens, if the stack has memory for it, and stays open.
  void come_and_go_on();
  bool close_by_stack();
  /// CLOSE; what the stack sends is yet to be looked at.
  void close() { stack_.close(tuple_); }
  bool acknowledge_fin();
  bool close_by_peer();
  /// SEND, so many bytes: how many of them are accepted.
  std::size_t send_by_stack(std::size_t bytes);
  /// LISTEN, once more on the same port: false if the stack refuses.
  bool listen_again() { return stack_.listen_again(); }
  /// OPEN is not refused; the connection is aborted at once.
  bool can_open(const Socket& remote) { return stack_.can_open(remote); }

  /// A segment as the connection goes on with: SEQ = RCV.NXT, ACK of what is acknowledged.
  [[nodiscard]] Probe next() const { return harness::next(numbers); }
  [[nodiscard]] Probe probe_of(const Stimulus& stimulus) const {
    return harness::probe_of(stimulus, numbers);
  }

  void arrive(const Probe& probe);
  /// A packet that is no segment of the connection.
  void arrive(std::span<const std::uint8_t> packet) { stack_.packet_in(packet); }
  /// Of the peer's packets.
  [[nodiscard]] Route route() const;

  /// What the stack sends within so long; time passes.
  std::vector<Answer> answers(std::uint64_t within_us = kPatience_us);
  void wait(std::uint64_t us) { (void)answers(us); }
  /// How many packets of the stack were of no connection that the peer knows of.
  [[nodiscard]] std::size_t strangers() const { return strangers_; }

  /// The answers to the probe, classified; what a timer has repeated is left out, and
  /// its SYN once more.
  [[nodiscard]] Reactions reactions_to(const Probe& probe, const std::vector<Answer>& answers,
                                       std::uint32_t nxt_then) const;

  [[nodiscard]] const SubjectUser& user() const { return stack_.user(tuple_); }
  /// The SYN that open() has led to bore an MSS option.
  [[nodiscard]] bool syn_had_mss() const { return syn_had_mss_; }
  [[nodiscard]] bool is_blamed() const { return stack_.is_blamed(); }
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] std::uint64_t msl_us() const { return msl_us_; }
  [[nodiscard]] std::uint64_t now_us() const { return now_us_; }

  /// It is still there: text, or the FIN once more, is acknowledged.
  [[nodiscard]] bool is_alive();
  /// Of SYN-SENT: a SYN-ACK opens the connection.
  [[nodiscard]] bool may_be_opened();
  /// One of the two has looked, and found no connection; and was answered by nothing.
  [[nodiscard]] bool has_missed() const { return has_missed_; }
  [[nodiscard]] bool has_met_silence() const { return has_met_silence_; }
  /// A new SYN on the tuple is answered by a SYN-ACK.
  [[nodiscard]] bool is_listening();

  /// `holds`; if not, the case has not come about because of it.
  bool expect(bool holds, const char* words);

  static constexpr std::uint64_t kPatience_us = 700'000;  // longer than an ACK may be delayed

 private:
  void note(const Answer& answer);

  std::uint64_t msl_us_;
  StackUnderTest stack_;
  std::uint8_t tuple_ = 0;
  std::uint16_t stack_port_ = 0;  // if it is not that of the tuple
  std::uint64_t now_us_ = 1'000'000;
  bool syn_had_mss_ = false;
  std::size_t strangers_ = 0;
  bool has_missed_ = false;
  bool has_met_silence_ = false;
  std::string trouble_{};
};

}  // namespace twomsl::harness
