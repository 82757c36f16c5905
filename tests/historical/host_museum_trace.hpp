// The traces of the museum's hosts: counterexamples that Z3 found and the prover decoded, read
// back from historical/counterexamples/host_*.csv and played on the host that runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "historical/exhibit_host.hpp"

namespace twomsl {

using HostTrace = std::vector<HostEvent<Concrete, Ipv4Tuple<Concrete>>>;

/// The entry of that name. REQUIRES: there is one.
[[nodiscard]] HostExhibit<Concrete> host_exhibit(std::string_view name);

/// The tuple of a trace's connection.
[[nodiscard]] constexpr Ipv4Tuple<Concrete> trace_tuple(std::uint32_t index) {
  return {0x0a040001, 0x0a040002, (50'000 + index) << 16 | 80};
}

/// Reads one line an event, after a heading; lines from # on are comments. Nothing if the file
/// cannot be read, or if a line has another form.
[[nodiscard]] std::optional<HostTrace> read_host_trace(const std::string& path);

/// A law that a step breaks, of one of the first two tuples.
struct HostBreach {
  std::size_t step = 0;
  std::uint32_t tuple = 0;
  std::string law{};

  friend bool operator==(const HostBreach&, const HostBreach&) = default;
};

/// Runs a trace on an empty host of the exhibit; every breach, in order.
[[nodiscard]] std::vector<HostBreach> breaches_of(const HostTrace& trace,
                                                  const HostExhibit<Concrete>& exhibit);

}  // namespace twomsl
