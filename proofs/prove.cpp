// The prover: tries every theorem, refutes every mutant, convicts the museum. One line each; exit
// status 0 if all went as expected, 1 if not, 2 if it could not be tried.
#include <array>
#include <cstring>

#include "proofs/engine/parallel.hpp"
#include "proofs/theorems.hpp"

namespace {

using twomsl::proof::Report;

constexpr const char* kUsage =
    "usage: prove [ID]                 all theorems, or those of one id: TIME, LOOKUP, "
    "ABSTRACTION,\n"
    "                                  INDUCTION, INV-TW-1, 2, 4, 8, 9, 10, INV-TW-3, INV-DATA,\n"
    "                                  INV-FSM, INV-TOTAL, INV-SEQ, INV-ISS, INV-ACC, INV-ACK,\n"
    "                                  POLICY, RANGES, CONTRACT, FLOOR, HOST, PATHS, MUSEUM;\n"
    "                                  and WINDOW, minutes long, which is not among all\n"
    "       prove --write-museum DIR   write the museum's counterexamples as CSV into DIR\n"
    "       prove --write-paths DIR    write a model of every path of a step as CSV into DIR\n"
    "       prove --write-diagram DIR  write the derived machine as DIR/tcp.dot\n";

// In the order of the report.
constexpr std::array<std::string_view, 24> kIds = {
    "TIME",      "LOOKUP",    "ABSTRACTION", "POLICY",   "RANGES",   "CONTRACT",
    "INDUCTION", "INV-TOTAL", "INV-SEQ",     "INV-ACC",  "INV-ACK",  "INV-ISS",
    "INV-TW-1",  "INV-TW-2",  "INV-TW-3",    "INV-TW-4", "INV-TW-8", "INV-TW-9",
    "INV-TW-10", "INV-DATA",  "INV-FSM",     "FLOOR",    "HOST",     "PATHS"};

void prove(Report& report, std::string_view wanted) {
  using namespace twomsl::proof;
  prove_time(report, wanted);
  prove_lookups(report, wanted);
  prove_steps(report, wanted);
  prove_reassembly(report, wanted);
  prove_floor(report, wanted);
  prove_ranges(report, wanted);
  prove_contracts(report, wanted);
  prove_connection(report, wanted);
  replay_paths(report, wanted);
  prove_fsm(report, wanted);
  prove_hosts(report, wanted);
  refute_mutants(report, wanted);
  refute_connection_mutants(report, wanted);
  refute_host_mutants(report, wanted);
  visit_museum(report, wanted);
  visit_host_museum(report, wanted);
}

int prove_one(std::string_view id) {
  Report report;
  prove(report, id);
  if (report.lines() == 0) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return report.all_as_expected() ? 0 : 1;
}

int prove_all() {
  std::vector<std::string_view> ids(kIds.begin(), kIds.end());
  ids.emplace_back("MUSEUM");
  const twomsl::proof::JobResults results = twomsl::proof::in_parallel(ids, prove_one);
  std::printf("%u theorems, %u not as expected, %.0f s of processor time\n", results.tried,
              results.failed, results.seconds);
  return results.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--write-museum") == 0) {
    const bool written =
        twomsl::proof::write_museum(argv[2]) && twomsl::proof::write_host_museum(argv[2]);
    return written ? 0 : 2;
  }
  if (argc == 3 && std::strcmp(argv[1], "--write-diagram") == 0) {
    return twomsl::proof::write_diagram(argv[2]) ? 0 : 2;
  }
  if (argc == 3 && std::strcmp(argv[1], "--write-paths") == 0) {
    return twomsl::proof::write_paths(argv[2]) ? 0 : 2;
  }
  if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return argc == 2 ? prove_one(argv[1]) : prove_all();
}
