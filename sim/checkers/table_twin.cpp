// See table_twin.hpp.
#include "sim/checkers/table_twin.hpp"

#include "core/host/step_time_wait.hpp"

namespace twomsl::sim {
namespace {

// The twin's name of a tuple. Addresses of IPv6 differ in their last words here (sim/tuples.hpp).
TestKey test_key_of(const Ipv4Tuple<Concrete>& key) { return key; }
TestKey test_key_of(const Ipv6Tuple<Concrete>& key) {
  return {key.local[3], key.remote[3], key.ports};
}

}  // namespace

template <class Stores>
TableTwin<Stores>::TableTwin(const TablePolicy<Concrete>& policy) {
  naive_.policy = policy;
  naive_.slots = policy.capacity;
}

template <class Stores>
std::optional<Breach> TableTwin<Stores>::after(std::uint32_t end, const Running& running,
                                               const RunningEvent& event,
                                               const HostOutcome<Concrete>& out) {
  const auto& waits = running.host.waits;
  TestEvent next;
  next.now = event.now;
  next.key = test_key_of(event.key);
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
    const Key key = key_of<Key>({end, tuple});
    const TableAnswer<Concrete> held = look_up(waits, key, event.now);
    const NaiveWait* wait = naive_.look_up(test_key_of(key), event.now);
    if (held.held != (wait != nullptr) || (wait != nullptr && held.frozen != wait->frozen)) {
      return Breach{"twin", "the tables differ on what is held"};
    }
  }
  return std::nullopt;
}

template class TableTwin<Ipv4Stores>;
template class TableTwin<Ipv6Stores>;

}  // namespace twomsl::sim
