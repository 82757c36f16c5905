// Two small hosts over a network that loses, repeats and reorders without limit, driven by a list
// of commands, with every law of a host asserted after each step, for each tuple at either end.
#pragma once

#include <array>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/host/concrete/concrete_host.hpp"
#include "core/host/view.hpp"

namespace twomsl {

/// One command: what happens, at which end and to which tuple, and a number that it may read.
struct HostCommand {
  std::uint8_t what = 0;
  std::uint8_t where = 0;
  std::uint32_t amount = 0;
};

/// As it is written in C++, so that a failure can be replayed.
std::ostream& operator<<(std::ostream& out, const HostCommand& command);

inline constexpr std::uint8_t kHostCommandKinds = 32;

/// How often a run came to what the laws speak of: laws that are never put to the test cannot fail.
struct HostCoverage {
  std::uint32_t waits = 0;       // steps that entered TIME-WAIT
  std::uint32_t reopenings = 0;  // steps that reopened a wait
  std::uint32_t returns = 0;     // steps that returned to one
  std::uint32_t refusals = 0;    // steps that lacked some memory
};

struct HostHarness {
  using Key = Ipv4Tuple<Concrete>;
  using TupleHistory = HostHistory<Concrete, Key>;
  using Event = HostEvent<Concrete, Key>;
  struct Sent {
    std::uint32_t to = 0;
    Key key{};
    Segment<Concrete> segment{};
  };

  std::array<Ipv4Host, 2> ends;
  std::array<std::vector<TupleHistory>, 2> histories{};
  std::vector<Sent> in_flight{};
  Instant<Concrete> now{1'000'000};
  std::string broken{};  // the id of the first law that was broken, and by what
  HostCoverage coverage{};
  const TimeWaitRules* judged_as = nullptr;  // the law, if it is not the policy's own

  explicit HostHarness(const Policy<Concrete>& policy, const Museum<Concrete>& museum = {});

  /// False as soon as a law is broken.
  bool run(const HostCommand& command);
  bool run_all(const std::vector<HostCommand>& program);

  void put(std::uint32_t end, const Event& event);
  void call(const HostCommand& command, EventKind kind);
  void configure(const HostCommand& command);
  void deliver(const HostCommand& command, bool stays);
  void forge(const HostCommand& command);
  void fire(std::uint32_t end);
  void pass_time(std::uint32_t amount);
};

}  // namespace twomsl
