// The museum's traces: counterexamples that Z3 found and the prover decoded, read back from
// historical/counterexamples/*.csv, as programs of fuzz_slots and as packets.
#pragma once

#include <optional>
#include <string>

#include "tests/capture/capture_builder.hpp"
#include "tests/table/table_program.hpp"

namespace twomsl {

struct TableTraceEvent {
  TableVerb verb = TableVerb::reserve;
  std::uint64_t now_us = 0;
  std::uint32_t tuple = 0;
  std::uint8_t adversary = 0;
};
using TableTrace = std::vector<TableTraceEvent>;

/// Reads "verb,now_us,tuple,adversary" lines after one heading; lines from # on are comments.
/// Nothing if the file cannot be read, or if a line has another form.
[[nodiscard]] std::optional<TableTrace> read_table_trace(const std::string& path);

/// The same events as fuzz_slots reads them, under its policy 0 and with the hash of the prover.
[[nodiscard]] Program program_of(const TableTrace& trace);

/// What a network would have shown of a trace whose last event takes the slot of tuple 1 while
/// tuple 0 is held on: each reservation is a connection accepted, each hold a close by the
/// server, 10.4.0.1; at the end the client retransmits the FINs of both, and is answered from one
/// slot only.
[[nodiscard]] test::Bytes capture_of(const TableTrace& trace);

}  // namespace twomsl
