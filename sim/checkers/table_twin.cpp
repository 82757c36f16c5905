// See table_twin.hpp.
#include "sim/checkers/table_twin.hpp"

#include "core/host/step_time_wait.hpp"

namespace twomsl::sim {

TableTwin::TableTwin(const TablePolicy<Concrete>& policy) {
  naive_.policy = policy;
  naive_.slots = policy.capacity;
}

std::optional<Breach> TableTwin::after(std::uint32_t end, const Ipv4Host& running,
                                       const Ipv4Host::Event& event,
                                       const HostOutcome<Concrete>& out) {
  const auto& waits = running.host.waits;
  TestEvent next;
  next.now = event.now;
  next.key = event.key;
  next.record = look_up(waits, event.key, event.now).record;
  next.licence = licence_of(event.event.kind);
  next.arrival = arrival_of(running.host.policy, event.event.segment);
  // When slots of waits that are over are freed is the host's affair.
  next.verb = TableVerb::expire;
  static_cast<void>(naive_.step(next));
  for (std::uint32_t i = 0; i < out.actions.count; ++i) {
    next.verb = out.actions.verbs[i];
    const TableResult result = naive_.step(next);
    if (result != TableResult::done) {
      return Breach{"twin", "the table does " + std::string(name(next.verb)) +
                                ", and its naive twin: " + std::string(name(result))};
    }
  }
  if (naive_.reserved != waits.account.reserved)
    return Breach{"twin", "the tables' accounts differ"};
  for (std::uint32_t tuple = 0; tuple < kTuples; ++tuple) {
    const TableAnswer<Concrete> held = look_up(waits, key_of({end, tuple}), event.now);
    const NaiveWait* wait = naive_.look_up(key_of({end, tuple}), event.now);
    if (held.held != (wait != nullptr) || (wait != nullptr && held.frozen != wait->frozen)) {
      return Breach{"twin", "the tables differ on what is held"};
    }
  }
  return std::nullopt;
}

}  // namespace twomsl::sim
