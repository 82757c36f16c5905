// See report.hpp.
#include "proofs/engine/report.hpp"

#include <unistd.h>

#include <ctime>

namespace twomsl::proof {

double processor_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

void Report::add(const Line& line) {
  working_on("");
  std::printf("%-10s %-34s %8s %6u paths %7.2f s  %s%s\n", line.id.c_str(), line.subject.c_str(),
              line.capacity.c_str(), line.paths, line.seconds, line.outcome.c_str(),
              line.as_expected ? "" : "  UNEXPECTED");
  std::fflush(stdout);
  ++lines_;
  unexpected_ += line.as_expected ? 0 : 1;
}

void Report::working_on(std::string_view what) const {
  if (isatty(STDERR_FILENO) != 0) {
    std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(what.size()), what.data());
    std::fflush(stderr);
  }
}

}  // namespace twomsl::proof
