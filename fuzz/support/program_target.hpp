// What the targets that run programs of sim/ share: bytes become a program (the format is in
// sim/program/program.hpp), mutation keeps to its records, and a broken law ends the process.
#pragma once

#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/record_mutator.hpp"
#include "sim/program/program.hpp"

namespace twomsl {

/// The kinds of records that mutation inserts, the more likely ones several times.
[[nodiscard]] inline std::vector<std::uint8_t> program_kinds(bool forges) {
  std::vector<std::uint8_t> kinds;
  sim::Settings settings;
  sim::for_each_setting(
      [&kinds](unsigned number, std::string_view, std::uint16_t) {
        kinds.push_back(static_cast<std::uint8_t>(sim::kFirstField + number));
      },
      settings);
  for (std::uint8_t kind = 0; kind < sim::kCommandKinds; ++kind) {
    kinds.insert(kinds.end(), sim::weight_of(static_cast<sim::CommandKind>(kind), forges), kind);
  }
  return kinds;
}

/// A target: its profile, and how many records a program of it has at most. What is longer says
/// little more and takes its time.
struct ProgramTarget {
  sim::Profile profile{};
  std::size_t most_records = 0;
  std::vector<std::uint8_t> kinds = program_kinds(profile.forges);

  [[nodiscard]] std::size_t mutate(std::span<std::uint8_t> room, std::size_t size,
                                   unsigned seed) const {
    const auto fits = room.first(std::min(room.size(), most_records * sim::kRecordBytes));
    return mutate_records(fits, std::min(size, fits.size()), seed, {0, sim::kRecordBytes, kinds});
  }

  void run(std::span<const std::uint8_t> bytes) const {
    sim::Coverage coverage;
    abort_on(sim::run_program(sim::read_program(bytes, most_records), profile, coverage));
  }
};

}  // namespace twomsl
