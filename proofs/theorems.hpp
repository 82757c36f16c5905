// The theorems, tried one after the other. Each takes the id that was asked for ("" for all), and
// adds a line for each theorem that it tries.
#pragma once

#include <string_view>

#include "proofs/engine/report.hpp"

namespace twomsl::proof {

[[nodiscard]] inline bool is_wanted(std::string_view id, std::string_view wanted) {
  return wanted.empty() || id == wanted;
}

/// TIME: deadlines and elapsed time agree.
void prove_time(Report& report, std::string_view wanted);

/// INDUCTION and the laws, at 2, 4, 8, and on the slot that a search names in a table of any
/// capacity; ABSTRACTION: a scan sees what the history tells.
void prove_steps(Report& report, std::string_view wanted);

/// LOOKUP: the search is right, at 2, 4, 8 and under any hash.
void prove_lookups(Report& report, std::string_view wanted);

/// INV-DATA: the ranges ahead of RCV.NXT, two mutants among them.
void prove_reassembly(Report& report, std::string_view wanted);

/// INV-FSM: the derived machine is the table of transitions, minus and plus its departures; and
/// mutants of the machine that it refutes.
void prove_fsm(Report& report, std::string_view wanted);

/// Writes the derived machine under safe as tcp.dot, for Graphviz, into an existing folder.
/// Returns false, and says why on stderr, if it cannot be written.
[[nodiscard]] bool write_diagram(std::string_view folder);
/// RANGES: the code that merges held text keeps the contract that steps are proved against.
void prove_ranges(Report& report, std::string_view wanted);

/// CONTRACT: so does the code that judges segments, cuts them, opens the window and measures.
void prove_contracts(Report& report, std::string_view wanted);

/// The laws of one connection, on every path of every step; POLICY: which policies are valid.
void prove_connection(Report& report, std::string_view wanted);

/// HOST: the laws of a host, by induction over every event and setting that it can meet.
void prove_hosts(Report& report, std::string_view wanted);

/// Broken hosts, one for each of these theorems at least.
void refute_host_mutants(Report& report, std::string_view wanted);

/// PATHS: a model of every path of a step does on the machine what Z3 says.
void replay_paths(Report& report, std::string_view wanted);

/// Writes these models and what they come to, a file a policy, into an existing folder. Returns
/// false, and says why on stderr, if one cannot be written or does not agree.
[[nodiscard]] bool write_paths(std::string_view folder);

/// FLOOR: where a host keeps no floor, RFC 6528's clock stays ahead for 2*MSL; a mutant with it.
void prove_floor(Report& report, std::string_view wanted);

/// Broken code, one for each theorem at least: every one must be refuted, and its counterexample
/// must break the same law when the concrete code replays it.
void refute_mutants(Report& report, std::string_view wanted);

/// Broken connections, one for each law at least, and the museum's that one connection shows.
void refute_connection_mutants(Report& report, std::string_view wanted);

/// The tables of history: convicted from the empty table on, all but nt4_sp4. MUSEUM.
void visit_museum(Report& report, std::string_view wanted);

/// The hosts of history, likewise. MUSEUM.
void visit_host_museum(Report& report, std::string_view wanted);

/// Writes the museum's counterexamples as CSV, one file a policy, into an existing folder.
/// Returns false, and says why on stderr, if one cannot be written.
[[nodiscard]] bool write_museum(std::string_view folder);
[[nodiscard]] bool write_host_museum(std::string_view folder);

}  // namespace twomsl::proof
