// The laws of a host and of a connection, asked of each step of a simulated host, and the twin:
// what a single connection makes of an event must be what the host makes of it.
#pragma once

#include <array>

#include "core/host/concrete/concrete_host.hpp"
#include "core/host/view.hpp"
#include "sim/checkers/breach.hpp"
#include "sim/subject.hpp"
#include "sim/tuples.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "spec/laws/host/host_laws.hpp"

namespace twomsl::sim {

/// The event's connection before and after the last step, by the twin.
struct ConnectionSeen {
  Connection<Concrete> before{};
  Connection<Concrete> after{};
};

template <class Stores>
class LawChecker {
 public:
  using Key = typename Stores::Key;
  using Running = RunningHost<Stores>;
  using RunningEvent = typename Running::Event;

  LawChecker() = default;

  /// Follows the first `tuples` tuples of one end.
  LawChecker(std::uint32_t end, std::uint32_t tuples, const Subject& subject);

  /// To be called before and after each step of the host. The first breach is returned.
  void before(Running& running, const RunningEvent& event);
  [[nodiscard]] std::optional<Breach> after(Running& running, const RunningEvent& event,
                                            const HostOutcome<Concrete>& out);

  /// A setting that was put to the host, and what came of it.
  [[nodiscard]] std::optional<Breach> configure(Running& running,
                                                const HostSetting<Concrete>& setting,
                                                Instant<Concrete> now);

  [[nodiscard]] const ConnectionSeen& connection() const { return seen_; }

  /// What has happened to a tuple.
  [[nodiscard]] const HostHistory<Concrete, Key>& history(std::uint32_t tuple) const {
    return steps_[tuple].history_before;
  }

 private:
  [[nodiscard]] std::optional<Breach> check_host(Running& running, const RunningEvent& event,
                                                 const HostOutcome<Concrete>& out);
  [[nodiscard]] std::optional<Breach> check_connection(Running& running, const RunningEvent& event,
                                                       const HostOutcome<Concrete>& out);
  [[nodiscard]] std::optional<Breach> compare(Running& running, const RunningEvent& event,
                                              const HostOutcome<Concrete>& out,
                                              const Outcome<Concrete>& expected) const;
  void look(HostView<Concrete>& into, const Running& running, Instant<Concrete> now,
            std::uint32_t tuple) const;

  Subject subject_{};
  bool is_judged_as_itself_ = true;
  std::uint32_t tuples_ = 0;
  std::uint32_t concerned_ = kTuples;  // the event's tuple; kTuples if none
  std::array<HostStep<Concrete, Key>, kTuples> steps_{};
  std::array<WaitHistory<Concrete>, kTuples> waits_{};
  Event<Concrete> event_{};  // with the initial parameters that the host gives it
  ConnectionSeen seen_{};
};

extern template class LawChecker<Ipv4Stores>;
extern template class LawChecker<Ipv6Stores>;

}  // namespace twomsl::sim
