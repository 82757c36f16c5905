// Two small hosts over a network that loses, repeats and reorders without limit, driven by a list
// of moves, with every law of a host asserted after each step, for each tuple at either end.
#pragma once

#include <array>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/host/concrete/concrete_host.hpp"
#include "core/host/view.hpp"

namespace twomsl {

/// One move: what happens, at which end and to which tuple, and a number that it may read.
struct HostMove {
  std::uint8_t what = 0;
  std::uint8_t where = 0;
  std::uint32_t amount = 0;
};

/// As it is written in C++, so that a failure can be replayed.
std::ostream& operator<<(std::ostream& out, const HostMove& move);

inline constexpr std::uint8_t kHostMoves = 32;

/// What a trial has met, to show that it can fail.
struct HostTrialCount {
  std::uint32_t waits = 0;       // steps that entered TIME-WAIT
  std::uint32_t reopenings = 0;  // steps that reopened a wait
  std::uint32_t returns = 0;     // steps that returned to one
  std::uint32_t refusals = 0;    // steps that lacked some memory
};

struct HostTrial {
  using Key = Ipv4Tuple<Concrete>;
  using TupleHistory = HostHistory<Concrete, Key>;
  using Event = HostEvent<Concrete, Key>;
  struct Sent {
    std::uint32_t to = 0;
    Key key{};
    Segment<Concrete> segment{};
  };

  std::array<Ipv4Host, 2> ends;
  std::array<std::vector<TupleHistory>, 2> claims{};
  std::vector<Sent> network{};
  Instant<Concrete> now{1'000'000};
  std::string broken{};  // the id of the first law that was broken, and by what
  HostTrialCount count{};
  const TimeWaitRules* judged_as = nullptr;  // the law, if it is not the policy's own

  explicit HostTrial(const Policy<Concrete>& policy, const Museum<Concrete>& museum = {});

  /// False as soon as a law is broken.
  bool play(const HostMove& move);
  bool play_all(const std::vector<HostMove>& moves);

  void put(std::uint32_t end, const Event& event);
  void call(const HostMove& move, EventKind kind);
  void configure(const HostMove& move);
  void deliver(const HostMove& move, bool stays);
  void forge(const HostMove& move);
  void fire(std::uint32_t end);
  void pass_time(std::uint32_t amount);
};

}  // namespace twomsl
