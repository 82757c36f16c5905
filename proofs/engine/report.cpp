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

std::string text_of(const Line& line) {
  char text[200];
  std::snprintf(text, sizeof text, "%-10s %-34s %8s %6u paths %7.2f s  ", line.id.c_str(),
                line.subject.c_str(), line.capacity.c_str(), line.paths, line.seconds);
  return text + line.outcome + (line.as_expected ? "" : "  UNEXPECTED");
}

void Report::add(const Line& added) {
  Line line = added;
  if (!filed_under_.empty()) {
    line.subject = line.id + ", " + line.subject;
    line.id = filed_under_;
  }
  working_on("");
  std::printf("%s\n", text_of(line).c_str());
  std::fflush(stdout);
  lines_.push_back(line);
}

void Report::working_on(std::string_view what) const {
  if (isatty(STDERR_FILENO) != 0) {
    std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(what.size()), what.data());
    std::fflush(stderr);
  }
}

}  // namespace twomsl::proof
