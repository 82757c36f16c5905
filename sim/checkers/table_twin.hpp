// The TIME-WAIT table of a simulated host beside its naive twin: whatever the host does to the one
// is done to the other, and both must say the same of each tuple.
#pragma once

#include "core/host/concrete/concrete_host.hpp"
#include "sim/checkers/breach.hpp"
#include "sim/checkers/naive_table.hpp"
#include "sim/tuples.hpp"

namespace twomsl::sim {

template <class Stores>
class TableTwin {
 public:
  using Key = typename Stores::Key;
  using Running = RunningHost<Stores>;
  using RunningEvent = typename Running::Event;

  TableTwin() = default;

  /// Beside an empty table of this policy.
  explicit TableTwin(const TablePolicy<Concrete>& policy);

  /// To be called after each step of the host at `end`.
  [[nodiscard]] std::optional<Breach> after(std::uint32_t end, const Running& running,
                                            const RunningEvent& event,
                                            const HostOutcome<Concrete>& out);

 private:
  NaiveTable naive_{};
};

extern template class TableTwin<Ipv4Stores>;
extern template class TableTwin<Ipv6Stores>;

}  // namespace twomsl::sim
