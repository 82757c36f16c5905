// Runs between conforming hosts in which one thing happens that no packet shows: of the closed list
// (spec/laws/verdict.hpp) exactly one assumption is not true. What the audit says against a host
// there, it may say under that assumption alone.
#pragma once

#include <array>

#include "sim/checkers/capture_faults.hpp"
#include "sim/program/seeded_run.hpp"
#include "sim/tap.hpp"

namespace twomsl::sim {

struct Play {
  SeededRun run{};
  Coverage met{};
  Tap tap{};
  std::array<FaultyCapture, kVantages> captures{};
  Assumptions broken{};  // by what the run and its tape tell, whatever was meant to happen
};

/// What is meant to happen; none: nothing. The captures' packets are those of its tap.
[[nodiscard]] Play play(std::optional<Assumption> breaks, std::uint64_t seed);

/// Inserts what befalls hosts (host_events.cpp) into the run, each time by chance.
void add_host_events(SeededRun& run, Assumption breaks, std::uint64_t seed);

/// Has the network do it (network_events.cpp).
void add_network_events(SeededRun& run, Assumption breaks, std::uint64_t seed);

/// A network that does none of it: nothing comes twice or late, and no RST is lost.
void spare(SeededRun& run);

/// What the network did to a run, by its tape: the same packets sent and arrived.
[[nodiscard]] Assumptions broken_by_network(const Tap& tap);

/// The capture of one vantage, with what befalls captures (capture_events.cpp) if that is meant.
[[nodiscard]] FaultyCapture capture_of(const Tap& tap, Vantage vantage,
                                       std::optional<Assumption> breaks, std::uint64_t seed);

}  // namespace twomsl::sim
