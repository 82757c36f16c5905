// The prover: tries every theorem, refutes every mutant, convicts the museum. One line each; exit
// status 0 if all went as expected, 1 if not, 2 if it could not be tried.
#include <cstring>

#include "proofs/theorems.hpp"

namespace {

constexpr const char* kUsage =
    "usage: prove [ID]                 all theorems, or those of one id: TIME, LOOKUP, TELLING,\n"
    "                                  INDUCTION, INV-TW-1, 2, 3, 4, 9, INV-DATA, INV-FSM,\n"
    "                                  FLOOR, MUSEUM\n"
    "       prove --write-museum DIR   write the museum's counterexamples as CSV into DIR\n"
    "       prove --write-diagram DIR  write the derived machine as DIR/tcp.dot\n";

int prove(std::string_view wanted) {
  using namespace twomsl::proof;
  Report report;
  const double begun = processor_seconds();
  prove_time(report, wanted);
  prove_lookups(report, wanted);
  prove_steps(report, wanted);
  prove_reassembly(report, wanted);
  prove_floor(report, wanted);
  prove_fsm(report, wanted);
  refute_mutants(report, wanted);
  visit_museum(report, wanted);
  visit_host_museum(report, wanted);
  if (report.lines() == 0) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  std::printf("%u tried, %u not as expected, %.0f s of processor time\n", report.lines(),
              report.unexpected(), processor_seconds() - begun);
  return report.all_as_expected() ? 0 : 1;
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
  if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return prove(argc == 2 ? argv[1] : "");
}
