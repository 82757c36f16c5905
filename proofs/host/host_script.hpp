// The scripts of the museum on a whole host: what happens, to which connection, with which control
// bits, and the state that it leads to. All else is open.
#pragma once

#include <string_view>
#include <vector>

#include "proofs/engine/explorer.hpp"
#include "proofs/host/host_model.hpp"

namespace twomsl::proof {

template <class D>
using HostEventOf = HostEvent<D, KeyOf<D>>;
template <class D>
using HostStepOf = HostStep<D, KeyOf<D>>;

enum class Control : std::uint8_t { none, syn, syn_ack, fin_ack, rst };

/// One event of a script.
struct ScriptStep {
  HostEventKind kind = HostEventKind::connection;
  EventKind event = EventKind::status;
  std::uint32_t tuple = 0;
  Control control = Control::none;    // of a segment
  State leads_to = State::time_wait;  // unless it is the last: other paths are not followed

  friend constexpr bool operator==(const ScriptStep&, const ScriptStep&) = default;
};
using ScriptSteps = std::vector<ScriptStep>;

/// What happens to the host of an exhibit, and whose laws are asked.
struct Script {
  std::string_view exhibit{};
  ScriptSteps steps{};
  std::uint32_t victim = 0;  // the tuple that is followed
};

/// One for each exhibit but Service Pack 4.
[[nodiscard]] std::vector<Script> scripts();

/// The scripts without those that are the beginning of another one, or another one again.
[[nodiscard]] std::vector<Script> distinct(const std::vector<Script>& scripts);

/// The tuple of a script's connection: ports differ.
template <class D>
[[nodiscard]] KeyOf<D> tuple(std::uint32_t index) {
  using U32 = typename D::U32;
  return {U32(0x0a040001u), U32(0x0a040002u), U32((50'000u + index) << 16 | 80u)};
}

/// The events of a script, with moments, the adversary's choices, and what segments without text
/// can say left open.
[[nodiscard]] std::vector<HostEventOf<Symbolic>> events_of(const ScriptSteps& steps);

/// The clock starts at one second. Events are a millisecond apart, and less than the second after
/// which a timer might expire; only a collection may be long after.
void assume_times(Explorer& explorer, const std::vector<HostEventOf<Symbolic>>& events);

}  // namespace twomsl::proof
