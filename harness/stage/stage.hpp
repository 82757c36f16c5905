// One run: the subject, its peers, and the link between them, in virtual time.
#pragma once

#include <map>

#include "harness/conform/probe.hpp"
#include "harness/stage/peer.hpp"
#include "harness/stage/stack_under_test.hpp"

namespace twomsl::harness {

/// A stack and the memory that it is given: for so many connections, or 0 for no limit.
struct Subject {
  const twomsl_stack* stack = nullptr;
  std::uint32_t connections = 0;
};

class Stage {
 public:
  Stage(const Subject& subject, const Settings& settings, Notebook notebook);

  /// Plays all commands, each followed by the packets that it leads to.
  void play(const Program& program);

  void play(const Command& command);

  /// Plays all commands, and lets a second pass in which what is owed is done; then the time is
  /// noted.
  void play_to_end(const Program& program);

  [[nodiscard]] const SubjectUser& subject_user(std::uint8_t tuple) const {
    return stack_.user(tuple);
  }
  [[nodiscard]] const std::optional<Misplaced>& misplaced_by_subject() const {
    return stack_.misplaced();
  }
  [[nodiscard]] const Peer& peer() const { return peer_; }
  [[nodiscard]] std::uint64_t packets_of_subject() const { return packets_of_subject_; }
  void blame(const std::string& words) { stack_.blame(words); }

 private:
  struct InFlight {
    End from{};
    bool is_damaged = false;
    std::vector<std::uint8_t> packet{};
  };
  // What happens to the next packet of one end of a tuple.
  struct NextPacket {
    bool is_lost = false;
    bool is_repeated = false;
    std::uint64_t delay_us = 0;
  };
  struct Kept {
    std::vector<std::uint8_t> packet{};
    std::uint64_t sent_us = 0;
  };
  struct Way {
    std::array<NextPacket, 2> next{};  // by end
    Kept fin{};                        // the peer's last
    Kept syn{};
    Numbers numbers{};
    std::array<std::optional<std::uint8_t>, 2> scale{};  // of the last SYN, by end
  };

  void act(const Command& command);
  void send_by_subject(std::uint8_t tuple, std::size_t bytes);
  void compare_text();
  void arrive_again(const Kept& kept);
  void forge(const Command& command);
  /// Until a time, or until nothing is in flight.
  void pass(std::uint64_t until_us, bool until_quiet);
  void set_time(std::uint64_t now_us);
  void deliver_due();
  void deliver(const InFlight& arriving);
  void collect();
  void transmit(End from, std::span<const std::uint8_t> packet);
  void keep(Way& way, std::span<const std::uint8_t> packet, const Flags& flags);
  void follow(Way& way, End from, const SegmentView& segment);

  std::uint64_t msl_us_;
  Settings settings_;
  sim::Link link_;
  Notebook notebook_;
  StackUnderTest stack_;
  Peer peer_;
  std::uint64_t now_us_ = 1'000'000;
  std::multimap<std::uint64_t, InFlight> in_flight_{};  // by when they arrive
  std::array<Way, kTuples> ways_{};
  std::uint64_t packets_ = 0;
  std::uint64_t packets_of_subject_ = 0;
  std::uint64_t draws_ = 0;
  bool is_text_garbled_ = false;
  bool is_text_forged_ = false;
  bool subject_is_unheard_ = false;  // what it sends now is lost
};

}  // namespace twomsl::harness
