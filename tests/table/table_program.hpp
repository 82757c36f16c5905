// Events of a TIME-WAIT table as bytes: what fuzz_slots reads, what a prover's counterexample is
// written in, and what RapidCheck generates.
//
//   input     = opening record*
//   opening     1 byte: low nibble modulo the number of policies under test; high nibble modulo 4
//               the hash (TestHashKind); the table has kProgramSlots slots and that capacity
//   record    = verb|key step [operand]
//   verb|key    1 byte: low nibble modulo 12 is the TableVerb, high nibble modulo 5 the key
//   step        1 byte, how much time passes before. 255: the next 8 bytes say, in us,
//               little-endian; else modulo 12, T being 2*MSL as configured at that moment:
//               0-2 nothing, 3 1 us, 4 T - 1 us, 5 T, 6 T + 1 us, 7 MSL, 8 1 s; 9-11 until 1 us
//               before the key's wait is 2*MSL old, until it is, until 1 us later
//   operand     1 byte, by verb; the other verbs have none:
//     reserve       the adversary's choice: victim = byte * 2^24; the lowest bit writes the
//                   default back
//     hold          bits 0-1 choose rcv_nxt, bits 2-3 ts_recent, bit 4 ts_on
//     freeze        the SYN: bits 0-2 SEQ around rcv_nxt, bits 3-5 TSval around ts_recent, bit 6
//                   has_ts
//     release       low nibble modulo 9: the licence; high nibble: SEQ around rcv_nxt, window 4096
//     set_msl       255: the next 8 bytes, in us; else modulo 8: 0, 1 us, 1 ms, 1 s, 30 s, 120 s,
//                   1 h, 1 h + 1 us
//     set_capacity  capacity, modulo 7
//     set_policy    modulo the number of policies under test
//
// Missing bytes read as zero. The clock stops short of kLastInstantUs.
#pragma once

#include <span>
#include <vector>

#include "tests/table/table_harness.hpp"

namespace twomsl {

inline constexpr std::size_t kProgramSlots = 4;
using ProgramHarness = TableHarness<kProgramSlots>;

inline constexpr std::uint8_t kExplicit = 255;

/// One event before it is resolved for a state of the table. `time_us` and `msl_us` count where
/// step or operand is kExplicit.
struct Record {
  std::uint8_t verb_and_key = 0;
  std::uint8_t step = 0;
  std::uint8_t operand = 0;
  std::uint64_t time_us = 0;
  std::uint64_t msl_us = 0;
};

/// A whole input.
struct Program {
  std::uint8_t opening = 0;
  std::vector<Record> records{};
};

/// The policies that a program may choose from and change to. Not empty.
using TablePolicies = std::vector<TablePolicy<Concrete>>;

/// The policies that must pass: strict, safe, rfc9293, every_licence, nt4_sp4.
[[nodiscard]] TablePolicies honest_policies();

/// One table of the museum by its name (nt4, nt4_hotfix, nt4_sp4, nt4_overstay, evict_oldest,
/// refuse_newcomer), thresholds scaled to kProgramSlots; empty if there is none of that name.
[[nodiscard]] TablePolicies museum_policy(std::string_view table);

/// Total on any bytes.
[[nodiscard]] Program read_program(std::span<const std::uint8_t> bytes);

/// The bytes that read_program reads back.
[[nodiscard]] std::vector<std::uint8_t> write_program(const Program& program);

/// The event that a record means in this state of the harness.
[[nodiscard]] TestEvent resolve(const Record& record, const ProgramHarness& harness,
                                const TablePolicies& policies_under_test);

/// Runs a program from an empty table until a law breaks. The breach's words end with the events
/// and with the bytes that replay them.
[[nodiscard]] std::optional<Breach> run(const Program& program,
                                        const TablePolicies& policies_under_test);

}  // namespace twomsl
